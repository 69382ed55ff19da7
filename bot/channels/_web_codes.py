"""Wrong codes at the web door, counted by address together with those of the JSON API.

A fresh cookie is a fresh chat: the budget of a chat would hold back nobody who throws cookies away.
Whoever's address is not known (an onion service, this machine) shares a lane without a budget:
there one would shut out the others. Each chat has its own still, and the bell hears them all.
"""

from collections.abc import Sequence
from contextlib import suppress

from backend.api.limits import Limiter
from backend.errors import TooMany
from backend.reports.codes import fits, typed_digits
from bot.channel import Outbound
from bot.channels._web_said import Said
from handlers.dialogue.event import Event, TextSent
from handlers.dialogue.public_effect import TooManyTries

MISSED = "code-unknown"


class CodeBudget:
    """The budget of one door. What it counts is a hash of the day in memory, as in `limits.py`."""

    def __init__(self, limiter: Limiter) -> None:
        self._limiter = limiter

    def wait_s(self, source: bytes, said: Said) -> int:
        """Seconds until this address may try a code again; 0 when now, or when none is typed."""
        if not _is_code(said.text):
            return 0
        try:
            self._limiter.check("miss", source)
        except TooMany as error:
            return error.wait_s
        return 0

    def count(self, source: bytes, said: Said, replies: Sequence[Outbound]) -> None:
        """Count a code that opened nothing."""
        if _is_code(said.text) and any(MISSED in one.key.split() for one in replies):
            with suppress(TooMany):
                self._limiter.spend("miss", source)


def untried(events: Sequence[Event], wait_s: int) -> tuple[Event, ...]:
    """The events with a code left out and, in its place, that it was not looked for."""
    return tuple(
        TooManyTries(wait_s) if isinstance(one, TextSent) and _is_code(one.text) else one
        for one in events
    )


def _is_code(text: str) -> bool:
    return fits(typed_digits(text))
