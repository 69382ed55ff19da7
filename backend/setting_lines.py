"""How a setting that cannot be used is said: its name, what was given and what is allowed."""

import re
from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError

_HIDDEN = ("TOKEN", "SECRET", "KEY", "DATABASE_URL")
_SHOWN = ("DAVY_KEY_DIR",)
# An address may hold a password before its host, or a token that was put in the wrong line.
_MAY_HOLD_A_SECRET = re.compile(r"@|\d{6,}:")


def wrong_lines(error: ValidationError, prefix: str) -> Iterator[str]:
    """A line for each setting; `prefix` begins their names. Secrets are not shown.

    What is extra is named among the misspelt, without what it holds.
    """
    for one in error.errors():
        if one["type"] != "extra_forbidden":
            yield _line(one, prefix)


def _line(one: Any, prefix: str) -> str:
    name = prefix + "__".join(str(part) for part in one["loc"] if isinstance(part, str)).upper()
    wanted = one["msg"].removeprefix("Value error, ")
    if one["type"] == "string_pattern_mismatch":
        wanted = "a code of 6, 9 or 12 digits is wanted"
    return f"{name}: {_given(name, one['input'])} was given; {wanted[:1].lower()}{wanted[1:]}"


def _given(name: str, value: Any) -> str:
    hidden = name not in _SHOWN and any(word in name for word in _HIDDEN)
    hidden = hidden or ("URL" in name and bool(_MAY_HOLD_A_SECRET.search(str(value))))
    return "(not shown)" if hidden else repr(value)
