"""Keeping events, taking those that are due, and laying down what was handled."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, delete, func, select, text, update

from backend.db.bulk import ask
from backend.db.columns import EPOCH
from backend.errors import Broken
from backend.inbox.keeping import (
    EVENT,
    RAW,
    Arrival,
    Due,
    Fresh,
    Stored,
    claim,
    keep_fresh,
    keep_many,
)
from backend.inbox.tables import inbox_event, inbox_key
from backend.office import Office

__all__ = [
    "EVENT",
    "PER_TURN",
    "RAW",
    "TRIES",
    "Arrival",
    "Due",
    "Fresh",
    "Stored",
    "aside_count",
    "claim",
    "due_events",
    "erase_aside",
    "erase_keys",
    "keep_fresh",
    "keep_many",
    "lay_down",
    "lock_conversations",
    "lock_free_conversations",
    "open_payload",
    "reseal_inbox",
    "set_back",
    "wait_for_room",
]

TRIES = 5
_PAUSES_S = (0, 1, 3, 10, 30)
PER_TURN = 40
"""So many events of one conversation are handled together."""


def lock_conversations(conn: Connection, tags: Sequence[str]) -> None:
    """Hold conversations for this transaction, so that no other process handles them meanwhile.

    A lock of the transaction is the lease: it cannot outlive a killed process. SQLite has one
    writer at a time, so its transactions hold everything already.
    """
    if conn.dialect.name == "sqlite":
        return
    numbers = sorted({_lock_number(tag) for tag in tags})
    conn.execute(
        text("select pg_advisory_xact_lock(n) from unnest(cast(:numbers as bigint[])) as n"),
        {"numbers": numbers},
    )


def lock_free_conversations(conn: Connection, tags: Sequence[str]) -> set[str]:
    """As `lock_conversations`, but waits for none: gives those that nobody else holds."""
    if conn.dialect.name == "sqlite":
        return set(tags)
    numbers = {tag: _lock_number(tag) for tag in tags}
    found = conn.execute(
        text(
            "select n from unnest(cast(:numbers as bigint[])) as n"
            " where pg_try_advisory_xact_lock(n)"
        ),
        {"numbers": sorted(set(numbers.values()))},
    )
    free: set[int] = set(found.scalars())
    return {tag for tag, number in numbers.items() if number in free}


def _lock_number(tag: str) -> int:
    return int.from_bytes(hashlib.blake2b(tag.encode(), digest_size=8).digest(), "big", signed=True)


def due_events(
    conn: Connection, tags: Sequence[str], now_at: datetime, fresh: Sequence[Fresh] = ()
) -> list[Due]:
    """What each conversation may handle now: its due events in their order, at most `PER_TURN`.

    An event that failed goes alone, and everything behind it waits until it is done or set aside;
    a moment that was ordered for later holds up nothing. `fresh` events stand behind what waits.
    """
    most = PER_TURN * max(len(tags), 1)
    rows = _first_new(conn, tags, most)
    if len(rows) == most and len(tags) > 1:  # one of them has so many that others were cut off
        rows = [row for tag in tags for row in _first_new(conn, [tag], PER_TURN)]
    waiting: dict[str, list[Due]] = {}
    in_order: list[Due] = [*rows, *fresh]
    for one in in_order:
        waiting.setdefault(one.tag, []).append(one)
    return [one for tag in sorted(waiting) for one in _ready(waiting[tag], now_at)]


_FIRST_NEW = (
    "SELECT position, place, bot, tag, tries, due_at, payload_sealed FROM inbox_event"
    " WHERE tag {among} AND state = 'new' ORDER BY tag, position LIMIT {}"
)


def _first_new(conn: Connection, tags: Sequence[str], most: int) -> list[Due]:
    return [
        Stored(
            row.position,
            row.place,
            row.bot,
            row.tag,
            row.tries,
            EPOCH + timedelta(milliseconds=row.due_at),
            row.payload_sealed,
        )
        for row in ask(conn, _FIRST_NEW, tags, most)
    ]


def _ready(rows: Iterable[Due], now_at: datetime) -> list[Due]:
    """Of one conversation's new events, in order, those that go together now."""
    ready: list[Due] = []
    for row in rows:
        due = row.due_at <= now_at
        if row.tries and (ready or not due):
            break
        if due:
            ready.append(row)
        if row.tries or len(ready) == PER_TURN:
            break
    return ready


def open_payload(office: Office, row: Due | Row[Any]) -> bytes:
    """The payload of an event. Raises: KeyGone, Broken."""
    if isinstance(row, Fresh):
        return row.payload
    return office.keys.days.open(row.payload_sealed, f"inbox/{row.position}")


def lay_down(conn: Connection, positions: Sequence[str]) -> None:
    """Events are handled: erase them; their keys stay and guard against repeats for 72 hours."""
    if positions:
        conn.execute(delete(inbox_event).where(inbox_event.c.position.in_(positions)))


def set_back(conn: Connection, office: Office, tag: str) -> Due | None:
    """A turn of a conversation failed: try it later, or set its event aside after five tries.

    Of several events that failed together each counts as tried and goes alone from now on: nobody
    knows yet which of them it was. Set aside an event stays in the table with its sealed payload;
    gives its row when that happened now.
    """
    lock_conversations(conn, [tag])
    now_at = office.clock.now()
    rows = due_events(conn, [tag], now_at)
    if not rows:
        return None
    tries = rows[0].tries + 1
    if tries >= TRIES:
        _mark(conn, rows, state="aside")
        return rows[0]
    _mark(conn, rows, tries=tries)
    due_at = now_at + timedelta(seconds=_PAUSES_S[tries])
    conn.execute(  # followers wait with it: order within a conversation is kept
        update(inbox_event)
        .where(
            inbox_event.c.tag == tag,
            inbox_event.c.state == "new",
            inbox_event.c.due_at < due_at,
        )
        .values(due_at=due_at)
    )
    return None


def wait_for_room(conn: Connection, office: Office, tag: str, *, after_s: float = 3.0) -> None:
    """A turn failed by no fault of its events: they wait a moment, and it is not counted."""
    due_at = office.clock.now() + timedelta(seconds=after_s)
    conn.execute(
        update(inbox_event)
        .where(
            inbox_event.c.tag == tag,
            inbox_event.c.state == "new",
            inbox_event.c.due_at < due_at,
        )
        .values(due_at=due_at)
    )


def _mark(conn: Connection, rows: Sequence[Due], **values: object) -> None:
    positions = [row.position for row in rows]
    values = {"tries": TRIES, **values}
    conn.execute(update(inbox_event).where(inbox_event.c.position.in_(positions)).values(**values))


def erase_aside(conn: Connection, tag: str) -> None:
    """`/stop`: what was set aside of a conversation names its chat, and goes."""
    conn.execute(
        delete(inbox_event).where(inbox_event.c.tag == tag, inbox_event.c.state == "aside")
    )


def aside_count(conn: Connection) -> int:
    """How many events wait for a human to look at them; for the alarm and `davy doctor`."""
    query = select(func.count()).select_from(inbox_event).where(inbox_event.c.state == "aside")
    return int(conn.execute(query).scalar_one())


def reseal_inbox(conn: Connection, office: Office, *, before_on: date) -> int:
    """Seal what still waits from before `before_on` under today's key; gives how many."""
    query = select(inbox_event.c.position, inbox_event.c.payload_sealed)
    today = office.clock.now().date()
    count = 0
    for row in conn.execute(query).all():
        if office.keys.days.day_of(row.payload_sealed) >= before_on:
            continue
        bound = f"inbox/{row.position}"
        values: dict[str, Any]
        try:
            plain = open_payload(office, row)
            values = {"payload_sealed": office.keys.days.seal(today, plain, bound)}
        except Broken:  # nobody can read it any more: it holds up no other
            values = {"state": "aside"}
        conn.execute(
            update(inbox_event).where(inbox_event.c.position == row.position).values(**values)
        )
        count += 1
    return count


def erase_keys(conn: Connection, office: Office, *, older_than_days: int) -> int:
    """Remove keys that no repeat can come under any more (a platform repeats for 24 hours)."""
    before_on = office.clock.now().date() - timedelta(days=older_than_days)
    done = conn.execute(delete(inbox_key).where(inbox_key.c.arrived_on < before_on))
    return int(done.rowcount)
