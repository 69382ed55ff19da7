"""What must hold between the values of a place, beyond each value's own kind."""

import json
from calendar import monthrange
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path as File
from typing import get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from backend.places.campaign import Every, Frequency, Indicator
from backend.places.profile import Place
from backend.places.reading import Path
from backend.places.sector_table import SECTOR_BY_SLUG

Wrong = tuple[Path, str]

_LEAP_YEAR = 2024


def faults_of(place: Place) -> Iterator[Wrong]:
    """Each thing wrong in ``place``: where in its file, and what."""
    yield from _identity(place)
    yield from _geo(place)
    yield from _areas(place)
    yield from _offices(place)
    yield from _routes(place)
    yield from _calendar(place)
    yield from _rhythms(place)
    yield from _ladder(place)
    yield from _campaign(place)
    yield from _dates(place)


def _twice(names: Iterable[str]) -> set[str]:
    return {name for name, count in Counter(names).items() if count > 1}


def _identity(place: Place) -> Iterator[Wrong]:
    try:
        ZoneInfo(place.zone)
    except (ZoneInfoNotFoundError, ValueError):
        yield ("identity", "zone"), f"{place.zone!r} is no time zone; for China: Asia/Shanghai"
    if place.parent is not None and not place.code.startswith(place.parent.rstrip("0") or "-"):
        yield ("identity", "parent"), f"{place.parent} is not above {place.code}"
    if place.plan.starts_on >= place.plan.ends_on:
        yield ("plan", "ends_on"), "is not after starts_on"


def _geo(place: Place) -> Iterator[Wrong]:
    geo = place.geo
    if geo.south >= geo.north or geo.west >= geo.east:
        yield ("geo",), "south must be below north and west below east"
    if geo.boundaries is not None:
        yield from _boundaries(place, (place.folder or File()) / geo.boundaries)


def _boundaries(place: Place, file: File) -> Iterator[Wrong]:
    at: Path = ("geo", "boundaries")
    try:
        features = json.loads(file.read_text(encoding="utf-8"))["features"]
        codes = {str(feature["properties"].get("code")) for feature in features}
        kinds = {feature["geometry"]["type"] for feature in features}
    except OSError:
        yield at, "no such file beside the profile"
    except (ValueError, KeyError, TypeError, AttributeError):
        yield at, "is no GeoJSON of features with properties and geometry"
    else:
        if not codes & set(place.area_by_code):
            yield at, "no feature carries the code of an area of this place"
        if odd := sorted(kinds - {"Polygon", "MultiPolygon"}):
            yield at, f"holds a {odd[0]}; only polygons are areas"


def _areas(place: Place) -> Iterator[Wrong]:
    geo, covers = place.geo, place.identity.covers or place.code
    doubled = _twice(area.code for area in place.areas)
    if not any(area.lat is not None for area in place.areas):
        yield ("areas",), "no area has a centre"
    for number, area in enumerate(place.areas):
        at: Path = ("areas", "rows", number)
        if area.code in doubled:
            yield at, f"code {area.code} stands twice"
        if not area.code.startswith(covers):
            yield at, f"code {area.code} does not begin with {covers}"
        if (area.lat is None) != (area.lon is None):
            yield at, "a centre needs both lat and lon"
        if area.lat is None or area.lon is None:
            continue
        if not (geo.south <= area.lat <= geo.north and geo.west <= area.lon <= geo.east):
            yield at, "centre lies outside [geo]; are lat and lon changed over?"


def _offices(place: Place) -> Iterator[Wrong]:
    doubled = _twice(office.id for office in place.offices)
    named = _twice(n for o in place.offices for n in {o.zh, *o.aliases})
    for number, office in enumerate(place.offices):
        if office.id in doubled:
            yield ("offices", "rows", number), f"id {office.id} stands twice"
        for name in {office.zh, *office.aliases} & named:
            yield ("offices", "rows", number), f"name {name} belongs to two offices"
    if place.unled.office not in place.office_by_id:
        yield ("unled", "office"), f"{place.unled.office!r} is no office of this place"


def _routes(place: Place) -> Iterator[Wrong]:
    for number, route in enumerate(place.routes):
        at: Path = ("routes", "rows", number)
        if route.sector not in SECTOR_BY_SLUG:
            yield at, f"sector {route.sector!r} is none of the 34"
        for office in (*route.leads, *route.assisting):
            if office not in place.office_by_id:
                yield at, f"{office!r} is no office of this place"
        for office in sorted(_twice(route.leads) | _twice(route.assisting)):
            yield at, f"{office} stands twice"
        if both := sorted(set(route.leads) & set(route.assisting)):
            yield at, f"{both[0]} both leads and assists"


def _calendar(place: Place) -> Iterator[Wrong]:
    calendar = place.calendar
    if calendar.opens_at >= calendar.closes_at:
        yield ("calendar", "closes_at"), "is not after opens_at"
    if not set(calendar.weekend) < set(range(1, 8)):
        yield ("calendar", "weekend"), "must be ISO weekdays 1-7, and not all of them"
    for year, days in calendar.years.items():
        at: Path = ("calendar", "years", str(year))
        for day in (*days.holidays, *days.workdays):
            if day.year != year:
                yield at, f"{day} is not in {year}"
        for day in sorted(set(days.holidays) & set(days.workdays)):
            yield at, f"{day} is both a holiday and a day worked"
        for day in days.workdays:
            if day.isoweekday() not in calendar.weekend:
                yield at, f"{day} is no weekend day, so it needs no word to be worked"


def _rhythms(place: Place) -> Iterator[Wrong]:
    rhythms = place.rhythms
    if rhythms.digest_at >= rhythms.digest_until:
        yield ("rhythms", "digest_until"), "is not after digest_at"
    if rhythms.push_after_minutes > rhythms.push_within_minutes:
        yield ("rhythms", "push_within_minutes"), "is below push_after_minutes"
    for name in ("deadline_notice_days", "claim_notice_days"):
        if any(a <= b for a, b in pairwise(getattr(rhythms, name))):
            yield ("rhythms", name), "must fall from the first to the last"


def _goal(row: Indicator) -> str | None:
    """What is wrong with the counts of an indicator."""
    if row.goal_count is None:
        return "baseline_count without goal_count" if row.baseline_count is not None else None
    if row.goal not in ("fall", "rise"):
        return "goal_count belongs to a goal that falls or rises"
    if row.baseline_count is None:
        return None
    change = row.goal_count - row.baseline_count
    if change >= 0 if row.goal == "fall" else change <= 0:
        return f"goal_count does not {row.goal} from baseline_count"
    return None


def _ladder(place: Place) -> Iterator[Wrong]:
    for rung in sorted(_twice(place.ladder)):
        yield ("ladder", "rungs"), f"{rung} stands twice"


def _frequency(row: Frequency) -> Iterator[tuple[str, str]]:
    """What is wrong with how often something comes back: the key and words."""
    if row.day is not None:
        if row.month is None:
            yield "day", "a day needs its month"
        elif row.day > monthrange(_LEAP_YEAR, row.month)[1]:
            yield "day", f"month {row.month} has no day {row.day}"
    often = get_args(Every)
    if row.high_risk_every and often.index(row.high_risk_every) > often.index(row.every):
        yield "high_risk_every", f"{row.high_risk_every} is rarer than {row.every}"
    if row.within_months is not None and row.every != "once":
        yield "within_months", "belongs to what is due once for each case"


def _dates(place: Place) -> Iterator[Wrong]:
    for number, milestone in enumerate(place.milestones):
        if milestone.due_on > place.plan.ends_on:
            yield ("milestones", "rows", number, "due_on"), "is after the plan's ends_on"
    for number, row in enumerate(place.frequencies):
        for key, words in _frequency(row):
            yield ("frequencies", "rows", number, key), words


def _campaign(place: Place) -> Iterator[Wrong]:
    for number, topic in enumerate(place.topics):
        for office in sorted(_twice(topic.leads) | _twice(topic.assisting)):
            yield ("topics", "rows", number), f"{office} stands twice"
        for office in (*topic.leads, *topic.assisting):
            if office not in place.office_by_id:
                yield ("topics", "rows", number), f"{office!r} is no office of this place"
    for name in (
        "topics",
        "milestones",
        "stages",
        "indicators",
        "frequencies",
        "trainings",
        "measures",
    ):
        rows = getattr(place, name)
        doubled = _twice(row.key for row in rows)
        for number, row in enumerate(rows):
            if row.key in doubled:
                yield (name, "rows", number), f"key {row.key} stands twice"
            for slug in row.sectors:
                if slug not in SECTOR_BY_SLUG:
                    yield (name, "rows", number), f"sector {slug!r} is none of the 34"
    for number, indicator in enumerate(place.indicators):
        if words := _goal(indicator):
            yield ("indicators", "rows", number), words
    for number, stage in enumerate(place.stages):
        if stage.starts_on > stage.ends_on:
            yield ("stages", "rows", number), "ends before it starts"
