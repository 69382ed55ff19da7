"""How likely two reports tell of one hazard: points by rule, each with its reason. Pure.

How it works: every rule looks at one side of both reports and gives points and a reason, or nothing
when one of them does not say. The sum is the score; two bounds tell *possible* and *likely*. The
reasons name things, metres and days, never who told it or through which door: whether two reports
are one person's is asked by nobody. Figures were tuned on made pairs and measured on others
(`tests/backend/reports/pairs_measured.tsv`).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from math import cos, hypot, radians

from backend.reports.duplicate_words import (
    NOTHING_TOLD,
    Telling,
    addresses_alike,
    alike,
    common_things,
    numbers_named,
    places_named,
)
from media.likeness import SAME_WITHIN, distance

POSSIBLE = 42
"""From this score on a pair is shown to the officer."""

LIKELY = 72
"""From this score on it is called likely."""

NEAR_POINTS = ((25, 24), (60, 20), (120, 12), (250, 2), (600, -14))
"""(metres up to which, points)."""
FAR_POINTS = -30
ROUGH_POINTS = ((300, 8), (2_500, 4))
"""The same where one of the points is only the middle of a village or town."""
ADDRESS_SAME, ADDRESS_SAME_POINTS = 0.6, 18
ADDRESS_OTHER, ADDRESS_OTHER_POINTS = 0.3, -20
DAYS_POINTS = ((2, 10), (10, 7), (30, 3), (60, 0))
LONG_AGO_POINTS = -6
PHOTO_SAME_POINTS = 70
PHOTO_ALIKE_POINTS = 55
UNIT_POINTS = 18
NUMBER_SAME_POINTS = 8
HOUSE_OTHER_POINTS = -95
FLOOR_OTHER_POINTS = -12
"""People count floors differently, and a hazard may reach over several."""
WHERE_OTHER_POINTS = -16
"""One names a school and the other a workshop."""
SECTOR_SAME_POINTS = 10
SECTOR_OTHER_POINTS = -2
WORDS_MOST_POINTS = 85
WORDS_NOTHING_POINTS = -20
WORDS_TELLING = 0.2
"""From this likeness on words are called alike."""

_DEGREE_M = 111_320.0


@dataclass(frozen=True, slots=True)
class Traits:
    """What one report is compared by."""

    filed_hour: datetime
    sector: str = "unknown"
    lat: float | None = None
    lon: float | None = None
    rough: bool = False
    """The point is the middle of a village or town."""
    unit_id: str = ""
    telling: Telling = NOTHING_TOLD
    exact: frozenset[bytes] = frozenset()
    """Keyed hashes of its photos' files."""
    likenesses: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class Reason:
    """Why: a catalogue key, its arguments, and the points it gave."""

    key: str
    points: int
    args: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Likeness:
    """How likely two reports tell of one hazard."""

    score: int
    reasons: tuple[Reason, ...]
    """The weightiest first."""

    @property
    def possible(self) -> bool:
        """Whether an officer should look at the pair."""
        return self.score >= POSSIBLE

    @property
    def likely(self) -> bool:
        """Whether they most probably tell of one hazard."""
        return self.score >= LIKELY


def compare(one: Traits, other: Traits) -> Likeness:
    """The score of a pair, the same whichever is named first, and what it is made of."""
    reasons = [reason for rule in _RULES for reason in rule(one, other)]
    reasons.sort(key=lambda reason: (-abs(reason.points), reason.key))
    return Likeness(sum(reason.points for reason in reasons), tuple(reasons))


def metres_between(one: Traits, other: Traits) -> int | None:
    """How far apart the points lie, or None when one has none."""
    if one.lat is None or one.lon is None or other.lat is None or other.lon is None:
        return None
    narrow = cos(radians((one.lat + other.lat) / 2))
    return round(hypot(one.lat - other.lat, (one.lon - other.lon) * narrow) * _DEGREE_M)


def _photos(one: Traits, other: Traits) -> Iterator[Reason]:
    if one.exact & other.exact:
        yield Reason("duplicate-photo-same", PHOTO_SAME_POINTS)
    elif any(
        distance(mine, yours) <= SAME_WITHIN
        for mine in one.likenesses
        for yours in other.likenesses
    ):
        yield Reason("duplicate-photo-alike", PHOTO_ALIKE_POINTS)


def _place(one: Traits, other: Traits) -> Iterator[Reason]:
    metres = metres_between(one, other)
    if metres is None:
        yield from _address(one, other)
        return
    rough = one.rough or other.rough
    points = _up_to(ROUGH_POINTS if rough else NEAR_POINTS, metres, FAR_POINTS)
    # A point is rounded to some eleven metres; so is what is said of it.
    told = (("metres", str(max(10, round(metres, -1)))),)
    key = "duplicate-far" if points < 0 else "duplicate-rough" if rough else "duplicate-near"
    yield Reason(key, points, told)


def _address(one: Traits, other: Traits) -> Iterator[Reason]:
    """Where one has no point the words of the place are all there is."""
    share = addresses_alike(one.telling, other.telling)
    if share is not None and share >= ADDRESS_SAME:
        yield Reason("duplicate-address", ADDRESS_SAME_POINTS)
    elif share is not None and share < ADDRESS_OTHER:
        yield Reason("duplicate-address-other", ADDRESS_OTHER_POINTS)


def _unit(one: Traits, other: Traits) -> Iterator[Reason]:
    if one.unit_id and other.unit_id:
        same = one.unit_id == other.unit_id
        yield (
            Reason("duplicate-unit-same", UNIT_POINTS)
            if same
            else Reason("duplicate-unit-other", -UNIT_POINTS)
        )


def _days(one: Traits, other: Traits) -> Iterator[Reason]:
    days = abs(one.filed_hour - other.filed_hour).days
    points = _up_to(DAYS_POINTS, days, LONG_AGO_POINTS)
    yield Reason("duplicate-days", points, (("count", str(days)),))


def _sector(one: Traits, other: Traits) -> Iterator[Reason]:
    if "unknown" in (one.sector, other.sector):
        return
    if one.sector == other.sector:
        yield Reason("duplicate-sector-same", SECTOR_SAME_POINTS)
    else:
        yield Reason("duplicate-sector-other", SECTOR_OTHER_POINTS)


def _words(one: Traits, other: Traits) -> Iterator[Reason]:
    if one.telling.silent or other.telling.silent:
        return
    share = alike(one.telling, other.telling)
    points = round(WORDS_NOTHING_POINTS + share * (WORDS_MOST_POINTS - WORDS_NOTHING_POINTS))
    if share < WORDS_TELLING:
        yield Reason("duplicate-words-other", points)
        return
    things = common_things(one.telling, other.telling)
    if things:
        yield Reason("duplicate-things", points, (("things", "、".join(things)),))
    else:
        yield Reason("duplicate-words", points)


def _numbers(one: Traits, other: Traits) -> Iterator[Reason]:
    named = numbers_named(one.telling, other.telling)
    if named.houses_differ:
        yield Reason("duplicate-number-other", HOUSE_OTHER_POINTS)
    elif named.floors_differ:
        yield Reason("duplicate-number-other", FLOOR_OTHER_POINTS)
    elif named.same:
        yield Reason("duplicate-number-same", NUMBER_SAME_POINTS)


def _where(one: Traits, other: Traits) -> Iterator[Reason]:
    mine, yours = places_named(one.telling), places_named(other.telling)
    if mine and yours and not mine & yours:
        yield Reason("duplicate-where-other", WHERE_OTHER_POINTS)


def _up_to(table: tuple[tuple[int, int], ...], value: int, beyond: int) -> int:
    return next((points for most, points in table if value <= most), beyond)


_RULES: tuple[Callable[[Traits, Traits], Iterator[Reason]], ...] = (
    _photos,
    _place,
    _unit,
    _days,
    _sector,
    _words,
    _numbers,
    _where,
)
