"""Keeping the outbox in order: secrets that could not go, keys of days gone by, what is stuck."""

from datetime import date
from typing import Any

from sqlalchemy import Connection, delete, func, select, update

from backend.errors import Broken
from backend.office import Office
from backend.outbox.tables import outbox_message, sent_secret


def expire_secrets(conn: Connection, office: Office) -> int:
    """Erase messages with a code that could not be delivered for 24 hours; gives how many."""
    done = conn.execute(
        update(outbox_message)
        .where(
            outbox_message.c.expires_at < office.clock.now(),
            outbox_message.c.payload_sealed.is_not(None),
        )
        .values(state="kept", reason="expired", payload_sealed=None)
    )
    return int(done.rowcount)


def reseal_messages(conn: Connection, office: Office, *, before_on: date) -> int:
    """Seal messages that still wait from before `before_on` under today's key; gives how many."""
    today = office.clock.now().date()
    query = select(outbox_message.c.message_id, outbox_message.c.payload_sealed).where(
        outbox_message.c.payload_sealed.is_not(None)
    )
    count = 0
    for row in conn.execute(query).all():
        if office.keys.days.day_of(row.payload_sealed) >= before_on:
            continue
        bound = f"outbox/{row.message_id}"
        values: dict[str, Any] = {}
        try:
            plain = office.keys.days.open(row.payload_sealed, bound)
            values = {"payload_sealed": office.keys.days.seal(today, plain, bound)}
        except Broken:  # nobody can read it any more: it holds up no other
            values = {"state": "kept", "reason": "unreadable", "payload_sealed": None}
        conn.execute(
            update(outbox_message)
            .where(outbox_message.c.message_id == row.message_id)
            .values(**values)
        )
        count += 1
    for row in conn.execute(select(sent_secret.c.tag, sent_secret.c.refs_sealed)).all():
        if office.keys.days.day_of(row.refs_sealed) < before_on:  # platforms delete nothing older
            conn.execute(delete(sent_secret).where(sent_secret.c.tag == row.tag))
    return count


def kept_count(conn: Connection) -> int:
    """How many messages can never go; for the alarm and `davy doctor`.

    Not those whose code nobody fetched within its day: that is somebody who closed a page.
    """
    failed = (outbox_message.c.state == "kept", outbox_message.c.reason != "expired")
    query = select(func.count()).select_from(outbox_message).where(*failed)
    return int(conn.execute(query).scalar_one())
