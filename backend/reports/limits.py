"""Limits of a report's steps as days of its place: reckoned once a day and place."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache

from backend.places.calendar import due_at, local_day
from backend.places.profile import Place

_WORKING = "_working_days"


@dataclass(frozen=True, slots=True)
class Due:
    """The last day of a limit, in the place's zone."""

    on: date | None
    provisional: bool = False


ASSIGN = "assign_working_days"
"""The limit for finding an owner for what nobody leads; it stands beside those of the steps."""

NO_LIMIT = Due(None)


def due_after(place: Place, limit: str, now_at: datetime) -> Due:
    """When a limit of the profile (`accept_working_days` …) that begins now ends.

    An empty name is no limit at all.
    """
    if not limit:
        return NO_LIMIT
    return _due(_Key(place), limit, local_day(place, now_at))


def hour_of(place: Place, at: datetime) -> datetime:
    """The whole hour, by the place's clock, that an instant lies in; aware UTC."""
    local = at.astimezone(place.zoneinfo)
    return local.replace(minute=0, second=0, microsecond=0).astimezone(UTC)


@dataclass(frozen=True, slots=True, eq=False)
class _Key:
    """A place as a key of a cache: by identity, since a profile is frozen and large."""

    place: Place

    def __hash__(self) -> int:
        return id(self.place)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and other.place is self.place


@lru_cache(maxsize=8192)
def _due(key: _Key, limit: str, day: date) -> Due:
    place = key.place
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=place.zoneinfo)
    days = int(getattr(place.unled if limit == ASSIGN else place.limits, limit))
    found = due_at(place, noon, days, working=limit.endswith(_WORKING))
    return Due(found.on, found.provisional)
