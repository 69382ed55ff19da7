"""What the office tells a member of its own accord: the morning round, new tasks, alarms.

News never takes the desk over: it is said with a button, and what lies open asks again.
"""

from datetime import date
from json import loads

from handlers.desk import Duty, Reading, open_work
from handlers.dialogue.event import NewsCame
from handlers.dialogue.reply import Choice, Say, choice, say
from handlers.dialogue.staff_effect import TaskLine
from handlers.dialogue.turn import Ask, Turn
from handlers.part import do
from handlers.tasks import OPEN, line_of, opening

DIGEST = "digest-morning"
COUNTS = ("overdue", "due", "returned", "fresh", "unassigned", "stuck", "waiting")
"""What a digest counts, most urgent first; args of these names carry the numbers. `waiting` is all
that waits; `unassigned` and `stuck` are of the whole place, for supervisors."""

NEWS = (
    "task-new",
    "task-returned",
    "task-assigned",
    "task-assisting",
    "task-handed-in",
    "closing-waits",
    "reward-waits",
    "question-waits",
    "question-passed",
    "question-returned",
    "alarm-deaths",
    "alarm-danger",
)
"""Names of news; the text is `reminder-<name>`. One that is not known yet is told as plain news.

What a reporter says of a filed report is none: news of it would tell its moment (`trust.md` 5). It
stands on the card and in the list.
"""


def told(duty: Duty, event: NewsCame) -> Turn[Duty]:
    """Say the news; ask again where a half-done step or an open card waits for its answer.

    A page shows the newest buttons alone: the card's would be gone under somebody's hand.
    """
    ask = Ask.NOW if open_work(duty.now) or isinstance(duty.now, Reading) else Ask.NOT
    return Turn(duty, (news(duty, event),), ask=ask)


def news(duty: Duty, event: NewsCame) -> Say:
    """One line of news and the button that shows it.

    Args of the event: `case_id` opens one task, `number` names it, `line` is its neutral line.
    """
    args = dict(event.args)
    if event.key == DIGEST:
        return digest(duty, args)
    show = _button(args.get("case_id", ""))
    key = f"reminder-{event.key}" if event.key in NEWS else "reminder-other"
    shown = tuple((name, args.get(name, "")) for name in ("line", "number"))
    return Say(key, shown, ((show,),), question="news")


def _button(case_id: str) -> Choice:
    return choice(OPEN + case_id, "duty-do-show") if case_id else do("tasks")


def digest(duty: Duty, args: dict[str, str]) -> Say:
    """The morning round: each count on a line, then the most urgent tasks, each with its button.

    `tasks` carries those as JSON: a list of the fields of `TaskLine`. Their lines are the neutral
    ones, which digests may carry (`trust.md` 8).
    """
    counts = {name: _count(args.get(name, "")) for name in COUNTS}
    lines = tuple(
        say(f"reminder-count-{name}", count=count) for name, count in counts.items() if count
    )
    if not lines:
        return say("reminder-digest-none", rows=((do("tasks"),),))
    tasks = _tasks(args.get("tasks", ""))
    lines += tuple(line_of(at, one, duty) for at, one in enumerate(tasks, 1))
    rows = (*((opening(at, one),) for at, one in enumerate(tasks, 1)), (do("tasks"),))
    return Say("reminder-digest", (("lines", lines),), rows, question="news")


def _tasks(told: str) -> tuple[TaskLine, ...]:
    try:
        return tuple(TaskLine(**one | {"due_on": _day(one.get("due_on"))}) for one in loads(told))
    except (ValueError, TypeError, AttributeError):  # told by another version: the counts remain
        return ()


def _day(told: str | None) -> date | None:
    return date.fromisoformat(told) if told else None


def _count(text: str) -> int:
    return int(text) if text.isdecimal() else 0
