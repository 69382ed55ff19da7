"""The place's list of reports for staff: filters, and pages by cursor that never skip or repeat.

Pages go by the public number, which is random: a list in order of filing would tell when. Each way
of going has an index of its own; what else is asked for is looked at row by row, `EXAMINED` rows a
page at most, so that no question is slow at a million reports: a page may be short or even empty
and still have a cursor.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, TextClause, and_, or_, select, text

from backend.inspections.lines import overdue_days
from backend.inspections.tasks import today_of
from backend.office import Office
from backend.reports.apart import apart_of
from backend.reports.lines import line_of
from backend.reports.owners import looked_on
from backend.reports.reach import reaching
from backend.reports.tables import report
from backend.staff.member import Member
from backend.staff.rules import require

MOST = 100
EXAMINED = 1000
"""Rows that one page looks at, at most, where an index alone does not answer."""

OPEN_STATES = frozenset({"submitted", "accepted", "verifying"})
"""States that hold few of a large place's reports: quicker to go through than an area."""

_AREA_DIGITS = 12


@dataclass(frozen=True, slots=True)
class Asked:
    """Which reports, and after which number. Empty asks for all."""

    state: str = ""
    sector: str = ""
    area: str = ""
    """The beginning of an area's code."""
    office: str = ""
    """The owner, by its id in the place's profile."""
    overdue: bool = False
    alarm: str = ""
    """any, unseen, danger or deaths."""
    cursor: str = ""
    limit: int = 50


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One report in the list."""

    case_id: str
    number: str
    state: str
    sector: str
    grade: str
    area_code: str
    owner_office: str
    line: str
    due_on: Any
    overdue_days: int
    alarm: str
    alarm_seen: bool
    version: int


@dataclass(frozen=True, slots=True)
class _Way:
    """How a list is gone through: along which index, and what is left to look at row by row."""

    along: ColumnElement[bool]
    rest: tuple[ColumnElement[bool], ...]


def list_reports(
    conn: Connection, office: Office, member: Member, asked: Asked
) -> tuple[list[ReportLine], str]:
    """One page and the cursor of the next, empty at the end.

    Raises:
        NotAllowed: the member's duties list no reports.
    """
    require(member, "report-list")
    limit = max(1, min(asked.limit, MOST))
    today = today_of(office, member)
    way = _way(conn, office, member, asked, today)
    query = select(report).where(way.along, *way.rest)
    stop = _stop(conn, way) if way.rest else ""
    if stop:
        query = query.where(report.c.number <= stop)
    rows = conn.execute(query.order_by(report.c.number).limit(limit + 1)).all()
    cursor = rows[limit - 1].number if len(rows) > limit else stop
    return [_line(office, row, today) for row in rows[:limit]], cursor


def is_late(row: Row[Any]) -> bool:
    """Whether a last day that is past is the office's: an ended or joined report has none."""
    return row.ended_on is None and row.state != "merged"


def _way(conn: Connection, office: Office, member: Member, asked: Asked, today: date) -> _Way:
    """The first index that fits, in the order of how few reports each one holds for one name."""
    # Written out where an index is partial: SQLite uses it only for what it can read in the text.
    ways: list[tuple[bool, tuple[ColumnElement[bool] | TextClause, ...]]] = [
        (bool(asked.alarm), (text("report.alarm <> ''"),)),
        (asked.state in OPEN_STATES, (report.c.state == asked.state,)),
        (
            bool(asked.office),
            (text("report.owner_office <> ''"), report.c.owner_office == asked.office),
        ),
        (len(asked.area) == _AREA_DIGITS, (report.c.area_code == asked.area,)),
        (bool(asked.state), (report.c.state == asked.state,)),
        (asked.overdue, (text("report.ended_on is null"),)),
    ]
    along = next((conditions for fits, conditions in ways if fits), ())
    rest = _rest(conn, office, member, asked, today)
    left = [one for one in rest if not any(one.compare(done) for done in along)]
    here = (report.c.place == member.place, report.c.number > asked.cursor)
    return _Way(and_(*here, *along), tuple(left))


def _rest(
    conn: Connection, office: Office, member: Member, asked: Asked, today: date
) -> list[ColumnElement[bool]]:
    """Everything that is asked of a row."""
    rest: list[ColumnElement[bool]] = []
    if asked.office:
        rest.append(report.c.owner_office == asked.office)
    if asked.state:
        rest.append(report.c.state == asked.state)
    if len(asked.area) == _AREA_DIGITS:
        rest.append(report.c.area_code == asked.area)
    elif asked.area:
        rest.append(report.c.area_code.startswith(asked.area, autoescape=True))
    if asked.sector:
        rest.append(report.c.sector == asked.sector)
    if asked.overdue:
        rest += [report.c.due_on < today, report.c.state != "merged", report.c.ended_on.is_(None)]
    if asked.alarm == "unseen":
        rest.append(report.c.alarm_seen_on.is_(None))
    elif asked.alarm not in ("", "any"):
        rest.append(report.c.alarm == asked.alarm)
    if member.roles == {"inspector"}:
        # As on the cards: what is to be checked or was, of what their own office has or leads too.
        mine = reaching(conn, office, member, "report-verify", report)
        hidden = ("submitted", "merged", "transferred")
        rest.append(report.c.state.not_in(hidden))
        rest.append(or_(mine, looked_on(member, report)))
    if member.office_id:
        rest.append(apart_of(conn, office, member).lets_in(report))
    return rest


def _stop(conn: Connection, way: _Way) -> str:
    """The number of the last row that this page looks at; empty when the list ends before."""
    ahead = select(report.c.number).where(way.along).order_by(report.c.number)
    found: str | None = conn.execute(ahead.offset(EXAMINED - 1).limit(1)).scalar()
    return found or ""


def _line(office: Office, row: Row[Any], today: date) -> ReportLine:
    return ReportLine(
        case_id=row.report_id,
        number=row.number,
        state=row.state,
        sector=row.sector,
        grade=row.grade,
        area_code=row.area_code,
        owner_office=row.owner_office,
        line=line_of(office, row),
        due_on=row.due_on,
        overdue_days=overdue_days(row.due_on, today) if is_late(row) else 0,
        alarm=row.alarm,
        alarm_seen=row.alarm_seen_on is not None,
        version=row.version,
    )
