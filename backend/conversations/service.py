"""Loading and saving sealed states, many at a time.

Each conversation has a key of its own in the vault: forgetting it destroys that key, and with it
what journals, old row versions and copies of the database still hold of the conversation.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, delete, func, select, update

from backend.conversations.tables import conversation
from backend.db.bulk import add_rows, ask
from backend.errors import KeyGone
from backend.office import Office

_SLOT_BYTES = 60
"""A sealed row begins with its vault slot: 10 bytes, padded to 32, with nonce and tag."""

_GLANCE = func.substr(conversation.c.state_sealed, 1, 12)
"""Every sealing begins with 12 random bytes of its own."""


_STATES = "SELECT tag, state_sealed FROM conversation WHERE tag {among}"


@dataclass(frozen=True, slots=True)
class Found:
    """A conversation as it was kept: its encoded state, and the vault slot of its key."""

    state: bytes
    slot: bytes


@dataclass(frozen=True, slots=True)
class Kept:
    """A conversation to write: `state` is encoded, sealed here."""

    tag: str
    place: str
    state: bytes
    drafting: bool
    slot: bytes = b""
    """As it was found; empty is a key of its own from now on."""


def load_many(
    conn: Connection, office: Office, tags: Sequence[str], *, gone: list[str] | None = None
) -> dict[str, Found]:
    """Conversations by tag; those never seen before, or whose key was destroyed, are missing.

    `gone` is given the tags of the latter.
    """
    found = {}
    for row in ask(conn, _STATES, tags):
        slot = _slot(office, row.tag, row.state_sealed)
        try:
            sealer = office.keys.vault.sealer(slot)
        except KeyGone:
            if gone is not None:
                gone.append(row.tag)
            continue
        state = sealer.open(row.state_sealed[_SLOT_BYTES:], _bound("state", row.tag).encode())
        found[row.tag] = Found(state, slot)
    return found


def save_many(conn: Connection, office: Office, kept: Sequence[Kept]) -> None:
    """Write states, new or changed."""
    if not kept:
        return
    today = office.clock.now().date()
    rows = [
        (
            one.tag,
            one.place,
            _sealed(office, one.tag, Found(one.state, one.slot)),
            int(one.drafting),
            today,
        )
        for one in kept
    ]
    add_rows(conn, conversation, rows, changing="state_sealed has_draft touched_on")


def glance(conn: Connection, tags: Collection[str]) -> dict[str, bytes]:
    """For each conversation some bytes that are others after every turn."""
    query = select(conversation.c.tag, _GLANCE).where(conversation.c.tag.in_(tags))
    return {row[0]: bytes(row[1]) for row in conn.execute(query)} if tags else {}


def unturned(conn: Connection, tag: str, since: bytes | None) -> bool:
    """Whether no turn was taken `since` a glance, nor is one being taken; none is until the commit.

    Never waits: whoever holds the conversation is taking a turn.
    """
    if conn.dialect.name == "sqlite":  # one writer at a time: nobody else takes a turn now
        return glance(conn, [tag]).get(tag) == since
    query = select(_GLANCE).where(conversation.c.tag == tag).with_for_update(skip_locked=True)
    row = conn.execute(query).one_or_none()
    return since == (bytes(row[0]) if row else None)


def keep_state(conn: Connection, office: Office, tag: str, one: Found) -> None:
    """Change the state of a conversation in which nobody spoke: the day of the last word stays."""
    sealed = _sealed(office, tag, one)
    conn.execute(update(conversation).where(conversation.c.tag == tag).values(state_sealed=sealed))


def forget(conn: Connection, office: Office, tag: str) -> None:
    """Destroy a conversation's key and remove its row.

    The key goes first: when the transaction fails afterwards nobody can read it all the same, which
    is what was asked for; whoever speaks there again is somebody new.
    """
    office.keys.vault.destroy(remove(conn, office, tag))


def remove(conn: Connection, office: Office, tag: str) -> list[bytes]:
    """Remove a conversation's row; gives the slot of its key, to be destroyed with the commit."""
    row = conn.execute(
        select(conversation.c.state_sealed).where(conversation.c.tag == tag)
    ).one_or_none()
    if row is None:
        return []
    conn.execute(delete(conversation).where(conversation.c.tag == tag))
    return [_slot(office, tag, row.state_sealed)]


def spoken_places(conn: Connection) -> set[str]:
    """The places in which somebody's conversation is kept."""
    return set(conn.execute(select(conversation.c.place).distinct()).scalars())


def old_drafts(conn: Connection, before_on: date, most: int = 500) -> list[tuple[str, str]]:
    """(tag, place) of conversations whose draft was not touched since `before_on`."""
    query = (
        select(conversation.c.tag, conversation.c.place)
        .where(conversation.c.touched_on < before_on, conversation.c.has_draft == 1)
        .limit(most)
    )
    return [(row.tag, row.place) for row in conn.execute(query)]


def untouched(
    conn: Connection,
    before_on: date,
    *,
    since_on: date = date.min,
    after: str = "",
    most: int = 500,
) -> list[str]:
    """Tags, in their order and beyond `after`, of conversations untouched since `before_on`.

    Only those that somebody spoke in on `since_on` or later.
    """
    query = (
        select(conversation.c.tag)
        .where(
            conversation.c.touched_on < before_on,
            conversation.c.touched_on >= since_on,
            conversation.c.tag > after,
        )
        .order_by(conversation.c.tag)
        .limit(most)
    )
    return list(conn.execute(query).scalars())


def no_draft(conn: Connection, tag: str) -> None:
    """Note that a conversation holds no draft any more (it was told to drop it)."""
    conn.execute(update(conversation).where(conversation.c.tag == tag).values(has_draft=0))


def _sealed(office: Office, tag: str, one: Found) -> bytes:
    vault = office.keys.vault
    slot, sealer = (one.slot, vault.sealer(one.slot)) if one.slot else vault.take()
    front = office.keys.seal("words", slot, _bound("slot", tag))
    return front + sealer.seal(one.state, _bound("state", tag).encode())


def _slot(office: Office, tag: str, sealed: bytes) -> bytes:
    return office.keys.open("words", sealed[:_SLOT_BYTES], _bound("slot", tag))


def _bound(part: str, tag: str) -> str:
    return f"conversation.{part}/{tag}"
