"""The morning round: each member's digest, planned once, checked again when it leaves.

At the place's hour, or when the service returns until the place's last hour for it. On working days
everybody who has something waiting; on other days inspectors with danger that is overdue, and
supervisors, whose round is every day.
"""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, date, datetime, time
from json import dumps
from typing import Any

from sqlalchemy import Connection, func, select

from backend.hazards.tables import hazard
from backend.inspections.lines import Task, TaskLine, Wanted, counts_of, page_of
from backend.inspections.tasks import today_of
from backend.jobs.service import win_slot
from backend.office import Office
from backend.outbox.news import tell_member_until
from backend.places.calendar import is_working_day, local_day
from backend.places.profile import Place
from backend.reminders.tasks import all_tasks
from backend.reports.tables import report
from backend.rewards.tasks import is_waiting
from backend.staff.member import Member
from backend.staff.queries import member_by_id, members_of
from backend.staff.rules import may

DIGEST = "digest-morning"
_SHOWN = 5
"""Tasks with a button of their own; all others are behind *my tasks*."""
REWARD_WAITS = "reward-waits"


def plan_digests(conn: Connection, office: Office, place_code: str) -> int:
    """Queue the day's digests of a place when their hour has come; gives how many.

    Called as often as one likes, by any number of schedulers: one of them wins the day.
    """
    place = office.place(place_code)
    now_at = office.clock.now()
    here = now_at.astimezone(place.zoneinfo)
    if not place.rhythms.digest_at <= here.time() < place.rhythms.digest_until:
        return 0
    if not win_slot(conn, office, f"digest/{place_code}", here.date().isoformat()):
        return 0
    not_after = _moment(place, here, place.rhythms.digest_until)
    planned = 0
    for member in members_of(conn, place_code):
        if digest_of(conn, office, member):
            tell_member_until(  # counted afresh when it leaves
                conn,
                office,
                place=place_code,
                member_id=member.member_id,
                key=DIGEST,
                not_after=not_after,
            )
            planned += 1
    return planned


def digest_of(conn: Connection, office: Office, member: Member) -> dict[str, str]:
    """What a member's digest would count today; empty when there is nothing to say today.

    due, overdue, fresh, returned; for a supervisor also unassigned and stuck in the whole place.
    `tasks`: the most urgent as JSON, a list of `inspections.lines.TaskLine`s, days as ISO dates.
    """
    tasks = all_tasks(conn, office, member, Wanted())
    today = today_of(office, member)
    supervises = may(member, "case-assign")
    if not supervises and not is_working_day(office.place(member.place), today):
        tasks = [task for task in tasks if task.alarming and task.line.overdue_days]
    counts = counts_of(tasks, today)
    numbers = {
        "due": counts.due,
        "overdue": counts.overdue,
        "fresh": counts.fresh,
        "returned": counts.returned,
        "waiting": counts.total,
    }
    if supervises:
        numbers["unassigned"] = _unassigned_count(tasks)
        numbers["stuck"] = stuck_count(conn, office, member.place)
    if not any(numbers.values()):
        return {}
    told = {name: str(count) for name, count in numbers.items() if count}
    lines = page_of(office, tasks, Wanted(limit=_SHOWN), today).lines
    return told | ({"tasks": dumps([_told(line) for line in lines])} if lines else {})


def _told(line: TaskLine) -> dict[str, Any]:
    return {name: str(one) if isinstance(one, date) else one for name, one in asdict(line).items()}


def still_due(
    conn: Connection, office: Office, member_id: str, body: Mapping[str, Any]
) -> dict[str, Any] | None:
    """News for a member as it is at this moment: with fresh numbers, or None when it is over.

    `body` is what `outbox.news` keeps: `key` and `args`, a list of pairs.
    """
    member = member_by_id(conn, member_id)
    if member is None:
        return None
    args = dict(body.get("args", ()))
    if body["key"] == DIGEST:
        args = digest_of(conn, office, member)
        if not args:
            return None
    elif body["key"] == REWARD_WAITS and not is_waiting(conn, args.get("case_id", "")):
        return None
    return {**body, "args": [list(pair) for pair in args.items()]}


def stuck_count(conn: Connection, office: Office, place_code: str) -> int:
    """Reports and hazards of a place whose last day is past, whoever has them."""
    today = local_day(office.place(place_code), office.clock.now())
    late = 0
    for table, open_states in (
        (report, ("submitted", "accepted", "verifying", "refusal-objected", "result-objected")),
        (hazard, ("listed", "rectifying", "awaiting-acceptance", "returned", "reopened")),
    ):
        query = (
            select(func.count())
            .select_from(table)
            .where(table.c.place == place_code, table.c.state.in_(open_states))
            .where(table.c.due_on < today)
        )
        late += int(conn.execute(query).scalar_one())
    return late


def _unassigned_count(tasks: list[Task]) -> int:
    return sum(1 for task in tasks if task.line.step == "assign")


def _moment(place: Place, here: datetime, at: time) -> datetime:
    return datetime.combine(here.date(), at, place.zoneinfo).astimezone(UTC)
