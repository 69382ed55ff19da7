"""Numbers and codes drawn from a draft by keyed hashes: the same draft draws the same ones again.

Without the key of codes nobody draws them; the draft's key itself is kept nowhere in the case
store. `attempt` goes up when a number or a code is taken already.
"""

from dataclasses import dataclass

from backend.keys.ring import KeyRing
from backend.reports.codes import code_hash, completed

ATTEMPTS = 40
"""More than a place ever needs: with a million numbers of a year taken, one in a hundred is."""


@dataclass(frozen=True, slots=True)
class Draw:
    """The number within place and year and the secret code of one report."""

    number: str
    code: str


def report_id_of(keys: KeyRing, place: str, draft_key: str) -> str:
    """The id of the report that a draft becomes: 32 hex digits."""
    return keys.hash("hashes", "report-id", place, draft_key).hex()[:32]


def draw(keys: KeyRing, place: str, draft_key: str, *, year: int, attempt: int = 0) -> Draw:
    """The draft's number for a year, e.g. 2026-4839-2017, and its code of 20 digits."""
    parts = (place, draft_key, str(attempt))
    body = int.from_bytes(keys.hash("codes", "report-code-of", *parts), "big") % 10**18
    return Draw(number_of(keys, "report", *parts, year=year), completed(body))


def number_of(keys: KeyRing, what: str, *parts: str, year: int) -> str:
    """A number that looks random, year first: two runs of four digits after it."""
    tail = int.from_bytes(keys.hash("codes", f"{what}-number", str(year), *parts), "big") % 10**8
    return f"{year}-{tail // 10_000:04d}-{tail % 10_000:04d}"


def redraw(keys: KeyRing, place: str, draft_key: str, *, number: str, hashed: bytes) -> Draw | None:
    """The draw that a stored report came from, or None when the draft is another's."""
    for attempt in range(ATTEMPTS):
        drawn = draw(keys, place, draft_key, year=int(number[:4]), attempt=attempt)
        if code_hash(keys, place, drawn.code) == hashed:
            return Draw(number, drawn.code)
    return None
