"""From the text of a place's file to plain values, each with its origin and its line.

How it works: the text is parsed by the standard library, then walked. A table may say
``from = "plan"`` (with a ``source`` and a ``note``) for all that stands in it, and one value may
say it for itself: ``{ value = 5, from = "example" }``. The nearest word counts, and a value that
nobody speaks for is a fault. Lines are found by a second, simple scan of the same text, because
the standard library keeps none.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

Source = Literal["plan", "rule", "example", "own"]
"""Where a value is from: the place's plan, a published rule, our example, the office's own word."""

Path = tuple[str | int, ...]

_META = ("from", "source", "note")
_LABELS = ("key", "code", "sector", "id", "year")


@dataclass(frozen=True, slots=True)
class Origin:
    """Who says so: the kind of source, the source's name and a remark, where the file has them."""

    kind: Source
    source: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in a place's file: its line (from 1; 0 unknown), dotted key and words."""

    line: int
    key: str
    words: str


class ProfileError(ValueError):
    """A place's file cannot be used; ``faults`` names line and key of each thing wrong."""

    def __init__(self, file: str, faults: tuple[Fault, ...]) -> None:
        self.file = file
        self.faults = faults
        super().__init__("\n".join(f"{file}:{f.line}: {f.key}: {f.words}" for f in faults))


@dataclass(slots=True)
class Reading:
    """What a file says: plain ``values``, ``origins`` by dotted key, keys still ``examples``."""

    file: str
    values: dict[str, Any] = field(default_factory=dict)
    origins: dict[str, Origin] = field(default_factory=dict)
    examples: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    text: str = ""
    lines: dict[Path, int] = field(default_factory=dict)

    def line_of(self, path: Path) -> int:
        """The line (from 1) where ``path`` or the nearest table around it stands; 0 unknown."""
        self.lines = self.lines or dict(_lines(self.text))  # most files need none
        for end in range(len(path), 0, -1):
            if (line := self.lines.get(path[:end])) is not None:
                return line
        return 0

    def blame(self, path: Path, words: str) -> None:
        """Note one thing wrong at ``path``."""
        self.faults.append(Fault(self.line_of(path), dotted(path), words))


def dotted(path: Path) -> str:
    """``("areas", "rows", 3)`` as ``areas.rows.3``."""
    return ".".join(str(part) for part in path) or "(file)"


def read(text: str, file: str) -> Reading:
    """Parse ``text`` of the file called ``file``.

    Raises: ProfileError when it is no TOML or a value does not say where it is from.
    """
    try:
        tree = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        found = re.search(r"line (\d+)", str(fault))
        line = int(found.group(1)) if found else len(text.splitlines())
        raise ProfileError(file, (Fault(line, "(file)", f"not TOML: {fault}"),)) from None
    reading = Reading(file=file, text=text)
    reading.values = _table(reading, tree, (), (), None)
    if reading.faults:
        raise ProfileError(file, tuple(reading.faults))
    return reading


def _walk(reading: Reading, node: Any, path: Path, label: Path, origin: Origin | None) -> Any:
    if isinstance(node, dict):
        return _table(reading, node, path, label, origin)
    if isinstance(node, list) and any(isinstance(item, dict) for item in node):
        return tuple(
            _walk(reading, item, (*path, n), (*label, row_label(item, n)), origin)
            for n, item in enumerate(node)
        )
    if origin is None:
        reading.blame(path, 'does not say where it is from: add from = "plan", "rule" or "example"')
    elif origin.kind == "example":
        reading.examples.append(dotted(label))
    return tuple(node) if isinstance(node, list) else node


def _table(
    reading: Reading, node: dict[str, Any], path: Path, label: Path, origin: Origin | None
) -> Any:
    if "from" in node:
        origin = _origin(reading, node, path)
        reading.origins[dotted(label)] = origin
    elif path and ("source" in node or "note" in node) and origin is not None:
        origin = Origin(origin.kind, node.get("source", origin.source), node.get("note"))
        reading.origins[dotted(label)] = origin
    if "value" in node:
        for key in sorted(set(node) - {"value", *_META}):
            reading.blame((*path, key), "does not belong beside a value")
        return _walk(reading, node["value"], path, label, origin)
    return {
        key: _walk(reading, item, (*path, key), (*label, key), origin)
        for key, item in node.items()
        if key not in _META
    }


def _origin(reading: Reading, node: dict[str, Any], path: Path) -> Origin:
    kind = node["from"]
    if kind not in get_args(Source):
        allowed = ", ".join(get_args(Source))
        reading.blame((*path, "from"), f"is {kind!r}; allowed: {allowed}")
        kind = "example"
    return Origin(kind, node.get("source"), node.get("note"))


def row_label(item: Any, number: int) -> str | int:
    """The name a row goes by in dotted keys: its key, code, sector, id or year, or its number."""
    if isinstance(item, dict):
        for name in _LABELS:
            if isinstance(item.get(name), str | int):
                return str(item[name])
    return number


_STRING = re.compile(r'"(?:[^"\\]|\\.)*"|\'[^\']*\'')
_HEAD = re.compile(r"^\[(\[)?\s*([^\]]+?)\s*\]")
_KEY = re.compile(r"^([A-Za-z0-9_\-.]+)\s*=")


def _lines(text: str) -> Iterator[tuple[Path, int]]:
    """Where each table, key and row begins; rows of a list stand one a line or more."""
    table: Path = ()
    counts: dict[Path, int] = {}
    row: tuple[Path, int] = ((), 0)
    depth = 0
    for number, raw in enumerate(text.splitlines(), start=1):
        line = _STRING.sub('""', raw).split("#", 1)[0].strip()
        if not line:
            continue
        if depth == 0 and (head := _HEAD.match(line)):
            table = tuple(head.group(2).replace('""', "").split("."))
            if head.group(1):
                counts[table] = counts.get(table, -1) + 1
                table = (*table, counts[table])
            yield table, number
            continue
        if depth == 0 and (key := _KEY.match(line)):
            row = ((*table, *key.group(1).split(".")), 0)
            yield row[0], number
            line = line[key.end() :]
        elif depth == 1 and line[0] not in "]},":
            yield (*row[0], row[1]), number
            row = (row[0], row[1] + max(1, _rows(line)))
        depth += sum(line.count(c) for c in "[{") - sum(line.count(c) for c in "]}")


def _rows(line: str) -> int:
    """How many list entries a line inside a list holds: its commas outside any bracket."""
    depth = count = 0
    for char in line:
        depth += (char in "[{") - (char in "]}")
        count += char == "," and depth == 0
    return count
