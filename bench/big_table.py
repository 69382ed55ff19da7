"""A table of up to a million reports for each database: made once a run, grown as figures ask."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from sqlalchemy import Connection, Engine, create_engine, event, text

from backend.clock import SystemClock
from backend.db.engine import Database
from backend.db.migrate import upgrade
from backend.demo.bulk import COLUMNS, Bulk, Row, insert_rows, numbers_taken
from backend.keys.ring import KeyRing, make_keys
from backend.office import Office
from backend.places.load import load_place
from backend.reports.tables import photo, report, report_words
from backend.staff.member import Member
from bench.databases import fresh
from media.likeness import LIKENESS_BYTES
from media.stores.memory import MemoryStore

PLACE = "340322"
DAYS = 730
_CHUNK = 20_000
_EACH_PICTURED = 5
_PHOTO = (
    *("photo_id", "place", "owner_kind", "owner_id", "part", "turn", "store_name", "preview_name"),
    *("exact_hash", "likeness_sealed", "kept_on", "width_px", "height_px"),
)
# Of a table that is made anew on a crash: nothing waits for the disk.
_HASTY = ("PRAGMA journal_mode=OFF", "PRAGMA synchronous=OFF", "PRAGMA cache_size=-400000")


@dataclass
class BigTable:
    """One database with many reports of one place; some have a photo."""

    url: str
    office: Office
    count: int = 0
    waiting: list[str] = field(default_factory=list)
    """Ids of some reports that wait to be accepted: what an officer asks about."""

    def grow(self, count: int) -> None:
        """Let it hold `count` reports, made in bulk; its indexes are built afterwards."""
        if count <= self.count:
            return
        # A connection that idles would keep SQLite from changing how it writes.
        self.office.database.engine.dispose()
        bulk = Bulk(self.office, PLACE, seed=count, count=count - self.count, days=DAYS)
        engine = _hasty(self.url)
        try:
            with engine.begin() as conn:
                _indexes(conn, there=False)
            self._fill(engine, bulk, count)
            with engine.begin() as conn:
                _indexes(conn, there=True)
            _settle(engine)
        finally:
            engine.dispose()

    def _fill(self, engine: Engine, bulk: Bulk, count: int) -> None:
        with engine.connect() as conn:
            taken = numbers_taken(conn, PLACE)
        while self.count < count:
            rows = bulk.chunk(_CHUNK, taken)
            with engine.begin() as conn:
                for table, columns in COLUMNS.items():
                    insert_rows(conn, table, columns, rows[table])
                insert_rows(conn, photo, _PHOTO, list(self._pictures(rows[report])))
            self.count += len(rows[report])
            self.waiting += [row[0] for row in rows[report] if row[5] == "submitted"][:40]

    def _pictures(self, rows: Sequence[Row]) -> Iterator[Row]:
        chance = Random(rows[0][0])
        for row in rows[::_EACH_PICTURED]:
            photo_id = row[0]  # of another table: nothing meets
            likeness = chance.randbytes(LIKENESS_BYTES)
            sealed = self.office.keys.seal("words", likeness, f"photo.likeness/{photo_id}")
            named = (photo_id, PLACE, "report", row[0], "", 1, photo_id, photo_id)
            yield (*named, chance.randbytes(20), sealed, "2026-01-01", 1200, 900)

    def member(self, *roles: str) -> Member:
        """Somebody with these duties in the whole place."""
        return Member("0" * 32, PLACE, "", frozenset(roles))


class BigTables:
    """The tables of one run, by kind of database."""

    def __init__(self) -> None:
        self._stack = ExitStack()
        self._made: dict[str, BigTable] = {}

    def of(self, kind: str, count: int) -> BigTable:
        """The table of a database, with `count` reports or more."""
        if kind not in self._made:
            self._made[kind] = self._stack.enter_context(_empty(kind))
        self._made[kind].grow(count)
        return self._made[kind]

    def close(self) -> None:
        """Remove them all."""
        self._made.clear()
        self._stack.close()


@contextmanager
def _empty(kind: str) -> Iterator[BigTable]:
    with TemporaryDirectory() as name, fresh(kind, Path(name)) as url:
        upgrade(url)
        keys = Path(name) / "keys"
        make_keys(keys)
        places = {PLACE: load_place(PLACE)}
        database = Database(url)
        try:
            yield BigTable(
                url, Office(database, KeyRing(keys), SystemClock(), places, MemoryStore())
            )
        finally:
            database.close()


def _hasty(url: str) -> Engine:
    engine = create_engine(url, hide_parameters=True)
    if engine.dialect.name == "sqlite":

        @event.listens_for(engine, "connect")
        def _prepare(raw: object, _record: object) -> None:
            for pragma in _HASTY:
                raw.execute(pragma)  # type: ignore[attr-defined]

    return engine


def _indexes(conn: Connection, *, there: bool) -> None:
    if conn.dialect.name == "postgresql":
        conn.execute(text("set local maintenance_work_mem = '256MB'"))
        if not there:
            for table in (report, report_words, photo):
                conn.execute(text(f"alter table {table.name} set unlogged"))
    for table in (report, photo):
        for index in table.indexes:
            if there:
                index.create(conn)
            else:
                index.drop(conn)


def _settle(engine: Engine) -> None:
    """What PostgreSQL does by itself within minutes; SQLite goes back to its usual journal."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
        if engine.dialect.name == "postgresql":
            conn.execute(text("vacuum analyze"))
        else:
            conn.execute(text("pragma journal_mode=WAL"))
