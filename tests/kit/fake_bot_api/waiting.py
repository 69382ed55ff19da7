"""Updates that wait for their bot: numbering, confirming by offset, expiry."""

import asyncio
import itertools
import random
from dataclasses import dataclass
from typing import Any

from tests.kit.fake_bot_api.clock import FakeClock

KEPT_S = 24 * 3600.0
"""Updates are kept for 24 hours. Bot API, Getting updates."""
TAP_KEPT_S = 150.0
"""Taps are not. telegram-bot-api, Client.cpp: add_new_callback_query, timeout 150."""

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Waiting:
    """One update, the lane in which it keeps its order, and when it is dropped."""

    body: Json
    lane: str
    expires_at: float
    serial: int
    """Tells repeats of one update apart."""

    @property
    def number(self) -> int:
        """Its update_id."""
        return int(self.body["update_id"])


class UpdateQueue:
    """What one bot has not confirmed yet."""

    def __init__(self, clock: FakeClock) -> None:
        self._clock = clock
        self._next = random.randint(100_000_000, 900_000_000)
        self._serials = itertools.count()
        self._waiting: dict[int, Waiting] = {}
        self.arrived = asyncio.Event()
        self.log: list[Json] = []
        """Every update ever made, in order."""

    def put(self, kind: str, part: Json, lane: str) -> Json:
        """A new update with the next number."""
        kept_s = TAP_KEPT_S if kind == "callback_query" else KEPT_S
        body = {"update_id": self._next, kind: part}
        self._next += 1
        self.log.append(body)
        self.put_again(body, lane, kept_s)
        return body

    def put_again(self, body: Json, lane: str, kept_s: float = KEPT_S) -> None:
        """Have an update delivered, be it a second time, as after a lost answer."""
        waiting = Waiting(body, lane, self._clock.now() + kept_s, next(self._serials))
        self._waiting[waiting.serial] = waiting
        self.arrived.set()

    def renumber(self) -> None:
        """Go on at a random number, as after a week of silence."""
        self._next = random.randint(1_000_000, 99_000_000)

    def confirm_below(self, offset: int) -> None:
        """Forget what lies below an offset."""
        for one in [one for one in self._waiting.values() if one.number < offset]:
            del self._waiting[one.serial]

    def done(self, waiting: Waiting) -> None:
        """Forget one update: its webhook took it."""
        self._waiting.pop(waiting.serial, None)

    def holds(self, waiting: Waiting) -> bool:
        """Whether it still waits and has not expired."""
        self._expire()
        return waiting.serial in self._waiting

    def all(self) -> list[Waiting]:
        """What waits, in order."""
        self._expire()
        return sorted(self._waiting.values(), key=lambda one: (one.number, one.serial))

    def clear(self) -> None:
        """Drop everything that waits."""
        self._waiting.clear()

    def __len__(self) -> int:
        self._expire()
        return len(self._waiting)

    def _expire(self) -> None:
        now = self._clock.now()
        for one in [one for one in self._waiting.values() if one.expires_at <= now]:
            del self._waiting[one.serial]
