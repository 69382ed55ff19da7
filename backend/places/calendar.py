"""Limits in days, natural and working, reckoned in a place's zone and by its calendar.

The day of the event does not count; the last day ends at 24:00 in the place's zone; a last day
that is no working day moves to the next one. A year whose holidays are not published yet is
reckoned with weekends alone, and what was reckoned so is provisional.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from backend.places.profile import Place

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Deadline:
    """``ends_at`` is the first instant (aware, UTC) too late; ``on`` the last day, in the zone."""

    ends_at: datetime
    on: date
    provisional: bool


def due_at(place: Place, start_at: datetime, days: int, *, working: bool = False) -> Deadline:
    """When a limit of ``days`` that begins with an event at ``start_at`` (aware) ends.

    Raises: ValueError when ``days`` is negative or ``start_at`` is naive.
    """
    if days < 0:
        raise ValueError("a limit has no negative days")
    first = local_day(place, start_at)
    last = _plus_working_days(place, first, days) if working else first + days * _DAY
    on = next_working_day(place, last)
    counted = (first + _DAY if working else last, on)
    provisional = any(year not in place.calendar.years for year in _years(*counted))
    return last_day(place, on, provisional=provisional)


def republished(promised: Deadline, again: Deadline) -> Deadline:
    """What holds once a year's holidays came out: a promise may only be lengthened."""
    if again.ends_at >= promised.ends_at:
        return again
    return Deadline(promised.ends_at, promised.on, again.provisional)


def last_day(place: Place, on: date, *, provisional: bool = False) -> Deadline:
    """A limit whose last day is known already."""
    return Deadline(_end_of(place, on), on, provisional)


def local_day(place: Place, at: datetime) -> date:
    """The day in the place's zone at the instant ``at`` (aware).

    Raises: ValueError when ``at`` is naive.
    """
    if at.tzinfo is None:
        raise ValueError("an instant needs a zone")
    return at.astimezone(place.zoneinfo).date()


def is_working_day(place: Place, day: date) -> bool:
    """Whether ``day`` is worked: no holiday, and no weekend that is not made up for."""
    year = place.calendar.years.get(day.year)
    if year is not None and day in year.holidays:
        return False
    if year is not None and day in year.workdays:
        return True
    return day.isoweekday() not in place.calendar.weekend


def next_working_day(place: Place, day: date) -> date:
    """``day`` itself where it is worked, else the first that is."""
    while not is_working_day(place, day):
        day += _DAY
    return day


def working_days_between(place: Place, first: date, last: date) -> int:
    """How many working days follow ``first`` up to and with ``last``; negative when it is past."""
    if last < first:
        return -working_days_between(place, last, first)
    span = (last - first).days
    return sum(is_working_day(place, first + n * _DAY) for n in range(1, span + 1))


def is_quiet(place: Place, at: datetime) -> bool:
    """Whether the instant ``at`` (aware) lies in the place's quiet hours."""
    now = at.astimezone(place.zoneinfo).time()
    begin, end = place.rhythms.quiet_from, place.rhythms.quiet_until
    return begin <= now < end if begin <= end else now >= begin or now < end


def quiet_ends_at(place: Place, at: datetime) -> datetime:
    """The instant (UTC) when the quiet hours around ``at`` end; ``at`` itself outside of them."""
    if not is_quiet(place, at):
        return at.astimezone(UTC)
    here = at.astimezone(place.zoneinfo)
    end = place.rhythms.quiet_until
    day = here.date() if here.time() < end else here.date() + _DAY
    return datetime.combine(day, end, place.zoneinfo).astimezone(UTC)


def _plus_working_days(place: Place, day: date, days: int) -> date:
    while days:
        day += _DAY
        days -= is_working_day(place, day)
    return day


def _end_of(place: Place, day: date) -> datetime:
    return datetime.combine(day + _DAY, time.min, place.zoneinfo).astimezone(UTC)


def _years(first: date, last: date) -> range:
    return range(first.year, max(first, last).year + 1)
