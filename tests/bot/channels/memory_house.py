"""A house in memory: keeps what channels hand over under its keys, or is full when told so."""

import asyncio
from collections.abc import Callable

from bot.channel import HouseFull, Inbound, Received
from bot.channels._telegram_bot import TelegramBot
from handlers.dialogue.event import Event


class MemoryHouse:
    """The twin of the house for Telegram's channels, which only ask it to keep what came."""

    def __init__(self) -> None:
        self.kept: list[Received] = []
        self.repeats_count = 0
        self.refusals: list[Exception] = []
        """Raised one after another before anything is kept."""
        self.slow_s = 0.0
        self.when_kept: Callable[[int], None] | None = None
        """Told how many are kept, each time."""
        self._keys: set[str] = set()
        self._changed = asyncio.Event()

    async def receive(self, received: Received) -> bool:
        """Keep it; a repeat under any key changes nothing."""
        if self.slow_s:
            await asyncio.sleep(self.slow_s)
        if self.refusals:
            raise self.refusals.pop(0)
        fresh = not self._keys & set(received.keys)
        if fresh:
            self._keys |= set(received.keys)
            self.kept.append(received)
            if self.when_kept is not None:
                self.when_kept(len(self.kept))
        else:
            self.repeats_count += 1
        self._changed.set()
        return fresh

    def full(self, times: int = 1) -> None:
        """Have no room for the next few."""
        self.refusals += [HouseFull() for _ in range(times)]

    async def holds(self, count: int, *, timeout_s: float = 10.0) -> list[Received]:
        """Wait until so many are kept. Raises: TimeoutError."""
        async with asyncio.timeout(timeout_s):
            while len(self.kept) < count:
                self._changed.clear()
                await self._changed.wait()
        return self.kept

    async def saw_repeats(self, count: int, *, timeout_s: float = 10.0) -> None:
        """Wait until so many repeats came. Raises: TimeoutError."""
        async with asyncio.timeout(timeout_s):
            while self.repeats_count < count:
                self._changed.clear()
                await self._changed.wait()

    def events(self, channel: TelegramBot) -> list[Event]:
        """What all that was kept means, in order."""
        inbound = [channel.translate(one.raw) for one in self.kept]
        return [event for one in inbound if isinstance(one, Inbound) for event in one.events]
