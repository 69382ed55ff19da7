"""My tasks: what waits for each member by duties, office and person, most urgent first."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, Table, and_, func, not_, or_, select

from backend.hazards.moving import unfixed_in
from backend.hazards.rules import MENDING
from backend.hazards.tables import hazard
from backend.inspections.lines import (
    LOOK_ON,
    Counts,
    Task,
    TaskLine,
    TaskPage,
    Wanted,
    counts_of,
    overdue_days,
    page_of,
)
from backend.office import Office
from backend.places.calendar import is_working_day, local_day
from backend.places.distance import metres_between
from backend.places.profile import Place
from backend.reports.apart import about_all, apart_of
from backend.reports.owners import looked_on
from backend.reports.reach import reaching
from backend.reports.tables import report, report_question
from backend.staff.member import Member
from backend.staff.queries import members_with
from backend.staff.rules import may

MOST = 1000
"""Tasks of one kind that a member is shown at most, the most urgent ones."""

_WITHOUT_DAY = frozenset({"pass-question", "decide-reopening", LOOK_ON})
"""What the case's last day is not the member's own."""

Which = Callable[[Connection, Office, Member], ColumnElement[bool]]


@dataclass(frozen=True, slots=True)
class Source:
    """One kind of task: where it comes from, whose it is, and what is to be done."""

    capability: str
    step: str
    table: Table
    which: Which
    due: str = "due_on"
    """The column of its last day."""


def list_tasks(conn: Connection, office: Office, member: Member, wanted: Wanted) -> TaskPage:
    """One page of what waits for a member."""
    found = gather(conn, office, member, wanted)
    return page_of(office, found, wanted, today_of(office, member))


def count_tasks(conn: Connection, office: Office, member: Member) -> Counts:
    """How many tasks wait for a member, for the morning round."""
    return counts_of(gather(conn, office, member, Wanted()), today_of(office, member))


def gather(conn: Connection, office: Office, member: Member, wanted: Wanted) -> list[Task]:
    """All tasks of a member, in no order; each case once for each thing to be done.

    What they may only look on is no task: it is given where it alone is asked for.
    """
    place = office.place(member.place)
    today = today_of(office, member)
    fresh_from = _last_working_day_before(place, today)
    found: list[Task] = []
    own = apart_of(conn, office, member)
    for source in _sources(member, wanted.filter):
        asked = _query(conn, office, member, source).where(own.lets_in(source.table))
        for row in conn.execute(asked):
            line = _line(row, source, today=today, fresh_from=fresh_from, wanted=wanted)
            found.append(_task(row, source, line))
    return found


def today_of(office: Office, member: Member) -> date:
    """The day in the member's place."""
    return local_day(office.place(member.place), office.clock.now())


def _submitted(conn: Connection, office: Office, member: Member) -> ColumnElement[bool]:
    """What intake takes in; of it what nobody else does is the supervisor's (`domain.md` 1)."""
    reaches = reaching(conn, office, member, "report-accept", report)
    mine = and_(report.c.state == "submitted", reaches)
    if may(member, "words-read"):
        return mine
    readers = members_with(conn, member.place, "words-read")
    nobody = about_all(office, member.place, readers, report.c.concerned)
    return and_(mine, or_(report.c.alarm != "", nobody))


def _questions(conn: Connection, office: Office, member: Member) -> ColumnElement[bool]:
    del conn, office
    waiting = select(report_question.c.report_id).where(
        report_question.c.place == member.place,
        report_question.c.state == "waiting",
        report_question.c.asked_by != member.member_id,
    )
    return report.c.report_id.in_(waiting)


def _unassigned(conn: Connection, office: Office, member: Member) -> ColumnElement[bool]:
    del conn, office, member
    return report.c.state == "accepted"


def _ownerless(conn: Connection, office: Office, member: Member) -> ColumnElement[bool]:
    """What nobody leads by the plan, or nobody may check, while somebody is looked for."""
    return and_(
        report.c.assign_on.is_not(None),
        report.c.state == "verifying",
        reaching(conn, office, member, "case-assign", report),
    )


def _verifying(conn: Connection, office: Office, member: Member) -> ColumnElement[bool]:
    able = [one.member_id for one in members_with(conn, member.place, "report-verify")]
    given = report.c.assignee
    return and_(
        report.c.state == "verifying",
        reaching(conn, office, member, "report-verify", report),
        # What was given to somebody who has left is everybody's again.
        or_(given.is_(None), given == member.member_id, given.not_in(able)),
    )


def _objected(conn: Connection, office: Office, member: Member) -> ColumnElement[bool]:
    del conn, office
    decided = report.c.decided_by
    return and_(
        report.c.state.in_(("refusal-objected", "result-objected")),
        or_(decided.is_(None), decided != member.member_id),
    )


def _mending(conn: Connection, office: Office, member: Member) -> ColumnElement[bool]:
    mine = reaching(conn, office, member, "hazard-close", hazard)
    return and_(hazard.c.state.in_(MENDING), mine)


def _awaiting(conn: Connection, office: Office, member: Member) -> ColumnElement[bool]:
    del conn, office
    return and_(hazard.c.state == "awaiting-acceptance", hazard.c.submitted_by != member.member_id)


def _unfixed(conn: Connection, office: Office, member: Member) -> ColumnElement[bool]:
    del conn, office
    return and_(
        hazard.c.hazard_id.in_(unfixed_in(member.place)),
        hazard.c.state == "closed",
        hazard.c.submitted_by != member.member_id,
        hazard.c.approved_by != member.member_id,
    )


SOURCES: tuple[Source, ...] = (
    Source("report-accept", "accept", report, _submitted),
    Source("question-pass", "pass-question", report, _questions),
    Source("case-assign", "assign", report, _unassigned),
    Source("case-assign", "assign", report, _ownerless, "assign_on"),
    Source("report-verify", "verify", report, _verifying),
    Source("objection-decide", "decide-objection", report, _objected),
    Source("hazard-close", "close", hazard, _mending),
    Source("hazard-approve", "approve-closing", hazard, _awaiting),
    Source("hazard-reopen", "decide-reopening", hazard, _unfixed),
)
"""Every kind of task on a report or a hazard."""


def _checked_beside(conn: Connection, office: Office, member: Member) -> ColumnElement[bool]:
    return and_(report.c.state == "verifying", _beside(conn, office, member, BESIDE[0]))


def _mended_beside(conn: Connection, office: Office, member: Member) -> ColumnElement[bool]:
    return and_(hazard.c.state != "closed", _beside(conn, office, member, BESIDE[1]))


def _beside(
    conn: Connection, office: Office, member: Member, source: Source
) -> ColumnElement[bool]:
    """Led by the member's office, and not theirs to do."""
    table = source.table
    theirs = table.c.owner_office != member.office_id
    if may(member, source.capability):
        theirs = not_(reaching(conn, office, member, source.capability, table))
    return and_(theirs, looked_on(member, table))


BESIDE: tuple[Source, ...] = (
    Source("report-verify", LOOK_ON, report, _checked_beside),
    Source("hazard-close", LOOK_ON, hazard, _mended_beside),
)
"""What a member's office leads beside its owner, while it is open: to read, and nobody's task."""


def count_beside(conn: Connection, office: Office, member: Member) -> int:
    """How many cases a member may look on; 0 for most."""
    own = apart_of(conn, office, member)
    found = 0
    for source in _sources(member, LOOK_ON):
        table = source.table
        mine = (table.c.place == member.place, source.which(conn, office, member))
        query = select(func.count()).select_from(table).where(*mine, own.lets_in(table))
        found += conn.execute(query).scalar_one()
    return found


def _sources(member: Member, wanted: str) -> list[Source]:
    """Where a member's lines come from: their tasks, or what they may look on as they were told."""
    if wanted != LOOK_ON:
        return [source for source in SOURCES if may(member, source.capability)]
    able = may(member, "report-verify") or may(member, "case-assign")
    return list(BESIDE) if able and member.office_id else []


def _query(conn: Connection, office: Office, member: Member, source: Source) -> Select[Any]:
    table = source.table
    return (
        select(
            table.c[f"{table.name}_id"].label("case_id"),
            table.c.number,
            table.c.state,
            table.c.entered_on,
            table.c[source.due].label("due_on"),
            table.c.alarm,
            table.c.lat,
            table.c.lon,
            table.c.line_sealed,
        )
        .where(table.c.place == member.place, source.which(conn, office, member))
        .order_by(table.c[source.due], table.c.number)
        .limit(MOST)
    )


def _line(
    row: Row[Any], source: Source, *, today: date, fresh_from: date, wanted: Wanted
) -> TaskLine:
    due_on = None if source.step in _WITHOUT_DAY else row.due_on
    return TaskLine(
        case_id=row.case_id,
        kind=source.table.name,
        number=row.number,
        step=source.step,
        due_on=due_on,
        overdue_days=overdue_days(due_on, today),
        fresh=row.entered_on >= fresh_from,
        returned=row.state in ("returned", "reopened"),
        distance_m=distance_m(row, wanted.lat, wanted.lon),
    )


def distance_m(row: Row[Any], lat: float | None, lon: float | None) -> int | None:
    """Metres from a point (WGS-84) to a case; None while either is unknown."""
    if lat is None or lon is None or row.lat is None or row.lon is None:
        return None
    return round(metres_between((lat, lon), (row.lat, row.lon)))


def _task(row: Row[Any], source: Source, line: TaskLine) -> Task:
    bound = f"{source.table.name}.line/{row.case_id}"
    return Task(line, bool(row.alarm), row.line_sealed, bound)


def _last_working_day_before(place: Place, today: date) -> date:
    """What came since then is new: on a Monday, since Friday."""
    return next(day for day in _days_before(today) if is_working_day(place, day))


def _days_before(day: date) -> Iterator[date]:
    while True:
        day -= timedelta(days=1)
        yield day
