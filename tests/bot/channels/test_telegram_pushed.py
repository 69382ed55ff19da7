"""A webhook with updates pushed to it as Telegram does: repeated, refused, shuffled, late."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.channel import Button
from bot.channels._telegram import TelegramSettings
from bot.channels._telegram_bot import TelegramBot
from handlers.dialogue.event import PhotoSent, TextSent
from tests.bot.channels.memory_house import MemoryHouse
from tests.bot.channels.telegram_kit import (
    CHANNELS,
    QUICK_S,
    SECRET,
    WORDS,
    no_pictures,
    picture,
    says,
    served,
    settings,
)
from tests.kit.fake_bot_api import FakeBot, FakeBotApi

HOOK = "/hooks/telegram-test"


def made(library: str, chosen: TelegramSettings) -> TelegramBot:
    """A channel with these settings."""
    return CHANNELS[library]("telegram-test", "wuhe", chosen, WORDS, pauses_s=QUICK_S)


@pytest.fixture
async def running(
    api: FakeBotApi, bot: FakeBot, house: MemoryHouse, library: str
) -> AsyncIterator[TelegramBot]:
    """Each channel, its hook served and set at the fake by the channel itself."""
    routes: dict[str, Any] = {}
    async with served(routes) as url:
        channel = made(library, settings(api, bot, hook=url, secret=SECRET))
        routes.update(channel.routes(house))
        task = asyncio.create_task(channel.run(house))
        yield channel
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    await channel.close()


async def test_the_webhook_is_set_with_its_secret_and_updates_come(
    running: TelegramBot, bot: FakeBot, house: MemoryHouse
) -> None:
    person = bot.person()
    person.says("烟")
    await house.holds(1)
    (call,) = bot.called("setWebhook")
    assert call.params["url"].endswith(HOOK)
    assert call.params["secret_token"] == SECRET
    assert json.loads(call.params["allowed_updates"]) == [
        "message",
        "edited_message",
        "callback_query",
        "my_chat_member",
    ]
    assert call.params["max_connections"] == "40"
    assert "drop_pending_updates" not in call.params


async def test_five_deliveries_are_kept_once(
    running: TelegramBot, bot: FakeBot, house: MemoryHouse
) -> None:
    message = bot.person().says("烟")
    bot.redeliver(bot.queue.log[0], times=2)
    bot.person().again(message)
    bot.person().again(message)
    await house.saw_repeats(4)
    assert house.events(running) == [TextSent("烟", str(message["message_id"]))]


async def test_while_nothing_can_be_kept_telegram_keeps_it_in_order(
    running: TelegramBot, bot: FakeBot, house: MemoryHouse, api: FakeBotApi
) -> None:
    house.full(3)
    person = bot.person()
    for number in range(5):
        person.says(f"{number}")
    await house.holds(5)
    texts = [event.text for event in house.events(running) if isinstance(event, TextSent)]
    assert texts == ["0", "1", "2", "3", "4"]
    assert [push.status for push in api.pushes()].count(503) == 3


async def test_two_chats_whose_messages_have_equal_ids_are_two(
    running: TelegramBot, bot: FakeBot, house: MemoryHouse
) -> None:
    one, other = bot.person(), bot.person()
    first, second = one.says("甲"), other.says("乙")
    assert first["message_id"] == second["message_id"]
    await house.holds(2)


async def test_an_edit_and_each_point_of_a_live_location_are_new(
    running: TelegramBot, bot: FakeBot, house: MemoryHouse
) -> None:
    person = bot.person()
    message = person.says("二楼")
    person.edits(message, "三楼")
    person.edits(message, "四楼")
    live = person.goes_live(33.1, 117.8)
    person.moves(live, 33.2, 117.9)
    person.moves(live, 33.3, 117.9)
    await house.holds(6)
    assert house.repeats_count == 0


async def test_a_tap_is_kept_and_answered(
    running: TelegramBot, bot: FakeBot, house: MemoryHouse
) -> None:
    person = bot.person()
    person.start()
    rows = ((Button("是", "q|yes"), Button("否", "q|no")),)
    await running.send(person.chat_ref, says("对吗？", rows=rows), no_pictures)
    person.taps("是")
    person.taps("是")
    await house.holds(3)
    await bot.saw("answerCallbackQuery", 2, ok=True)
    assert bot.taps == {}


async def test_a_tap_that_cannot_be_answered_is_kept_all_the_same(
    running: TelegramBot, bot: FakeBot, house: MemoryHouse
) -> None:
    person = bot.person()
    person.start()
    rows = ((Button("是", "q|yes"),),)
    await running.send(person.chat_ref, says("对吗？", rows=rows), no_pictures)
    bot.trouble.fail("answerCallbackQuery", code=400, description="Bad Request: query is too old")
    person.taps("是")
    await house.holds(2)
    await bot.saw("answerCallbackQuery", ok=False)
    person.says("还在吗")
    await house.holds(3)


async def test_an_album_shuffled_repeated_and_late_is_all_there(
    running: TelegramBot, bot: FakeBot, house: MemoryHouse
) -> None:
    person = bot.person()
    colours = [(n * 25, 0, 0) for n in range(10)]
    pictures = [picture("#{:02x}{:02x}{:02x}".format(*colour)) for colour in colours]
    order = (3, 1, 9, 0, 2, 8, 4, 7, 5, 6)
    album = person.sends_album(pictures, caption="十张", order=order, repeated=(3, 0), held=(6,))
    await house.holds(9)
    await house.saw_repeats(2)
    person.sends_held(album)
    await house.holds(10)
    events = [event for event in house.events(running) if isinstance(event, PhotoSent)]
    assert len({event.ref for event in events}) == 10
    assert len({event.album for event in events}) == 1
    assert [event.caption for event in events if event.caption] == ["十张"]


async def test_the_webhook_is_set_although_the_server_is_away_at_first(
    api: FakeBotApi, bot: FakeBot, house: MemoryHouse, library: str
) -> None:
    channel = made(library, settings(api, bot, hook="http://127.0.0.1:1", secret=SECRET))
    await api.stop()
    task = asyncio.create_task(channel.run(house))
    await asyncio.sleep(0.05)
    assert not task.done()
    await api.start()
    await bot.saw("setWebhook", ok=True)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await channel.close()
