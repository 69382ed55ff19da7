"""Messages on their way: queued with the decision, taken in order, erased when they were sent."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from backend.aliases.ids import AliasId
from backend.conversations.service import glance, unturned
from backend.db.bulk import add_rows, ask
from backend.db.columns import fresh_id
from backend.errors import Broken
from backend.inbox.positions import next_position
from backend.office import Office
from backend.outbox.tables import outbox_message, sent_secret

ANSWERS, NEWS, MASS = 0, 1, 2
"""Lanes: answers overtake news, news overtakes mass messages."""
NEWS_KEY = "news-waiting"
"""The catalogue key of a message that says nothing but that there is news of a report."""
PAUSES_S = (1, 3, 10, 30, 120, 600, 1800, 3600)


@dataclass(frozen=True, slots=True)
class Message:
    """One rendered message to one conversation. `body` is its JSON, sealed at rest."""

    place: str
    bot: str
    tag: str
    chat_ref: str
    body: bytes
    lane: int = ANSWERS
    secret: bool = False
    alias_id: AliasId | None = None
    """News for whoever is behind it; sealed with the body: beside the tag it would tell which
    reports are of one chat."""
    position: str = field(default_factory=next_position)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A queued message, opened for sending or for showing."""

    message_id: str
    place: str
    tag: str
    chat_ref: str
    body: bytes
    tries: int
    position: str
    secret: bool
    alias_id: str | None = None
    readable: bool = True
    """False: it does not open under any key that is left; there is nothing in it."""
    met: bytes | None = None
    """A glance at its conversation when it was read."""


def queue_messages(conn: Connection, office: Office, messages: Sequence[Message]) -> None:
    """Write messages in the order of their positions."""
    if messages:
        now_at = office.clock.now()
        add_rows(conn, outbox_message, [_row(office, one, now_at) for one in messages])


def _row(office: Office, one: Message, now_at: datetime) -> tuple[Any, ...]:
    """A row of `outbox_message`, in the order of its columns."""
    message_id = fresh_id()
    plain = _enclosed((one.alias_id or "").encode(), one.chat_ref.encode()) + one.body
    expires_at = now_at + _secrets_kept(office, one.place) if one.secret else None
    sealed = office.keys.days.seal(now_at.date(), plain, f"outbox/{message_id}")
    where = (message_id, one.place, one.bot, one.tag, one.position, one.lane)
    return (*where, "queued", 0, now_at, expires_at, None, sealed)


def _secrets_kept(office: Office, place: str) -> timedelta:
    return timedelta(hours=office.place(place).retention.undelivered_code_hours)


def _enclosed(*parts: bytes) -> bytes:
    """Each part with its length in two bytes before it."""
    return b"".join(len(part).to_bytes(2, "big") + part for part in parts)


def _disclosed(plain: bytes) -> tuple[str, bytes]:
    size = int.from_bytes(plain[:2], "big")
    return plain[2 : 2 + size].decode(), plain[2 + size :]


def _opened(office: Office, row: Row[Any]) -> Waiting:
    readable = True
    try:
        plain = office.keys.days.open(row.payload_sealed, f"outbox/{row.message_id}")
    except Broken:  # one that cannot be read must not hold up the others
        readable, plain = False, bytes(4)
    alias_id, rest = _disclosed(plain)
    chat_ref, body = _disclosed(rest)
    return Waiting(
        row.message_id,
        row.place,
        row.tag,
        chat_ref,
        body,
        row.tries,
        row.position,
        row.expires_at is not None,
        alias_id or None,
        readable,
    )


def heads(
    conn: Connection, office: Office, bot: str, busy: Collection[str], most: int = 60
) -> list[Waiting]:
    """For each conversation of a bot its first queued message, when that is due: answers first.

    `busy` are conversations with a message in flight, or that rest. A message that waits for its
    retry holds back its followers; other conversations go on.
    """
    first = (
        select(outbox_message.c.tag, func.min(outbox_message.c.position).label("position"))
        .where(outbox_message.c.bot == bot, outbox_message.c.state == "queued")
        .group_by(outbox_message.c.tag)
        .subquery()
    )
    query = (
        select(outbox_message)
        .join(
            first,
            (outbox_message.c.tag == first.c.tag) & (outbox_message.c.position == first.c.position),
        )
        .where(
            outbox_message.c.bot == bot,
            outbox_message.c.state == "queued",
            outbox_message.c.due_at <= office.clock.now(),
        )
        .order_by(outbox_message.c.lane, outbox_message.c.position)
        .limit(most + len(busy))
    )
    rows = [row for row in conn.execute(query) if row.tag not in busy]
    met = glance(conn, [row.tag for row in rows[:most]])
    return [replace(_opened(office, row), met=met.get(row.tag)) for row in rows[:most]]


def finish_messages(conn: Connection, message_ids: Sequence[str]) -> None:
    """They were sent: erase them."""
    conn.execute(delete(outbox_message).where(outbox_message.c.message_id.in_(message_ids)))


def put_off(
    conn: Connection, office: Office, one: Waiting, *, after_s: float | None = None
) -> None:
    """Try again after a growing pause, or after what the platform told us (uncounted)."""
    pause_s = PAUSES_S[min(one.tries, len(PAUSES_S) - 1)] if after_s is None else after_s
    conn.execute(
        update(outbox_message)
        .where(outbox_message.c.message_id == one.message_id)
        .values(
            tries=one.tries + (1 if after_s is None else 0),
            due_at=office.clock.now() + timedelta(seconds=pause_s),
        )
    )


def park(conn: Connection, tag: str) -> None:
    """The person cannot be reached: hold all their messages until they return."""
    conn.execute(
        update(outbox_message)
        .where(outbox_message.c.tag == tag, outbox_message.c.state == "queued")
        .values(state="parked")
    )


def park_unreached(conn: Connection, office: Office, one: Waiting) -> None:
    """A message did not reach the person: park all of theirs, unless they spoke meanwhile.

    Who returned while it was on its way was resumed before anything was parked, and nothing would
    resume them again; it is tried once more instead.
    """
    if unturned(conn, one.tag, one.met):
        park(conn, one.tag)
    else:
        put_off(conn, office, one, after_s=0.0)


def resume(conn: Connection, office: Office, tags: Sequence[str]) -> None:
    """The person spoke again: their held messages go on."""
    conn.execute(
        update(outbox_message)
        .where(outbox_message.c.tag.in_(tags), outbox_message.c.state == "parked")
        .values(state="queued", due_at=office.clock.now())
    )


def keep_unsendable(conn: Connection, one: Waiting, reason: str) -> None:
    """It can never go: kept with its reason; a secret is erased at once."""
    values: dict[str, Any] = {"state": "kept", "reason": reason[:64]}
    if one.secret:
        values["payload_sealed"] = None
    conn.execute(
        update(outbox_message).where(outbox_message.c.message_id == one.message_id).values(**values)
    )


def for_showing(conn: Connection, office: Office, tag: str) -> list[Waiting]:
    """All that waits for a conversation on a channel that pulls, oldest first."""
    query = (
        select(outbox_message)
        .where(outbox_message.c.tag == tag, outbox_message.c.state == "queued")
        .order_by(outbox_message.c.position)
    )
    waiting = [_opened(office, row) for row in conn.execute(query)]
    return [one for one in waiting if one.readable]


def erase_seen(conn: Connection, marks: Mapping[str, str]) -> set[str]:
    """Erase what each conversation was shown, up to its mark; gives those that more waits for.

    `marks` by tag; an empty one was shown nothing.
    """
    if not marks:
        return set()
    tags = list(marks)
    if conn.dialect.name == "sqlite":
        conn.exec_driver_sql(_SEEN_SQLITE, list(marks.items()))
        return {row.tag for row in ask(conn, _WAITS, tags)}
    # One round trip; the look is made before the erasing, so it leaves out itself what goes.
    found = conn.exec_driver_sql(_SEEN_POSTGRES, (tags, list(marks.values())))
    return {row.tag for row in found}


_SEEN_SQLITE = "DELETE FROM outbox_message WHERE tag = ? AND position <= ?"
_WAITS = "SELECT DISTINCT tag FROM outbox_message WHERE tag {among} AND state = 'queued'"
_SEEN_POSTGRES = (
    "WITH shown AS (SELECT * FROM unnest(%b::varchar[], %b::varchar[]) AS s(tag, mark)),"
    " gone AS (DELETE FROM outbox_message AS o USING shown"
    " WHERE o.tag = shown.tag AND o.position <= shown.mark)"
    " SELECT DISTINCT o.tag FROM outbox_message AS o JOIN shown USING (tag)"
    " WHERE o.position > shown.mark AND o.state = 'queued'"
)


def erase_told(conn: Connection, office: Office, tag: str, alias_id: str) -> None:
    """Erase what waits to tell a conversation of a report's news: newer says it, or it was seen."""
    query = select(outbox_message).where(
        outbox_message.c.tag == tag,
        outbox_message.c.lane == NEWS,
        outbox_message.c.payload_sealed.is_not(None),
    )
    waiting = [_opened(office, row) for row in conn.execute(query)]
    told = [one.message_id for one in waiting if one.alias_id == alias_id and _is_news(one)]
    finish_messages(conn, told)


def _is_news(one: Waiting) -> bool:
    return one.readable and json.loads(one.body).get("key") == NEWS_KEY


def erase_all(conn: Connection, tag: str) -> None:
    """Erase every message of a conversation (`/stop`, quick exit)."""
    conn.execute(delete(outbox_message).where(outbox_message.c.tag == tag))
    conn.execute(delete(sent_secret).where(sent_secret.c.tag == tag))


def note_secret(
    conn: Connection, office: Office, *, place: str, tag: str, refs: tuple[str, ...]
) -> None:
    """Remember where our newest message with a code is, so that it can be deleted when asked."""
    sealed = office.keys.days.seal(
        office.clock.now().date(), json.dumps(refs).encode(), f"sent_secret/{tag}"
    )
    dialect = sqlite if conn.dialect.name == "sqlite" else postgresql
    made = dialect.insert(sent_secret).values(tag=tag, place=place, refs_sealed=sealed)
    conn.execute(
        made.on_conflict_do_update(
            index_elements=["tag"], set_={"refs_sealed": made.excluded.refs_sealed}
        )
    )


def secret_refs(conn: Connection, office: Office, tag: str) -> tuple[str, ...]:
    """The handles of our newest message with a code; empty when there is none."""
    row = conn.execute(select(sent_secret).where(sent_secret.c.tag == tag)).one_or_none()
    if row is None:
        return ()
    return tuple(json.loads(office.keys.days.open(row.refs_sealed, f"sent_secret/{tag}")))
