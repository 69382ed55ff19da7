"""Files on their way in: sealed under the day's key at once, erased when cleaned."""

import asyncio

from backend.db.columns import fresh_id
from backend.office import Office

PREFIX = "up-"
_AT_ONCE = 2
"""Files that are sealed and stored at one time: more would stand in the way of the words."""


class Uploads:
    """Keeps a stranger's bytes sealed in the file store, under a random name."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._few = asyncio.Semaphore(_AT_ONCE)

    async def keep(self, data: bytes, place: str) -> str:
        """Seal and keep; gives the handle for PhotoSent. Nothing unsealed touches a disk."""
        name = fresh_id()
        async with self._few:
            await asyncio.to_thread(self._put, name, data)
        return PREFIX + name

    async def fetch(self, ref: str) -> bytes:
        """The bytes behind a handle. Raises: KeyGone after 72 hours; what the store raises."""
        return await asyncio.to_thread(self._get, ref.removeprefix(PREFIX))

    async def erase(self, ref: str) -> None:
        """Remove what a handle stands for; harmless when it is gone."""
        await asyncio.to_thread(self._office.files.delete, ref.removeprefix(PREFIX))

    def _put(self, name: str, data: bytes) -> None:
        today = self._office.clock.now().date()
        sealed = self._office.keys.days.seal(today, data, f"upload/{name}")
        self._office.files.put(name, sealed)

    def _get(self, name: str) -> bytes:
        return self._office.keys.days.open(self._office.files.get(name), f"upload/{name}")
