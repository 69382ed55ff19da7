"""Where a TIFF ends: the last byte that any of its directories, values, strips or tiles speaks of.

A TIFF has no end of its own, as everything lies wherever an offset says. So what hangs behind is
known only when every offset was followed; where one cannot be, nothing is claimed. TIFF 6.0, 2.
"""

import struct
from typing import Final

from media.traces import Trace, in_tail

_MAX_DIRECTORIES: Final = 64
_MAX_ENTRIES: Final = 512
_MAX_PIECES: Final = 200_000
"""Strips or tiles of one directory."""

# Bytes of one value of each type: TIFF 6.0, and 13, a directory, of its first supplement.
_TYPE_BYTES: Final = {
    1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4,
}  # fmt: skip
_DIRECTORIES: Final = frozenset({0x014A, 0x8769, 0x8825, 0xA005})
"""Tags whose values are offsets of directories: pages within, EXIF, GPS, interoperability."""
_PIECES: Final = ((0x0111, 0x0117), (0x0144, 0x0145), (0x0201, 0x0202), (0x0120, 0x0121))
"""Tags of offsets and of their lengths: strips, tiles, an old JPEG, free bytes."""
_OLD_TABLES: Final = frozenset({0x0207, 0x0208, 0x0209})
"""Tables of an old JPEG, whose lengths stand nowhere."""

Numbers = tuple[int, ...]


class _Unsure(Exception):
    """An offset that cannot be followed."""


def found_after(data: bytes) -> set[Trace]:
    """The traces behind the end of a TIFF; none where the end cannot be known surely."""
    try:
        end = _end_of(data)
    except _Unsure:
        return set()
    tail = data[end:]
    return in_tail(tail) if tail.strip(b"\0") else set()  # writers fill up to a whole word


def _end_of(data: bytes) -> int:
    order = {b"II": "<", b"MM": ">"}.get(data[:2])
    if order is None:
        raise _Unsure
    end, waiting, seen = 8, list(_numbers(data, order, "I", 4, 1)), set[int]()
    while waiting:
        at = waiting.pop()
        if at == 0 or at in seen:
            continue
        seen.add(at)
        if len(seen) > _MAX_DIRECTORIES:
            raise _Unsure
        reaches, more = _directory(data, order, at)
        end = max(end, reaches)
        waiting += more
    return end


def _directory(data: bytes, order: str, at: int) -> tuple[int, list[int]]:
    """How far a directory and what it names reach, and the directories that it leads to."""
    (count,) = _numbers(data, order, "H", at, 1)
    if at < 8 or count > _MAX_ENTRIES:
        raise _Unsure
    after = at + 2 + 12 * count
    end, more = after + 4, list(_numbers(data, order, "I", after, 1))
    pieces: dict[int, Numbers] = {}
    for entry_at in range(at + 2, after, 12):
        tag, type_number, values_count = struct.unpack_from(order + "HHI", data, entry_at)
        size_bytes = _TYPE_BYTES.get(type_number, 0) * values_count
        if not size_bytes or tag in _OLD_TABLES:
            raise _Unsure
        value_at = entry_at + 8
        if size_bytes > 4:
            (value_at,) = _numbers(data, order, "I", value_at, 1)
            end = max(end, value_at + size_bytes)
        if tag in _DIRECTORIES or any(tag in pair for pair in _PIECES):
            code = {3: "H", 4: "I", 13: "I"}.get(type_number)
            if code is None or values_count > _MAX_PIECES:
                raise _Unsure
            pieces[tag] = _numbers(data, order, code, value_at, values_count)
    for tag in _DIRECTORIES & pieces.keys():
        more += pieces[tag]
    return max(end, _pieces_end(pieces)), more


def _pieces_end(pieces: dict[int, Numbers]) -> int:
    end = 0
    for at_tag, length_tag in _PIECES:
        begins, lengths = pieces.get(at_tag, ()), pieces.get(length_tag, ())
        if len(begins) != len(lengths):
            raise _Unsure
        end = max(end, *map(sum, zip(begins, lengths, strict=True)), 0)
    return end


def _numbers(data: bytes, order: str, code: str, at: int, count: int) -> Numbers:
    size_bytes = struct.calcsize(code) * count
    if at + size_bytes > len(data):
        raise _Unsure
    return struct.unpack_from(f"{order}{count}{code}", data, at)
