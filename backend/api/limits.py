"""Limits by source: how much of what, how fast, and how much at one time.

Counted in memory; what a busy source owes is told to the other processes (`sharing.py`).
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from backend.api.sources import SHARED
from backend.errors import TooMany

_MOST_SOURCES = 100_000
_NOTABLE = 8
"""From this share of its burst on a source is spoken of to other processes: a person never is."""
_ROUNDING_S = 1e-6

Key = tuple[str, bytes]
"""A kind of limit and a source."""


@dataclass(frozen=True, slots=True)
class Rate:
    """So many at once, then one more every `every_s` seconds."""

    burst: int
    every_s: float


CHAT = "chat"
BELL = "bell"
HOUSE = bytes(16)
"""No address: what all of them did together."""

RATES: Mapping[str, Rate] = {
    "file": Rate(burst=60, every_s=2),
    "photo": Rate(burst=60, every_s=5),
    "add": Rate(burst=60, every_s=5),
    "miss": Rate(burst=10, every_s=60),
    "chat": Rate(burst=10, every_s=60),
    "bell": Rate(burst=200, every_s=3),
    "open": Rate(burst=300, every_s=0.2),
    "say": Rate(burst=60, every_s=2),
    "token": Rate(burst=20, every_s=30),
}
"""What one source may do. A whole village may share one address behind its carrier, so these are
wide; they hold back a flood, not a person. `miss` are wrong codes by address, over the API and
web chat alike, `chat` those of one chat (`misses.py`), `bell` those of all, `token` wrong tokens.
`say` is what web chat takes without being shown a pass (`passes.py`); with one it takes `open`."""


@dataclass(slots=True)
class Limiter:
    """Counts by source. The shared lane has no rate: there one would lock out all the others."""

    rates: Mapping[str, Rate] = field(default_factory=lambda: RATES)
    monotonic_s: Callable[[], float] = time.monotonic
    _full_at: dict[Key, float] = field(default_factory=dict)
    """When each bucket would be empty again (GCRA's theoretical arrival time)."""
    _owed_s: dict[Key, float] = field(default_factory=dict)
    """What busy sources took since it was last told to the others."""

    def spend(self, kind: str, source: bytes, count: int = 1) -> None:
        """Take `count` from a source's budget.

        Raises:
            TooMany: not now; nothing was taken.
        """
        self._take(kind, source, count)

    def check(self, kind: str, source: bytes) -> None:
        """Whether one more would be allowed; takes nothing. Raises: TooMany."""
        self._take(kind, source, 0)

    def _take(self, kind: str, source: bytes, count: int) -> None:
        if source == SHARED:
            return
        rate, now_s = self.rates[kind], self.monotonic_s()
        full_s = max(self._full_at.get((kind, source), 0.0), now_s)
        over_s = full_s + max(count, 1) * rate.every_s - now_s - rate.burst * rate.every_s
        if over_s > _ROUNDING_S:
            raise TooMany("refused-too-many", wait_s=int(over_s) + 1)
        if not count:
            return
        if len(self._full_at) >= _MOST_SOURCES:
            self._forget(now_s)
        self._full_at[kind, source] = full_s + count * rate.every_s
        if full_s - now_s >= rate.burst * rate.every_s / _NOTABLE:
            self._owed_s[kind, source] = (
                self._owed_s.get((kind, source), 0.0) + count * rate.every_s
            )

    def owed_s(self) -> dict[Key, float]:
        """Seconds that busy sources took since the last call, for the other processes to know."""
        owed, self._owed_s = self._owed_s, {}
        return owed

    def meet(self, kind: str, source: bytes, left_s: float) -> None:
        """Over all processes it takes `left_s` until this source owes nothing."""
        if kind in self.rates and len(self._full_at) < _MOST_SOURCES:
            at_s = self.monotonic_s() + left_s
            self._full_at[kind, source] = max(at_s, self._full_at.get((kind, source), 0.0))

    def _forget(self, now_s: float) -> None:
        """Drop what is empty again; when a flood of addresses leaves nothing to drop, all of it."""
        kept = {key: at_s for key, at_s in self._full_at.items() if at_s > now_s}
        self._full_at = kept if len(kept) < _MOST_SOURCES else {}


@dataclass(slots=True)
class Lanes:
    """How many requests are in hand at once; the shared lane has a share of its own."""

    most_count: int = 512
    most_shared_count: int = 256
    most_each_count: int = 128
    """Of one address: a whole village may share one, but not the house."""
    in_hand_count: int = 0
    _by_source: dict[bytes, int] = field(default_factory=dict)

    def enter(self, source: bytes) -> bool:
        """Take a place, or give False: full."""
        own_count = self._by_source.get(source, 0)
        most_own_count = self.most_shared_count if source == SHARED else self.most_each_count
        if self.in_hand_count >= self.most_count or own_count >= most_own_count:
            return False
        self.in_hand_count += 1
        self._by_source[source] = own_count + 1
        return True

    def leave(self, source: bytes) -> None:
        """Give the place back."""
        self.in_hand_count -= 1
        self._by_source[source] -= 1
        if not self._by_source[source]:
            del self._by_source[source]

    @property
    def shared_crowded(self) -> bool:
        """Half of what the shared lane may have is in hand."""
        return self._by_source.get(SHARED, 0) * 2 > self.most_shared_count


@dataclass(slots=True)
class Bell:
    """Rings once when codes are being guessed: so many misses within ten minutes, by whomever.

    Nothing is locked: a code has sixty random bits, and a lock would shut everyone out. It counts
    in the limiter, and so hears what missed in other processes.
    """

    ring: Callable[[], None]
    limiter: Limiter
    _silent_until_s: float = 0.0

    def miss(self) -> None:
        """One code that opened nothing."""
        try:
            self.limiter.spend(BELL, HOUSE)
        except TooMany:
            now_s, rate = self.limiter.monotonic_s(), self.limiter.rates[BELL]
            if now_s >= self._silent_until_s:
                self._silent_until_s = now_s + rate.burst * rate.every_s
                self.ring()
