"""Whose trouble a failure is: what passes is tried again uncounted, what does not is."""

import errno
from collections.abc import Callable

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from backend.db.engine import Database
from backend.db.trouble import is_passing


def caught(work: Callable[[], object]) -> DBAPIError:
    with pytest.raises(DBAPIError) as found:
        work()
    return found.value


def run(database: Database, *statements: str) -> None:
    with database.write() as conn:
        for statement in statements:
            conn.execute(text(statement))


def test_a_full_database_passes(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    grow = "insert into job_run select 'a', hex(randomblob(2000)), '2026-01-01'"
    error = caught(lambda: run(database, "pragma max_page_count = 1", *[grow] * 400))
    assert is_passing(error)
    database.close()


def test_a_lock_in_the_way_passes(postgres_url: str) -> None:
    database, other = Database(postgres_url), Database(postgres_url)
    with other.write() as first:
        first.execute(text("lock table job_run"))
        waiting = ("set local lock_timeout = 20", "select 1 from job_run")
        assert is_passing(caught(lambda: run(database, *waiting)))
    database.close()
    other.close()


def test_a_lost_connection_passes(postgres_url: str) -> None:
    database = Database(postgres_url)
    gone = "select pg_terminate_backend(pg_backend_pid())"
    assert is_passing(caught(lambda: run(database, gone)))
    database.close()


def test_what_the_event_is_to_blame_for_does_not_pass(database_url: str) -> None:
    database = Database(database_url)
    once = "insert into key_print values ('words', 'x')"
    assert not is_passing(caught(lambda: run(database, once, once)))
    assert not is_passing(caught(lambda: run(database, "select nothing_of_that_name from job")))
    assert not is_passing(ValueError("words"))
    database.close()


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EIO])
def test_a_full_disk_passes_and_a_missing_file_does_not(number: int) -> None:
    assert is_passing(OSError(number, "no room"))
    assert not is_passing(FileNotFoundError(errno.ENOENT, "nothing there"))
