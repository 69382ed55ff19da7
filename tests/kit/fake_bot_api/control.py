"""Controlling a fake that runs as a process of its own: people act and are looked at over HTTP.

Every verb is a POST to `/control/<verb>` with a JSON object; bytes travel as `{"base64": "..."}`.

    bot        {token?, username?}                            -> {token}
    person     {token, name?, language?, group?}              -> {chat}
    act        {token, chat, verb, args?, options?}           -> what the act gives
    shown      {token, chat, after?, wait_s?, pictures?}      -> {shown: [...], next}
    transcript {token, chat}                                  -> {text}
    trouble    {token, verb, options?}                        -> {}
    limit      {token, total_per_s?, chat_per_s?, chat_burst?} -> {}
    calls      {token, method?, after?}                       -> {calls: [...], next}
    waiting    {token}                                        -> {count, made_count}
    pushes     {}                                             -> {pushes: [[number, status], ...]}
    skip       {seconds}                                      -> {}
"""

import base64
import json
from contextlib import suppress
from dataclasses import asdict, is_dataclass
from typing import Any

from aiohttp import web

from tests.kit.fake_bot_api.account import FakeBot
from tests.kit.fake_bot_api.chats import Shown
from tests.kit.fake_bot_api.person import Person
from tests.kit.fake_bot_api.sending_files import Album
from tests.kit.fake_bot_api.server import FakeBotApi
from tests.kit.fake_bot_api.trouble import Limits

Json = dict[str, Any]


class Control:
    """The verbs of one fake."""

    def __init__(self, api: FakeBotApi) -> None:
        self._api = api
        self._people: dict[tuple[str, int], Person] = {}

    def add_to(self, app: web.Application) -> None:
        """Serve the verbs."""
        app.router.add_post("/control/{verb}", self._serve)

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        verb = request.match_info["verb"]
        do = getattr(self, f"do_{verb}", None)
        if do is None:
            return web.Response(status=404, text=f"no verb {verb}")
        body = opened(await request.json())
        try:
            answer = await do(body)
        except (LookupError, TypeError, ValueError, TimeoutError) as error:
            return web.Response(status=400, text=f"{type(error).__name__}: {error}")
        return web.Response(body=json.dumps(packed(answer)), content_type="application/json")

    # ── verbs ───────────────────────────────────────────────────────────────────────────────────

    async def do_bot(self, body: Json) -> Json:
        """A bot's account."""
        return {"token": self._api.bot(**body).token}

    async def do_person(self, body: Json) -> Json:
        """Somebody new."""
        bot = self._bot(body)
        options = {name: value for name, value in body.items() if name != "token"}
        person = bot.person(**options)
        self._people[bot.token, person.room.chat_id] = person
        return {"chat": person.room.chat_id}

    async def do_act(self, body: Json) -> Any:
        """Any act of a person."""
        person = self._person(body)
        verb = body["verb"]
        if verb.startswith("_") or verb in ("reads", "watches"):
            raise LookupError(f"no act {verb}")
        args, options = list(body.get("args", [])), dict(body.get("options", {}))
        if verb == "sends_held":
            args = [Album(**args[0])]
        if verb == "presses":
            args[1] = _shown_with(person, args[1])
        if options.get("on") is not None:
            options["on"] = _shown_with(person, options["on"])
        return getattr(person, verb)(*args, **options)

    async def do_shown(self, body: Json) -> Json:
        """The messages of the bot after the first `after`; waits up to `wait_s` for one."""
        person = self._person(body)
        after = int(body.get("after", 0))
        if body.get("wait_s"):
            with suppress(TimeoutError):
                await person.watches(
                    lambda: len(person.room.shown) > after, timeout_s=float(body["wait_s"])
                )
        found = [_described(one, body) for one in person.room.shown[after:]]
        return {"shown": found, "next": after + len(found)}

    async def do_transcript(self, body: Json) -> Json:
        """The whole chat as lines."""
        return {"text": self._person(body).transcript()}

    async def do_trouble(self, body: Json) -> Json:
        """Any trouble."""
        getattr(self._bot(body).trouble, body["verb"])(**body.get("options", {}))
        return {}

    async def do_limit(self, body: Json) -> Json:
        """Enforce rates."""
        limits = {name: value for name, value in body.items() if name != "token"}
        self._bot(body).trouble.limits = Limits(**limits)
        return {}

    async def do_calls(self, body: Json) -> Json:
        """The calls of the bot, of one method if it is named."""
        bot = self._bot(body)
        calls = bot.called(body["method"]) if body.get("method") else list(bot.calls)
        after = int(body.get("after", 0))
        return {"calls": calls[after:], "next": len(calls)}

    async def do_waiting(self, body: Json) -> Json:
        """How many updates wait, and how many were ever made."""
        queue = self._bot(body).queue
        return {"count": len(queue), "made_count": len(queue.log)}

    async def do_pushes(self, body: Json) -> Json:
        """Every try to push."""
        return {"pushes": [[push.number, push.status] for push in self._api.pushes()]}

    async def do_skip(self, body: Json) -> Json:
        """Let time pass."""
        self._api.clock.skip(float(body["seconds"]))
        return {}

    # ── who is meant ────────────────────────────────────────────────────────────────────────────

    def _bot(self, body: Json) -> FakeBot:
        return self._api.bots[body["token"]]

    def _person(self, body: Json) -> Person:
        return self._people[body["token"], int(body["chat"])]


def _shown_with(person: Person, message_id: int) -> Shown:
    for one in person.room.shown:
        if one.message_id == message_id:
            return one
    raise LookupError(f"no message {message_id}")


def _described(shown: Shown, body: Json) -> Json:
    """A message as JSON; its pictures only where they are asked for."""
    fields = asdict(shown)
    fields["labels"] = shown.labels
    if not body.get("pictures"):
        fields["pictures"] = [len(picture) for picture in shown.pictures]
    return fields


def packed(value: Any) -> Any:
    """A value as JSON takes it."""
    if isinstance(value, bytes):
        return {"base64": base64.b64encode(value).decode()}
    if is_dataclass(value) and not isinstance(value, type):
        return packed(asdict(value))
    if isinstance(value, dict):
        return {str(name): packed(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [packed(one) for one in value]
    return value


def opened(value: Any) -> Any:
    """What `packed` was given, bytes again."""
    if isinstance(value, dict):
        if value.keys() == {"base64"}:
            return base64.b64decode(value["base64"])
        return {name: opened(one) for name, one in value.items()}
    if isinstance(value, list):
        return [opened(one) for one in value]
    return value
