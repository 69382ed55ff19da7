"""The chain of a place's log: extended in batches after commit by one writer, verified by anyone.

Each link hashes the one before with an entry's id, day and commitment, so that nothing chained can
be changed, taken out or put between unseen. The head is sealed with a keyed hash, so that the end
cannot be cut by somebody without the keys. Entries of one batch stand in the order of their random
ids: the chain tells no order within it.
"""

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, insert, select, update

from backend.audit.service import commitment, open_text
from backend.audit.tables import audit_entry, audit_head, audit_text
from backend.db.lease import give_back, take
from backend.errors import Broken
from backend.office import Office

BATCH = 1000
LEASE_S = 60.0

_START = bytes(32)
_OWNER = secrets.token_hex(16)
"""This process, among those that may extend a chain."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a look at a chain found."""

    sound: bool
    chained_count: int
    unchained_count: int
    erased_count: int
    broken_at: int | None = None
    """The first position that does not fit; one past the end when the head does not."""


def extend_chain(conn: Connection, office: Office, place: str) -> int:
    """Chain up to `BATCH` entries that wait; gives how many; none while another process does."""
    if not take(conn, f"audit-chain/{place}", _OWNER, LEASE_S):
        return 0
    head = _head(conn, place)
    position, link = (head.position, head.link) if head else (0, _START)
    waiting = conn.execute(
        select(audit_entry.c.entry_id, audit_entry.c.noted_on, audit_entry.c.commitment)
        .where(audit_entry.c.place == place, audit_entry.c.position.is_(None))
        .order_by(audit_entry.c.entry_id)
        .limit(BATCH)
    ).all()
    if not waiting:
        return 0
    rows = []
    for row in waiting:
        position, link = position + 1, _link(link, row)
        rows.append({"which": row.entry_id, "at": position, "made": link})
    conn.execute(
        update(audit_entry)
        .where(audit_entry.c.entry_id == bindparam("which"), audit_entry.c.position.is_(None))
        .values(position=bindparam("at"), link=bindparam("made")),
        rows,
    )
    values = {"position": position, "link": link, "seal": _seal(office, place, position, link)}
    if head is None:
        conn.execute(insert(audit_head).values(place=place, **values))
    else:
        conn.execute(update(audit_head).where(audit_head.c.place == place).values(**values))
    return len(rows)


def let_go_of_chains(conn: Connection) -> None:
    """Let other processes extend the chains at once: this one stops."""
    give_back(conn, _OWNER)


def verify_chain(conn: Connection, office: Office, place: str) -> Verdict:
    """Walk a place's chain from its start to its head and compare every text still there."""
    # Asked before the head, which then is at least as far when the chain is extended meanwhile.
    last = conn.execute(
        select(func.max(audit_entry.c.position)).where(audit_entry.c.place == place)
    ).scalar()
    head = _head(conn, place)
    end, link = (head.position, head.link) if head else (0, _START)
    query = (
        select(audit_entry, audit_text.c.body_sealed)
        .outerjoin(audit_text, audit_text.c.entry_id == audit_entry.c.entry_id)
        .where(audit_entry.c.place == place, audit_entry.c.position <= end)
        .order_by(audit_entry.c.position)
        .execution_options(yield_per=BATCH)
    )
    walk = _walk(office, conn.execute(query))
    sealed = head is None or head.seal == _seal(office, place, end, link)
    sealed = sealed and (last or 0) <= end
    broken_at = walk.broken_at
    if broken_at is None and not (sealed and (walk.count, walk.link) == (end, link)):
        broken_at = walk.count + 1
    waiting = conn.execute(
        select(func.count())
        .select_from(audit_entry)
        .where(audit_entry.c.place == place, audit_entry.c.position.is_(None))
    ).scalar_one()
    return Verdict(broken_at is None, walk.count, waiting, walk.erased, broken_at)


@dataclass(slots=True)
class _Walk:
    count: int = 0
    erased: int = 0
    link: bytes = _START
    broken_at: int | None = None


def _walk(office: Office, rows: Iterable[Row[Any]]) -> _Walk:
    walk = _Walk()
    for row in rows:
        walk.count += 1
        walk.link = _link(walk.link, row)
        walk.erased += row.body_sealed is None
        whole = row.position == walk.count and row.link == walk.link and _text_fits(office, row)
        if walk.broken_at is None and not whole:
            walk.broken_at = walk.count
    return walk


def _text_fits(office: Office, row: Row[Any]) -> bool:
    if row.body_sealed is None:
        return True
    try:
        salted = open_text(office.keys, row.entry_id, row.body_sealed)
    except Broken:
        return False
    return bool(commitment(salted) == row.commitment)


def _head(conn: Connection, place: str) -> Row[Any] | None:
    return conn.execute(select(audit_head).where(audit_head.c.place == place)).one_or_none()


def _link(before: bytes, row: Row[Any]) -> bytes:
    day = row.noted_on.isoformat().encode()
    return hashlib.sha256(before + row.entry_id.encode() + day + row.commitment).digest()


def _seal(office: Office, place: str, position: int, link: bytes) -> bytes:
    return office.keys.hash("hashes", "audit-head", place, str(position), link)
