"""Tables and migrations agree, on both databases, forwards and backwards."""

from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import inspect

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
