"""What a public conversation remembers: what is being done, the draft, this chat's reports, news.

    PublicState                the whole state
    ├── doing                  one of the states of `doing.py`: what the person was asked last
    ├── draft                  the report being told; it outlives every detour
    ├── own                    reports filed from this chat, by opaque handle
    ├── news                   what the office did, not opened yet
    └── awaited                pictures on their way to a report that was already filed

A detour (a case, a question of the office, help) never holds the draft: it lies beside, and
`drafting.proceed` finds the step where it stands. So there is no stack of states to go wrong.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeAlias

from handlers.dialogue.public_effect import Draft, Spot
from handlers.dialogue.stored import stored
from handlers.dialogue.turn import Turn
from handlers.doing import Doing, Resting


@stored("open-draft")
@dataclass(frozen=True, slots=True)
class OpenDraft:
    """The report being told, and what was already talked about while telling it."""

    draft_id: str
    draft: Draft
    passed: tuple[str, ...] = ()
    """Details that were answered or skipped."""
    sectors: tuple[str, ...] = ()
    """What the office proposes from the words, likeliest first."""
    offered: Spot | None = None
    """A point that waits to be confirmed: a photo's claim or a live location."""
    claim_told: bool = False
    """A photo's claim was put to the person once; later claims are dropped unread."""
    live_told: bool = False
    """One point of a live location was taken; later ones are dropped unread."""
    cleaned_told: bool = False
    """What was removed from pictures was said once."""
    danger_told: bool = False
    deaths_told: bool = False
    albums: tuple[str, ...] = ()
    """Albums whose parts belong here."""
    place_ref: str = ""
    """The message that said where; when it is edited, the place is taken anew."""
    unit_ref: str = ""
    """The message that named the unit."""


@stored("own-report")
@dataclass(frozen=True, slots=True)
class OwnReport:
    """A report that was filed from this chat."""

    handle: str
    number: str
    mark: str = ""
    """The draft's mark: tells a second tap on *send* from a new one."""
    refs: tuple[str, ...] = ()
    """Handles of its messages and pictures, so that repeats, late parts and edits are known."""
    albums: tuple[str, ...] = ()
    originals: bool = False
    """The person agreed that originals of its pictures are kept, of later ones too."""


@stored("open-news")
@dataclass(frozen=True, slots=True)
class OpenNews:
    """Something the office did, to be opened when the person is alone."""

    handle: str
    key: str = ""
    question_id: str = ""
    also: tuple[str, ...] = ()
    """Keys of what it stands for besides."""


@stored("awaited")
@dataclass(frozen=True, slots=True)
class Awaited:
    """A picture or recording on its way to a report that is already filed."""

    ref: str
    handle: str
    question_id: str = ""
    kind: str = "photo"


@stored("public")
@dataclass(frozen=True, slots=True)
class PublicState:
    """The whole state of one person's conversation."""

    language: str
    doing: Doing = field(default_factory=Resting)
    draft: OpenDraft | None = None
    own: tuple[OwnReport, ...] = ()
    news: tuple[OpenNews, ...] = ()
    awaited: tuple[Awaited, ...] = ()
    kept: tuple[tuple[str, str], ...] = ()
    """Words that were handed to a case and not taken: offered again when a case is opened."""
    quiet_count: int = 0
    """Additions that were made without the person asking: their outcomes are not spoken of."""
    spoke_at: datetime | None = None
    """When the person last did something, to the minute; None before the first time."""

    def at(self, doing: Doing) -> "PublicState":
        """The same, doing something else."""
        return replace(self, doing=doing)

    def owned(self, handle: str) -> OwnReport | None:
        """This chat's report with that handle."""
        return next((own for own in self.own if own.handle == handle), None)

    def keeps_originals(self, handle: str) -> bool:
        """Whether originals of this report's pictures are agreed on; never of one by its code."""
        own = self.owned(handle)
        return own is not None and own.originals


Step: TypeAlias = Turn[PublicState]
