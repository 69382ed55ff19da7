"""What a reporter asks of the office about a filed report, and every answer it can get."""

from dataclasses import dataclass
from datetime import date

from handlers.dialogue.effect import Effect
from handlers.dialogue.event import Event
from handlers.dialogue.place_effect import Spot
from handlers.dialogue.stored import stored


@stored("office-question")
@dataclass(frozen=True, slots=True)
class OfficeQuestion:
    """One question of the office: of the list (`key`) or free text that a second person passed."""

    question_id: str
    key: str = ""
    text: str = ""


@stored("case-step")
@dataclass(frozen=True, slots=True)
class CaseStep:
    """One thing that happened, as the reporter may know it: `key` is a catalogue key, day only."""

    key: str
    on: date


@stored("case-view")
@dataclass(frozen=True, slots=True)
class CaseView:
    """What the reporter sees of their report."""

    handle: str
    """Opaque; stands for the right to add to this case. An alias id, or a look of 15 minutes."""
    number: str
    steps: tuple[CaseStep, ...]
    next_key: str
    next_on: date | None = None
    provisional: bool = False
    questions: tuple[OfficeQuestion, ...] = ()
    photo_count: int = 0
    reason_key: str = ""
    """Why it was refused or found untrue, when it was."""
    sent_to: str = ""
    """Whom it was handed to, outside or another place, with their number where there is one."""
    was_number: str = ""
    """The number on the receipt, where another place gave it a new one."""
    may_add: bool = True
    may_object: bool = False
    may_say_unfixed: bool = False
    reward: str = ""
    """Where the money is: empty, proposed, approved (waits to be shown), told, claimed, paid,
    forfeited, refused."""
    own: bool = False
    """Opened from the chat that filed it, not by code."""


@stored("open-by-code")
@dataclass(frozen=True, slots=True)
class OpenByCode(Effect):
    """Local: CaseOpened | CodeUnknown | TooManyTries. Takes what was typed, digits and all."""

    typed: str


@stored("open-own")
@dataclass(frozen=True, slots=True)
class OpenOwn(Effect):
    """Local: CaseOpened | CaseGone."""

    handle: str


@stored("case-opened")
@dataclass(frozen=True, slots=True)
class CaseOpened(Event):
    """The case, as its reporter may see it."""

    view: CaseView
    news: tuple[str, ...] = ()
    """Kinds of news that waited for their moment: told by being shown, they come no more."""


@stored("case-gone")
@dataclass(frozen=True, slots=True)
class CaseGone(Event):
    """The look of 15 minutes is over or the link was cut: the code opens it again."""


@stored("code-unknown")
@dataclass(frozen=True, slots=True)
class CodeUnknown(Event):
    """No report has this code. `mistyped`: the check digits do not fit, so it was a slip."""

    mistyped: bool = False


@stored("too-many-tries")
@dataclass(frozen=True, slots=True)
class TooManyTries(Event):
    """The budget of misses of this source is used up for now."""

    wait_s: int = 600


@stored("check-code")
@dataclass(frozen=True, slots=True)
class CheckCode(Effect):
    """Local: CodeChecked. Was the code just written down rightly?"""

    handle: str
    typed: str


@stored("code-checked")
@dataclass(frozen=True, slots=True)
class CodeChecked(Event):
    """Whether what was typed is the code of the report."""

    right: bool


@stored("add-to-case")
@dataclass(frozen=True, slots=True)
class AddToCase(Effect):
    """Local: CaseAdded | CaseDeclined | CaseGone. Words, pictures or evidence for a filed report.

    With `question_id` it answers the office's question. `ref` makes a repeat harmless.
    """

    handle: str
    words: str = ""
    photos: tuple[tuple[str, str], ...] = ()
    evidence: tuple[tuple[str, str, str], ...] = ()
    spot: Spot | None = None
    question_id: str = ""
    ref: str = ""


@stored("case-added")
@dataclass(frozen=True, slots=True)
class CaseAdded(Event):
    """It stands with the report now."""

    question_id: str = ""


@stored("case-declined")
@dataclass(frozen=True, slots=True)
class CaseDeclined(Event):
    """The office's rules say no; `key` says why and what can be done."""

    key: str
    args: tuple[tuple[str, str], ...] = ()


@stored("object-to-result")
@dataclass(frozen=True, slots=True)
class ObjectToResult(Effect):
    """Local: CaseAdded | CaseDeclined | CaseGone. Once a case; another person reviews it."""

    handle: str
    words: str


@stored("say-unfixed")
@dataclass(frozen=True, slots=True)
class SayUnfixed(Effect):
    """Local: CaseAdded | CaseDeclined | CaseGone. A closed hazard is still there."""

    handle: str
    words: str = ""


@stored("cut-link")
@dataclass(frozen=True, slots=True)
class CutLink(Effect):
    """Local: LinkCut. /stop: destroys the keys of this chat's aliases and its queued messages."""

    handles: tuple[str, ...]


@stored("link-cut")
@dataclass(frozen=True, slots=True)
class LinkCut(Event):
    """Nothing here leads from a report to this chat any more."""

    cut_count: int = 0


@stored("show-reward")
@dataclass(frozen=True, slots=True)
class ShowReward(Effect):
    """Local: RewardShown | RewardWaiting | CaseGone. Makes the claim code when first shown."""

    handle: str


@stored("reward-shown")
@dataclass(frozen=True, slots=True)
class RewardShown(Event):
    """Money waits. `code` is the claim code, told now; `last_on` the last day to claim."""

    amount_yuan: int
    reason_key: str
    code: str
    last_on: date
    where: str = ""
    """Where to claim, in the place's own words."""
    naming: str = ""
    """What is to be said of a name: ask, given, no-key, or empty when they stay unknown."""


@stored("reward-waiting")
@dataclass(frozen=True, slots=True)
class RewardWaiting(Event):
    """There is nothing to show now; `key` says where the money is."""

    key: str
