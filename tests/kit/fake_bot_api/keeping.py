"""The methods about the bot itself: who it is, its words, its files, how it gets its updates."""

import asyncio
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.kit.fake_bot_api import refusal, shapes
from tests.kit.fake_bot_api.account import FakeBot, Hooked, StoredFile
from tests.kit.fake_bot_api.refusal import bad_request

if TYPE_CHECKING:
    from tests.kit.fake_bot_api.server import FakeBotApi

Json = dict[str, Any]

LONG_POLL_MAX_S = 50.0


class Keeping:
    """What one bot may ask about itself."""

    def __init__(self, api: "FakeBotApi", bot: FakeBot) -> None:
        self._api = api
        self._bot = bot
        self._poll: asyncio.Event | None = None

    # ── updates ─────────────────────────────────────────────────────────────────────────────────

    async def get_updates(self, params: Json) -> list[Json]:
        """getUpdates: a newer one ends an older one with 409."""
        queue = self._bot.queue
        if self._bot.hook is not None:
            raise refusal.HOOKED
        if self._poll is not None:
            self._poll.set()
        ended = self._poll = asyncio.Event()
        self._want(params)
        offset = int(params.get("offset") or 0)
        if offset > 0:
            queue.confirm_below(offset)
        elif offset < 0:
            kept = queue.all()[offset:]
            queue.confirm_below(kept[0].number if kept else 0)
        hold_s = min(float(params.get("timeout") or 0), LONG_POLL_MAX_S)
        limit = min(max(int(params.get("limit") or 100), 1), 100)
        try:
            async with asyncio.timeout(hold_s):
                while not len(queue) and not ended.is_set():
                    queue.arrived.clear()
                    await _either(queue.arrived, ended)
        except TimeoutError:
            pass
        finally:
            self._poll = None if self._poll is ended else self._poll
        if ended.is_set():
            raise refusal.OUTPOLLED
        return [one.body for one in queue.all()[:limit]]

    async def set_webhook(self, params: Json) -> bool:
        """setWebhook; any http address will do here. An empty one takes it away."""
        if not params.get("url"):
            return await self.delete_webhook(params)
        self._want(params)
        if params.get("drop_pending_updates") == "true":
            self._bot.queue.clear()
        self._bot.hook = Hooked(
            params["url"],
            params.get("secret_token", ""),
            int(params.get("max_connections") or 40),
        )
        if self._poll is not None:
            self._poll.set()
        await self._api.push_for(self._bot)
        return True

    async def delete_webhook(self, params: Json) -> bool:
        """deleteWebhook."""
        self._bot.hook = None
        if params.get("drop_pending_updates") == "true":
            self._bot.queue.clear()
        await self._api.push_for(self._bot)
        return True

    def get_webhook_info(self, params: Json) -> Json:
        """getWebhookInfo."""
        hook = self._bot.hook or Hooked("")
        info: Json = {
            "url": hook.url,
            "has_custom_certificate": False,
            "pending_update_count": len(self._bot.queue),
        }
        if hook.url:
            info["max_connections"] = hook.max_connections
        if hook.last_error:
            info["last_error_date"] = hook.last_error_at
            info["last_error_message"] = hook.last_error
        if self._bot.allowed:
            info["allowed_updates"] = self._bot.allowed
        return info

    def _want(self, params: Json) -> None:
        if "allowed_updates" in params:
            # An empty list is all of them. Bot API, getUpdates.
            self._bot.allowed = json.loads(params["allowed_updates"]) or None

    # ── words ───────────────────────────────────────────────────────────────────────────────────

    def get_me(self, params: Json) -> Json:
        """getMe."""
        return shapes.me(self._bot.user)

    def set_my_commands(self, params: Json) -> bool:
        """setMyCommands."""
        commands = json.loads(params.get("commands", "[]"))
        for one in commands:
            if not (1 <= len(one["command"]) <= 32 and 1 <= len(one["description"]) <= 256):
                raise bad_request("BOT_COMMAND_INVALID")
        self._bot.words["commands", params.get("language_code", "")] = commands
        return True

    def get_my_commands(self, params: Json) -> list[Json]:
        """getMyCommands."""
        return list(self._bot.words.get(("commands", params.get("language_code", "")), []))

    def set_my_short_description(self, params: Json) -> bool:
        """setMyShortDescription."""
        return self._word("short_description", params, 120)

    def set_my_description(self, params: Json) -> bool:
        """setMyDescription."""
        return self._word("description", params, 512)

    def _word(self, name: str, params: Json, longest: int) -> bool:
        text = params.get(name, "")
        if len(text) > longest:
            raise bad_request(f"{name} is too long")
        self._bot.words[name, params.get("language_code", "")] = text
        return True

    # ── files ───────────────────────────────────────────────────────────────────────────────────

    def get_file(self, params: Json) -> Json:
        """getFile; a server in local mode gives its own absolute path."""
        folder = self._api.local_folder
        file = self._bot.file(params.get("file_id"), local=folder is not None)
        fields = shapes.file_fields(file.file_id, file.unique_id, file.size_bytes)
        path = str(self._laid_down(folder, file)) if folder else file.path
        return {**fields, "file_path": path}

    def _laid_down(self, folder: Path, file: StoredFile) -> Path:
        path = folder / self._bot.token / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.data)
        return path


async def _either(*events: asyncio.Event) -> None:
    tasks = [asyncio.create_task(event.wait()) for event in events]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
