"""From a file of a place to a Place: read, filled from the shared calendar, checked, frozen."""

import tomllib
from functools import cache
from pathlib import Path as File
from typing import Any

from pydantic import ValidationError

from backend.places.checks import faults_of
from backend.places.profile import Place
from backend.places.reading import Fault, Path, ProfileError, Reading, read, row_label
from backend.places.terms import UNUSED

PROFILES = File(__file__).parent / "profiles"
"""The profiles that come with Davy, one file a place: ``<code>-<name>.toml``."""

CALENDARS = File(__file__).parent / "calendars"
"""Published holidays of a country, one file each, which a place's calendar may name."""

_ROWS = (
    "areas",
    "offices",
    "routes",
    "topics",
    "milestones",
    "stages",
    "indicators",
    "frequencies",
    "trainings",
    "measures",
)


def known_places(folder: File = PROFILES) -> dict[str, File]:
    """The place files of ``folder`` by the code at the beginning of their names."""
    return {file.name.split("-", 1)[0]: file for file in sorted(folder.glob("*-*.toml"))}


def load_place(code: str, folder: File = PROFILES, *, own: File | None = None) -> Place:
    """The place with this code, e.g. ``340322``; ``own`` as in `load_file`.

    Raises: ProfileError when there is no such file or it is not in order.
    """
    known = known_places(folder)
    if code not in known:
        words = f"no place with this code; known: {', '.join(known) or 'none'}"
        raise ProfileError(f"{code}-*.toml", (Fault(0, "identity.code", words),))
    return load_file(known[code], own=own)


def load_file(path: File, *, own: File | None = None) -> Place:
    """The place that the file at ``path`` describes.

    ``own`` is a TOML file of the office's own words, a table ``[confirmed]`` of dotted keys of
    the profile with their values: each replaces or confirms a value, which then is no example.

    Raises: ProfileError naming file, line and key of each thing wrong.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as fault:
        words = f"cannot be read: {type(fault).__name__}"
        raise ProfileError(path.name, (Fault(0, "(file)", words),)) from None
    reading = read(text, path.name)
    if own is not None and own.exists():
        _confirm(reading, own)
    return _build(reading, path)


def _build(reading: Reading, path: File) -> Place:
    values = {
        key: item.get("rows", ()) if key in _ROWS and isinstance(item, dict) else item
        for key, item in reading.values.items()
        if key != "ladder"
    }
    ladder = reading.values.get("ladder")
    values["ladder"] = ladder.get("rungs", ()) if isinstance(ladder, dict) else ()
    values["calendar"] = _calendar(reading)
    examples = tuple(key for key in reading.examples if not _is_unasked(key, _rough(values)))
    values |= {"origins": reading.origins, "example_keys": examples}
    values["folder"] = path.parent
    try:
        place = Place.model_validate(values)
    except ValidationError as invalid:
        for error in invalid.errors(include_url=False, include_input=False):
            reading.blame(_rows_path(error["loc"]), error["msg"])
        raise ProfileError(reading.file, tuple(reading.faults)) from None
    for at, words in faults_of(place):
        reading.blame(at, words)
    if reading.faults:
        raise ProfileError(reading.file, tuple(reading.faults))
    return place


def _is_unasked(key: str, rough: set[str]) -> bool:
    """Other names of an office only help to recognise it; nobody is promised anything by them."""
    return key in UNUSED or key in rough or key.endswith(".aliases")


def _rough(values: dict[str, Any]) -> set[str]:
    """The keys of approximate centres, which each case tells by itself and nobody is asked for."""
    rows = [row for row in values.get("areas", ()) if isinstance(row, dict)]
    codes = [row.get("code") for row in rows if row.get("approximate") is True]
    return {f"areas.rows.{code}.{axis}" for code in codes for axis in ("lat", "lon")}


def _rows_path(loc: tuple[str | int, ...]) -> Path:
    """Where a row stands in the file: rows lie under ``rows``, which the object leaves out."""
    if len(loc) > 1 and loc[0] in _ROWS:
        return (loc[0], "rows", *loc[1:])
    return loc


def _calendar(reading: Reading) -> Any:
    """The place's calendar with the years of the national one that it names; its own win."""
    own = reading.values.get("calendar")
    if not isinstance(own, dict):
        return own
    try:
        years = {int(year): days for year, days in own.get("years", {}).items()}
        if (name := own.get("national")) is not None:
            years = national_years(name) | years
    except (ValueError, AttributeError, TypeError, OSError):
        reading.blame(("calendar",), "names no known national calendar or has a strange year")
        years = {}
    return {**own, "years": years}


@cache
def national_years(name: str) -> dict[int, Any]:
    """The published years of the national calendar ``name`` (``cn``), for a place's file."""
    if not name.isalnum():
        raise ValueError("a national calendar is named by letters")
    reading = read((CALENDARS / f"{name}.toml").read_text(encoding="utf-8"), f"{name}.toml")
    return {int(year): days for year, days in reading.values["years"].items()}


def _confirm(reading: Reading, own: File) -> None:
    """Put the office's own values over the profile's; their keys are examples no longer."""
    try:
        confirmed = tomllib.loads(own.read_text(encoding="utf-8")).get("confirmed", {})
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        raise ProfileError(own.name, (Fault(0, "(file)", f"not TOML: {fault}"),)) from None
    strange = [key for key in confirmed if not _set(reading.values, key.split("."), confirmed[key])]
    if strange:
        words = "is no value of this place's file"
        raise ProfileError(own.name, tuple(Fault(0, key, words) for key in strange))
    reading.examples = [key for key in reading.examples if key not in confirmed]


def _set(values: dict[str, Any], keys: list[str], value: Any) -> bool:
    """Put ``value`` where ``keys`` lead through tables; False when they lead nowhere."""
    node: Any = values
    for key in keys[:-1]:
        node = _step(node, key)
    if not isinstance(node, dict) or keys[-1] not in node:
        return False
    node[keys[-1]] = tuple(value) if isinstance(value, list) else value
    return True


def _step(node: Any, key: str) -> Any:
    """One step into a table, or into a list's row by the name it goes by."""
    if isinstance(node, dict):
        return node.get(key)
    if isinstance(node, tuple):
        for number, row in enumerate(node):
            if isinstance(row, dict) and str(row_label(row, number)) == key:
                return row
    return None
