"""The copy that goes over with a case: what was told and shown, put into one order, with a digest.

Nothing of the reporter is in it: no alias, no code, no circumstances, no time finer than the day.
The salt makes that nobody who knows a digest can try out what was told.
"""

import hashlib
import json
from dataclasses import astuple
from typing import Any

from sqlalchemy import Connection, Row, select

from backend.keys.noise import noise
from backend.office import Office
from backend.reports.tables import evidence, photo
from backend.reports.words import Said, all_said

_STEP_BYTES = 1024
"""Copies have few sizes: how much somebody told does not show."""

_OPEN = ("sector", "area_code", "lat", "lon", "datum", "ongoing", "guessable", "alarm")
"""Columns of the report that go over as they are."""


def copy_for(conn: Connection, office: Office, row: Row[Any], *, number: str, to: str) -> bytes:
    """The copy of a report that goes to another place; `number` is the one on the receipt."""
    said = all_said(conn, office, row.report_id)
    told = {
        "from": row.place,
        "to": to,
        "on": row.entered_on.isoformat(),
        "number": number,
        "report": {name: getattr(row, name) for name in _OPEN},
        "photos": _photos(conn, row.report_id),
        "evidence": _evidence(conn, row.report_id),
        "told": [telling(one) for one in said],
        "salt": noise(16).hex(),
    }
    plain = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    return plain.ljust(-(-len(plain) // _STEP_BYTES) * _STEP_BYTES)


def digest_of(copy: bytes) -> str:
    """SHA-256 of a copy, in hex."""
    return hashlib.sha256(copy).hexdigest()


def told_in(copy: bytes) -> list[list[str]]:
    """The tellings of a copy, each as `telling` gives it."""
    found: list[list[str]] = json.loads(copy)["told"]
    return found


def telling(one: Said) -> list[str]:
    """One telling as a copy holds it: kind, day, and what was said."""
    return [one.kind, one.on.isoformat(), *astuple(one.body)]


def _photos(conn: Connection, report_id: str) -> list[list[str]]:
    query = select(photo.c.photo_id, photo.c.exact_hash).where(
        photo.c.owner_kind == "report", photo.c.owner_id == report_id
    )
    return sorted([row.photo_id, row.exact_hash.hex()] for row in conn.execute(query))


def _evidence(conn: Connection, report_id: str) -> list[list[str]]:
    query = select(evidence.c.evidence_id, evidence.c.kind, evidence.c.size_bytes).where(
        evidence.c.owner_kind == "report", evidence.c.owner_id == report_id
    )
    return sorted([row.evidence_id, row.kind, str(row.size_bytes)] for row in conn.execute(query))
