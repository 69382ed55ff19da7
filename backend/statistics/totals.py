"""What the place above reads of those below: totals, and of them nothing under five.

    by state   by sector   by month   by place      each adds up to the same total

A count under five is not told. It lies in `rest`, with as many of the next smallest counts as it
takes until `rest` is five at least, so that no subtraction brings it back. There is one question
and no filter, so that no two answers can be subtracted from one another; and only months that are
over are counted, so that nobody sees one report arrive between two looks.

A case that went from place to place is counted once, where it stands. It moves in the totals when
the month is over in which it went: until then it is counted where it was, since the report that
began there is not counted yet; and nobody sees it leave between two looks either.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, exists, func, or_, select

from backend.office import Office
from backend.places.shelf import parents_of
from backend.reports.tables import report, report_handover
from backend.staff.member import Member
from backend.staff.rules import require

LEAST = 5
"""No smaller count is ever told."""
MONTHS = 24
"""So many months that are over are looked back on."""


@dataclass(frozen=True, slots=True)
class Counted:
    """Counts by name, each of `LEAST` at least, and how many lie in none of them."""

    cells: Mapping[str, int]
    rest: int


@dataclass(frozen=True, slots=True)
class Totals:
    """What stands in the places below; nothing of it when there is too little."""

    since_on: date
    before_on: date
    total: int | None
    states: Counted
    sectors: Counted
    months: Counted
    places: Counted


def totals(conn: Connection, office: Office, member: Member) -> Totals:
    """The totals of the places directly below the member's own.

    Raises:
        NotAllowed: the member's duties read no totals.
    """
    require(member, "totals-read")
    below = [code for code, above in parents_of(office.places).items() if above == member.place]
    zone = office.place(member.place).zoneinfo
    begins = _months(office.clock.now().astimezone(zone).date())
    states: Counter[str] = Counter()
    sectors: Counter[str] = Counter()
    months: Counter[str] = Counter()
    places: Counter[str] = Counter()
    for first_on, next_on in pairwise(begins):
        query = (
            select(report.c.place, report.c.state, report.c.sector, func.count().label("count"))
            .where(report.c.place.in_(below), _stands(begins[-1]))
            .where(report.c.filed_hour >= _midnight(first_on, zone))
            .where(report.c.filed_hour < _midnight(next_on, zone))
            .group_by(report.c.place, report.c.state, report.c.sector)
        )
        for row in conn.execute(query):
            count: int = row[3]
            states[row.state] += count
            sectors[row.sector] += count
            months[f"{first_on:%Y-%m}"] += count
            places[row.place] += count
    total = sum(places.values())
    return Totals(
        begins[0],
        begins[-1],
        total if total >= LEAST else None,
        *(without_few(one) for one in (states, sectors, months, places)),
    )


def _stands(this_month_on: date) -> ColumnElement[bool]:
    """Not handed over to another place of this Davy before this month began."""
    gone = exists().where(
        report_handover.c.report_id == report.c.report_id,
        report_handover.c.way == "out",
        report_handover.c.handed_on < this_month_on,
    )
    return or_(report.c.state != "transferred", ~gone)  # to an authority outside: it stays


def without_few(counts: Mapping[str, int]) -> Counted:
    """Counts without those under `LEAST`, nor anything they could be reckoned from."""
    if sum(counts.values()) < LEAST:
        return Counted({}, 0)
    by_size = sorted(counts.items(), key=lambda cell: (cell[1], cell[0]))
    rest = hidden = taken = 0
    for _, count in by_size:
        # One hidden count alone would be `rest` itself: another lies beside it.
        if count >= LEAST and (rest == 0 or (rest >= LEAST and hidden > 1)):
            break
        rest += count
        hidden += count > 0
        taken += 1
    return Counted(dict(sorted(by_size[taken:])), rest)


def _months(today: date) -> list[date]:
    """First days of the months looked back on, oldest first, and of the running one at the end."""
    months = today.year * 12 + today.month - 1
    return [date(at // 12, at % 12 + 1, 1) for at in range(months - MONTHS, months + 1)]


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)
