"""What a member of staff asks of the office, and every answer it can get."""

from dataclasses import dataclass
from datetime import date

from handlers.dialogue.effect import Effect
from handlers.dialogue.event import Event
from handlers.dialogue.stored import stored


@stored("join-staff")
@dataclass(frozen=True, slots=True)
class JoinStaff(Effect):
    """Local: StaffJoined | InvitationUnknown."""

    token: str


@stored("staff-joined")
@dataclass(frozen=True, slots=True)
class StaffJoined(Event):
    """The invitation fitted; it is used up."""

    member_id: str
    roles: tuple[str, ...]
    office: str = ""


@stored("invitation-unknown")
@dataclass(frozen=True, slots=True)
class InvitationUnknown(Event):
    """Used, expired or never made: the answer is one and the same.

    `key` says more to somebody who is staff already (this desk is another's); strangers never
    hear it.
    """

    key: str = ""


@stored("leave-staff")
@dataclass(frozen=True, slots=True)
class LeaveStaff(Effect):
    """Local: StaffLeft. Unbinds this chat from the member."""


@stored("staff-left")
@dataclass(frozen=True, slots=True)
class StaffLeft(Event):
    """This chat is nobody's desk any more."""


@stored("list-tasks")
@dataclass(frozen=True, slots=True)
class ListTasks(Effect):
    """Local: TasksListed. `filter`: all, new, due, overdue, returned, look-on, or a step's name.

    With a point (WGS-84): nearest first. `limit` is how many lines one page shows.
    """

    filter: str = "all"
    offset: int = 0
    lat: float | None = None
    lon: float | None = None
    limit: int = 6


@stored("task-line")
@dataclass(frozen=True, slots=True)
class TaskLine:
    """One task in a list."""

    case_id: str
    kind: str
    """report, hazard or reward."""
    number: str
    """Public number of report, hazard or reward (ids of no other person's use)."""
    step: str
    """What is to be done: accept, verify, close, approve-closing, approve-reward, pass-question.
    look-on: nothing, their office leads it too."""
    line: str
    """The neutral line, or empty before it is written."""
    due_on: date | None = None
    overdue_days: int = 0
    fresh: bool = False
    returned: bool = False
    distance_m: int | None = None


@stored("tasks-listed")
@dataclass(frozen=True, slots=True)
class TasksListed(Event):
    """Tasks that this person's duties allow, most urgent first."""

    lines: tuple[TaskLine, ...]
    total_count: int
    overdue_count: int = 0
    offset: int = 0
    filter: str = "all"
    beside_count: int = 0
    """Cases that this person's office leads beside their owners: under `look-on`, to read."""


@stored("open-task")
@dataclass(frozen=True, slots=True)
class OpenTask(Effect):
    """Local: TaskShown | TaskGone."""

    case_id: str
    lat: float | None = None
    lon: float | None = None


@stored("task-card")
@dataclass(frozen=True, slots=True)
class TaskCard:
    """One case, with no more of it than this person's duties allow."""

    case_id: str
    kind: str
    number: str
    state: str
    """Catalogue key of the state: `state-report-accepted` …"""
    steps: tuple[str, ...]
    """Names of the steps this person may take now (see TakeStep)."""
    line: str = ""
    words: str = ""
    """The reporter's raw words: only for intake."""
    answers: tuple[str, ...] = ()
    """Answers to the office's questions, only for intake."""
    sector: str = ""
    grade: str = ""
    place: str = ""
    map_url: str = ""
    distance_m: int | None = None
    unit: str = ""
    due_on: date | None = None
    overdue_days: int = 0
    photo_ids: tuple[str, ...] = ()
    routine: bool = False
    """Visit as a routine check and look at three things (`trust.md` 9)."""
    hold: bool = False
    """Hold the visit to the next routine round."""
    amount_yuan: int = 0
    reason_key: str = ""
    note: str = ""
    """Why it was returned, or the question that waits to be passed."""
    question_id: str = ""
    version: int = 0
    lat: float | None = None
    lon: float | None = None
    approvals_count: int = 0
    """How many people have agreed so far, of a reward."""
    approvals_needed: int = 2
    proof_on: date | None = None
    """When the proof of a closing was handed in; `note` has its words."""
    proof_distance_m: int | None = None
    """From where the proof was taken to the hazard, where that is known."""
    recordings: tuple[tuple[str, int, int], ...] = ()
    """(video, voice or document; seconds, 0 where nobody told; bytes) of what lies sealed."""
    leads: str = ""
    """Names of the offices that lead, in the language of who reads it; of a hazard."""
    assisting: str = ""
    """Names of the offices, towns and villages that help; of a hazard."""


@stored("task-shown")
@dataclass(frozen=True, slots=True)
class TaskShown(Event):
    """The card of one case."""

    card: TaskCard


@stored("task-gone")
@dataclass(frozen=True, slots=True)
class TaskGone(Event):
    """No such task for this person, or it is done."""

    case_id: str = ""


@stored("take-step")
@dataclass(frozen=True, slots=True)
class TakeStep(Effect):
    """Local: StepTaken | StepDeclined. One step of `domain.md` 2, 3 or 5 on one case.

    `step` and its fields (all strings; names as in the JSON API):
    accept(line, sector, grade) · refuse(reason) · ask(question | text) ·
    pass-question(question_id) · return-question(question_id, reason) ·
    verify-true(grade, words; photos) · verify-untrue(reason, words) ·
    close(words, lat, lon; photos) · approve-closing() · return-closing(reason) ·
    approve-reward() · refuse-reward(reason) · uphold-objection() · reject-objection(reason) ·
    reopen() · keep-closed(reason).

    `reason` and `question` are names of `handlers/reasons.py` (`reason-<name>` and
    `question-<name>` are their catalogue keys); with every reason may come `words`, which are
    required where the reason is `other`. An empty field is left out: an unsure grade, no place.
    """

    case_id: str
    step: str
    fields: tuple[tuple[str, str], ...] = ()
    photos: tuple[tuple[str, str], ...] = ()
    """(ref, photo_id)."""
    version: int = 0
    """The card's version; 0 does not check."""


@stored("step-taken")
@dataclass(frozen=True, slots=True)
class StepTaken(Event):
    """Done. `key` says what happens next, with its arguments."""

    case_id: str
    step: str
    key: str
    args: tuple[tuple[str, str], ...] = ()


@stored("step-declined")
@dataclass(frozen=True, slots=True)
class StepDeclined(Event):
    """The rules say no; `key` says why and what can be done."""

    case_id: str
    step: str
    key: str
    args: tuple[tuple[str, str], ...] = ()


@stored("look-up-claim")
@dataclass(frozen=True, slots=True)
class LookUpClaim(Effect):
    """Local: ClaimShown | ClaimUnknown. A payer typed a claim code."""

    typed: str


@stored("claim-shown")
@dataclass(frozen=True, slots=True)
class ClaimShown(Event):
    """All a payer may see: the amount and whether the code is good."""

    claim_handle: str
    amount_yuan: int
    good: bool
    key: str = ""
    """Why it is not good: paid, over, …"""
    named: bool = False
    """A name was given with it, sealed to the payer's own key."""


@stored("claim-unknown")
@dataclass(frozen=True, slots=True)
class ClaimUnknown(Event):
    """No reward has this code."""

    mistyped: bool = False
    wait_s: int = 0


@stored("pay-claim")
@dataclass(frozen=True, slots=True)
class PayClaim(Effect):
    """Local: ClaimPaid | ClaimShown(good=False). Marks a claim paid, once."""

    claim_handle: str


@stored("claim-paid")
@dataclass(frozen=True, slots=True)
class ClaimPaid(Event):
    """Paid and closed."""

    amount_yuan: int
