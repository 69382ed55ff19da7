"""When the server is killed: at any moment, while messages are on their way, or a photo is."""

import asyncio
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tests.kill.crowd import Crowd

_WAITS_S = 10.0
"""So long a kill waits for what it is aimed at."""


@dataclass
class Killer:
    """Chooses the moments of one run's kills."""

    crowds: Sequence[Crowd]
    dice: random.Random

    async def moment(self, number: int) -> None:
        """Wait for the moment of this kill: the three kinds take turns, and so do the places."""
        kinds = (self._talk, self._photo, self._any)
        await kinds[number % len(kinds)](self.crowds[number % len(self.crowds)])

    async def _any(self, _crowd: Crowd) -> None:
        """Soon after the start: what the last kill left is perhaps not even taken over."""
        await asyncio.sleep(self.dice.uniform(0.1, 1.6))

    async def _talk(self, crowd: Crowd) -> None:
        await self._more(lambda: crowd.heard_count)
        await asyncio.sleep(self.dice.uniform(0, 0.6))

    async def _photo(self, crowd: Crowd) -> None:
        await self._more(lambda: crowd.photos_going_count)
        await asyncio.sleep(self.dice.uniform(0, 0.1))

    async def _more(self, counted: Callable[[], int]) -> None:
        """Wait until there is more of something; not for ever, as there may be no more."""
        before = counted()
        ends = asyncio.get_running_loop().time() + _WAITS_S
        while counted() == before and asyncio.get_running_loop().time() < ends:  # noqa: ASYNC110 - many counts
            await asyncio.sleep(0.005)
