"""Limits in days: what the calendar of a place makes of them."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.places.calendar import (
    Deadline,
    due_at,
    is_quiet,
    is_working_day,
    local_day,
    next_working_day,
    quiet_ends_at,
    republished,
    working_days_between,
)
from backend.places.load import load_place

WUHE = load_place("340322")
HERE = ZoneInfo("Asia/Shanghai")


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=HERE)


@pytest.mark.parametrize(
    ("start", "days", "working", "on"),
    [
        # An ordinary week: Monday 2026-03-02.
        ("2026-03-02T10:00", 5, True, "2026-03-09"),
        ("2026-03-02T10:00", 1, False, "2026-03-03"),
        # A last day on Saturday moves to Monday.
        ("2026-03-02T10:00", 5, False, "2026-03-09"),
        # Reported on a Sunday: the first day that counts is Monday.
        ("2026-03-01T23:59", 1, True, "2026-03-02"),
        # National Day: 1-7 October off, Saturday the 10th worked.
        ("2026-09-30T09:00", 1, True, "2026-10-08"),
        ("2026-09-30T09:00", 3, True, "2026-10-10"),
        ("2026-09-30T09:00", 5, False, "2026-10-08"),
        # Spring Festival, with Saturday 14 February worked before it.
        ("2026-02-13T09:00", 1, True, "2026-02-14"),
        ("2026-02-13T09:00", 2, True, "2026-02-24"),
        # Fix at once: the same day, or the next that is worked.
        ("2026-03-03T09:00", 0, False, "2026-03-03"),
        ("2026-03-07T09:00", 0, False, "2026-03-09"),
    ],
)
def test_the_last_day_is_as_the_calendar_has_it(
    start: str, days: int, working: bool, on: str
) -> None:
    deadline = due_at(WUHE, _at(start), days, working=working)
    assert deadline.on == date.fromisoformat(on)
    assert deadline.ends_at == _at(on) + timedelta(days=1)
    assert not deadline.provisional


def test_the_day_of_the_event_is_the_day_in_the_places_zone() -> None:
    late_utc = datetime(2026, 3, 2, 17, 0, tzinfo=UTC)  # 01:00 on the 3rd in China
    assert local_day(WUHE, late_utc) == date(2026, 3, 3)
    assert due_at(WUHE, late_utc, 1).on == date(2026, 3, 4)


def test_the_last_day_ends_at_midnight_in_the_places_zone() -> None:
    deadline = due_at(WUHE, _at("2026-03-02T00:00"), 1)
    assert deadline.ends_at == datetime(2026, 3, 3, 16, 0, tzinfo=UTC)


def test_a_year_that_is_not_published_makes_a_limit_provisional() -> None:
    assert due_at(WUHE, _at("2026-12-28T09:00"), 60).provisional
    assert due_at(WUHE, _at("2026-12-30T09:00"), 3, working=True).provisional
    assert not due_at(WUHE, _at("2026-12-21T09:00"), 5, working=True).provisional


def test_publication_never_shortens_a_promise() -> None:
    promised = Deadline(_at("2027-02-10").astimezone(UTC), date(2027, 2, 9), provisional=True)
    earlier = Deadline(_at("2027-02-09").astimezone(UTC), date(2027, 2, 8), provisional=False)
    later = Deadline(_at("2027-02-19").astimezone(UTC), date(2027, 2, 18), provisional=False)
    assert republished(promised, later) == later
    assert republished(promised, earlier) == Deadline(
        promised.ends_at, promised.on, provisional=False
    )


def test_a_naive_instant_and_a_negative_limit_are_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        due_at(WUHE, datetime(2026, 3, 2), 1)  # noqa: DTZ001 - a naive instant is the point
    with pytest.raises(ValueError, match="negative"):
        due_at(WUHE, _at("2026-03-02"), -1)


def test_working_days_are_counted_between_two_days() -> None:
    assert working_days_between(WUHE, date(2026, 9, 30), date(2026, 10, 10)) == 3
    assert working_days_between(WUHE, date(2026, 10, 10), date(2026, 9, 30)) == -3


@pytest.mark.parametrize(
    ("at", "quiet", "ends"),
    [
        ("2026-03-02T20:59", False, "2026-03-02T20:59"),
        ("2026-03-02T21:00", True, "2026-03-03T08:00"),
        ("2026-03-03T07:59", True, "2026-03-03T08:00"),
        ("2026-03-03T08:00", False, "2026-03-03T08:00"),
    ],
)
def test_quiet_hours_run_over_midnight(at: str, quiet: bool, ends: str) -> None:
    assert is_quiet(WUHE, _at(at)) is quiet
    assert quiet_ends_at(WUHE, _at(at)) == _at(ends)


@given(
    hours=st.integers(0, 5 * 365 * 24),
    days=st.integers(0, 120),
    working=st.booleans(),
)
def test_a_limit_ends_on_a_working_day_and_never_early(
    hours: int, days: int, working: bool
) -> None:
    start = datetime(2024, 1, 1, tzinfo=UTC) + timedelta(hours=hours)
    deadline = due_at(WUHE, start, days, working=working)
    first = local_day(WUHE, start)
    assert is_working_day(WUHE, deadline.on)
    if working and days:
        assert working_days_between(WUHE, first, deadline.on) == days
    elif not working:
        assert deadline.on == next_working_day(WUHE, first + timedelta(days=days))
    assert due_at(WUHE, start, days + 1, working=working).ends_at >= deadline.ends_at
