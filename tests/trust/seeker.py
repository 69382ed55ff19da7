"""The byte search: planted values in all their forms, looked for in whatever a thief could carry.

How it works: each form is anchored at the three of its bytes that say most; a table of all 2^24
triples tells for every position of the data at once whether an anchor begins there, and only there
the form is compared. So a thousand forms cost no more than one. Compressed streams within the data
are opened and searched too.
"""

import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tests.trust.disguises import Forms

_CHUNK_BYTES = 8 * 1024 * 1024
_OPENED_MAX_BYTES = 32 * 1024 * 1024
_STEP_BYTES = 4096
_DEPTH = 2
_BY_CHANCE = 4
"""Of a form of four bytes: one in four milliards of positions holds it by chance, and a hundred
megabytes of sealed values are many. A leak stands there more often than that."""
# RFC 1950 2.2 with the usual window, RFC 1952 2.3.1, APPNOTE.TXT 4.3.7.
_PACKED = re.compile(rb"\x78[\x01\x5e\x9c\xda]|\x1f\x8b\x08|PK\x03\x04")
# PostgreSQL writes the head of a new index (`BTMetaPageData`, version 4) into its journal, and the
# three bytes behind it as they lay in memory: of an address, alike as long as the server runs.
_INDEX_HEAD = re.compile(
    rb"(\x04\0{3}[^\0]..\0[\0-\x09]\0{3}[^\0]..\0[\0-\x09]\0{3}\0{4}[\0\x01])...",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Find:
    """A planted value in one of its forms, and where it lies."""

    canary: str
    form: str
    where: str


@dataclass(frozen=True, slots=True)
class _Wanted:
    canary: str
    form: str
    raw: bytes
    anchor_at: int


class Seeker:
    """Looks for canaries: name -> forms."""

    def __init__(self, canaries: Mapping[str, Forms]) -> None:
        self._table = np.zeros(1 << 24, dtype=bool)
        self._by_anchor: dict[bytes, list[_Wanted]] = {}
        for canary, forms in canaries.items():
            for form, raw in forms.items():
                at = max(range(len(raw) - 2), key=lambda at, raw=raw: _worth(raw[at : at + 3]))  # type: ignore[misc]
                triple = raw[at : at + 3]
                self._table[int.from_bytes(triple, "little")] = True
                self._by_anchor.setdefault(triple, []).append(_Wanted(canary, form, raw, at))

    def in_bytes(self, data: bytes, where: str, depth: int = _DEPTH) -> set[Find]:
        """What lies in the data, and in what is compressed within it."""
        found = self._plain(data, where)
        if depth:
            for at, opened in unpacked(data):
                found |= self.in_bytes(opened, f"{where} (unpacked at {at})", depth - 1)
        return found

    def in_file(self, path: Path, root: Path) -> set[Find]:
        """What lies in a file and in its name; nothing in one that went away meanwhile."""
        where = str(path.relative_to(root))
        try:
            data = path.read_bytes()
            if path.parent.name == "pg_wal":
                data = _INDEX_HEAD.sub(rb"\1\0\0\0", data)
            return self.in_bytes(data, where) | self._plain(where.encode(), where)
        except FileNotFoundError:
            return set()

    def in_folders(self, folders: Iterable[Path]) -> set[Find]:
        """What lies in all files under some folders."""
        found: set[Find] = set()
        for folder in folders:
            for path in sorted(folder.rglob("*")):
                if path.is_file() and not path.is_symlink():
                    found |= self.in_file(path, folder.parent)
        return found

    def _plain(self, data: bytes, where: str) -> set[Find]:
        counts: dict[_Wanted, int] = {}
        for at in self._candidates(data):
            for wanted in self._by_anchor[data[at : at + 3]]:
                start = at - wanted.anchor_at
                if start >= 0 and data.startswith(wanted.raw, start):
                    counts[wanted] = counts.get(wanted, 0) + 1
        return {
            Find(wanted.canary, wanted.form, where)
            for wanted, count in counts.items()
            if len(wanted.raw) > 4 or count >= _BY_CHANCE
        }

    def _candidates(self, data: bytes) -> Iterator[int]:
        whole = np.frombuffer(data, dtype=np.uint8)
        for start in range(0, len(data), _CHUNK_BYTES):
            chunk = whole[start : start + _CHUNK_BYTES + 2].astype(np.uint32)
            if len(chunk) < 3:
                return
            triples = chunk[:-2] | chunk[1:-1] << 8 | chunk[2:] << 16
            yield from (start + int(at) for at in np.flatnonzero(self._table[triples]))


def unpacked(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Where a compressed stream begins, and what it opens to."""
    whole = memoryview(data)  # a slice of bytes is a copy, and marks stand everywhere in noise
    for mark in _PACKED.finditer(data):
        at = mark.start()
        stream, window = whole[at:], 47  # zlib or gzip, told apart by their heads
        if mark[0] == b"PK\x03\x04":
            names = int.from_bytes(data[at + 26 : at + 28], "little")
            more = int.from_bytes(data[at + 28 : at + 30], "little")
            stream, window = whole[at + 30 + names + more :], -15
        opened = _opened(stream, window)
        if len(opened) > 8:
            yield at, opened


def _opened(stream: memoryview, window: int) -> bytes:
    """As much of a stream as opens; nothing when it is none."""
    opener = zlib.decompressobj(window)
    opened = bytearray()
    try:
        for start in range(0, len(stream), _STEP_BYTES):
            opened += opener.decompress(stream[start : start + _STEP_BYTES], _OPENED_MAX_BYTES)
            if opener.eof or len(opened) >= _OPENED_MAX_BYTES:
                break
    except zlib.error:
        pass
    return bytes(opened)


def _worth(triple: bytes) -> int:
    """How seldom three bytes stand together: zeros and repeats are everywhere."""
    return len({byte for byte in triple if byte}) * 4 + sum(byte != 0 for byte in triple)
