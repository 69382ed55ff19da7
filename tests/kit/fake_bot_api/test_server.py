"""The fake behaves as the Bot API does: confirming, conflicts, pushing in order, expiry, limits."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from tests.kit.fake_bot_api import FakeBot, FakeBotApi
from tests.kit.fake_bot_api.remote import fake_process

Json = dict[str, Any]


@pytest.fixture
async def api() -> AsyncIterator[FakeBotApi]:
    """A fake whose pauses are a thousandth."""
    async with FakeBotApi(hurry=1000.0) as fake:
        yield fake


@pytest.fixture
def bot(api: FakeBotApi) -> FakeBot:
    """A bot's account."""
    return api.bot()


async def call(api: FakeBotApi, bot: FakeBot, method: str, **params: Any) -> Json:
    """One call as a client makes it."""
    url = f"{api.url}/bot{bot.token}/{method}"
    async with aiohttp.ClientSession() as session, session.post(url, data=params) as answer:
        body: Json = await answer.json()
        assert answer.status == body.get("error_code", 200)
        return body


async def numbers(api: FakeBotApi, bot: FakeBot, **params: Any) -> list[int]:
    """The numbers of the updates that getUpdates gives."""
    return [one["update_id"] for one in (await call(api, bot, "getUpdates", **params))["result"]]


async def test_only_a_higher_offset_confirms(api: FakeBotApi, bot: FakeBot) -> None:
    person = bot.person()
    made = [person.says(text) and bot.queue.log[-1]["update_id"] for text in "一二三"]
    assert await numbers(api, bot) == made
    assert await numbers(api, bot, limit=2) == made[:2]
    assert await numbers(api, bot, offset=made[0] + 1) == made[1:]
    assert await numbers(api, bot) == made[1:]
    assert await numbers(api, bot, offset=-1) == made[2:]
    assert await numbers(api, bot) == made[2:]


async def test_a_long_poll_is_held_until_something_comes(api: FakeBotApi, bot: FakeBot) -> None:
    poll = asyncio.create_task(numbers(api, bot, timeout=30))
    await asyncio.sleep(0.05)
    assert not poll.done()
    bot.person().says("烟")
    assert len(await poll) == 1


async def test_a_second_poller_ends_the_first(api: FakeBotApi, bot: FakeBot) -> None:
    first = asyncio.create_task(call(api, bot, "getUpdates", timeout=30))
    await asyncio.sleep(0.05)
    second = asyncio.create_task(call(api, bot, "getUpdates", timeout=30))
    assert (await first)["error_code"] == 409
    bot.person().says("烟")
    assert (await second)["ok"]


async def test_polling_conflicts_with_a_webhook(api: FakeBotApi, bot: FakeBot) -> None:
    await call(api, bot, "setWebhook", url="http://127.0.0.1:9/")
    assert (await call(api, bot, "getUpdates"))["error_code"] == 409
    await call(api, bot, "deleteWebhook")
    assert (await call(api, bot, "getUpdates"))["ok"]


async def test_only_what_is_allowed_is_made(api: FakeBotApi, bot: FakeBot) -> None:
    await call(api, bot, "getUpdates", allowed_updates='["edited_message"]')
    person = bot.person()
    person.edits(person.says("一"), "二")
    assert [list(update) for update in bot.queue.log] == [["update_id", "edited_message"]]


async def test_messages_expire_after_a_day_and_taps_after_150_seconds(
    api: FakeBotApi, bot: FakeBot
) -> None:
    person = bot.person()
    person.start()
    markup = {"inline_keyboard": [[{"text": "是", "callback_data": "q|yes"}]]}
    chat = {"chat_id": person.chat_ref, "text": "？"}
    await call(api, bot, "sendMessage", **chat, reply_markup=json.dumps(markup))
    person.taps("是")
    assert len(bot.queue) == 2
    api.clock.skip(151)
    assert len(bot.queue) == 1
    api.clock.skip(86_400)
    assert len(bot.queue) == 0


async def test_a_tap_answered_late_is_too_old(api: FakeBotApi, bot: FakeBot) -> None:
    person = bot.person()
    person.start()
    markup = {"inline_keyboard": [[{"text": "是", "callback_data": "q|yes"}]]}
    chat = {"chat_id": person.chat_ref, "text": "？"}
    await call(api, bot, "sendMessage", **chat, reply_markup=json.dumps(markup))
    for skipped_s, good in ((0, True), (31, False)):
        update = person.taps("是")
        assert update is not None
        api.clock.skip(skipped_s)
        tap_id = update["callback_query"]["id"]
        answer = await call(api, bot, "answerCallbackQuery", callback_query_id=tap_id)
        assert answer["ok"] is good


class Listener:
    """A webhook that notes what comes and answers as told."""

    def __init__(self) -> None:
        self.seen: list[Json] = []
        self.secrets: set[str | None] = set()
        self.answers: list[web.Response] = []

    async def take(self, request: web.Request) -> web.Response:
        """One push."""
        self.secrets.add(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        self.seen.append(await request.json())
        return self.answers.pop(0) if self.answers else web.Response()


@pytest.fixture
async def listener() -> AsyncIterator[tuple[Listener, str]]:
    """A listener and its address."""
    made = Listener()
    app = web.Application()
    app.router.add_post("/hook", made.take)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield made, f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    await runner.cleanup()


async def emptied(bot: FakeBot) -> None:
    """Wait until nothing waits any more."""
    async with asyncio.timeout(10):
        while len(bot.queue):  # noqa: ASYNC110
            await asyncio.sleep(0.005)


async def test_a_failing_update_blocks_its_own_chat_only(
    api: FakeBotApi, bot: FakeBot, listener: tuple[Listener, str]
) -> None:
    heard, url = listener
    one, other = bot.person(), bot.person()
    one.says("一")
    one.says("二")
    other.says("三")
    heard.answers = [web.Response(status=500), web.Response(status=503)]
    await call(api, bot, "setWebhook", url=url, secret_token="geheim")
    await emptied(bot)
    mine = [one["message"]["text"] for one in heard.seen if one["message"]["text"] != "三"]
    assert mine.index("二") == len(mine) - 1
    assert heard.secrets == {"geheim"}
    assert sorted(push.status for push in api.pushes()) == [200, 200, 200, 500, 503]


async def test_taps_do_not_wait_behind_messages(
    api: FakeBotApi, bot: FakeBot, listener: tuple[Listener, str]
) -> None:
    heard, url = listener
    person = bot.person()
    person.start()
    markup = {"inline_keyboard": [[{"text": "是", "callback_data": "q|yes"}]]}
    chat = {"chat_id": person.chat_ref, "text": "？"}
    await call(api, bot, "sendMessage", **chat, reply_markup=json.dumps(markup))
    person.taps("是")
    heard.answers = [web.Response(status=500)]
    await call(api, bot, "setWebhook", url=url)
    await emptied(bot)
    assert {kind for one in heard.seen for kind in one} == {
        "update_id",
        "message",
        "callback_query",
    }


async def test_an_answer_may_carry_a_call(
    api: FakeBotApi, bot: FakeBot, listener: tuple[Listener, str]
) -> None:
    heard, url = listener
    person = bot.person()
    reply = {"method": "sendMessage", "chat_id": int(person.chat_ref), "text": "好"}
    heard.answers = [web.json_response(reply)]
    person.says("在吗")
    await call(api, bot, "setWebhook", url=url)
    assert (await person.reads()).text == "好"


async def test_a_webhook_gone_for_a_day_is_removed(
    api: FakeBotApi, bot: FakeBot, listener: tuple[Listener, str]
) -> None:
    heard, url = listener
    heard.answers = [web.Response(status=410) for _ in range(50)]
    bot.person().says("烟")
    await call(api, bot, "setWebhook", url=url)
    await asyncio.sleep(0.02)
    assert bot.hook is not None
    api.clock.skip(23.5 * 3600)
    async with asyncio.timeout(10):
        while bot.hook is not None:  # noqa: ASYNC110
            await asyncio.sleep(0.005)


async def test_limits_are_enforced_with_the_time_to_wait(api: FakeBotApi, bot: FakeBot) -> None:
    bot.trouble.limits.chat_per_s, bot.trouble.limits.chat_burst = 1.0, 2
    person = bot.person()
    person.start()
    chat = {"chat_id": person.chat_ref, "text": "x"}
    answers = [await call(api, bot, "sendMessage", **chat) for _ in range(3)]
    assert [one["ok"] for one in answers] == [True, True, False]
    assert answers[2]["parameters"] == {"retry_after": 2}
    api.clock.skip(2.1)
    assert (await call(api, bot, "sendMessage", **chat))["ok"]


WRONG = [
    ({"text": ""}, "message text is empty"),
    ({"text": "😀" * 2049}, "message is too long"),
    ({"text": "x", "chat_id": "5"}, "chat not found"),
    ({"text": "x", "reply_markup": "{"}, "can't parse reply_markup"),
]


@pytest.mark.parametrize(("params", "told"), WRONG)
async def test_what_telegram_refuses_is_refused(
    api: FakeBotApi, bot: FakeBot, params: Json, told: str
) -> None:
    person = bot.person()
    person.start()
    answer = await call(api, bot, "sendMessage", **{"chat_id": person.chat_ref, **params})
    assert answer["error_code"] == 400
    assert told in answer["description"]


async def test_it_runs_as_a_process_of_its_own() -> None:
    async with fake_process("--hurry", "100") as remote:
        token = await remote.bot("123456:AAE-remote")
        person = await remote.person(token, language="en")
        await person.act("start", "poster-1")
        await person.act("sends_photo", b"no picture", caption="x")
        url = f"{remote.url}/bot{token}"
        async with aiohttp.ClientSession() as session:
            async with session.post(f"{url}/getUpdates") as answer:
                assert len((await answer.json())["result"]) == 2
            body = {"chat_id": person.chat, "text": "你好"}
            async with session.post(f"{url}/sendMessage", json=body) as answer:
                assert answer.status == 200
        assert (await person.reads())["text"] == "你好"
        assert (await person.transcript()).splitlines() == [
            "> /start poster-1",
            "> (photo) x",
            "< 你好",
        ]
        assert (await remote.ask("waiting", token=token)) == {"count": 2, "made_count": 2}
        with pytest.raises(LookupError):
            await person.act("taps", "nothing")
