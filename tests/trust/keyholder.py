"""Whoever has the keys as well: opens whatever opens, in the house or in an old copy of it."""

import json
import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, Table, insert, select

import backend.db.all_tables  # noqa: F401 - every table is looked at
from backend.conversations.service import load_many
from backend.db.columns import metadata
from backend.db.engine import Database
from backend.errors import Broken
from backend.keys.ring import KeyRing
from backend.office import Office

QUEUES = {"inbox_event": "inbox", "outbox_message": "outbox", "job": "job"}
"""Sealed under keys of the day, bound to these names."""
NOBODYS = {("idempotency", "answer_sealed")}
"""Sealed under what only the client has."""


@dataclass
class Opened:
    """What opened, and how many values did not, by table and column."""

    plain: list[tuple[str, bytes]] = field(default_factory=list)
    """(table.column, what it says)."""
    shut: dict[str, int] = field(default_factory=dict)

    def where(self, *parts: str) -> set[str]:
        """Where something that says all these parts stands."""
        return {name for name, told in self.plain if all(part.encode() in told for part in parts)}


def opened(database: Database, office: Office) -> Opened:
    """Try every sealed value of every table with the keys that the house has now."""
    found = Opened()
    with database.read() as conn:
        for table in metadata.sorted_tables:
            sealed = [one.name for one in table.columns if one.name.endswith("_sealed")]
            for row in conn.execute(select(table)) if sealed else ():
                for column in sealed:
                    name = f"{table.name}.{column}"
                    try:
                        found.plain += [
                            (name, one) for one in _open(conn, office, table, column, row)
                        ]
                    except Broken:
                        found.shut[name] = found.shut.get(name, 0) + 1
    return found


def _open(
    conn: Connection, office: Office, table: Table, column: str, row: Row[Any]
) -> Iterator[bytes]:
    keys, value = office.keys, row._mapping[column]
    ids = [str(row._mapping[one.name]) for one in table.primary_key.columns]
    if value is None:
        return
    if (table.name, column) in NOBODYS:
        raise Broken("nobody's")
    if table.name == "conversation":
        states = load_many(conn, office, ids)
        if not states:
            raise Broken("its key was destroyed")
        yield states[ids[0]].state
    elif (table.name, column) == ("alias", "address_sealed"):
        yield _address(keys, row)
    elif table.name in (*QUEUES, "sent_secret"):
        yield keys.days.open(value, f"{QUEUES.get(table.name, table.name)}/{ids[0]}")
    else:
        key = "addresses" if table.name in ("alias", "desk") else "words"
        yield keys.open(
            key, value, f"{table.name}.{column.removesuffix('_sealed')}/{'/'.join(ids)}"
        )


def _address(keys: KeyRing, row: Row[Any]) -> bytes:
    slot = keys.open("addresses", row.slot_sealed, f"alias.slot/{row.alias_id}")
    return keys.vault.sealer(slot).open(row.address_sealed, row.alias_id.encode())


def copied(database: Database, template: Path, to: Path) -> Database:
    """An old copy of everything in the tables, of whichever kind, as a SQLite file."""
    shutil.copyfile(template, to)
    copy = Database(f"sqlite:///{to}")
    with database.read() as source, copy.write() as target:
        for table in metadata.sorted_tables:
            rows = [dict(row._mapping) for row in source.execute(select(table))]
            if rows:
                target.execute(insert(table), rows)
    return copy


def tokens(told: bytes) -> set[str]:
    """Every text in some JSON: what could be a draft's key."""
    found: set[str] = set()
    with suppress(ValueError):
        _collect(json.loads(told), found)
    return found


def _collect(value: Any, found: set[str]) -> None:
    if isinstance(value, str):
        found.add(value)
    elif isinstance(value, list | dict):
        for part in value.values() if isinstance(value, dict) else value:
            _collect(part, found)
