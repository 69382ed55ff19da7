"""Aliases: found with the keys, by nobody without, and cut for good."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from backend.aliases.ids import fresh_alias
from backend.aliases.service import Address, NewAlias, keep_many, open_address, slots_of
from backend.clock import StoppedClock
from backend.db.engine import Database
from backend.keys.ring import KeyRing, make_keys
from backend.office import Office
from media.stores.memory import MemoryStore

CHAT = "7301995512"


@pytest.fixture
def office(database_url: str, tmp_path: Path) -> Iterator[Office]:
    make_keys(tmp_path / "keys")
    database = Database(database_url)
    clock = StoppedClock(datetime(2026, 11, 21, 2, tzinfo=UTC))
    yield Office(database, KeyRing(tmp_path / "keys"), clock, {}, MemoryStore())
    database.close()


def test_an_address_comes_back_only_with_the_keys(office: Office) -> None:
    alias = NewAlias(fresh_alias(), "340322", Address("telegram", CHAT))
    with office.database.write() as conn:
        keep_many(conn, office.keys, [alias])
    with office.database.read() as conn:
        assert open_address(conn, office.keys, alias.alias_id) == Address("telegram", CHAT)
        assert open_address(conn, office.keys, fresh_alias()) is None


def test_a_cut_alias_opens_nothing_even_when_the_old_row_is_put_back(office: Office) -> None:
    alias = NewAlias(fresh_alias(), "340322", Address("telegram", CHAT))
    with office.database.write() as conn:
        keep_many(conn, office.keys, [alias])
        old = conn.execute(text("select * from alias")).one()
    with office.database.write() as conn:
        for _ in range(2):
            office.keys.vault.destroy(slots_of(conn, office.keys, [alias.alias_id]))
    with office.database.write() as conn:
        assert open_address(conn, office.keys, alias.alias_id) is None
        conn.execute(
            text("update alias set address_sealed = :sealed"), {"sealed": old.address_sealed}
        )
    with office.database.read() as conn:
        assert open_address(conn, office.keys, alias.alias_id) is None


def test_rows_look_alike_with_an_address_without_one_and_cut(office: Office) -> None:
    some = [
        NewAlias(fresh_alias(), "340322", Address("telegram-public-340322", CHAT)),
        NewAlias(fresh_alias(), "340322", Address("web", "x" * 32)),
        NewAlias(fresh_alias(), "340322", None),
    ]
    with office.database.write() as conn:
        keep_many(conn, office.keys, some)
        office.keys.vault.destroy(slots_of(conn, office.keys, [some[0].alias_id]))
        rows = conn.execute(text("select * from alias")).all()
    shapes = {(len(row.alias_id), len(row.slot_sealed), len(row.address_sealed)) for row in rows}
    assert len(shapes) == 1


def test_without_an_address_there_is_nobody(office: Office) -> None:
    alias = NewAlias(fresh_alias(), "340322", None)
    with office.database.write() as conn:
        keep_many(conn, office.keys, [alias])
        assert open_address(conn, office.keys, alias.alias_id) is None
