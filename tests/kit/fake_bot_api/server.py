"""The fake Bot API: a real HTTP server on loopback that both Telegram libraries take for theirs."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from aiohttp import web

from tests.kit.fake_bot_api import refusal, sending
from tests.kit.fake_bot_api.account import Call, FakeBot
from tests.kit.fake_bot_api.clock import FakeClock
from tests.kit.fake_bot_api.keeping import Keeping
from tests.kit.fake_bot_api.pushing import Push, Pusher
from tests.kit.fake_bot_api.refusal import Refusal
from tests.kit.fake_bot_api.requests import Uploads, read_request
from tests.kit.fake_bot_api.trouble import CutLine, Rule

Json = dict[str, Any]
Sending = Callable[[FakeBot, Json, Uploads], Any]

_SENDING: dict[str, Sending] = {
    "sendmessage": sending.send_message,
    "sendphoto": sending.send_photo,
    "sendmediagroup": sending.send_media_group,
    "editmessagereplymarkup": sending.edit_message_reply_markup,
    "deletemessage": sending.delete_message,
    "deletemessages": sending.delete_messages,
    "answercallbackquery": sending.answer_callback_query,
}
_KEEPING = {
    "getupdates": "get_updates",
    "setwebhook": "set_webhook",
    "deletewebhook": "delete_webhook",
    "getwebhookinfo": "get_webhook_info",
    "getme": "get_me",
    "setmycommands": "set_my_commands",
    "getmycommands": "get_my_commands",
    "setmyshortdescription": "set_my_short_description",
    "setmydescription": "set_my_description",
    "getfile": "get_file",
}
_UPLOAD_MAX_BYTES = 200_000_000


class FakeBotApi:
    """The server. `async with FakeBotApi() as api`, then `api.bot()`, `bot.person()`.

    `hurry` shortens the pauses between webhook tries; `local_folder` makes it a server in local
    mode, which answers getFile with paths in that folder.
    """

    def __init__(
        self, *, port: int = 0, hurry: float = 1.0, local_folder: Path | None = None
    ) -> None:
        self.clock = FakeClock()
        self.local_folder = local_folder
        self.bots: dict[str, FakeBot] = {}
        self.pushers: dict[str, Pusher] = {}
        self.old_pushes: list[Push] = []
        self.extend: Callable[[web.Application], None] | None = None
        """Adds routes of its own to the server."""
        self._keeping: dict[str, Keeping] = {}
        self._port = port
        self._hurry = hurry
        self._runner: web.AppRunner | None = None

    # ── coming up and going down ────────────────────────────────────────────────────────────────

    async def start(self) -> None:
        """Listen; after `stop` again on the same port, with everything still known."""
        app = web.Application(client_max_size=_UPLOAD_MAX_BYTES)
        app.router.add_get("/file/bot{token:[^/]+}/{path:.+}", self._serve_file)
        app.router.add_route("*", "/bot{token:[^/]+}/{method}", self._serve_call)
        if self.extend is not None:
            self.extend(app)
        self._runner = web.AppRunner(
            app, handler_cancellation=True, access_log=None, shutdown_timeout=0.2
        )
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port)
        await site.start()
        self._port = int(self._runner.addresses[0][1])
        for bot in self.bots.values():
            await self.push_for(bot)

    async def stop(self) -> None:
        """Go away: no answers, no pushes."""
        for pusher in self.pushers.values():
            self.old_pushes += pusher.log
            await pusher.stop()
        self.pushers.clear()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def __aenter__(self) -> "FakeBotApi":
        await self.start()
        return self

    async def __aexit__(self, *error: object) -> None:
        await self.stop()

    @property
    def url(self) -> str:
        """What a bot is given as API URL and as file URL."""
        return f"http://127.0.0.1:{self._port}"

    # ── bots ────────────────────────────────────────────────────────────────────────────────────

    def bot(self, token: str = "", username: str = "davy_test_bot") -> FakeBot:
        """A bot; a known token gives the same one."""
        token = (
            token or f"{7_100_000_001 + len(self.bots)}:AAE-fake_token_{len(self.bots):04}abcdef"
        )
        if token not in self.bots:
            self.bots[token] = FakeBot(token, self.clock, username)
            self._keeping[token] = Keeping(self, self.bots[token])
        return self.bots[token]

    def pushes(self) -> list[Push]:
        """Every try to push, of all webhooks."""
        return self.old_pushes + [push for one in self.pushers.values() for push in one.log]

    async def push_for(self, bot: FakeBot) -> None:
        """Begin to push, push elsewhere, or cease to, as the bot's webhook is now."""
        old = self.pushers.pop(bot.token, None)
        if old is not None:
            self.old_pushes += old.log
            await old.stop()
        if bot.hook is not None:

            async def perform(method: str, params: Json) -> Json:
                return await self.perform(bot, method, params, {})

            self.pushers[bot.token] = Pusher(bot, bot.hook, hurry=self._hurry, perform=perform)
            self.pushers[bot.token].start()

    # ── calls ───────────────────────────────────────────────────────────────────────────────────

    async def _serve_call(self, request: web.Request) -> web.StreamResponse:
        token, method = request.match_info["token"], request.match_info["method"]
        bot = self.bots.get(token)
        if bot is None:
            known = refusal.UNAUTHORIZED if ":" in token else refusal.NOT_FOUND
            return _json(known.body, known.code)
        params, uploads = await read_request(request)
        rule = bot.trouble.rule_for(method)
        if rule is not None and rule.html:
            return web.Response(status=rule.html, text="<html>bad</html>", content_type="text/html")
        try:
            body = await self.perform(bot, method, params, uploads, rule)
        except CutLine:
            if request.transport is not None:
                request.transport.abort()
            return web.Response(status=500)
        return _json(body, 200 if body["ok"] else int(body["error_code"]))

    async def perform(
        self, bot: FakeBot, method: str, params: Json, uploads: Uploads, rule: Rule | None = None
    ) -> Json:
        """Do a call and log it, with whatever trouble was asked for."""
        try:
            if rule is not None and not rule.afterwards:
                await _trouble(rule)
            body: Json = {"ok": True, "result": await self._do(bot, method, params, uploads)}
            if rule is not None and rule.afterwards:
                await _trouble(rule)
        except Refusal as error:
            body = error.body
        bot.log_call(Call(method, params, body, self.clock.now()))
        return body

    async def _do(self, bot: FakeBot, method: str, params: Json, uploads: Uploads) -> Any:
        name = method.lower()
        if name in bot.trouble.unknown_methods:
            raise refusal.NOT_FOUND
        bot.trouble.check_fields(params)
        if name in _SENDING:
            return _SENDING[name](bot, params, uploads)
        if name not in _KEEPING:
            raise refusal.NOT_FOUND
        result = getattr(self._keeping[bot.token], _KEEPING[name])(params)
        return await result if isinstance(result, Awaitable) else result

    async def _serve_file(self, request: web.Request) -> web.StreamResponse:
        bot = self.bots.get(request.match_info["token"])
        path = request.match_info["path"]
        rule = bot.trouble.rule_for("file") if bot else None
        if rule is not None and rule.refusal:
            return _json(rule.refusal.body, rule.refusal.code)
        for file in bot.files.values() if bot else ():
            if file.path == path:
                if rule is not None and rule.slow_s:
                    await asyncio.sleep(rule.slow_s)
                if rule is not None and rule.cut and request.transport is not None:
                    request.transport.abort()
                return web.Response(body=file.data, content_type="application/octet-stream")
        return _json(refusal.NOT_FOUND.body, 404)


def _json(body: Json, status: int) -> web.Response:
    return web.Response(
        body=json.dumps(body).encode(), status=status, content_type="application/json"
    )


async def _trouble(rule: Rule) -> None:
    if rule.slow_s:
        await asyncio.sleep(rule.slow_s)
    if rule.cut:
        raise CutLine
    if rule.refusal is not None:
        raise rule.refusal
