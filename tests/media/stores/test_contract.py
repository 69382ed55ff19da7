"""What every store promises."""

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from media.stores.store import NotStored, Store, new_name


def test_what_was_put_is_got(store: Store) -> None:
    for data in (b"", b"\0", "照片".encode(), os.urandom(3_000_000)):
        name = new_name()
        assert store.put(name, data) is True
        assert store.get(name) == data


def test_a_taken_name_keeps_what_it_holds(store: Store) -> None:
    name = new_name()
    store.put(name, b"first")
    assert store.put(name, b"second") is False
    assert store.get(name) == b"first"


def test_of_many_puts_at_one_instant_one_wins_and_lies_there_whole(store: Store) -> None:
    for _ in range(5):
        name = new_name()
        contents = [bytes([number]) * 20_000 for number in range(8)]
        with ThreadPoolExecutor(8) as threads:
            stored = list(threads.map(lambda data, name=name: store.put(name, data), contents))
        assert stored.count(True) == 1
        assert store.get(name) == contents[stored.index(True)]


def test_what_was_never_put_is_not_stored(store: Store) -> None:
    with pytest.raises(NotStored):
        store.get(new_name())


def test_what_was_deleted_is_gone_and_may_be_deleted_again(store: Store) -> None:
    name = new_name()
    store.put(name, b"x")
    store.delete(name)
    store.delete(name)
    with pytest.raises(NotStored):
        store.get(name)
    assert store.put(name, b"y") is True


@pytest.mark.parametrize(
    "name", ["", "short", "../../etc/passwd", "A" * 32, "g" * 32, "0" * 33, "0" * 31 + "/"]
)
def test_what_is_no_name_is_turned_away(store: Store, name: str) -> None:
    for act in (store.get, store.delete, lambda name: store.put(name, b"x")):
        with pytest.raises(ValueError, match="32 hexadecimal"):
            act(name)


def test_names_are_listed_by_the_day_they_were_put(store: Store) -> None:
    names = {new_name() for _ in range(5)}
    for name in names:
        store.put(name, b"x")
    today = datetime.now(UTC).date()
    assert set(store.stored_before(today + timedelta(days=2))) == names
    assert set(store.stored_before(today - timedelta(days=2))) == set()


def test_an_empty_store_lists_nothing(store: Store) -> None:
    assert list(store.stored_before(datetime(2100, 1, 1, tzinfo=UTC).date())) == []


def test_what_is_listed_can_be_deleted_while_listing(store: Store) -> None:
    for _ in range(5):
        store.put(new_name(), b"x")
    later = datetime.now(UTC).date() + timedelta(days=2)
    for name in store.stored_before(later):
        store.delete(name)
    assert list(store.stored_before(later)) == []


def test_room_is_a_number_of_bytes_or_unknown(store: Store) -> None:
    room_bytes = store.room_bytes()
    assert room_bytes is None or room_bytes > 0


def test_names_are_random_and_of_one_form() -> None:
    names = {new_name() for _ in range(1000)}
    assert len(names) == 1000
    assert all(len(name) == 32 and int(name, 16) >= 0 for name in names)
