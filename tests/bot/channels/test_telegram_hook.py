"""The webhook: who may push, what is kept, what is answered, and that nothing is lost."""

import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from bot.channel import Received
from bot.channels._telegram import TelegramSettings
from bot.channels._telegram_bot import TelegramBot
from bot.channels._telegram_hook import BODY_MAX_BYTES, FULL_AFTER_S
from handlers.dialogue.event import TextSent
from tests.bot.channels.memory_house import MemoryHouse
from tests.bot.channels.telegram_kit import (
    CHANNELS,
    QUICK_S,
    SECRET,
    WORDS,
    served,
    settings,
)
from tests.kit.fake_bot_api import FakeBot, FakeBotApi

HOOK = "/hooks/telegram-test"
UPDATE: dict[str, Any] = {
    "update_id": 5,
    "message": {
        "message_id": 7,
        "date": 1,
        "chat": {"id": 9000000001, "type": "private"},
        "text": "烟",
    },
}


class Hooked:
    """A channel whose routes are served, and a client that pushes by hand."""

    def __init__(self, channel: TelegramBot, house: MemoryHouse, url: str) -> None:
        self.channel = channel
        self.house = house
        self.url = url

    async def push(
        self, body: bytes | dict[str, Any], *, secret: str | None = SECRET, method: str = "POST"
    ) -> aiohttp.ClientResponse:
        """One request; gives the answer, read to its end."""
        headers = {} if secret is None else {"X-Telegram-Bot-Api-Secret-Token": secret}
        data = json.dumps(body).encode() if isinstance(body, dict) else body
        async with (
            aiohttp.ClientSession() as session,
            session.request(method, self.url, data=data, headers=headers) as answer,
        ):
            await answer.read()
            return answer


@pytest.fixture
async def hooked(
    api: FakeBotApi, bot: FakeBot, house: MemoryHouse, library: str
) -> AsyncIterator[Hooked]:
    """Each channel with a webhook, over real sockets."""
    channel = made(library, settings(api, bot, hook="http://127.0.0.1:1", secret=SECRET))
    async with served(channel.routes(house)) as url:
        yield Hooked(channel, house, url + HOOK)
    await channel.close()


def made(library: str, chosen: TelegramSettings) -> TelegramBot:
    """A channel with these settings."""
    return CHANNELS[library]("telegram-test", "wuhe", chosen, WORDS, pauses_s=QUICK_S)


async def test_a_pushed_update_is_kept_as_it_came(hooked: Hooked) -> None:
    raw = json.dumps(UPDATE).encode()
    assert (await hooked.push(raw)).status == 200
    assert hooked.house.kept == [
        Received(
            "telegram-test",
            "wuhe",
            "9000000001",
            ("telegram-test/u/5", "telegram-test/m/9000000001/7"),
            raw,
        )
    ]
    assert hooked.house.events(hooked.channel) == [TextSent("烟", "7")]


async def test_without_the_secret_nothing_is_read(hooked: Hooked) -> None:
    for secret in (None, "", "wrong", SECRET + "x", SECRET[:-1]):
        assert (await hooked.push(UPDATE, secret=secret)).status == 401
    assert hooked.house.kept == []


async def test_a_hook_without_a_secret_of_its_own_takes_nothing(
    api: FakeBotApi, bot: FakeBot, house: MemoryHouse, library: str
) -> None:
    channel = made(library, settings(api, bot, hook="http://127.0.0.1:1"))
    async with served(channel.routes(house)) as url:
        for secret in (None, "", SECRET):
            answer = await Hooked(channel, house, url + HOOK).push(UPDATE, secret=secret)
            assert (answer.status, house.kept) == (401, [])
    await channel.close()


async def test_only_a_post_is_taken(hooked: Hooked) -> None:
    answer = await hooked.push(UPDATE, method="PUT")
    assert (answer.status, answer.headers["Allow"]) == (405, "POST")
    assert hooked.house.kept == []


async def test_a_body_beyond_the_bound_is_refused(hooked: Hooked) -> None:
    assert (await hooked.push(b" " * (BODY_MAX_BYTES + 1))).status == 413
    assert hooked.house.kept == []


MALFORMED = [
    b"",
    b"{",
    b"[]",
    b"7",
    b"null",
    b"{}",
    b'{"update_id": "7", "message": {}}',
    b'{"update_id": 7, "message": {"chat": {}}}',
    b'{"update_id": 7, "message": {"message_id": 1, "chat": {"id": "x"}}}',
    b'{"update_id": 7, "message": 5}',
    b'{"update_id": 7, "callback_query": {"id": "1"}}',
    b"[" * 200_000,
    b"\xff\xfe\xfd",
    b'{"update_id": ' + b"9" * 5000 + b"}",
]


async def test_what_can_never_be_read_does_not_come_again(hooked: Hooked) -> None:
    statuses = [(await hooked.push(body)).status for body in MALFORMED]
    assert statuses == [200] * len(MALFORMED)
    assert hooked.house.kept == []


async def test_other_kinds_of_updates_are_taken_and_dropped(hooked: Hooked) -> None:
    assert (await hooked.push({"update_id": 7, "poll": {"id": "1"}})).status == 200
    assert hooked.house.kept == []


async def test_a_full_house_is_told_to_telegram_and_nothing_is_acknowledged(
    hooked: Hooked,
) -> None:
    hooked.house.full()
    answer = await hooked.push(UPDATE)
    assert (answer.status, answer.headers["Retry-After"]) == (503, str(FULL_AFTER_S))
    assert (await hooked.push(UPDATE)).status == 200
    assert len(hooked.house.kept) == 1


async def test_a_fault_of_ours_is_not_acknowledged(hooked: Hooked) -> None:
    hooked.house.refusals.append(RuntimeError("disk"))
    assert (await hooked.push(UPDATE)).status == 503
    assert hooked.house.kept == []


async def test_the_answer_comes_after_the_commit(hooked: Hooked) -> None:
    hooked.house.slow_s = 0.05
    await hooked.push(UPDATE)
    assert len(hooked.house.kept) == 1


async def test_the_hook_also_answers_where_telegram_was_sent(
    api: FakeBotApi, bot: FakeBot, house: MemoryHouse, library: str
) -> None:
    chosen = settings(api, bot, hook="https://davy.example/behind/a/proxy", secret=SECRET)
    channel = made(library, chosen)
    assert set(channel.routes(house)) == {HOOK, "/behind/a/proxy"}
    bare = made(library, settings(api, bot, hook="https://davy.example/", secret=SECRET))
    assert set(bare.routes(house)) == {HOOK}
    assert set(made(library, settings(api, bot)).routes(house)) == set()
    for one in (channel, bare):
        await one.close()
