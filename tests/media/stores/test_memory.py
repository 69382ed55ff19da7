"""The twin fails on request as the real ones do."""

from datetime import date

import pytest

from media.stores.memory import MemoryStore
from media.stores.store import StoreDown, StoreFull, new_name


def test_a_full_twin_takes_nothing_and_keeps_what_it_has() -> None:
    store, name = MemoryStore(capacity_bytes=10), new_name()
    store.put(name, b"12345678")
    with pytest.raises(StoreFull):
        store.put(new_name(), b"123")
    assert store.get(name) == b"12345678"
    assert store.room_bytes() == 2
    store.delete(name)
    assert store.put(new_name(), b"1234567890") is True


def test_a_twin_that_is_down_does_nothing_until_it_is_up() -> None:
    store, name = MemoryStore(), new_name()
    store.put(name, b"x")
    store.down = True
    for act in (store.get, store.delete, lambda name: store.put(name, b"y")):
        with pytest.raises(StoreDown):
            act(name)
    with pytest.raises(StoreDown):
        list(store.stored_before(date(2100, 1, 1)))
    with pytest.raises(StoreDown):
        store.room_bytes()
    store.down = False
    assert store.get(name) == b"x"


def test_the_twin_dates_by_the_clock_it_is_given() -> None:
    store, name = MemoryStore(today=lambda: date(2026, 11, 19)), new_name()
    store.put(name, b"x")
    assert list(store.stored_before(date(2026, 11, 20))) == [name]
    assert list(store.stored_before(date(2026, 11, 19))) == []
