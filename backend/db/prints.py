"""Fingerprints of keys in the database: a process with other keys refuses to start."""

from sqlalchemy import Column, Connection, String, Table, insert, select

from backend.db.columns import metadata
from backend.errors import KeysDiffer
from backend.keys.ring import KeyRing

key_print = Table(
    "key_print",
    metadata,
    Column("name", String(20), primary_key=True),
    Column("print", String(16), nullable=False),
)


def known_prints(conn: Connection) -> dict[str, str]:
    """Fingerprints by the key's name; empty for a database that was never used."""
    return {row.name: row.print for row in conn.execute(select(key_print))}


def meet_keys(conn: Connection, ring: KeyRing) -> None:
    """Note the fingerprints of a new database's keys, or compare them with a used one's.

    Raises:
        KeysDiffer: names the keys that are not this database's.
    """
    known = known_prints(conn)
    if known:
        ring.match(known)
        return
    rows = [{"name": name, "print": made} for name, made in ring.fingerprints().items()]
    conn.execute(insert(key_print), rows)


def must_have_keys(conn: Connection) -> None:
    """Call when the key folder is empty.

    Raises:
        KeysDiffer: the database was used with keys that are not here.
    """
    if known_prints(conn):
        raise KeysDiffer("the database was used before, but the key folder has no keys")
