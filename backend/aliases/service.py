"""Sealing, opening and cutting aliases. Only outbox delivery may open an address."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from backend.aliases.ids import AliasId
from backend.aliases.tables import alias
from backend.db.bulk import add_mapped
from backend.errors import KeyGone
from backend.keys.ring import KeyRing


@dataclass(frozen=True, slots=True)
class Address:
    """Where a conversation is held: the bot (a channel's instance) and its outside handle."""

    bot: str
    chat_ref: str


@dataclass(frozen=True, slots=True)
class NewAlias:
    """An alias to be kept. Without an address (filed through the API) it leads nowhere."""

    alias_id: AliasId
    place: str
    address: Address | None


def keep_many(conn: Connection, keys: KeyRing, aliases: Sequence[NewAlias]) -> None:
    """Seal each address under a key of its own and write the rows."""
    if aliases:
        add_mapped(conn, alias, [_row(keys, one) for one in aliases])


def _row(keys: KeyRing, one: NewAlias) -> dict[str, str | bytes]:
    ref, sealer = keys.vault.take()
    plain = json.dumps([one.address.bot, one.address.chat_ref] if one.address else []).encode()
    return {
        "alias_id": one.alias_id,
        "place": one.place,
        "slot_sealed": keys.seal("addresses", ref, f"alias.slot/{one.alias_id}"),
        # One length for all: 192 bytes hold every address a channel has.
        "address_sealed": sealer.seal(plain.ljust(192), one.alias_id.encode()),
    }


def open_address(conn: Connection, keys: KeyRing, alias_id: AliasId) -> Address | None:
    """The address behind an alias, or None when there is none or its key was destroyed."""
    row = conn.execute(select(alias).where(alias.c.alias_id == alias_id)).one_or_none()
    if row is None:
        return None
    ref = keys.open("addresses", row.slot_sealed, f"alias.slot/{alias_id}")
    try:
        plain = keys.vault.sealer(ref).open(row.address_sealed, alias_id.encode())
    except KeyGone:
        return None
    parts = json.loads(plain)
    return Address(*parts) if parts else None


def slots_of(conn: Connection, keys: KeyRing, alias_ids: Iterable[AliasId]) -> list[bytes]:
    """The vault slots of aliases: destroying them cuts their links, and the rows stay as they are.

    A row that was changed would tell that its link was cut, and rows changed together that they
    were of one chat. Destroy them when all else is written: no rollback brings them back, though
    asking again is harmless.
    """
    query = select(alias.c.alias_id, alias.c.slot_sealed).where(
        alias.c.alias_id.in_(list(alias_ids))
    )
    return [
        keys.open("addresses", row.slot_sealed, f"alias.slot/{row.alias_id}")
        for row in conn.execute(query)
    ]
