"""Levelling changes no row, leaves no version, order or journal, and holds nobody up."""

import threading
from pathlib import Path

import pytest
from sqlalchemy import select, text

import backend.db.all_tables  # noqa: F401 - every table is looked at
from backend.audit.chain import extend_chain
from backend.db.columns import metadata
from backend.db.engine import Database
from backend.db.levelling import level
from backend.jobs.service import had_slot
from bot.chores import CHORES
from bot.rounds import Rounds
from handlers.dialogue.event import ChoicePressed, PlaceShared, TextSent
from tests.kit.real_house import PLACE, RealHouse, house


async def some_reports(real: RealHouse, count: int = 3) -> None:
    for _ in range(count):
        person = real.somebody()
        await person.do(TextSent("三楼过道堆满电动车", "m1"), PlaceShared(33.1287, 117.8943))
        await person.do(ChoicePressed("skip-rest"), ChoicePressed("send"))


def content(database: Database) -> dict[str, set[str]]:
    """All rows, in no order; leases and slots of the minute apart."""
    with database.read() as conn:
        return {
            name: {repr(tuple(row)) for row in conn.execute(select(table))}
            for name, table in metadata.tables.items()
            if name not in ("lease", "job_run")
        }


def files_of(database: Database) -> tuple[bytes, bytes]:
    """SQLite's file and its journal."""
    file = Path(str(database.engine.url.database))
    journal = file.with_name(f"{file.name}-wal")
    return file.read_bytes(), journal.read_bytes() if journal.exists() else b""


async def test_no_row_is_changed_or_lost(tmp_path: Path, database_url: str) -> None:
    async with house(tmp_path, database_url) as real:
        await some_reports(real)
        await real.quiet()
        database = real.davy.office.database
        with database.write() as conn:  # or the chore does it between the two looks
            extend_chain(conn, real.davy.office, PLACE)
        before = content(database)
        assert level(database)
        assert content(database) == before
        await some_reports(real, 1)


async def test_on_postgresql_all_rows_have_one_writer_and_lie_in_the_order_of_their_ids(
    tmp_path: Path, postgres_url: str
) -> None:
    async with house(tmp_path, postgres_url) as real:
        await some_reports(real, 8)
        database = real.davy.office.database
        assert level(database)
        with database.read() as conn:
            lying = conn.execute(text("select report_id, xmin::text from report order by ctid"))
            rows = lying.all()
            query = "select distinct xmin::text from {}"
            writers = {
                row[0]
                for name in ("alias", "report", "report_words", "audit_entry", "conversation")
                for row in conn.execute(text(query.format(name)))
            }
    assert [row[0] for row in rows] == sorted(row[0] for row in rows)
    assert len(writers) == 1


async def test_on_sqlite_the_journal_is_empty_and_erased_bytes_are_gone(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with house(tmp_path, sqlite_url) as real:
        await some_reports(real)
        database = real.davy.office.database
        with database.read() as conn:
            rows = conn.execute(text("select state_sealed from conversation")).all()
        with database.write() as conn:
            conn.execute(text("delete from conversation"))
        assert level(database)
        file, journal = files_of(database)
        assert journal == b""
        assert len(rows) == 3
        assert not any(row[0] in file for row in rows)


def test_deleted_bytes_are_overwritten_at_once_on_sqlite(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    mark = bytes(range(1, 200))
    with database.write() as conn:
        values = {"tag": "a" * 40, "sealed": mark}
        conn.execute(
            text("insert into conversation values (:tag, '340322', :sealed, 0, '2026-11-24')"),
            values,
        )
    assert database.trim_journal()
    assert mark in files_of(database)[0]
    with database.write() as conn:
        conn.execute(text("delete from conversation"))
    assert database.trim_journal()
    assert mark not in files_of(database)[0]
    database.close()


def test_a_turn_in_the_way_is_neither_killed_nor_waited_for_for_long(postgres_url: str) -> None:
    database, busy = Database(postgres_url), Database(postgres_url)
    with database.write() as conn:
        conn.execute(text("insert into job_run values ('a', 'b', '2026-11-24')"))
    asked = threading.Event()

    def stopping() -> bool:
        done = asked.is_set()
        asked.set()
        return done

    with busy.write() as turn:
        turn.execute(text("update job_run set run_on = '2026-11-25'"))
        assert not level(database, stopping=stopping)
        turn.execute(text("update job_run set run_on = '2026-11-26'"))
    assert level(database)
    database.close()
    busy.close()


async def test_the_rounds_level_once_an_hour_and_trim_the_journal_each_time(
    tmp_path: Path, database_url: str
) -> None:
    async with house(tmp_path, database_url) as real:
        await some_reports(real)
        office = real.davy.office
        rounds = Rounds(office, real.davy.inbox.handle_soon, CHORES)
        rounds.once()
        real.clock.forward(hours=1)
        rounds.once()
        hour = f"{office.clock.now():%Y-%m-%dT%H}"
        with office.database.read() as conn:
            assert had_slot(conn, "level", hour)
        if office.database.sqlite:
            assert files_of(office.database)[1] == b""


@pytest.mark.parametrize("most_bytes", [0, 1])
def test_what_is_large_is_left_as_it_is(database_url: str, most_bytes: int) -> None:
    database = Database(database_url)
    with database.write() as conn:
        conn.execute(text("insert into job_run values ('a', 'b', '2026-11-24')"))
    assert level(database, most_bytes=most_bytes)
    with database.read() as conn:
        assert conn.execute(text("select count(*) from job_run")).scalar_one() == 1
    database.close()
