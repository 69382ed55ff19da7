"""When a year's holidays come out, what was promised by its weekends alone is reckoned again."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta

import pytest

from backend.office import Office
from backend.places.profile import Place
from backend.places.terms import Year
from backend.reminders.promises import lengthen_promises
from bot.chores import CHORES
from tests.backend.reports.cases import (
    accepted,
    crew,
    file,
    hazard_row,
    listed,
    picture,
    report_row,
    take,
)
from tests.backend.rewards.cases import approved as approved_reward
from tests.backend.rewards.cases import closed_case
from tests.backend.rewards.cases import row_of as reward_row
from tests.backend.staff.offices import ELSEWHERE, HERE, clock_of

LAST_OF_2026 = date(2026, 12, 30)
NEW_YEAR = tuple(date(2027, 1, day) for day in (1, 4, 5, 6, 7))
SPRING = tuple(date(2027, 2, 22) + timedelta(days=one) for one in range(5))
PUBLISHED = Year(holidays=(*NEW_YEAR, *SPRING), workdays=(date(2027, 1, 9), date(2027, 1, 10)))
ALL_WORKED = Year(
    holidays=(),
    workdays=tuple(date(2027, 1, day) for day in (2, 3, 9, 10, 16, 17)),
)


def _published(office: Office, year: Year, code: str = HERE) -> Office:
    """The same office with the calendar of 2027 in one of its places."""
    place: Place = office.places[code]
    years = {**place.calendar.years, 2027: year}
    calendar = place.calendar.model_copy(update={"years": years})
    changed = place.model_copy(update={"calendar": calendar})
    return replace(office, places={**office.places, code: changed})


def _lengthen(office: Office, place: str = HERE) -> int:
    with office.database.write() as conn:
        return lengthen_promises(conn, office, place)


@pytest.fixture
def at_year_end(office: Office) -> Office:
    """On Wednesday, 30 December 2026, at noon; the year after is not published."""
    clock = clock_of(office)
    clock.forward(days=(LAST_OF_2026 - clock.now().date()).days)
    return office


def _due(office: Office, report_id: str) -> tuple[date, bool]:
    row = report_row(office, report_id)
    return row.due_on, bool(row.provisional)


def test_a_day_that_holidays_reach_moves_and_is_provisional_no_more(at_year_end: Office) -> None:
    who = crew(at_year_end)
    waits = file(at_year_end).report_id
    checked = accepted(at_year_end, who).report_id
    elsewhere = file(at_year_end, place=ELSEWHERE).report_id
    assert _due(at_year_end, waits) == (date(2027, 1, 6), True)
    assert _due(at_year_end, checked) == (date(2027, 3, 1), True)
    spring = Year(holidays=(*NEW_YEAR, date(2027, 3, 1)), workdays=())
    office = _published(at_year_end, spring)
    assert _lengthen(office) == 2
    # Five working days from the 30th: 31 December, then 8, 11, 12 and 13 January.
    assert _due(office, waits) == (date(2027, 1, 13), False)
    assert _due(office, checked) == (date(2027, 3, 2), False)
    assert _due(office, elsewhere) == (date(2027, 1, 6), True)


def test_an_unpublished_year_changes_nothing_and_a_shorter_way_keeps_the_promise(
    at_year_end: Office,
) -> None:
    waits = file(at_year_end).report_id
    assert _lengthen(at_year_end) == 0
    assert _due(at_year_end, waits) == (date(2027, 1, 6), True)
    clock_of(at_year_end).forward(days=1)
    office = _published(at_year_end, ALL_WORKED)
    assert _lengthen(office) == 1
    assert _due(office, waits) == (date(2027, 1, 6), False)


def test_a_hazard_and_its_report_move_together_and_older_cards_stay_good(
    at_year_end: Office,
) -> None:
    who = crew(at_year_end)
    filed, hazard_id = listed(at_year_end, who)
    before = hazard_row(at_year_end, hazard_id)
    assert (before.due_on, before.provisional) == (date(2027, 1, 6), 1)
    office = _published(at_year_end, PUBLISHED)
    assert _lengthen(office) == 2
    after = hazard_row(office, hazard_id)
    assert (after.due_on, after.provisional) == (date(2027, 1, 8), 0)
    assert _due(office, filed.report_id) == (date(2027, 1, 8), False)
    proof = {"words": "已清理", "photos": [picture(office)], "version": before.version}
    take(office, who["inspector"], hazard_id, "close", **proof)


def test_a_claim_may_be_made_until_a_day_that_is_worked(at_year_end: Office) -> None:
    reward_id = approved_reward(at_year_end, closed_case())
    assert reward_row(at_year_end, reward_id).last_on == date(2027, 3, 1)
    office = _published(at_year_end, Year(holidays=(date(2027, 3, 1),), workdays=()))
    assert _lengthen(office) == 1
    assert reward_row(office, reward_id).last_on == date(2027, 3, 2)


def test_of_many_processes_one_does_it_and_the_next_day_finds_nothing(at_year_end: Office) -> None:
    waits = file(at_year_end).report_id
    office = _published(at_year_end, PUBLISHED)
    with ThreadPoolExecutor(4) as several:
        assert sorted(several.map(_lengthen, [office] * 4)) == [0, 0, 0, 1]
    held = _due(office, waits)
    assert not held[1]
    clock_of(office).forward(days=1)
    assert _lengthen(office) == 0
    assert _due(office, waits) == held


def test_the_clock_does_it_before_it_reads_the_days() -> None:
    names = list(CHORES)
    assert CHORES["promises"] is lengthen_promises
    assert names.index("promises") < min(names.index("digests"), names.index("claim-forfeits"))
