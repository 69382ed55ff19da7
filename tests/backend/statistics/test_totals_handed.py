"""A case that went from place to place is counted once by the place above: where it stands."""

from collections.abc import Sequence

import pytest
from sqlalchemy import select

from backend.office import Office
from backend.reports.handing import COUNTY_LANE
from backend.reports.tables import report
from backend.staff.member import Member
from backend.statistics.totals import Totals, totals
from tests.backend.reports.cases import file, take
from tests.backend.staff.offices import ABOVE, ELSEWHERE, HERE, clock_of, hire, office

__all__ = ["office"]

COUNT = 12
"""Cases of each of the two places; half of the first one's go over."""


@pytest.fixture
def staff(office: Office) -> dict[str, Member]:
    """One of the intake of each place, where March's cases wait; it is April by now."""
    for place in (HERE, ELSEWHERE):
        for _ in range(COUNT):
            file(office, place=place)
    clock_of(office).forward(days=31)
    return {place: hire(office, "intake", place=place) for place in (HERE, ELSEWHERE, ABOVE)}


def read(office: Office) -> Totals:
    """What the place above reads now."""
    reader = hire(office, "auditor", place=ABOVE)
    with office.database.read() as conn:
        return totals(conn, office, reader)


def hand_over(office: Office, member: Member, to: str) -> None:
    """Half of the cases of a member's place go over."""
    mine = select(report.c.report_id).where(
        report.c.place == member.place, report.c.state == "submitted"
    )
    with office.database.read() as conn:
        case_ids: Sequence[str] = conn.execute(mine.order_by(report.c.report_id)).scalars().all()
    for case_id in case_ids[: COUNT // 2]:
        take(office, member, case_id, "hand-over", place=to, reason="other-area")


def next_month(office: Office) -> None:
    clock_of(office).forward(days=31)


def test_once_where_it_was_until_the_month_is_over_and_then_where_it_is(
    office: Office, staff: dict[str, Member]
) -> None:
    before = read(office)
    assert before.places.cells == {HERE: COUNT, ELSEWHERE: COUNT}
    hand_over(office, staff[HERE], ELSEWHERE)
    told = read(office)
    assert (told.total, told.places, told.months) == (before.total, before.places, before.months)
    next_month(office)
    told = read(office)
    half = COUNT // 2
    assert told.total == before.total
    assert told.places.cells == {HERE: COUNT - half, ELSEWHERE: COUNT + half}
    assert told.months.cells == {"2026-03": 2 * COUNT - half, "2026-04": half}
    assert told.states.cells == {"submitted": 2 * COUNT}
    assert told.sectors.cells == {"fire": 2 * COUNT}


def test_there_and_back_again_is_once_too(office: Office, staff: dict[str, Member]) -> None:
    for of, to in ((HERE, ELSEWHERE), (ELSEWHERE, HERE)):
        hand_over(office, staff[of], to)
        assert read(office).total == 2 * COUNT
    for _ in range(2):
        next_month(office)
        told = read(office)
        assert (told.total, sum(told.places.cells.values())) == (2 * COUNT, 2 * COUNT)
        hand_over(office, staff[HERE], ELSEWHERE)
        assert read(office).places == told.places


def test_what_stands_above_is_counted_below_no_more_and_what_comes_down_is(
    office: Office, staff: dict[str, Member]
) -> None:
    hand_over(office, staff[HERE], ABOVE)
    next_month(office)
    told = read(office)
    assert told.places.cells == {HERE: COUNT // 2, ELSEWHERE: COUNT}
    hand_over(office, staff[ABOVE], ELSEWHERE)
    next_month(office)
    assert read(office).places.cells == {HERE: COUNT // 2, ELSEWHERE: COUNT + COUNT // 2}


def test_what_went_to_an_authority_outside_stands_where_it_was(
    office: Office, staff: dict[str, Member]
) -> None:
    mine = select(report.c.report_id).where(report.c.place == HERE)
    with office.database.read() as conn:
        case_ids: Sequence[str] = conn.execute(mine).scalars().all()
    for case_id in case_ids:
        fields = {"office": COUNTY_LANE, "reason": "other-duty"}
        take(office, staff[HERE], case_id, "transfer", **fields)
    next_month(office)
    told = read(office)
    assert told.places.cells == {HERE: COUNT, ELSEWHERE: COUNT}
    assert told.states.cells == {"submitted": COUNT, "transferred": COUNT}
