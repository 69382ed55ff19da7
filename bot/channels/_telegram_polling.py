"""Polling: what came is kept durably before the next question confirms it."""

import asyncio
import json
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.channel import HouseFull, Received
from bot.channels._telegram import LONG_POLL_S
from bot.channels._telegram_hook import Keeper, Malformed, Peek, peek
from bot.channels._telegram_wire import ApiError, Wire

log = logging.getLogger("davy.telegram")

_SILENCE_S = 24 * 3600
"""After a week without updates Telegram numbers them anew at random (Bot API, Update): an offset
that confirmed everything is forgotten well before, or it would hide the new ones."""
_HELD_S = 0.5
"""An empty answer that comes sooner was not held by the server: asking again at once would spin."""
_TOLD_MAX_S = 300.0


class Pauses:
    """Growing pauses between tries, until something works."""

    def __init__(self, pauses_s: tuple[float, ...]) -> None:
        self._pauses_s = pauses_s
        self._tries = 0

    async def after(self, told_s: float = 0.0) -> None:
        """Wait: what we were told, or a little longer than the last time."""
        pause_s = self._pauses_s[min(self._tries, len(self._pauses_s) - 1)]
        self._tries += 1
        await asyncio.sleep(min(told_s, _TOLD_MAX_S) or pause_s)

    def reset(self) -> bool:
        """It works; gives whether it did not before."""
        failed, self._tries = self._tries > 0, 0
        return failed

    @property
    def first(self) -> bool:
        """Nothing failed since it last worked."""
        return self._tries == 0


@dataclass(frozen=True, slots=True)
class _Letter:
    seen: Peek
    raw: bytes


class Poller:
    """Asks for one bot's updates, keeps them, and only then confirms them."""

    def __init__(
        self,
        bot: str,
        place: str,
        *,
        wire: Wire,
        pauses_s: tuple[float, ...],
        answer: Callable[[str], None],
    ) -> None:
        self._bot = bot
        self._place = place
        self._wire = wire
        self._pauses_s = pauses_s
        self._answer = answer

    async def run(self, house: Keeper) -> None:
        """Poll until cancelled; whatever fails is tried again after growing pauses."""
        pauses = Pauses(self._pauses_s)
        offset: int | None = None
        confirmed_at_s = time.monotonic()
        ready = False
        while True:
            try:
                if not ready:
                    await self._wire.delete_webhook()
                    ready = True
                asked_at_s = time.monotonic()
                updates = await self._wire.updates(offset, LONG_POLL_S)
            except ApiError as error:
                # 409 may be a webhook that someone set meanwhile, or another poller.
                ready = ready and error.code != 409
                self._complain(pauses, error.code)
                await pauses.after(error.after_s)
                continue
            if pauses.reset():
                log.info("telegram: polling again: bot=%s", self._bot)
            if updates:
                await self._keep_all(house, updates)
                offset = _after(updates) or offset
                confirmed_at_s = time.monotonic()
                continue
            now_s = time.monotonic()
            if now_s - confirmed_at_s > _SILENCE_S:
                offset = None
            if now_s - asked_at_s < _HELD_S:
                await asyncio.sleep(self._pauses_s[0])

    def _complain(self, pauses: Pauses, code: int) -> None:
        if not pauses.first:
            return
        hint = ""
        if code in (401, 404):
            hint = "; the token is refused: run davy doctor"
        elif code == 409:
            hint = "; someone else polls this bot or has set a webhook"
        log.warning("telegram: polling failed: bot=%s code=%d%s", self._bot, code, hint)

    async def _keep_all(self, house: Keeper, updates: list[dict[str, Any]]) -> None:
        """Keep a batch: in order within each chat, chats side by side, again until all are kept."""
        chats: dict[str, list[_Letter]] = {}
        for update in updates:
            try:
                seen = peek(self._bot, update)
            except Malformed:
                log.error("telegram: an unreadable update was dropped: bot=%s", self._bot)
                continue
            if seen is not None:
                letter = _Letter(seen, json.dumps(update, separators=(",", ":")).encode())
                chats.setdefault(seen.chat_ref, []).append(letter)
        pauses = Pauses(self._pauses_s)
        while chats:
            done = await asyncio.gather(*(self._keep_chat(house, some) for some in chats.values()))
            chats = {chat: rest for chat, rest in zip(chats, done, strict=True) if rest}
            if chats:
                await pauses.after()

    async def _keep_chat(self, house: Keeper, letters: list[_Letter]) -> list[_Letter]:
        """Keep one chat's updates in their order; gives those that could not be kept."""
        for number, letter in enumerate(letters):
            try:
                await house.receive(
                    Received(
                        self._bot, self._place, letter.seen.chat_ref, letter.seen.keys, letter.raw
                    )
                )
            except HouseFull:
                return letters[number:]
            except Exception as error:
                kind = type(error).__name__
                log.error("telegram: could not keep updates: bot=%s kind=%s", self._bot, kind)
                return letters[number:]
            if letter.seen.callback_ref:
                self._answer(letter.seen.callback_ref)
        return []


def _after(updates: list[dict[str, Any]]) -> int | None:
    """The offset that confirms these updates."""
    numbers = [one["update_id"] for one in updates if isinstance(one.get("update_id"), int)]
    return max(numbers) + 1 if numbers else None
