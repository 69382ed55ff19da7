"""The thief without keys: joins rows by whatever they share, and guesses whose reports are one's.

A thief reads the tables as SQL shows them, with what the database itself notes beside each row, or
the raw pages with what was changed and deleted. Everything two rows have in common is a link: a
value, an id, the transaction that wrote or ended them. Two reports that hang together by few links
are guessed to be of one chat.
"""

import random
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import comb
from typing import Any

from sqlalchemy import Connection, select, text

import backend.db.all_tables  # noqa: F401 - every table is looked at
from backend.db.columns import metadata

COMMON = 25
"""A value that more rows share says nothing: a place, a door."""
COMMON_RAW = 90
"""In raw pages only ids and writers are looked at, and rows have many versions."""
_ROW_BYTES = 130
"""As far from a row's first id its other ids lie."""
STEPS_MAX = 10
_RUN = re.compile(rb"[0-9a-f]{32,}")
_SPELLED = re.compile(rb"\x43([0-9a-f]{32})|\x53([0-9a-f]{40})")
"""An id or a tag as PostgreSQL packs short texts: (length + 1) * 2 + 1, then the letters."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row or one version of it: what it can be linked by."""

    table: str
    marks: frozenset[Any]


def rows_by_sql(conn: Connection, *, versions: bool) -> list[Row]:
    """Every row of every table; with `versions` on PostgreSQL who wrote it, too."""
    found = []
    system = ", xmin::text, xmax::text" if versions and conn.dialect.name == "postgresql" else ""
    for name, table in sorted(metadata.tables.items()):
        if system:
            rows: Iterable[Any] = conn.execute(text(f"select *{system} from {name}"))  # noqa: S608
        else:
            rows = conn.execute(select(table))
        for row in rows:
            values = dict(row._mapping)
            writers = {("writer", values.pop(one)) for one in ("xmin", "xmax") if one in values}
            marks = {value for value in values.values() if _says_something(value)}
            found.append(Row(name, frozenset(marks | (writers - {("writer", "0")}))))
    return found


def _says_something(value: object) -> bool:
    """Ids, hashes, fine times: not states, days or counts, which whole crowds share."""
    if isinstance(value, str | bytes):
        return len(value) >= 8
    return isinstance(value, int | float) and abs(value) > 10_000


def ids_of(rows: Iterable[Row]) -> frozenset[bytes]:
    """Every id and tag in the tables, as raw bytes spell them."""
    return frozenset(
        mark.encode()
        for row in rows
        for mark in row.marks
        if isinstance(mark, str) and len(mark) in (32, 40)
    )


def _ids_in(raw: bytes, ids: frozenset[bytes]) -> Iterator[bytes]:
    """The ids in some bytes. Columns stand without a border, so each part of a run is tried."""
    for run in _RUN.finditer(raw):
        for at in range(run.start(), run.end() - 31):
            for size in (32, 40):
                if at + size <= run.end() and raw[at : at + size] in ids:
                    yield raw[at : at + size]


def rows_by_pages(pages: Mapping[str, bytes]) -> list[Row]:
    """Every version of every row in PostgreSQL's raw pages, table -> its file.

    Not by the pages' own pointers: what was pruned lies there still until it is written over.
    Before a row's first id stands one byte of length, varatt.h; before that the row's header, whose
    length is written in it, with its writer and who ended it, htup_details.h.
    """
    found = []
    for name, file in pages.items():
        for id_ in _SPELLED.finditer(file):
            for head_bytes in (24, 32, 40):
                at = id_.start() - head_bytes
                if at < 0 or file[at + 22] != head_bytes:
                    continue
                writers = {
                    ("writer", p) for p in (file[at : at + 4], file[at + 4 : at + 8]) if any(p)
                }
                told = _SPELLED.findall(file[id_.start() : id_.start() + _ROW_BYTES])
                found.append(
                    Row(name, frozenset({one for some in told for one in some if one} | writers))
                )
    return found


def rows_by_journal(journal: bytes, file: bytes, ids: frozenset[bytes]) -> list[Row]:
    """What each commit in SQLite's write-ahead journal changed in the file. File format, 4.

    Pages are written whole, and cells move between them; a cell that was nowhere before is what the
    commit wrote.
    """
    size = int.from_bytes(file[16:18], "big")
    known = {cell for at in range(0, len(file), size) for cell in _cells(file[at : at + size])}
    found, marks = [], set[Any]()
    for number, start in enumerate(range(32, len(journal), size + 24)):
        cells = set(_cells(journal[start + 24 : start + 24 + size])) - known
        known |= cells
        marks |= {one for cell in cells for one in _ids_in(cell, ids)}
        if any(journal[start + 4 : start + 8]):  # the last page of a commit
            found.append(Row("journal", frozenset(marks | {("commit", number)})))
            marks = set()
    return found


def order_by_layout(file: bytes, ids: frozenset[bytes]) -> list[bytes]:
    """Ids in the order in which cells were laid into SQLite's pages: each page fills backwards."""
    size = int.from_bytes(file[16:18], "big")
    found = []
    for start in range(size, len(file), size):
        for cell in _cells(file[start : start + size]):
            told = list(_ids_in(cell, ids))
            if len(set(told)) > 1:  # a report, and its alias
                found.append(told[0])
    return found


def _cells(page: bytes) -> list[bytes]:
    """The rows of a page, the first laid first, as far as they lie in the page. File format, 1.6.

    Tables without row numbers lie in index pages: type 10 at the leaves, 2 above them.
    """
    if not page or page[0] not in (2, 10):
        return []
    first = 8 if page[0] == 10 else 12
    cells = range(first, first + 2 * int.from_bytes(page[3:5], "big"), 2)
    at = sorted((int.from_bytes(page[one : one + 2], "big") for one in cells), reverse=True)
    return [_cell(page, offset + (4 if page[0] == 2 else 0)) for offset in at]


def _cell(page: bytes, at: int) -> bytes:
    size, shift = 0, at
    while shift < at + 9:
        size = size << 7 | page[shift] & 0x7F
        shift += 1
        if page[shift - 1] < 0x80:
            break
    most = (len(page) - 12) * 64 // 255 - 23
    least = (len(page) - 12) * 32 // 255 - 23
    if size > most:
        size = least + (size - least) % (len(page) - 4)
        size = size if size <= most else least
    return page[shift : shift + size]


class Web:
    """Rows tied together by the marks they share."""

    def __init__(self, rows: Sequence[Row], *, common: int = COMMON) -> None:
        self._rows = rows
        self._by_mark: dict[Any, list[int]] = defaultdict(list)
        for number, row in enumerate(rows):
            for mark in row.marks:
                self._by_mark[mark].append(number)
        self._by_mark = {m: some for m, some in self._by_mark.items() if len(some) <= common}

    def nearest(self, start: object, among: set[Any]) -> set[Any]:
        """Of other reports' ids those with the fewest links from this one's, perhaps none."""
        seen_rows: set[int] = set()
        seen_marks, edge = {start}, {start}
        for _ in range(STEPS_MAX):
            rows = {n for mark in edge for n in self._by_mark.get(mark, ())} - seen_rows
            if not rows:
                return set()
            seen_rows |= rows
            edge = {mark for n in rows for mark in self._rows[n].marks} - seen_marks
            seen_marks |= edge
            if found := (edge & among) - {start}:
                return found
        return set()


@dataclass(frozen=True, slots=True)
class Guesses:
    """How well a thief did: one guess a report."""

    right: int
    guessed: int
    chance: float
    """Of one guess in the dark."""

    @property
    def by_luck(self) -> float:
        """The chance to be right at least so often in the dark."""
        n, p = self.guessed, self.chance
        return sum(comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(self.right, n + 1))

    def __str__(self) -> str:
        return f"{self.right} of {self.guessed} right; by luck with {self.by_luck:.2g}"


def guess_by_links(
    rows: Sequence[Row], owners: Mapping[Any, str], dice: random.Random, *, common: int = COMMON
) -> Guesses:
    """For each report, id -> its chat, the partner it hangs together with, or anyone."""
    web, ids = Web(rows, common=common), set(owners)
    partners = {}
    for one in owners:
        near = web.nearest(one, ids)
        partners[one] = dice.choice(sorted(near or ids - {one}))
    return judged(partners, owners)


def guess_by_order(order: Sequence[Any], owners: Mapping[Any, str], dice: random.Random) -> Guesses:
    """A neighbour in an order that was found somewhere: people often tell two things at a time."""
    known = [one for one in dict.fromkeys(order) if one in owners]
    known += [one for one in owners if one not in known]
    partners = {
        one: dice.choice(known[max(at - 1, 0) : at] + known[at + 1 : at + 2])
        for at, one in enumerate(known)
    }
    return judged(partners, owners)


def guess_by_nearness(
    marks: Mapping[Any, Sequence[float]], owners: Mapping[Any, str], dice: random.Random
) -> Guesses:
    """Whoever is most alike in some figures: sizes of what is sealed, times."""
    partners = {}
    for one in owners:
        apart = {
            other: sum((a - b) ** 2 for a, b in zip(marks[one], marks[other], strict=True))
            for other in owners
            if other != one
        }
        least = min(apart.values())
        partners[one] = dice.choice(sorted(o for o, far in apart.items() if far == least))
    return judged(partners, owners)


def judged(partners: Mapping[Any, Any], owners: Mapping[Any, str]) -> Guesses:
    """Compare guesses with the truth; every chat is taken to have as many reports as another."""
    right = sum(owners[one] == owners[other] for one, other in partners.items())
    each = len(owners) / len(set(owners.values()))
    return Guesses(right, len(partners), (each - 1) / (len(owners) - 1))
