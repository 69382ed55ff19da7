"""What a draft holds, how it is handed in, and what can come of it."""

from dataclasses import dataclass
from datetime import date

from handlers.dialogue.effect import Effect
from handlers.dialogue.event import Event
from handlers.dialogue.place_effect import Spot
from handlers.dialogue.stored import stored


@stored("draft")
@dataclass(frozen=True, slots=True)
class Draft:
    """A report while it is told. Empty strings and None: not said yet."""

    words: tuple[tuple[str, str], ...] = ()
    """(message handle, text) in order of arrival; an edit replaces its own."""
    photos: tuple[tuple[str, str], ...] = ()
    """(ref, photo_id) in order of arrival; an empty id is still on its way."""
    evidence: tuple[tuple[str, str, str], ...] = ()
    """(ref, kind, evidence_id)."""
    spot: Spot | None = None
    place_words: str = ""
    unit_id: str = ""
    unit_name: str = ""
    sector: str = ""
    """A slug, or `unknown` when the person does not know."""
    ongoing: str = ""
    """yes, no, unknown or empty."""
    insider: str = ""
    guessable: str = ""
    """Could people guess who reported? Holds the visit to a routine round when yes."""
    naming: str = ""
    """unknown (stay unknown) or named (may give a name when a reward is due)."""
    reward: str = ""
    originals: str = ""
    """yes: the pictures as they came are kept too, sealed. Anything else: they are not."""
    deaths: bool = False
    """Deaths or a hidden accident: goes to the county lane and alarms the supervisor."""
    danger: bool = False
    """People in danger now: the reporter was sent to 119 / 110 / 120 first."""


@stored("file-report")
@dataclass(frozen=True, slots=True)
class FileReport(Effect):
    """Local: ReportFiled | ReportDeclined. Filing twice under one `draft_id` files once."""

    draft: Draft
    draft_id: str
    language: str = "zh-Hans"


@stored("report-filed")
@dataclass(frozen=True, slots=True)
class ReportFiled(Event):
    """It stands in the ledger. `code` (20 digits) is told once and kept nowhere in clear."""

    alias_id: str
    number: str
    code: str
    answer_on: date
    """By this day (the place's zone) the reporter hears accepted or not."""
    provisional: bool = False
    pending_count: int = 0


@stored("report-declined")
@dataclass(frozen=True, slots=True)
class ReportDeclined(Event):
    """It could not be filed; `key` says why in words and what to do."""

    key: str
    args: tuple[tuple[str, str], ...] = ()
