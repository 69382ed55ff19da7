"""The office's own word on values that are still examples: what is open, and the file for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time

from backend.places.profile import Place

Value = str | int | float | bool | date | time | Sequence["Value"] | Mapping[str, "Value"]


@dataclass(frozen=True, slots=True)
class Open:
    """A value to be confirmed: its dotted key and what the profile gives as an example."""

    key: str
    value: Value


def open_values(place: Place) -> list[Open]:
    """The examples of ``place`` in its file's order, for `davy init` to ask about one by one."""
    tree = place.model_dump()
    return [Open(key, _at(tree, key)) for key in place.examples()]


def own_text(values: Mapping[str, Value]) -> str:
    """The text of an own-word file (`load_file`'s ``own``) that gives each dotted key its value.

    Raises: TypeError when a value is of no kind that a profile holds.
    """
    lines = ["# What the office itself confirmed or changed; made by davy init.", "[confirmed]"]
    lines += [f"{_quoted(key)} = {_toml(value)}" for key, value in values.items()]
    return "\n".join(lines) + "\n"


def _at(tree: object, key: str) -> Value:
    """The value at a dotted key; a list's rows go by the names that `reading` gives them."""
    node = tree
    for part in key.split("."):
        if isinstance(node, dict):
            node = node.get(part, node)  # `rows` and `rungs` are the list itself
        elif isinstance(node, tuple | list):
            node = next((row for row in node if part in map(str, row.values())), node)
    return node  # type: ignore[return-value]


def _toml(value: Value) -> str:
    match value:
        case bool():
            return str(value).lower()
        case str():
            return _quoted(value)
        case date() | time():
            return value.isoformat()
        case int() | float():
            return repr(value)
        case tuple() | list():
            return f"[{', '.join(_toml(item) for item in value)}]"
        case dict():
            return "{ " + ", ".join(f"{_quoted(k)} = {_toml(v)}" for k, v in value.items()) + " }"
    raise TypeError("a profile holds no such value")


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c >= " " else f"\\u{ord(c):04x}" for c in escaped) + '"'
