"""A fresh database for each figure: SQLite in a temporary folder, PostgreSQL where one answers."""

import os
import secrets
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy.engine import make_url

ADMIN = os.environ.get(
    "DAVY_TEST_POSTGRES_URL", "postgresql+psycopg://postgres@127.0.0.1:5432/postgres"
)


def _admin() -> "psycopg.Connection[tuple[object, ...]]":
    dsn = make_url(ADMIN).set(drivername="postgresql").render_as_string(hide_password=False)
    return psycopg.connect(dsn, autocommit=True, connect_timeout=5)


def postgres_answers() -> bool:
    """Is there a PostgreSQL for the figures?"""
    try:
        with closing(_admin()):
            return True
    except psycopg.OperationalError:
        return False


@contextmanager
def fresh(kind: str, folder: Path) -> Iterator[str]:
    """The URL of an empty database of a kind: sqlite or postgresql."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'davy.db'}"
        return
    name = f"davy_bench_{secrets.token_hex(4)}"
    with closing(_admin()) as admin:
        admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    try:
        yield make_url(ADMIN).set(database=name).render_as_string(hide_password=False)
    finally:
        with closing(_admin()) as admin:
            admin.execute(
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
            )
