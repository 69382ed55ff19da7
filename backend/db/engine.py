"""One engine for SQLite and PostgreSQL: how connections are made and transactions begin."""

import fcntl
import os
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.pool import QueuePool

from backend.errors import Broken

_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",  # durable on power loss, not only on a crash of ours
    "PRAGMA secure_delete=ON",  # erased means overwritten
    "PRAGMA temp_store=MEMORY",  # no words in temp files
    "PRAGMA foreign_keys=ON",
    "PRAGMA busy_timeout=15000",
    "PRAGMA cache_size=-32000",
    # Bringing the journal home holds up whoever commits: seldom, a page changed often goes once.
    "PRAGMA wal_autocheckpoint=4000",
)

_TRIM_WAITS_S = 0.2
"""Writers are held up for so long at most by a reader that does not end."""
_FINISH_WITHIN_S = 3.0
_PING_AFTER_S = 1.0
"""A connection of PostgreSQL's that rested so long is asked whether it still lives."""


_held = threading.local()


def transaction_held() -> bool:
    """Whether this thread is within a transaction: then nothing may wait for a network."""
    return getattr(_held, "count", 0) > 0


@contextmanager
def _holding() -> Iterator[None]:
    _held.count = getattr(_held, "count", 0) + 1
    try:
        yield
    finally:
        _held.count -= 1


class Database:
    """An engine with `write()` and `read()`: one transaction each, committed at the edge.

    SQLite: writers of one process queue on a lock, writers of several processes on a lock file
    beside the database, because SQLite's own busy handler starves; reads go on beside them.
    """

    def __init__(self, url: str, *, pool_size: int = 6) -> None:
        self.url = url
        self.sqlite = make_url(url).get_backend_name() == "sqlite"
        self.engine = _sqlite(url, pool_size) if self.sqlite else _postgres(url, pool_size)
        level = {} if self.sqlite else {"isolation_level": "AUTOCOMMIT"}
        self._looking = self.engine.execution_options(**level)
        self._turnstile = threading.Lock()
        self._writing = threading.local()
        self._gate = _gate(url) if self.sqlite else None
        self._closed = False

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that may write; committed at the end, rolled back on any error.

        Raises:
            Broken: within another one of the same thread, which would wait for itself for ever.
        """
        if not self.sqlite:
            self._check_open()
            with self._unnested(), self.engine.begin() as conn, _holding():
                yield conn
            return
        with self._unnested(), self._turnstile, self._locked(), self.engine.connect() as conn:
            conn.info["begin"] = "BEGIN IMMEDIATE"
            with conn.begin(), _holding():
                yield conn

    @contextmanager
    def write_once(self) -> Iterator[Connection]:
        """As `write`, for work that is one statement on PostgreSQL: it is its own transaction.

        Begin and end would be two more ways to the server and back.
        """
        if self.sqlite:
            with self.write() as conn:
                yield conn
            return
        self._check_open()
        with self._unnested(), self._looking.connect() as conn, _holding():
            yield conn

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that only reads. SQLite: one consistent view."""
        with self._reading(self.engine) as conn:
            yield conn

    @contextmanager
    def look(self) -> Iterator[Connection]:
        """As `read`, for single short looks: on PostgreSQL without a transaction around them.

        Its own default lets each statement see what is newest all the same, and begin and end of a
        transaction are two round trips.
        """
        with self._reading(self._looking) as conn:
            yield conn

    @contextmanager
    def _reading(self, engine: Engine) -> Iterator[Connection]:
        self._check_open()
        with engine.connect() as conn:
            conn.info["begin"] = "BEGIN"
            with conn.begin(), _holding():
                yield conn

    @contextmanager
    def _unnested(self) -> Iterator[None]:
        if getattr(self._writing, "now", False):
            raise Broken("a transaction that writes was begun within another: hand its conn on")
        self._writing.now = True
        try:
            yield
        finally:
            self._writing.now = False

    @contextmanager
    def _locked(self) -> Iterator[None]:
        self._check_open()
        if self._gate is None:
            yield
            return
        fcntl.flock(self._gate, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.flock(self._gate, fcntl.LOCK_UN)

    def alone(self, statement: str) -> None:
        """SQLite: run a statement that bears no transaction around it, while no other writes."""
        with self._unnested(), self._turnstile, self._locked(), closing(self._bare()) as raw:
            for pragma in _PRAGMAS:
                raw.execute(pragma)
            raw.execute(statement)

    def trim_journal(self) -> bool:
        """SQLite: bring the journal home and cut it to nothing: it tells what was written together.

        False when a long look at the database held it back; the next call comes soon.
        """
        if self._gate is None:
            return True
        with self._unnested(), self._turnstile, self._locked(), closing(self._bare()) as raw:
            held: int = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        return not held

    def _bare(self) -> sqlite3.Connection:
        path = str(make_url(self.url).database)
        return sqlite3.connect(path, timeout=_TRIM_WAITS_S, isolation_level=None)

    def close(self) -> None:
        """Give all connections back."""
        with self._turnstile:  # whoever writes is let finish
            self._closed = True
            self._let_finish()
            self.engine.dispose()
            if self._gate is not None:
                os.close(self._gate)
                self._gate = None

    def _check_open(self) -> None:
        if self._closed:
            raise Broken("the database was closed")

    def _let_finish(self) -> None:
        """Wait for transactions in hand: a connection that comes back later is closed by nobody."""
        pool = self.engine.pool
        until = time.monotonic() + _FINISH_WITHIN_S
        while isinstance(pool, QueuePool) and pool.checkedout() and time.monotonic() < until:
            time.sleep(0.002)


def _sqlite(url: str, pool_size: int) -> Engine:
    engine = create_engine(
        url,
        poolclass=QueuePool,
        pool_size=pool_size,
        max_overflow=8,
        hide_parameters=True,
        connect_args={"check_same_thread": False, "isolation_level": None, "timeout": 15},
    )

    @event.listens_for(engine, "connect")
    def _prepare(raw: Any, _record: Any) -> None:
        for pragma in _PRAGMAS:
            raw.execute(pragma)

    @event.listens_for(engine, "begin")
    def _begin(conn: Connection) -> None:
        # The driver's own BEGIN is off: in its default mode updates are lost silently.
        conn.exec_driver_sql(conn.info.get("begin", "BEGIN IMMEDIATE"))

    return engine


def _postgres(url: str, pool_size: int) -> Engine:
    import psycopg  # noqa: PLC0415 - costs a house on SQLite nothing

    engine = create_engine(url, pool_size=pool_size, max_overflow=8, hide_parameters=True)

    @event.listens_for(engine, "checkin")
    def _rested(_raw: Any, record: Any) -> None:
        record.info["rests_since_s"] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def _awake(raw: Any, record: Any, _proxy: Any) -> None:
        # A server that was started anew closed what rested; asking each time costs a round trip.
        if time.monotonic() - record.info.get("rests_since_s", time.monotonic()) > _PING_AFTER_S:
            try:
                raw.execute("SELECT 1")
                raw.rollback()
            except psycopg.Error:
                raise DisconnectionError from None  # the pool opens another one

    return engine


def _gate(url: str) -> int | None:
    path = make_url(url).database
    if not path or path == ":memory:":
        return None
    return os.open(str(Path(path)) + ".gate", os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
