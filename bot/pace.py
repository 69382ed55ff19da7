"""A bot's rates: over all chats, to one chat, and none at all while the platform asks to wait."""

import asyncio
import time

from bot.channel import Manners

_TIDY_FROM = 256
_FAILS = 8
"""So many failures in a row mean that the platform is away, and not one message's bad luck."""
_PROBE_S = (0.1, 3.0)
"""While it is away one message tries it after so long, doubled each time up to the second."""


class Pace:
    """Spaces sends evenly: 30/s in all is one every 33 ms, never a burst (Bot FAQ, limits)."""

    def __init__(self, manners: Manners) -> None:
        self._gap_s = 1 / manners.total_per_s if manners.total_per_s else 0.0
        self._chat_gap_s = 1 / manners.chat_per_s if manners.chat_per_s else 0.0
        self._next_at = 0.0
        self._chat_next_at: dict[str, float] = {}
        self._fails_count = 0

    def fail(self) -> None:
        """A message found the platform away: after several, the next tries come ever slower."""
        self._fails_count += 1
        doubled = min(max(self._fails_count - _FAILS, 0), 10)
        if self._fails_count >= _FAILS:
            self.halt(min(_PROBE_S[0] * 2**doubled, _PROBE_S[1]))

    def succeed(self) -> None:
        """A message got through."""
        self._fails_count = 0

    def halt(self, after_s: float) -> None:
        """The platform said to wait: nothing leaves for that long."""
        self._next_at = max(self._next_at, time.monotonic() + after_s)

    def resting(self) -> set[str]:
        """Chats that were sent to just now."""
        now = time.monotonic()
        return {tag for tag, at in self._chat_next_at.items() if at > now}

    async def wait(self) -> None:
        """Wait for the bot's next free moment."""
        while (pause := self._next_at - time.monotonic()) > 0:  # noqa: ASYNC110 - a moment
            await asyncio.sleep(pause)

    def take(self, tag: str) -> None:
        """A message leaves now for a chat that is ready."""
        now = time.monotonic()
        self._next_at = now + self._gap_s
        if self._chat_gap_s:
            self._chat_next_at[tag] = now + self._chat_gap_s
            if len(self._chat_next_at) > _TIDY_FROM:
                self._tidy(now)

    def add(self, parts_count: int) -> None:
        """A message went out in so many further parts: they count as well."""
        self._next_at = max(self._next_at, time.monotonic()) + parts_count * self._gap_s

    def _tidy(self, now: float) -> None:
        self._chat_next_at = {tag: at for tag, at in self._chat_next_at.items() if at > now}
