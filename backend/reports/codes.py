"""The secret code of a report: 20 digits, made to be written by hand and read over the phone.

Eighteen digits are a keyed hash of the draft, two are for checking (ISO 7064 MOD 97-10), so that a
slip of the pen is told from a code that nobody has. The database holds a keyed hash alone.
"""

import re
import unicodedata
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select

from backend.keys.noise import noise
from backend.keys.ring import KeyRing
from backend.office import Office
from backend.places.kin import house_of
from backend.reports.tables import report

LENGTH = 20
_VERSION = b"\x01"
"""In front of every stored hash: a later way of hashing can stand beside this one."""

_CHINESE = str.maketrans(
    "〇零洞一幺壹二两贰三叁四肆五伍六陆七拐柒八捌九勾玖", "0001112223344556677788999"
)
_LIKE = str.maketrans("oOlI|", "00111")
"""Letters that handwriting turns digits into."""

_BY_CODE = select(report).where(
    report.c.code_hash == bindparam("hashed")
)  # built once: building it costs four times what running it does
_BY_ANY = select(report).where(report.c.code_hash.in_(bindparam("hashes", expanding=True)))


def completed(body: int) -> str:
    """The code of 18 digits (as a number) with its two check digits."""
    return f"{body:018d}{98 - body * 100 % 97:02d}"


def fits(digits: str) -> bool:
    """Whether 20 digits carry the right check digits."""
    return len(digits) == LENGTH and int(digits) % 97 == 1


def grouped(digits: str) -> str:
    """As it is shown: five groups of four."""
    return " ".join(digits[at : at + 4] for at in range(0, len(digits), 4))


def typed_digits(typed: str) -> str:
    """The digits in what a person typed, in order; 20 of them when it may be a code.

    Full-width, Chinese and other scripts' digits count; spaces and dashes do not matter. Letters
    that look like digits count within a word that holds a digit, when 20 come out only so.
    """
    flat = unicodedata.normalize("NFKC", typed).translate(_CHINESE)
    plain = _digits(flat)
    if len(plain) == LENGTH:
        return plain
    words = re.split(r"([\s\-–—_.,，、]+)", flat)
    alike = "".join(
        _digits(word.translate(_LIKE)) if any(mark.isdigit() for mark in word) else ""
        for word in words
    )
    return alike if len(alike) == LENGTH else plain


def code_hash(keys: KeyRing, place: str, digits: str) -> bytes:
    """What the database keeps of a code."""
    return _VERSION + keys.hash("codes", "report-code", place, digits)


def no_code_hash() -> bytes:
    """In place of a code's hash where no code opens a report any more."""
    return _VERSION + noise(20)


def find_by_code(conn: Connection, office: Office, place: str, digits: str) -> str | None:
    """The id of the report that 20 digits open at a place's doors, or None."""
    found = row_by_code(conn, office, place, digits)
    return None if found is None else str(found.report_id)


def row_by_code(conn: Connection, office: Office, place: str, digits: str) -> Row[Any] | None:
    """The report that 20 digits open at a place's doors, or None.

    What was filed there, wherever it stands by now; and what was handed over to there and stands
    there now, by the hash for the place where it was filed. No row says which place that was, so
    each of the house is tried: 5 ms for a thousand, and only where the place has no such code.
    """
    if not fits(digits):
        return None
    hashed = code_hash(office.keys, place, digits)
    own = conn.execute(_BY_CODE, {"hashed": hashed}).one_or_none()
    if own is not None:
        return own
    others = [code_hash(office.keys, one, digits) for one in house_of(office.places, place)]
    # Compared here: with the place in the query SQLite may walk through all that the place has.
    found = conn.execute(_BY_ANY, {"hashes": others}).all() if others else []
    return next((row for row in found if row.place == place), None)


def _digits(text: str) -> str:
    return "".join(str(unicodedata.digit(mark)) for mark in text if mark.isdecimal())
