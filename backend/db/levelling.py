"""Levelling: what a database remembers beside its rows, and would tell a thief, is taken away.

No row of ours holds an order or a fine time, but databases keep some by themselves. SQLite: the
journal holds who was written together with what, and each page the order of its rows' coming.
PostgreSQL: each row names the transaction that wrote it (`xmin`), lies where there was room when
it came (`ctid`), and stays as a dead version after it was changed. So once an hour every row is
written again by one transaction, and each table is laid out afresh in the order of its random
keys, without dead versions. What this cannot level is PostgreSQL's own write-ahead log:
`docs/threat-model.md` says what that means.
"""

import logging
import time
from collections.abc import Callable
from functools import partial

from sqlalchemy import Connection, text
from sqlalchemy.exc import OperationalError

from backend.db.columns import metadata
from backend.db.engine import Database

HOURLY_BYTES, NIGHTLY_BYTES = 16 * 1024 * 1024, 128 * 1024 * 1024
"""A larger table (SQLite: file) waits for the night, or is left as it is: its crowd hides more, and
writers would wait too long (100 MB take some three seconds)."""
_LOCK_MS = 200
"""Waiting shorter than PostgreSQL's deadlock_timeout (1 s): a turn in our way is never killed."""
_TRIES = 20
_PAUSE_S = 0.5

log = logging.getLogger("davy.level")


def level(
    database: Database,
    *,
    most_bytes: int = NIGHTLY_BYTES,
    stopping: Callable[[], bool] = lambda: False,
) -> bool:
    """Do it now; False when others did not let go of a table in time: the next hour will do.

    `stopping` is asked between tries: a process that ends is not kept waiting.
    """
    if database.sqlite:
        if _size_sqlite(database) <= most_bytes:
            database.alone("VACUUM")
        return database.trim_journal()
    names = sorted(name for name in metadata.tables if name != "lease")
    with database.read() as conn:
        small = [name for name in names if 0 < _size_postgres(conn, name) <= most_bytes]
    if not small:
        return True
    work = [
        partial(_rewrite, database, small),
        *(partial(_lay_out, database, name) for name in small),
    ]
    done = [_patiently(one, stopping) for one in work]
    return all(done)


def _size_sqlite(database: Database) -> int:
    with database.read() as conn:
        pages: int = conn.exec_driver_sql("PRAGMA page_count").scalar_one()
        page_bytes: int = conn.exec_driver_sql("PRAGMA page_size").scalar_one()
    return pages * page_bytes


def _size_postgres(conn: Connection, name: str) -> int:
    """Bytes with what is stored beside it; 0 for a table that never had a row."""
    sizes = text("select pg_relation_size(:name), pg_table_size(:name)")
    found = conn.execute(sizes, {"name": name}).one()
    return found[1] if found[0] else 0


def _rewrite(database: Database, names: list[str]) -> None:
    """Give all rows one writer. Readers go on meanwhile; writers wait."""
    with database.write() as conn:
        conn.execute(text(f"set local lock_timeout = {_LOCK_MS}"))
        listed = ", ".join(names)
        conn.execute(text(f"lock table {listed} in share row exclusive mode"))
        for name in names:
            key = metadata.tables[name].primary_key.columns.values()[0].name
            # Names of our own tables and columns.
            conn.execute(text(f"update {name} set {key} = {key}"))  # noqa: S608


def _lay_out(database: Database, name: str) -> None:
    """Write a table afresh in the order of its key; the old file goes, with all dead versions."""
    with database.write() as conn:
        conn.execute(text(f"set local lock_timeout = {_LOCK_MS}"))
        conn.execute(text(f"cluster {name} using pk_{name}"))


def _patiently(work: Callable[[], None], stopping: Callable[[], bool]) -> bool:
    """Try again while others hold what is needed."""
    for _ in range(_TRIES):
        if stopping():
            return False
        try:
            work()
        except OperationalError as error:  # psycopg's LockNotAvailable and DeadlockDetected
            log.info("levelling waits: %s", type(error.orig).__name__)
            time.sleep(_PAUSE_S)
        else:
            return True
    return False
