"""The store's twin in memory, for tests; its room and its health can be set."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime

from media.stores.store import NotStored, StoreDown, StoreFull, checked


class MemoryStore:
    """Keeps everything in a dictionary; `down` makes each call fail as a lost disk would."""

    def __init__(
        self,
        *,
        capacity_bytes: int | None = None,
        today: Callable[[], date] = lambda: datetime.now(UTC).date(),
    ) -> None:
        self.down = False
        self._capacity_bytes = capacity_bytes
        self._today = today
        self._held: dict[str, tuple[date, bytes]] = {}

    def put(self, name: str, data: bytes) -> bool:
        """As `Store.put`."""
        self._check(name)
        if name in self._held:
            return False
        room_bytes = self.room_bytes()
        if room_bytes is not None and len(data) > room_bytes:
            raise StoreFull
        entry = (self._today(), bytes(data))
        return self._held.setdefault(name, entry) is entry

    def get(self, name: str) -> bytes:
        """As `Store.get`."""
        self._check(name)
        if name not in self._held:
            raise NotStored
        return self._held[name][1]

    def delete(self, name: str) -> None:
        """As `Store.delete`."""
        self._check(name)
        self._held.pop(name, None)

    def stored_before(self, day: date) -> Iterator[str]:
        """As `Store.stored_before`."""
        self._check()
        yield from [name for name, (put_on, _) in self._held.items() if put_on < day]

    def sweep(self) -> int:
        """As `Store.sweep`; a put is never unfinished here."""
        self._check()
        return 0

    def room_bytes(self) -> int | None:
        """As `Store.room_bytes`."""
        self._check()
        if self._capacity_bytes is None:
            return None
        return self._capacity_bytes - sum(len(data) for _, data in self._held.values())

    def _check(self, name: str | None = None) -> None:
        if name is not None:
            checked(name)
        if self.down:
            raise StoreDown
