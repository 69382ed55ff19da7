"""Rows past the query builder: the same rows as with it, on both databases, and refused alike."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Connection, select
from sqlalchemy.exc import DataError, IntegrityError

from backend.conversations.tables import conversation
from backend.db.bulk import add_mapped, add_new_keys, add_rows
from backend.db.engine import Database
from backend.inbox.tables import inbox_event, inbox_key

TODAY = date(2026, 11, 22)
NOON = datetime(2026, 11, 22, 4, 0, 0, 123_000, tzinfo=UTC)


@pytest.fixture
def conn(database_url: str) -> Iterator[Connection]:
    database = Database(database_url)
    with database.write() as conn:
        yield conn
    database.close()


def key(letter: str) -> tuple[bytes, str, date]:
    return (letter.encode() * 20, "340322", TODAY)


def event(position: str, due_at: datetime = NOON) -> tuple[object, ...]:
    return (position, "340322", "web", "t" * 40, "new", 0, due_at, b"\x00sealed\xff'%s?")


def talk(tag: str, sealed: bytes, *, place: str = "340322") -> tuple[object, ...]:
    return (tag * 40, place, sealed, 1, TODAY)


def test_what_is_written_is_read_back_as_the_query_builder_reads_it(conn: Connection) -> None:
    add_rows(conn, inbox_event, [event("b"), event("a")])
    found = conn.execute(select(inbox_event).order_by(inbox_event.c.position)).all()
    assert [row.position for row in found] == ["a", "b"]
    assert found[0].due_at == NOON
    assert bytes(found[0].payload_sealed) == b"\x00sealed\xff'%s?"


def test_only_keys_that_are_new_are_given_back(conn: Connection) -> None:
    assert add_new_keys(conn, inbox_key, [key("b"), key("a"), key("b")]) == {b"a" * 20, b"b" * 20}
    assert add_new_keys(conn, inbox_key, [key("c"), key("a")]) == {b"c" * 20}
    assert add_new_keys(conn, inbox_key, [key("c"), key("a")]) == set()
    assert len(conn.execute(select(inbox_key)).all()) == 3


def test_a_row_that_is_there_gets_only_the_named_columns_anew(conn: Connection) -> None:
    add_rows(conn, conversation, [talk("x", b"old")], changing="state_sealed")
    add_rows(conn, conversation, [talk("x", b"new", place="430426")], changing="state_sealed")
    row = conn.execute(select(conversation)).one()
    assert (bytes(row.state_sealed), row.place) == (b"new", "340322")


def test_rows_by_name_count_those_that_were_new(conn: Connection) -> None:
    rows = [dict(zip(("key_hash", "place", "arrived_on"), key(one), strict=True)) for one in "ab"]
    assert add_mapped(conn, inbox_key, rows[:1], new_only=True) == 1
    assert add_mapped(conn, inbox_key, rows, new_only=True) == 1
    assert add_mapped(conn, inbox_key, [], new_only=True) == 0


def test_an_unexpected_repeat_is_an_error_as_ever(conn: Connection) -> None:
    add_rows(conn, inbox_event, [event("a")])
    with pytest.raises(IntegrityError), conn.begin_nested():
        add_rows(conn, inbox_event, [event("a")])


def test_what_is_too_long_for_its_column_is_turned_away_and_never_cut(postgres_url: str) -> None:
    database = Database(postgres_url)
    with pytest.raises(DataError), database.write() as conn:
        add_rows(conn, inbox_key, [(b"a" * 20, "3" * 17, TODAY)])
    database.close()


def test_an_instant_without_a_zone_is_turned_away(conn: Connection) -> None:
    with pytest.raises(ValueError, match="zone"):
        add_rows(conn, inbox_event, [event("a", datetime(2026, 11, 22, 4))])  # noqa: DTZ001
