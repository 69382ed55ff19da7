"""What can go wrong on purpose: refusals, silence, cut lines, limits, fields nobody knows."""

import math
import random
from collections import deque
from dataclasses import dataclass, field
from typing import Any

from tests.kit.fake_bot_api.clock import FakeClock
from tests.kit.fake_bot_api.refusal import Refusal, bad_request, too_many


class CutLine(Exception):
    """The connection ends without an answer."""


@dataclass(slots=True)
class Rule:
    """What happens to the next calls of one method; an empty method is every one."""

    method: str
    times: int = 1
    refusal: Refusal | None = None
    html: int = 0
    """A page instead of JSON, with this status: a proxy in between."""
    cut: bool = False
    slow_s: float = 0.0
    afterwards: bool = False
    """It is done all the same, and only the answer is lost."""


@dataclass(slots=True)
class Limits:
    """Rates that are enforced; 0 is no limit. Burst is what passes at once in one chat."""

    total_per_s: float = 0.0
    chat_per_s: float = 0.0
    chat_burst: int = 3


@dataclass(slots=True)
class Trouble:
    """The troubles of one bot."""

    clock: FakeClock
    limits: Limits = field(default_factory=Limits)
    rules: list[Rule] = field(default_factory=list)
    refused_fields: dict[str, str] = field(default_factory=dict)
    unknown_methods: set[str] = field(default_factory=set)
    refused_count: int = 0
    _total: deque[float] = field(default_factory=deque)
    _chats: dict[int, deque[float]] = field(default_factory=dict)

    # ── asked for by tests ──────────────────────────────────────────────────────────────────────

    def fail(
        self,
        method: str = "",
        *,
        code: int = 500,
        description: str = "",
        times: int = 1,
        retry_after: int = 0,
        afterwards: bool = False,
    ) -> None:
        """Have the next calls answered with an error."""
        text = description or {500: "Internal Server Error", 502: "Bad Gateway"}.get(code, "Error")
        refusal = too_many(retry_after) if retry_after else Refusal(code, text)
        self.rules.append(Rule(method.lower(), times, refusal, afterwards=afterwards))

    def cut(self, method: str = "", *, times: int = 1, afterwards: bool = False) -> None:
        """Have the line cut instead of an answer."""
        self.rules.append(Rule(method.lower(), times, cut=True, afterwards=afterwards))

    def page(self, method: str = "", *, status: int = 502, times: int = 1) -> None:
        """Have a proxy's page come instead of an answer."""
        self.rules.append(Rule(method.lower(), times, html=status))

    def slow(self, method: str = "", *, seconds: float, times: int = 1) -> None:
        """Have the next answers take their time."""
        self.rules.append(Rule(method.lower(), times, slow_s=seconds))

    def refuse_field(self, name: str, wording: str = 'unknown field "{name}"') -> None:
        """Refuse every call that has this field, in these words."""
        self.refused_fields[name] = wording

    def forget_method(self, name: str) -> None:
        """Answer 404, as a server that is older than the method."""
        self.unknown_methods.add(name.lower())

    def over(self) -> None:
        """No trouble any more."""
        self.rules.clear()
        self.refused_fields.clear()
        self.unknown_methods.clear()

    # ── asked by the server ─────────────────────────────────────────────────────────────────────

    def rule_for(self, method: str) -> Rule | None:
        """The rule that this call meets; it is used up by it."""
        for rule in self.rules:
            if rule.method in ("", method.lower()) and rule.times > 0:
                rule.times -= 1
                self.rules = [one for one in self.rules if one.times > 0]
                return rule
        return None

    def check_fields(self, params: dict[str, Any]) -> None:
        """Raises: Refusal for a field this server does not know, also within a keyboard's JSON."""
        for name, wording in self.refused_fields.items():
            if name in params or f'"{name}"' in str(params.get("reply_markup", "")):
                raise bad_request(wording.format(name=name))

    def check_rate(self, chat_id: int) -> None:
        """Count one message. Raises: Refusal 429 when there are too many."""
        now = self.clock.now()
        limits = self.limits
        chat = self._chats.setdefault(chat_id, deque())
        if limits.chat_per_s:
            window_s = limits.chat_burst / limits.chat_per_s
            _drop_before(chat, now - window_s)
            if len(chat) >= limits.chat_burst:
                self._refuse(chat[0] + window_s - now)
        if limits.total_per_s:
            _drop_before(self._total, now - 1.0)
            if len(self._total) >= limits.total_per_s:
                self._refuse(self._total[0] + 1.0 - now)
        chat.append(now)
        self._total.append(now)

    def _refuse(self, wait_s: float) -> None:
        self.refused_count += 1
        raise too_many(max(1, math.ceil(wait_s)))


def _drop_before(times: deque[float], oldest: float) -> None:
    while times and times[0] <= oldest:
        times.popleft()


def later_pause_s() -> float:
    """The pause between later tries of a webhook: 60 to 120 s."""
    return random.uniform(60, 120)
