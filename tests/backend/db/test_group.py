"""Group commit: many callers, few transactions, and one bad piece harms no other."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, select, text, update

from backend.db.columns import EPOCH
from backend.db.engine import Database
from backend.db.group import GroupCommit
from backend.db.lease import lease

ADD = text("insert into job_run (job, slot, run_on) values ('t', :slot, '2026-11-21')")


def test_every_piece_is_answered_after_its_commit(database_url: str) -> None:
    database = Database(database_url)
    batches: list[int] = []

    def add(conn: Connection, pieces: Sequence[str]) -> list[str]:
        batches.append(len(pieces))
        conn.execute(ADD, [{"slot": piece} for piece in pieces])
        return [piece.upper() for piece in pieces]

    group: GroupCommit[str, str] = GroupCommit(database.write, add)
    futures = [group.submit(f"s{number}") for number in range(200)]
    wait(futures)
    assert [future.result() for future in futures] == [f"S{number}" for number in range(200)]
    with database.read() as conn:
        assert conn.execute(text("select count(*) from job_run")).scalar_one() == 200
    assert len(batches) < 200
    group.close()
    database.close()


def test_a_bad_piece_fails_alone_and_leaves_nothing(database_url: str) -> None:
    database = Database(database_url)

    def add(conn: Connection, pieces: Sequence[str]) -> list[None]:
        for piece in pieces:
            conn.execute(ADD, {"slot": piece})
            if piece == "bad":
                raise ValueError(piece)
        return [None] * len(pieces)

    group: GroupCommit[str, None] = GroupCommit(database.write, add)
    futures = {name: group.submit(name) for name in ("a", "b", "bad", "c")}
    wait(futures.values())
    with pytest.raises(ValueError, match="bad"):
        futures["bad"].result()
    assert [futures[name].exception() for name in ("a", "b", "c")] == [None] * 3
    with database.read() as conn:
        kept = {row.slot for row in conn.execute(text("select slot from job_run"))}
    assert kept == {"a", "b", "c"}
    group.close()
    database.close()


def test_two_processes_lose_no_update(database_url: str) -> None:
    """Read, then write, from two engines at once: the driver's default mode would lose most."""
    first, second = Database(database_url), Database(database_url)
    with first.write() as conn:
        conn.execute(text("insert into lease (name, owner, until_at) values ('n', 'x', 0)"))
    query = select(lease.c.until_at)
    query = query if first.sqlite else query.with_for_update()

    def add_one(database: Database) -> None:
        for _ in range(60):
            with database.write() as conn:
                now: datetime = conn.execute(query).scalar_one()
                conn.execute(update(lease).values(until_at=now + timedelta(milliseconds=1)))

    with ThreadPoolExecutor(2) as both:
        list(both.map(add_one, (first, second)))
    with first.read() as conn:
        assert conn.execute(query).scalar_one() == EPOCH + timedelta(milliseconds=120)
    first.close()
    second.close()
