"""Writing to the log and reading it. What was noted is never changed; a text can be erased."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, delete, func, select

from backend.audit.tables import audit_entry, audit_text
from backend.clock import day_in
from backend.db.bulk import add_mapped
from backend.db.columns import fresh_id
from backend.keys.noise import noise
from backend.keys.ring import KeyRing
from backend.office import Office

REPORTER = "reporter"
"""How every act of a reporter is signed: no door, no alias, the day alone."""

OPERATOR = "operator"
"""How what was done with `davy` on the machine itself is signed."""

OFFICE = "office"
"""How an act of the rules themselves is signed."""


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that was done: by whom (a member's id, `REPORTER` or `OFFICE`), what, to what.

    `details` are stable names and numbers, never a person's words.
    """

    actor: str
    act: str
    case_id: str
    details: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Noted:
    """An act as the log holds it; without its text once that was erased."""

    entry_id: str
    on: date
    act: Act | None


def note(conn: Connection, office: Office, place: str, *acts: Act) -> None:
    """Add acts to a place's log, under random ids, so that rows tell no order."""
    note_many(conn, office, [(place, act) for act in acts])


def note_many(conn: Connection, office: Office, acts: Sequence[tuple[str, Act]]) -> None:
    """Add (place, act) pairs in one batch each for entries and texts."""
    now_at = office.clock.now()
    days = {place: day_in(office.place(place).zone, now_at) for place, _ in acts}
    entries: list[dict[str, Any]] = []
    texts: list[dict[str, Any]] = []
    for place, act in acts:
        entry_id, salted = fresh_id(), _salted(act)
        entries.append(
            {
                "entry_id": entry_id,
                "place": place,
                "noted_on": days[place],
                "case_hash": case_hash(office.keys, act.case_id),
                "commitment": commitment(salted),
            }
        )
        sealed = office.keys.seal("words", salted, f"audit_text.body/{entry_id}")
        texts.append({"entry_id": entry_id, "place": place, "body_sealed": sealed})
    if entries:
        add_mapped(conn, audit_entry, entries)
        add_mapped(conn, audit_text, texts)


def noted_places(conn: Connection) -> set[str]:
    """The places in which anything ever happened: each one step along the index."""
    found: set[str] = set()
    after = ""
    while True:
        query = select(func.min(audit_entry.c.place)).where(audit_entry.c.place > after)
        code = conn.execute(query).scalar()
        if code is None:
            return found
        found.add(code)
        after = code


def acts_of_case(conn: Connection, office: Office, place: str, case_id: str) -> list[Noted]:
    """What the log holds of one case, by day; within a day in no order."""
    return _noted(
        conn,
        office,
        audit_entry.c.place == place,
        audit_entry.c.case_hash == case_hash(office.keys, case_id),
    )


def acts_of_day(conn: Connection, office: Office, place: str, on: date) -> list[Noted]:
    """What the log holds of one day, in no order."""
    return _noted(conn, office, audit_entry.c.place == place, audit_entry.c.noted_on == on)


def erase_texts(conn: Connection, office: Office, place: str, case_id: str) -> int:
    """Erase the texts of one case; its entries stay in the chain. Gives how many there were."""
    which = select(audit_entry.c.entry_id).where(
        audit_entry.c.place == place,
        audit_entry.c.case_hash == case_hash(office.keys, case_id),
    )
    return conn.execute(delete(audit_text).where(audit_text.c.entry_id.in_(which))).rowcount


def case_hash(keys: KeyRing, case_id: str) -> bytes:
    """What an entry tells of its case to those who have the keys."""
    return keys.hash("hashes", "audit-case", case_id)


def commitment(salted: bytes) -> bytes:
    """What stays of a text: 32 bytes that only the text with its salt makes again."""
    return hashlib.sha256(salted).digest()


def open_text(keys: KeyRing, entry_id: str, sealed: bytes) -> bytes:
    """The salted text of an entry."""
    return keys.open("words", sealed, f"audit_text.body/{entry_id}")


def _salted(act: Act) -> bytes:
    told = [noise(16).hex(), act.actor, act.act, act.case_id, dict(act.details)]
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def _noted(conn: Connection, office: Office, *conditions: Any) -> list[Noted]:
    query = (
        select(audit_entry.c.entry_id, audit_entry.c.noted_on, audit_text.c.body_sealed)
        .outerjoin(audit_text, audit_text.c.entry_id == audit_entry.c.entry_id)
        .where(*conditions)
        .order_by(audit_entry.c.noted_on, audit_entry.c.entry_id)
    )
    return [_one(office, row) for row in conn.execute(query)]


def _one(office: Office, row: Row[Any]) -> Noted:
    if row.body_sealed is None:
        return Noted(row.entry_id, row.noted_on, None)
    plain = json.loads(open_text(office.keys, row.entry_id, row.body_sealed))
    _, actor, act, case_id, details = plain
    return Noted(row.entry_id, row.noted_on, Act(actor, act, case_id, details))
