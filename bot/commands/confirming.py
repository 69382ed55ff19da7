"""Example values of a place's file as `davy init` shows them, and as they are typed."""

import json
from collections.abc import Callable
from datetime import date, time
from typing import Any


def typed_form(value: Any) -> str:
    """How a value is shown, and typed to be the same again."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (tuple, list, dict)):
        return json.dumps(value, ensure_ascii=False, default=str)
    if isinstance(value, time):
        return value.isoformat("minutes")
    return str(value)


def value_from(given: str, like: Any) -> Any:
    """What was typed, as a value of the same kind as `like`.

    Raises:
        ValueError: it is of another kind; the text says what is wanted.
    """
    if isinstance(like, bool):
        if given.lower() in ("yes", "true", "1", "no", "false", "0"):
            return given.lower() in ("yes", "true", "1")
        raise ValueError("yes or no is wanted")
    if isinstance(like, int):
        if not given.strip().isdecimal():
            raise ValueError("a whole number is wanted")
        return int(given)
    if isinstance(like, time):
        return _parsed(time.fromisoformat, given, "an hour is wanted, as 08:30")
    if isinstance(like, date):
        return _parsed(date.fromisoformat, given, "a day is wanted, as 2026-11-09")
    if isinstance(like, (tuple, list, dict)):
        return _json(given, like)
    return given


def _parsed(parse: Callable[[str], Any], given: str, wanted: str) -> Any:
    try:
        return parse(given.strip())
    except ValueError:
        raise ValueError(wanted) from None


def _json(given: str, like: Any) -> Any:
    try:
        value = json.loads(given)
    except ValueError:
        value = None
    if not isinstance(value, dict if isinstance(like, dict) else list):
        raise ValueError(f"a list in brackets is wanted, as {typed_form(like)}")
    return value
