"""That each test gets a migrated database of its own, and that dead runs leave none behind."""

import subprocess
import sys

import psycopg
import pytest
from sqlalchemy import create_engine, inspect, text
from sqlalchemy.engine import make_url

from tests.ground import databases
from tests.ground.machine import POSTGRES_URL


def tables(url: str) -> set[str]:
    """The names of the tables behind a URL."""
    engine = create_engine(url)
    try:
        return set(inspect(engine).get_table_names())
    finally:
        engine.dispose()


@pytest.mark.parametrize("turn", [1, 2])
def test_a_database_is_migrated_and_nobody_elses(database_url: str, turn: int) -> None:
    assert "alembic_version" in tables(database_url)
    assert "left_by_another_test" not in tables(database_url)
    engine = create_engine(database_url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE left_by_another_test (id integer)"))
    engine.dispose()
    assert "left_by_another_test" in tables(database_url)


def test_an_empty_database_has_no_table(empty_database_url: str) -> None:
    assert tables(empty_database_url) == set()


def test_what_a_dead_run_left_is_dropped(postgres_server: None) -> None:
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    name = f"davy_test_{dead.pid}_1"
    databases.create(name, template="template0")
    databases.drop_what_dead_runs_left()
    url = make_url(POSTGRES_URL).set(drivername="postgresql", database=name)
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        psycopg.connect(url.render_as_string(hide_password=False))
