"""Transactions: one that writes within another of the same thread is an error at once."""

import threading
import time
from contextlib import suppress

import pytest
from sqlalchemy import text

from backend.db import engine
from backend.db.engine import Database
from backend.errors import Broken


@pytest.fixture
def database(database_url: str) -> Database:
    return Database(database_url)


def test_a_write_within_a_write_is_refused_at_once_and_the_outer_one_goes_on(
    database: Database,
) -> None:
    with database.write() as conn:
        with pytest.raises(Broken, match="within another"), database.write():
            raise AssertionError("it was let in")
        conn.exec_driver_sql("delete from lease")
    with database.write() as conn:
        conn.exec_driver_sql("delete from lease")
    database.close()


def test_a_write_after_one_that_failed_is_let_in(database: Database) -> None:
    with pytest.raises(ValueError, match="odd"), database.write():
        raise ValueError("odd")
    with database.write() as conn:
        conn.exec_driver_sql("delete from lease")
    database.close()


def test_writers_of_two_threads_wait_for_each_other(database: Database) -> None:
    done: list[str] = []

    def other() -> None:
        with database.write():
            done.append("other")

    with database.write():
        thread = threading.Thread(target=other)
        thread.start()
        if database.sqlite:
            thread.join(0.05)
            assert done == []
    thread.join(5)
    assert done == ["other"]
    database.close()


def test_a_look_within_a_write_is_let_in(database: Database) -> None:
    with database.write(), database.read() as conn:
        conn.exec_driver_sql("select 1")
    database.close()


def test_a_server_that_was_started_anew_is_not_noticed_by_who_comes_later(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "_PING_AFTER_S", 0.05)
    database, other = Database(postgres_url), Database(postgres_url)
    with database.look() as conn:
        pid: int = conn.execute(text("select pg_backend_pid()")).scalar_one()
    with other.write() as conn:
        conn.execute(text("select pg_terminate_backend(:pid)"), {"pid": pid})
    time.sleep(0.1)
    with database.look() as conn:
        assert conn.execute(text("select pg_backend_pid()")).scalar_one() != pid
    database.close()
    other.close()


def test_a_look_leaves_no_transaction_open_and_the_next_write_has_one(postgres_url: str) -> None:
    database = Database(postgres_url, pool_size=1)
    with database.look() as conn:
        assert conn.execute(text("select 1")).scalar_one() == 1
    with suppress(ZeroDivisionError), database.write() as conn:
        conn.execute(text("insert into lease (name, owner, until_at) values ('x', 'y', 1)"))
        raise ZeroDivisionError
    with database.look() as conn:
        assert conn.execute(text("select count(*) from lease")).scalar_one() == 0
    database.close()
