"""Leases: one process at a time does a named piece of work, by the database's own clock."""

from datetime import timedelta

from sqlalchemy import Column, String, Table, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from backend.db.clock import database_now
from backend.db.columns import Instant, metadata

lease = Table(
    "lease",
    metadata,
    Column("name", String(120), primary_key=True),
    Column("owner", String(32), nullable=False),
    Column("until_at", Instant, nullable=False),
)


def take(conn: Connection, name: str, owner: str, ttl_s: float) -> bool:
    """Take or renew a lease for `ttl_s` seconds; False when another owner holds it."""
    now_at = database_now(conn)
    dialect = sqlite if conn.dialect.name == "sqlite" else postgresql
    made = dialect.insert(lease).values(
        name=name, owner=owner, until_at=now_at + timedelta(seconds=ttl_s)
    )
    conn.execute(
        made.on_conflict_do_update(
            index_elements=["name"],
            set_={"owner": made.excluded.owner, "until_at": made.excluded.until_at},
            where=(lease.c.owner == owner) | (lease.c.until_at < now_at),
        )
    )
    holder: str = conn.execute(select(lease.c.owner).where(lease.c.name == name)).scalar_one()
    return holder == owner


def give_back(conn: Connection, owner: str) -> None:
    """Give back all leases of a process that stops."""
    conn.execute(delete(lease).where(lease.c.owner == owner))
