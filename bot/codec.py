"""States, events and effects to JSON and back, under their stable stored names.

A dataclass becomes `{"t": name, field: value…}` without the fields that hold their defaults, so
that a field added later reads as its default in older rows. Tuples are lists, days and instants
are tagged.
"""

import json
from dataclasses import MISSING, fields
from datetime import date, datetime
from typing import Any

from backend.errors import Broken
from handlers.dialogue.stored import BY_NAME, NAME_OF

_PLAIN = (str, int, float, bool, type(None))
_FIELDS: dict[type, tuple[tuple[str, Any], ...]] = {}


def encode(value: object) -> bytes:
    """A stored value as JSON bytes.

    Raises:
        TypeError: something in it has no stored name.
    """
    return json.dumps(_out(value), ensure_ascii=False, separators=(",", ":")).encode()


def decode(raw: bytes) -> Any:
    """The value that `encode` was given.

    Raises:
        Broken: a name that this version does not know.
    """
    return _in(json.loads(raw))


def _out(value: Any) -> Any:
    if type(value) in _PLAIN:
        return value
    if isinstance(value, tuple):
        return [_out(one) for one in value]
    if isinstance(value, frozenset):
        return {"s": sorted(value)}
    if isinstance(value, datetime):
        return {"i": value.isoformat()}
    if isinstance(value, date):
        return {"d": value.isoformat()}
    name = NAME_OF.get(type(value))
    if name is None:
        if isinstance(value, str):  # text enums
            return str(value)
        raise TypeError(f"{type(value).__name__} has no stored name")
    made: dict[str, Any] = {"t": name}
    for field_name, default in _fields_of(type(value)):
        part = getattr(value, field_name)
        if part is not default and (default is MISSING or part != default):
            made[field_name] = _out(part)
    return made


def _in(value: Any) -> Any:
    if isinstance(value, list):
        return tuple([_in(one) for one in value])
    if not isinstance(value, dict):
        return value
    if "i" in value:
        return datetime.fromisoformat(value["i"])
    if "d" in value:
        return date.fromisoformat(value["d"])
    if "s" in value:
        return frozenset(value["s"])
    cls = BY_NAME.get(value["t"])
    if cls is None:
        raise Broken(f"nothing is stored under the name {value['t']!r}")
    known = {name for name, _ in _fields_of(cls)}
    return cls(**{name: _in(part) for name, part in value.items() if name in known})


def _fields_of(cls: type) -> tuple[tuple[str, Any], ...]:
    found = _FIELDS.get(cls)
    if found is None:
        found = tuple((one.name, one.default) for one in fields(cls))
        _FIELDS[cls] = found
    return found
