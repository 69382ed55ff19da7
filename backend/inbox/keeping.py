"""Keeping what arrives: each event once, sealed, under the keys it came with."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from backend.db.bulk import add_guarded, add_new_keys, add_rows
from backend.inbox.positions import next_position
from backend.inbox.tables import inbox_event, inbox_key
from backend.office import Office

RAW, EVENT = b"r", b"e"
"""First byte of a payload: a channel's own bytes, or an event of ours."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """One event to keep. `keys` are outside keys (one or two); a repeat under either is ignored."""

    place: str
    bot: str
    tag: str
    keys: tuple[str, ...]
    payload: bytes
    """`RAW` + the channel's bytes, or `EVENT` + an encoded event."""
    after_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Fresh:
    """An arrival that nobody brought before, not yet written: what is handled at once never is."""

    position: str
    place: str
    bot: str
    tag: str
    due_at: datetime
    payload: bytes
    tries: int = 0


@dataclass(frozen=True, slots=True)
class Stored:
    """A row of the inbox."""

    position: str
    place: str
    bot: str
    tag: str
    tries: int
    due_at: datetime
    payload_sealed: bytes


Due = Stored | Fresh
"""An event to handle: from the table, or one that came with the transaction itself."""


def keep_many(conn: Connection, office: Office, arrivals: Sequence[Arrival]) -> None:
    """Write arrivals in their order; what came before under any of its keys falls away silently."""
    if conn.dialect.name == "sqlite" or not arrivals:
        keep_fresh(conn, office, claim(conn, office, arrivals))
        return
    hashes, keys = _keys(office, arrivals)
    seen: set[bytes] = set()
    rows = []
    for one, own in zip(arrivals, hashes, strict=True):
        if seen.isdisjoint(own):
            rows.append((_row(office, _fresh(office, one)), own[0], own[-1]))
        seen.update(own)
    add_guarded(conn, inbox_key, keys, inbox_event, rows)


def claim(conn: Connection, office: Office, arrivals: Sequence[Arrival]) -> list[Fresh]:
    """Write the arrivals' keys; gives those whose every key is new, in their order.

    They are to be handled, or kept with `keep_fresh`, in the same transaction: who brings them
    again is not heard.
    """
    hashes, keys = _keys(office, arrivals)
    new = add_new_keys(conn, inbox_key, keys)
    found = []
    for one, own in zip(arrivals, hashes, strict=True):
        if new.issuperset(own):
            found.append(_fresh(office, one))
        new.difference_update(own)
    return found


def _keys(
    office: Office, arrivals: Sequence[Arrival]
) -> tuple[list[list[bytes]], list[tuple[bytes, str, date]]]:
    """The hashed keys of each arrival, and the rows of all of them."""
    today = office.clock.now().date()
    hashes = [[office.keys.hash("hashes", "inbox", key) for key in one.keys] for one in arrivals]
    rows = [
        (key, one.place, today) for one, own in zip(arrivals, hashes, strict=True) for key in own
    ]
    return hashes, rows


def _fresh(office: Office, one: Arrival) -> Fresh:
    due_at = office.clock.now()
    if one.after_s:
        due_at += timedelta(seconds=one.after_s)
    return Fresh(next_position(), one.place, one.bot, one.tag, due_at, one.payload)


def keep_fresh(conn: Connection, office: Office, events: Sequence[Fresh]) -> None:
    """Write events, sealed under the key of the day."""
    rows = [_row(office, one) for one in events]
    if rows:
        add_rows(conn, inbox_event, rows)


def _row(office: Office, one: Fresh) -> tuple[Any, ...]:
    sealed = office.keys.days.seal(office.clock.now().date(), one.payload, f"inbox/{one.position}")
    return (one.position, one.place, one.bot, one.tag, "new", 0, one.due_at, sealed)
