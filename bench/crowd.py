"""Load: so many clients at once for so long, each doing the same thing again and again."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from bench.wire import Wire


@dataclass
class Tally:
    """What a crowd came to. Delays are seconds, one a request."""

    done_count: int = 0
    failed_count: int = 0
    seconds: float = 0.0
    delays_s: list[float] = field(default_factory=list)
    receipts: list[str] = field(default_factory=list)
    """Numbers of the reports that somebody holds a receipt for."""

    @property
    def per_s(self) -> float:
        """Things done a second."""
        return self.done_count / self.seconds if self.seconds else 0.0


Deed = Callable[[Wire, Tally], Awaitable[None]]
"""One thing; adds to the tally what it did."""


async def crowd(port: int, clients: int, seconds: float, deed: Deed) -> Tally:
    """Let clients repeat a deed over one connection each."""
    tally = Tally()
    begun = time.perf_counter()
    ends = begun + seconds

    async def one() -> None:
        wire = Wire("127.0.0.1", port)
        while time.perf_counter() < ends:
            try:
                await deed(wire, tally)
            except (OSError, asyncio.IncompleteReadError, KeyError, ValueError):
                tally.failed_count += 1
                wire.close()
        wire.close()

    await asyncio.gather(*(one() for _ in range(clients)))
    tally.seconds = time.perf_counter() - begun
    tally.delays_s.sort()
    return tally
