"""A small reader of EXIF blocks that takes nothing on trust: bounded, lazy, never raising."""

import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

# The library's own reader copies each value when a block is opened; 5,000 overlapping values in
# one block are then gigabytes. Here only short values are copied, from at most so many entries.
_MAX_ENTRIES: Final = 512
_MAX_VALUE_BYTES: Final = 1024

# Bytes of one value of each type. Exif 2.32 (CIPA DC-008), 4.6.2.
_TYPE_BYTES: Final = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8}
_RATIONALS: Final = {5: "II", 10: "ii"}
_WHOLES: Final = {1: "B", 3: "H", 4: "I", 6: "b", 8: "h", 9: "i"}

_EXIF_POINTER: Final = 0x8769
_GPS_POINTER: Final = 0x8825
_ORIENTATION: Final = 0x0112
_THUMBNAIL_TAGS: Final = frozenset({0x0201, 0x0111})


@dataclass(frozen=True)
class Value:
    """One tag's value as it stands in the block; empty `raw` when it was too long or missing."""

    order: str
    type_number: int
    raw: bytes

    def text(self) -> str:
        """The value as ASCII text up to its first NUL, stripped; "" when it is no text."""
        if self.type_number not in (2, 7):
            return ""
        return self.raw.split(b"\0", 1)[0].decode("ascii", "replace").strip()

    def whole(self) -> int | None:
        """The first whole number, or None."""
        code = _WHOLES.get(self.type_number)
        if code is None or len(self.raw) < struct.calcsize(code):
            return None
        number = struct.unpack_from(self.order + code, self.raw)[0]
        return int(number)

    def ratios(self) -> tuple[float, ...]:
        """All rationals; one with a zero denominator ends the list, as nothing after it is sure."""
        code = _RATIONALS.get(self.type_number)
        numbers: list[float] = []
        if code is None:
            return ()
        for at in range(0, len(self.raw) - 7, 8):
            above, below = struct.unpack_from(self.order + code, self.raw, at)
            if below == 0:
                break
            numbers.append(above / below)
        return tuple(numbers)


@dataclass(frozen=True)
class Exif:
    """The tags of one EXIF block by directory; empty directories where a block has none."""

    main: Mapping[int, Value] = field(default_factory=dict)
    camera: Mapping[int, Value] = field(default_factory=dict)
    gps: Mapping[int, Value] = field(default_factory=dict)
    thumbnail: bool = False
    pages_count: int = 0

    @property
    def orientation(self) -> int:
        """How the picture must be turned to stand upright: 1-8 as in Exif 2.32, 4.6.4; else 1."""
        value = self.main.get(_ORIENTATION)
        turn = value.whole() if value else None
        return turn if turn is not None and 1 <= turn <= 8 else 1


def read_exif(block: bytes) -> Exif:
    """Read an EXIF block, or a whole TIFF file, which has the same structure.

    `block` may begin with the six bytes `Exif\\0\\0`. Nonsense gives empty directories.
    """
    block = block.removeprefix(b"Exif\0\0")
    order = {b"II": "<", b"MM": ">"}.get(block[:2])
    if order is None or len(block) < 8 or struct.unpack_from(order + "H", block, 2)[0] != 42:
        return Exif()
    first_at = struct.unpack_from(order + "I", block, 4)[0]
    main, next_at = _directory(block, order, first_at)
    second, third_at = _directory(block, order, next_at) if next_at else ({}, 0)
    return Exif(
        main=main,
        camera=_pointed(block, order, main.get(_EXIF_POINTER)),
        gps=_pointed(block, order, main.get(_GPS_POINTER)),
        thumbnail=bool(second.keys() & _THUMBNAIL_TAGS),
        pages_count=1 + bool(second) + bool(third_at) if main else 0,
    )


def _pointed(block: bytes, order: str, pointer: Value | None) -> dict[int, Value]:
    at = pointer.whole() if pointer else None
    return _directory(block, order, at)[0] if at else {}


def _directory(block: bytes, order: str, at: int) -> tuple[dict[int, Value], int]:
    """The entries of the directory at `at`, and where the next one stands (0 for none)."""
    if at < 8 or at + 2 > len(block):
        return {}, 0
    declared_count = struct.unpack_from(order + "H", block, at)[0]
    entries: dict[int, Value] = {}
    for index in range(min(declared_count, _MAX_ENTRIES)):
        entry_at = at + 2 + 12 * index
        if entry_at + 12 > len(block):
            return entries, 0
        tag, type_number, count = struct.unpack_from(order + "HHI", block, entry_at)
        size_bytes = _TYPE_BYTES.get(type_number, 0) * count
        value_at = entry_at + 8
        if size_bytes > 4:
            value_at = struct.unpack_from(order + "I", block, value_at)[0]
        readable = 0 < size_bytes <= _MAX_VALUE_BYTES
        raw = block[value_at : value_at + size_bytes] if readable else b""
        entries[tag] = Value(order, type_number, raw)
    next_field_at = at + 2 + 12 * declared_count
    if next_field_at + 4 > len(block):
        return entries, 0
    return entries, int(struct.unpack_from(order + "I", block, next_field_at)[0])
