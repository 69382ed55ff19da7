"""Bringing a database to the newest migration, and telling whether tables and migrations differ."""

from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, text

import backend.db.all_tables  # noqa: F401
from backend.db.columns import metadata
from backend.db.engine import Database

_FOLDER = Path(__file__).parent.parent / "migrations"
_LOCK = 0x0DA5F1


def upgrade(url: str, to: str = "head") -> None:
    """Apply migrations, all of them if not told otherwise.

    Harmless when nothing is to do or two processes do it at once.
    """
    database = Database(url)
    try:
        with database.write() as conn:
            if not database.sqlite:
                conn.execute(text("select pg_advisory_xact_lock(:n)"), {"n": _LOCK})
            command.upgrade(_config(conn), to)
    finally:
        database.close()


def downgrade(url: str, to: str) -> None:
    """Go back to a migration (`base`: before the first)."""
    database = Database(url)
    try:
        with database.write() as conn:
            command.downgrade(_config(conn), to)
    finally:
        database.close()


def drift(url: str) -> list[Any]:
    """What autogenerate would still change: empty when tables and migrations agree."""
    database = Database(url)
    try:
        with database.read() as conn:
            context = MigrationContext.configure(conn, opts={"compare_type": True})
            return list(compare_metadata(context, metadata))
    finally:
        database.close()


def write_revision(url: str, message: str, revision_id: str) -> None:
    """Write the next migration from the difference (for authors)."""
    database = Database(url)
    try:
        with database.write() as conn:
            command.revision(_config(conn), message=message, autogenerate=True, rev_id=revision_id)
    finally:
        database.close()


def _config(conn: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    config.attributes["connection"] = conn
    return config
