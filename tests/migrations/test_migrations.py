"""Tables and migrations agree, on both databases, forwards and backwards."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from sqlalchemy import MetaData, Table, insert, inspect, select

from backend.db.columns import metadata
from backend.db.engine import Database
from backend.db.migrate import downgrade, drift, upgrade


def tables_of(url: str) -> set[str]:
    """The names of all tables but Alembic's own."""
    database = Database(url)
    try:
        return set(inspect(database.engine).get_table_names()) - {"alembic_version"}
    finally:
        database.close()


def test_tables_and_migrations_agree(database_url: str) -> None:
    assert drift(database_url) == []


def test_migrating_twice_changes_nothing(database_url: str) -> None:
    before = tables_of(database_url)
    upgrade(database_url)
    assert tables_of(database_url) == before


def test_two_processes_may_migrate_at_one_instant(empty_database_url: str) -> None:
    with ThreadPoolExecutor(2) as both:
        list(both.map(upgrade, [empty_database_url] * 2))
    assert drift(empty_database_url) == []


def test_a_database_can_go_back_to_nothing_and_forward_again(empty_database_url: str) -> None:
    upgrade(empty_database_url)
    downgrade(empty_database_url, "base")
    assert tables_of(empty_database_url) == set()
    upgrade(empty_database_url)
    assert drift(empty_database_url) == []


@pytest.mark.parametrize("table", ["report", "hazard"])
def test_what_lies_there_from_before_goes_through_every_migration(
    empty_database_url: str, table: str
) -> None:
    upgrade(empty_database_url, "0001")
    database = Database(empty_database_url)
    try:
        with database.write() as conn:
            old = Table(table, MetaData(), autoload_with=conn)
            conn.execute(insert(old).values(_some_row(old)))
        upgrade(empty_database_url)
        with database.read() as conn:
            (row,) = conn.execute(select(metadata.tables[table])).all()
    finally:
        database.close()
    assert row.concerned == ""
    downgrade(empty_database_url, "0001")
    upgrade(empty_database_url)
    assert drift(empty_database_url) == []


_FITTING: dict[str, dict[str, object]] = {
    "report": {"state": "submitted", "alarm": "", "ongoing": ""},
    "hazard": {"state": "listed", "source": "inspection", "grade": "general"},
}


def _some_row(table: Table) -> dict[str, object]:
    """Something for each column that must hold something."""
    plain = {bytes: b"x", date: date(2026, 11, 24), int: 0, float: 0.0}
    needed = [one for one in table.columns if not one.nullable and one.server_default is None]
    given = {one.name: plain.get(one.type.python_type, "x") for one in needed}
    return given | _FITTING[table.name]


def test_every_row_carries_its_place(database_url: str) -> None:
    shared = {"key_print", "lease", "job_run"}
    """Keys of the machine, leases and slots of planned work belong to the house as a whole."""
    database = Database(database_url)
    try:
        found = inspect(database.engine)
        without = {
            table
            for table in found.get_table_names()
            if "place" not in {column["name"] for column in found.get_columns(table)}
        }
    finally:
        database.close()
    assert without - {"alembic_version"} <= shared
