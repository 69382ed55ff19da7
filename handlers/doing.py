"""What a person can be in the middle of: one small state for each thing that can be asked.

A state holds exactly what is known by then. Its stored name never changes: running conversations
hold it. What outlives a state (the draft, the reports of this chat) stands in `talking.py`.
"""

from dataclasses import dataclass
from typing import TypeAlias

from handlers.dialogue.public_effect import CaseView, Spot
from handlers.dialogue.stored import stored


@stored("resting")
@dataclass(frozen=True, slots=True)
class Resting:
    """Nothing is asked; the menu is on offer.

    `filed` is the report that was filed a moment ago: what comes next may belong to it.
    """

    filed: str = ""


@stored("choosing-language")
@dataclass(frozen=True, slots=True)
class ChoosingLanguage:
    """Asked for the language."""


@stored("awaiting-words")
@dataclass(frozen=True, slots=True)
class AwaitingWords:
    """Asked what was seen: words, a photo, anything."""


@stored("rewriting-words")
@dataclass(frozen=True, slots=True)
class RewritingWords:
    """Asked for new words in place of the old ones."""


@stored("sorting-photos")
@dataclass(frozen=True, slots=True)
class SortingPhotos:
    """Asked what shall become of the pictures: more, one less, none."""


@stored("awaiting-place")
@dataclass(frozen=True, slots=True)
class AwaitingPlace:
    """Asked where it is. `asked` is what was typed in answer and is being looked up."""

    asked: str = ""
    ref: str = ""


@stored("choosing-spot")
@dataclass(frozen=True, slots=True)
class ChoosingSpot:
    """Several places fit what was typed; asked which."""

    spots: tuple[Spot, ...]
    asked: str
    ref: str = ""


@stored("confirming-spot")
@dataclass(frozen=True, slots=True)
class ConfirmingSpot:
    """A photo's claim or a live location names a point; asked whether the hazard is there."""

    spot: Spot


@stored("sorting-text")
@dataclass(frozen=True, slots=True)
class SortingText:
    """Typed when asked for the place, yet it may be what was seen; asked which of both.

    Until that is known it stands among the words of the report.
    """

    text: str
    ref: str = ""


@stored("asking-danger")
@dataclass(frozen=True, slots=True)
class AskingDanger:
    """The words sound like people in danger now; told whom to call and asked whether it is so."""


@stored("asking-deaths")
@dataclass(frozen=True, slots=True)
class AskingDeaths:
    """The words sound like deaths or a hidden accident; asked whether it is so."""


@stored("asking-detail")
@dataclass(frozen=True, slots=True)
class AskingDetail:
    """Asked one of the skippable details (`drafting.DETAILS`).

    `asked` is what was typed in answer and is being looked up.
    """

    detail: str
    asked: str = ""


@stored("summarising")
@dataclass(frozen=True, slots=True)
class Summarising:
    """The whole report was shown; asked whether to send it."""


@stored("changing")
@dataclass(frozen=True, slots=True)
class Changing:
    """Asked which part of the report to change."""


@stored("filing")
@dataclass(frozen=True, slots=True)
class Filing:
    """The report was handed in; the office's answer comes within the same step."""


@stored("dropping-draft")
@dataclass(frozen=True, slots=True)
class DroppingDraft:
    """Asked whether what was told so far shall really go. `again`: to begin anew at once."""

    again: bool = False


@stored("noting-code")
@dataclass(frozen=True, slots=True)
class NotingCode:
    """The code was told; asked to type it back. `code` goes with the next answer."""

    handle: str
    number: str
    code: str = ""
    refs: tuple[str, ...] = ()
    """The person's messages that carry it."""


@stored("erasing-code")
@dataclass(frozen=True, slots=True)
class ErasingCode:
    """Asked whether the messages that carry the code shall go from this chat."""

    refs: tuple[str, ...] = ()
    filed: str = ""
    view: CaseView | None = None
    """The case to go back to."""


@stored("awaiting-code")
@dataclass(frozen=True, slots=True)
class AwaitingCode:
    """Asked for the code of a report."""


@stored("picking-report")
@dataclass(frozen=True, slots=True)
class PickingReport:
    """Asked which of this chat's reports to open."""


@stored("viewing")
@dataclass(frozen=True, slots=True)
class Viewing:
    """A case lies open."""

    view: CaseView


@stored("adding")
@dataclass(frozen=True, slots=True)
class Adding:
    """Asked what to add to the case."""

    view: CaseView


@stored("answering")
@dataclass(frozen=True, slots=True)
class Answering:
    """The office's question was shown; an answer may follow."""

    view: CaseView
    question_id: str


@stored("objecting")
@dataclass(frozen=True, slots=True)
class Objecting:
    """Asked what is wrong with the result. `refs` are pictures that wait until it is said."""

    view: CaseView
    refs: tuple[str, ...] = ()


@stored("showing-unfixed")
@dataclass(frozen=True, slots=True)
class ShowingUnfixed:
    """Asked what of a closed hazard is still there. `refs` are pictures that wait."""

    view: CaseView
    refs: tuple[str, ...] = ()


@stored("naming-self")
@dataclass(frozen=True, slots=True)
class NamingSelf:
    """A reward waits; asked for the name that may go with it, part by part.

    `part` is name, number, account, check or given. The others hold what is shown back, never more.
    """

    view: CaseView
    part: str
    name: str = ""
    number: str = ""
    account: str = ""


@stored("placing-words")
@dataclass(frozen=True, slots=True)
class PlacingWords:
    """Something came while a case lay open; asked where it belongs: to the case or a new report."""

    handle: str
    number: str
    view: CaseView | None = None
    words: tuple[tuple[str, str], ...] = ()
    refs: tuple[str, ...] = ()
    """Pictures, by their handles; they are fetched once it is known for what."""
    albums: tuple[str, ...] = ()
    recordings: tuple[tuple[str, str, int], ...] = ()
    """(ref, kind, seconds), fetched later as well; 0 seconds where the door told none."""
    spot: Spot | None = None


Doing: TypeAlias = (
    Resting
    | ChoosingLanguage
    | AwaitingWords
    | RewritingWords
    | SortingPhotos
    | AwaitingPlace
    | ChoosingSpot
    | ConfirmingSpot
    | SortingText
    | AskingDanger
    | AskingDeaths
    | AskingDetail
    | Summarising
    | Changing
    | Filing
    | DroppingDraft
    | NotingCode
    | ErasingCode
    | AwaitingCode
    | PickingReport
    | Viewing
    | Adding
    | Answering
    | Objecting
    | ShowingUnfixed
    | NamingSelf
    | PlacingWords
)
