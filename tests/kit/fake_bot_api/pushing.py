"""Pushing updates to a webhook: lanes that keep their order, tries in Telegram's rhythm."""

import asyncio
import json
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import aiohttp

from tests.kit.fake_bot_api.account import FakeBot, Hooked
from tests.kit.fake_bot_api.trouble import later_pause_s
from tests.kit.fake_bot_api.waiting import Waiting

Json = dict[str, Any]

PAUSES_S = (0.0, 2.0, 4.0, 8.0, 16.0, 32.0)
"""After the first failure at once, then growing, then 60-120 s. telegram-bot-api, WebhookActor."""
RETRY_AFTER_MAX_S = 3600.0
GONE_AFTER_S = 23 * 3600.0
"""A webhook that answers 410 for this long is removed."""


@dataclass(frozen=True, slots=True)
class Push:
    """One try: which update, and the HTTP status (0 for no answer)."""

    number: int
    status: int


class Pusher:
    """Pushes one bot's updates until it is stopped; `hurry` makes its pauses that much shorter."""

    def __init__(
        self,
        bot: FakeBot,
        hook: Hooked,
        *,
        hurry: float,
        perform: Callable[[str, Json], Awaitable[Json]],
    ) -> None:
        self._bot = bot
        self._hook = hook
        self._hurry = hurry
        self._perform = perform
        self._lanes: dict[str, deque[Waiting]] = {}
        self._taken: set[int] = set()
        self._lane_tasks: set[asyncio.Task[None]] = set()
        self._lines = asyncio.Semaphore(hook.max_connections)
        self._gone_since: float | None = None
        self._task: asyncio.Task[None] | None = None
        self.log: list[Push] = []

    def start(self) -> None:
        """Begin to push."""
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Push no more; what was not taken waits in the queue."""
        tasks = [*self._lane_tasks, *([self._task] if self._task else [])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _run(self) -> None:
        timeout = aiohttp.ClientTimeout(total=60)
        async with aiohttp.ClientSession(timeout=timeout) as session:
            while True:
                self._bot.queue.arrived.clear()
                for waiting in self._bot.queue.all():
                    if waiting.serial not in self._taken:
                        self._taken.add(waiting.serial)
                        self._line_up(session, waiting)
                await self._bot.queue.arrived.wait()

    def _line_up(self, session: aiohttp.ClientSession, waiting: Waiting) -> None:
        if waiting.lane in self._lanes:
            self._lanes[waiting.lane].append(waiting)
            return
        self._lanes[waiting.lane] = deque([waiting])
        task = asyncio.create_task(self._push_lane(session, waiting.lane))
        self._lane_tasks.add(task)
        task.add_done_callback(self._lane_tasks.discard)

    async def _push_lane(self, session: aiohttp.ClientSession, lane: str) -> None:
        """One lane in its order: a failing update holds up what is behind it."""
        line = self._lanes[lane]
        while line:
            await self._push(session, line[0])
            self._taken.discard(line.popleft().serial)
        del self._lanes[lane]

    async def _push(self, session: aiohttp.ClientSession, waiting: Waiting) -> None:
        tries = 0
        while self._bot.queue.holds(waiting):
            async with self._lines:
                status, told_s, body = await self._post(session, waiting)
            self.log.append(Push(waiting.number, status))
            if 200 <= status < 300:
                self._bot.queue.done(waiting)
                await self._answered(body)
                return
            if self._is_gone(status):
                self._bot.hook = None
                return
            pause_s = PAUSES_S[tries] if tries < len(PAUSES_S) else later_pause_s()
            tries += 1
            await asyncio.sleep(max(pause_s, min(told_s, RETRY_AFTER_MAX_S)) / self._hurry)

    async def _post(
        self, session: aiohttp.ClientSession, waiting: Waiting
    ) -> tuple[int, float, bytes]:
        headers = {"Content-Type": "application/json"}
        if self._hook.secret:
            headers["X-Telegram-Bot-Api-Secret-Token"] = self._hook.secret
        raw = json.dumps(waiting.body).encode()
        try:
            async with session.post(self._hook.url, data=raw, headers=headers) as answer:
                body = await answer.read()
                told = answer.headers.get("Retry-After", "")
                if answer.status >= 300:
                    self._complain(f"Wrong response from the webhook: {answer.status}")
                return answer.status, float(told) if told.isdigit() else 0.0, body
        except (aiohttp.ClientError, TimeoutError, OSError):
            self._complain("Connection refused")
            return 0, 0.0, b""

    def _complain(self, what: str) -> None:
        self._hook.last_error = what
        self._hook.last_error_at = int(self._bot.clock.now())

    def _is_gone(self, status: int) -> bool:
        if status != 410:
            self._gone_since = None
            return False
        now = self._bot.clock.now()
        self._gone_since = self._gone_since or now
        return now - self._gone_since > GONE_AFTER_S

    async def _answered(self, body: bytes) -> None:
        """An answer may carry one call. Bot API, Making requests when getting updates."""
        try:
            call = json.loads(body) if body else None
        except ValueError:
            return
        if isinstance(call, dict) and "method" in call:
            params = {
                name: value if isinstance(value, str) else json.dumps(value)
                for name, value in call.items()
            }
            await self._perform(params.pop("method"), params)
