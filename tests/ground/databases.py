"""Databases for tests: built once by the migrations, then copied, empty and afresh, for each test.

SQLite: one file is migrated a run, and copied. PostgreSQL: one template database is migrated a run
and worker, and `CREATE DATABASE ... TEMPLATE` copies it; what a killed run left behind is dropped
by the next one.
"""

import os
import shutil
import sqlite3
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from sqlalchemy.engine import URL, make_url

from tests.ground.machine import POSTGRES, POSTGRES_URL, miss

_PREFIX = "davy_test_"
_numbers = count(1)
_NEWEST = max(
    path.name for path in (Path(__file__).parents[2] / "backend/migrations/versions").glob("0*.py")
)[:4]


def _admin() -> "psycopg.Connection[tuple[object, ...]]":
    url = make_url(POSTGRES_URL).set(drivername="postgresql")
    dsn = url.render_as_string(hide_password=False)
    return psycopg.connect(dsn, autocommit=True, connect_timeout=5)


def create(name: str, *, template: str) -> str:
    """A new database like the template; its URL."""
    text = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
    with closing(_admin()) as admin:
        admin.execute(text.format(sql.Identifier(name), sql.Identifier(template)))
    url: URL = make_url(POSTGRES_URL).set(database=name)
    return url.render_as_string(hide_password=False)


def drop(name: str) -> None:
    """Remove a database and whoever is still connected to it."""
    text = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
    with closing(_admin()) as admin:
        admin.execute(text.format(sql.Identifier(name)))


def _is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def drop_what_dead_runs_left() -> None:
    """Drop the test databases whose process, named in their name, is no longer running."""
    text = "SELECT datname FROM pg_database WHERE datname LIKE %s"
    with closing(_admin()) as admin:
        names = [str(row[0]) for row in admin.execute(text, (_PREFIX.replace("_", r"\_") + "%",))]
    for name in names:
        pid = name.removeprefix(_PREFIX).partition("_")[0]
        if pid.isdigit() and not _is_running(int(pid)):
            drop(name)


def _fresh_name() -> str:
    return f"{_PREFIX}{os.getpid()}_{next(_numbers)}"


@pytest.fixture(scope="session")
def postgres_server() -> None:
    """That a PostgreSQL answers; what needs it is reported as not run otherwise."""
    try:
        drop_what_dead_runs_left()
    except psycopg.OperationalError:
        miss(POSTGRES)


@pytest.fixture(scope="session")
def postgres_template(postgres_server: None) -> Iterator[str]:
    """The name of this run's migrated template database; nobody stays connected to it."""
    from backend.db import migrate

    name = _fresh_name()
    url = create(name, template="template0")
    try:
        migrate.upgrade(url)
        yield name
    finally:
        drop(name)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """This run's migrated SQLite file, with nothing left in its journal."""
    from backend.db import migrate

    path = tmp_path_factory.mktemp("sqlite") / "template.sqlite"
    migrate.upgrade(f"sqlite:///{path}")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """A migrated SQLite database of this test's own."""
    path = tmp_path / "davy.sqlite"
    shutil.copyfile(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture(scope="session")
def postgres_copies(postgres_template: str) -> Iterator[Callable[[], "Copy"]]:
    """Gives copies of the template; they are made, or emptied for the next, beside the tests."""
    with ThreadPoolExecutor(1) as beside:
        ready = deque(beside.submit(_copied, postgres_template) for _ in range(2))

        def take() -> Copy:
            name, url = ready.popleft().result() if ready else _copied(postgres_template)
            return Copy(url, lambda: ready.append(beside.submit(_again, name, postgres_template)))

        yield take
        for left in ready:
            drop(left.result()[0])


@dataclass(frozen=True)
class Copy:
    """A database of one test's own."""

    url: str
    give_back: Callable[[], object]


def _copied(template: str) -> tuple[str, str]:
    name = _fresh_name()
    return name, create(name, template=template)


def _again(name: str, template: str) -> tuple[str, str]:
    """The same database as it was made, or another one where a test changed more than rows."""
    url = make_url(POSTGRES_URL).set(database=name)
    with suppress(psycopg.Error):
        if _emptied(url):
            return name, url.render_as_string(hide_password=False)
    drop(name)
    return _copied(template)


def _emptied(url: URL) -> bool:
    """Take all rows out; False where tables are not those of the migrations any more."""
    import backend.db.all_tables  # noqa: F401 - nothing of ours before the network is shut
    from backend.db.columns import metadata

    dsn = url.set(drivername="postgresql").render_as_string(hide_password=False)
    with closing(psycopg.connect(dsn, autocommit=True)) as conn:
        conn.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        there = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        names = {str(row[0]) for row in conn.execute(there)} - {"alembic_version"}
        versions = [row[0] for row in conn.execute("SELECT version_num FROM alembic_version")]
        if names != set(metadata.tables) or versions != [_NEWEST]:
            return False
        full = " UNION ALL ".join(f"SELECT '{n}' WHERE EXISTS (TABLE {n})" for n in sorted(names))
        rows = [str(row[0]) for row in conn.execute(full)]
        if rows:
            conn.execute(f"TRUNCATE {', '.join(rows)} CASCADE")
    return True


@pytest.fixture
def postgres_url(postgres_copies: Callable[[], Copy]) -> Iterator[str]:
    """A migrated PostgreSQL database of this test's own, dropped after it."""
    copy = postgres_copies()
    yield copy.url
    copy.give_back()


@pytest.fixture
def empty_postgres_url(postgres_server: None) -> Iterator[str]:
    """A PostgreSQL database without a table, for the migrations themselves."""
    name = _fresh_name()
    yield create(name, template="template0")
    drop(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A migrated database of this test's own, on SQLite and then on PostgreSQL."""
    wanted = "sqlite_url" if request.param == "sqlite" else "postgres_url"
    return str(request.getfixturevalue(wanted))


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database without a table, on SQLite and then on PostgreSQL."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'empty.sqlite'}"
    return str(request.getfixturevalue("empty_postgres_url"))
