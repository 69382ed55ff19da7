"""The database's clock: only leases and rate rows go by it, since processes' clocks differ."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, text

from backend.db.columns import EPOCH

_SQLITE = text("select (julianday('now') - 2440587.5) * 86400.0")  # 3.40 has no unixepoch('subsec')
_POSTGRES = text("select extract(epoch from clock_timestamp())")  # now() stands still


def database_now(conn: Connection) -> datetime:
    """The moment by the database, aware UTC."""
    query = _SQLITE if conn.dialect.name == "sqlite" else _POSTGRES
    return EPOCH + timedelta(seconds=float(conn.execute(query).scalar_one()))
