"""What a task is in a list and what a card shows; the staff's conversation has the same fields."""

from dataclasses import dataclass, replace
from datetime import date

from backend.office import Office
from backend.reports.evidence import Recording
from backend.reports.routed import Named, Routed

LOOK_ON = "look-on"
"""The step of a line that is nobody's task: the member's office leads the case beside its owner."""


@dataclass(frozen=True, slots=True)
class TaskLine:
    """One task in a list."""

    case_id: str
    kind: str
    """report, hazard or reward."""
    number: str
    step: str
    """What is to be done: accept, pass-question, verify, close, approve-closing,
    decide-objection, decide-reopening, assign, approve-reward; look-on is nothing to do."""
    line: str = ""
    """The neutral line, or empty before it is written."""
    due_on: date | None = None
    overdue_days: int = 0
    fresh: bool = False
    returned: bool = False
    distance_m: int | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """A task before its page is known: the line is opened only where it is shown."""

    line: TaskLine
    alarming: bool = False
    """Deaths or people in danger: before everything else."""
    sealed: bytes | None = None
    bound: str = ""


@dataclass(frozen=True, slots=True)
class TaskPage:
    """One page of tasks, most urgent first."""

    lines: tuple[TaskLine, ...]
    total_count: int
    overdue_count: int
    offset: int = 0
    filter: str = "all"
    beside_count: int = 0
    """Cases that the member's office leads beside their owners: they stand under `look-on`."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which page of tasks is asked for."""

    filter: str = "all"
    """all, new, due (today), overdue, returned, look-on, or the name of a step."""
    offset: int = 0
    limit: int = 6
    lat: float | None = None
    """Where the member is, WGS-84: nearest first."""
    lon: float | None = None


@dataclass(frozen=True, slots=True)
class Counts:
    """How many tasks of each kind a member has, for the morning round."""

    total: int
    due: int
    overdue: int
    fresh: int
    returned: int


@dataclass(frozen=True, slots=True)
class Card:
    """One case, with no more of it than the member's duties allow."""

    case_id: str
    kind: str
    number: str
    state: str
    """Catalogue key: `state-report-…` or `state-hazard-…`."""
    steps: tuple[str, ...]
    """Names of the steps that this member may take now."""
    version: int
    line: str = ""
    words: str = ""
    """The reporter's own words, one telling a paragraph: only where `words-read` opens them."""
    answers: tuple[str, ...] = ()
    sector: str = ""
    grade: str = ""
    place: str = ""
    place_en: str = ""
    map_url: str = ""
    lat: float | None = None
    lon: float | None = None
    distance_m: int | None = None
    """From the member to the hazard."""
    unit: str = ""
    due_on: date | None = None
    overdue_days: int = 0
    photo_ids: tuple[str, ...] = ()
    recordings: tuple[Recording, ...] = ()
    """What lies sealed as evidence; for who may open one together with a second person."""
    routine: bool = False
    """Visit as a routine check and look at three things."""
    hold: bool = False
    """Hold the visit to the next routine round."""
    reason_key: str = ""
    note: str = ""
    """What was handed in, why it was returned, or the question or objection that waits."""
    question_id: str = ""
    alarm: str = ""
    """danger or deaths: the lane of its own."""
    alarm_seen: bool = False
    owner_office: str = ""
    assignee: str = ""
    """The one inspector who has it; empty: everyone whom it reaches."""
    routed: Routed | None = None
    """Who leads, who helps and why; of a report, for who may take it in."""
    leads: tuple[Named, ...] = ()
    """The offices that lead the sector by the plan: of a hazard, and of a report that was accepted
    for whom `routed` does not tell it."""
    assisting: tuple[Named, ...] = ()
    """Offices, towns and villages that help the owner; of a hazard."""
    merged_into: str = ""
    """The case id of the report that this one is joined with; for who may join and part."""
    joined: tuple[str, ...] = ()
    """The case ids of the reports that are joined with this one; for who may join and part."""
    proof_on: date | None = None
    proof_distance_m: int | None = None
    """From where the proof of a closing was taken to the hazard."""


def page_of(office: Office, tasks: list[Task], wanted: Wanted, today: date) -> TaskPage:
    """The page that is asked for, its lines opened."""
    overdue_count = sum(1 for task in tasks if task.line.overdue_days)
    fitting = [task for task in tasks if _fits(task.line, wanted.filter, today)]
    near = wanted.lat is not None and wanted.lon is not None
    fitting.sort(key=lambda task: _urgency(task, near=near))
    offset = max(0, wanted.offset)
    shown = fitting[offset : offset + max(1, wanted.limit)]
    return TaskPage(
        lines=tuple(_opened(office, task) for task in shown),
        total_count=len(fitting),
        overdue_count=overdue_count,
        offset=offset,
        filter=wanted.filter,
    )


def counts_of(tasks: list[Task], today: date) -> Counts:
    """How many tasks there are of each kind."""
    lines = [task.line for task in tasks]
    return Counts(
        total=len(lines),
        due=sum(1 for line in lines if line.due_on == today),
        overdue=sum(1 for line in lines if line.overdue_days),
        fresh=sum(1 for line in lines if line.fresh),
        returned=sum(1 for line in lines if line.returned),
    )


def overdue_days(due_on: date | None, today: date) -> int:
    """Days past the last one; 0 while there is time."""
    return 0 if due_on is None else max(0, (today - due_on).days)


def _fits(line: TaskLine, wanted: str, today: date) -> bool:
    match wanted:
        case "all":
            return True
        case "new":
            return line.fresh
        case "due":
            return line.due_on == today
        case "overdue":
            return line.overdue_days > 0
        case "returned":
            return line.returned
    return line.step == wanted


def _urgency(task: Task, *, near: bool) -> tuple[object, ...]:
    line = task.line
    due = (line.due_on or date.max, not line.returned, line.number)
    if near:
        metres = line.distance_m if line.distance_m is not None else 10**9
        return (not task.alarming, metres, *due)
    return (not task.alarming, *due)


def _opened(office: Office, task: Task) -> TaskLine:
    if task.sealed is None:
        return task.line
    return replace(task.line, line=office.keys.open("words", task.sealed, task.bound).decode())
