"""How a list of tasks and one task's card are said."""

from collections.abc import Sequence
from functools import reduce

from handlers.desk import Duty, Listing, Reading, Work
from handlers.dialogue.reply import Choice, Say, Value, choice, say
from handlers.dialogue.staff_effect import ListTasks, OpenTask, TaskCard, TaskLine
from handlers.nearness import distance
from handlers.part import Rows, do, row, told

PAGE_LINES = 6
"""Tasks on one page: a phone shows as many with their buttons."""

TASK_STEPS = frozenset(
    {
        "accept",
        "approve-closing",
        "approve-reward",
        "assign",
        "close",
        "decide-objection",
        "decide-reopening",
        "look-on",
        "pass-question",
        "verify",
    }
)
"""What a line can ask to be done; anything else is called work."""

FILTERS = ("all", "new", "due", "overdue", "returned")

LOOK_ON = "look-on"
"""A list beside the tasks, and the step of its lines: cases that the member's office leads too."""

VISITS = frozenset({"verify-true", "verify-untrue", "close"})
"""Steps for which somebody goes there: their cards say how."""

OPEN = "t:"
"""A button that opens a task: this and the case's id (36 characters at most)."""


def ask_list(duty: Duty, filter_name: str = "all", offset: int = 0) -> ListTasks:
    """Fetch a page of tasks, nearest first where the person said where they are."""
    return ListTasks(filter_name, offset, duty.lat, duty.lon, PAGE_LINES)


def ask_card(duty: Duty, case_id: str) -> OpenTask:
    """Fetch one card, with the distance where the person said where they are."""
    return OpenTask(case_id, duty.lat, duty.lon)


def list_question(duty: Duty, scene: Listing) -> Say:
    """A page of tasks, each line a button and a number to type."""
    lines = scene.lines[:PAGE_LINES]
    if not lines:
        key = "duty-tasks-none" if scene.filter == "all" else "duty-tasks-none-here"
        return Say(key, (), (row("refresh"), *_filter_rows(scene)), question="tasks")
    named = scene.filter in (*FILTERS, LOOK_ON)
    head = say(f"duty-filter-{scene.filter}") if named else say("duty-filter-all")
    args: dict[str, Value] = {
        "filter": head,
        "lines": (
            *(line_of(at, one, duty) for at, one in enumerate(lines, 1)),
            *_list_foot(duty, scene),
        ),
        "total": scene.total_count,
    }
    key = "duty-tasks"
    if len(lines) < scene.total_count:
        key = "duty-tasks-page"
        args |= {"first": scene.offset + 1, "last": scene.offset + len(lines)}
    return Say(key, tuple(args.items()), _list_rows(scene, lines), question="tasks")


def _list_foot(duty: Duty, scene: Listing) -> tuple[Say, ...]:
    """What stands below the lines: how many are overdue, what is kept half done."""
    overdue, kept = scene.overdue_count, len(duty.aside)
    late = (say("duty-overdue", count=overdue),) if overdue else ()
    return (*late, *((say("duty-kept", count=kept),) if kept else ()))


def _list_rows(scene: Listing, lines: tuple[TaskLine, ...]) -> Rows:
    shown = tuple((opening(at, one),) for at, one in enumerate(lines, 1))
    turning = []
    if scene.offset > 0:
        turning.append(do("earlier"))
    if scene.offset + len(lines) < scene.total_count:
        turning.append(do("later"))
    return (*shown, *((tuple(turning),) if turning else ()), *_filter_rows(scene))


def _filter_rows(scene: Listing) -> Rows:
    if scene.filter != "all":
        return ((do("show-all"),),)
    beside = ((do(f"show-{LOOK_ON}"),),) if scene.beside_count else ()
    if scene.total_count <= PAGE_LINES:
        return beside
    return (tuple(do(f"show-{name}") for name in FILTERS[1:]), *beside)


def opening(at: int, line: TaskLine) -> Choice:
    """The button that opens a task of a list."""
    return choice(
        OPEN + line.case_id,
        "duty-do-open",
        at=at,
        number=line.number,
        step=task_step(line),
    )


def task_step(line: TaskLine) -> Say:
    """What is to be done with a task."""
    return say(f"duty-step-{line.step if line.step in TASK_STEPS else 'other'}")


def line_of(at: int, line: TaskLine, duty: Duty) -> Say:
    """One task as a line of a list: what is to be done, its number and its neutral line."""
    marks: list[Say] = []
    if line.fresh:
        marks.append(say("duty-mark-new"))
    if line.returned:
        marks.append(say("duty-mark-returned"))
    if line.overdue_days:
        marks.append(say("duty-mark-overdue", days=line.overdue_days))
    elif line.due_on:
        marks.append(say("duty-mark-due", day=line.due_on))
    if line.distance_m is not None:
        marks.append(distance(line.distance_m))
    if any(work.card.case_id == line.case_id for work in duty.aside):
        marks.append(say("duty-mark-kept"))
    if any(one.work.card.case_id == line.case_id for one in duty.sending):
        marks.append(say("duty-mark-sending"))
    known: dict[str, Value] = {
        "at": at,
        "line": line.line or say("duty-line-none"),
        "number": line.number,
        "step": task_step(line),
    }
    if not marks:
        return told("duty-line", known)
    return told("duty-line-marked", {**known, "marks": strung(marks)})


def strung(parts: Sequence[Say]) -> Say:
    """Several short things in one line, between them what the language puts there."""
    return reduce(lambda one, other: say("duty-and", one=one, other=other), parts)


def card(shown: TaskCard) -> Say:
    """The whole card, with no more than the office gave."""
    title = say("duty-card", number=shown.number, state=say(shown.state), lines=card_lines(shown))
    pictures = tuple(f"photo:{photo_id}" for photo_id in shown.photo_ids)
    return Say(title.key, title.args, pictures=pictures)


def card_lines(shown: TaskCard) -> tuple[Say, ...]:
    """What is known of a case, one line each, the most needed first."""
    return tuple(line for line in (*_case_lines(shown), *_way_lines(shown)) if line)


def _case_lines(shown: TaskCard) -> tuple[Say | None, ...]:
    return (
        say("duty-card-line", line=shown.line) if shown.line else None,
        say("duty-card-words", words=shown.words) if shown.words else None,
        *(say("duty-card-answer", words=answer) for answer in shown.answers),
        _recordings(shown) if shown.recordings else None,
        _note(shown) if shown.note else None,
        _proof(shown) if shown.proof_distance_m is not None else None,
        say("duty-card-reason", reason=say(shown.reason_key)) if shown.reason_key else None,
        say("duty-card-sector", sector=say(f"sector-{shown.sector}")) if shown.sector else None,
        say("duty-card-grade", grade=say(f"grade-{shown.grade}")) if shown.grade else None,
        _reward(shown) if shown.amount_yuan else None,
    )


def _way_lines(shown: TaskCard) -> tuple[Say | None, ...]:
    visited = bool(VISITS.intersection(shown.steps))
    return (
        say("duty-card-unit", unit=shown.unit) if shown.unit else None,
        say("duty-card-place", place=shown.place) if shown.place else None,
        say("duty-card-distance", distance=distance(shown.distance_m))
        if shown.distance_m is not None
        else None,
        say("duty-card-map", url=shown.map_url) if shown.map_url else None,
        say("duty-card-leads", offices=shown.leads) if shown.leads else None,
        say("duty-card-assisting", offices=shown.assisting) if shown.assisting else None,
        _due(shown),
        say("duty-card-routine") if shown.routine and visited else None,
        say("duty-card-hold") if shown.hold and visited else None,
    )


def _note(shown: TaskCard) -> Say:
    if shown.proof_on:
        return say("duty-card-proof", day=shown.proof_on, words=shown.note)
    return say("duty-card-note", note=shown.note)


def _recordings(shown: TaskCard) -> Say:
    """That there are recordings, and how they are opened."""
    named = [_recording(*one) for one in shown.recordings]
    return say("duty-card-recordings", recordings=strung(named))


def _recording(kind: str, duration_s: int, size_bytes: int) -> Say:
    known = say(f"duty-recording-{kind}", kilobytes=-(-size_bytes // 1000))
    return (
        say("duty-recording-lasting", recording=known, seconds=duration_s) if duration_s else known
    )


def _proof(shown: TaskCard) -> Say:
    return say("duty-card-proof-distance", distance=distance(shown.proof_distance_m or 0))


def _due(shown: TaskCard) -> Say | None:
    if shown.overdue_days:
        return say("duty-card-overdue", count=shown.overdue_days)
    return say("duty-card-due", day=shown.due_on) if shown.due_on else None


def _reward(shown: TaskCard) -> Say:
    return say(
        "duty-card-reward",
        amount=shown.amount_yuan,
        given=shown.approvals_count,
        needed=shown.approvals_needed,
    )


def card_question(scene: Reading, kept: Work | None, steps: tuple[str, ...]) -> Say:
    """What can be done with the open card: its steps, a half-done one first, and the way back."""
    shown = scene.card
    resume = ((do("resume", step=say(f"duty-do-{kept.step}")),),) if kept else ()
    rows = (*resume, *((do(name),) for name in steps), row("tasks"))
    key = "duty-card-what" if steps else "duty-card-nothing"
    return Say(key, (("number", shown.number),), rows, question=f"card:{shown.case_id}")
