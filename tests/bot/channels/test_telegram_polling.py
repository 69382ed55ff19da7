"""Polling: kept before confirmed, in order, through every kind of trouble."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import pytest

from bot.channel import Button, Inbound
from bot.channels._telegram_bot import TelegramBot
from handlers.dialogue.event import TextSent
from tests.bot.channels.memory_house import MemoryHouse
from tests.bot.channels.telegram_kit import no_pictures, says
from tests.kit.fake_bot_api import FakeBot, FakeBotApi


@asynccontextmanager
async def polling(channel: TelegramBot, house: MemoryHouse) -> AsyncIterator["asyncio.Task[None]"]:
    """The channel polls meanwhile."""
    task = asyncio.create_task(channel.run(house))
    try:
        yield task
        assert not task.done(), task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def texts(channel: TelegramBot, house: MemoryHouse) -> list[str]:
    """The words of what was kept, in order."""
    return [event.text for event in house.events(channel) if isinstance(event, TextSent)]


async def test_what_waits_comes_in_order_and_is_confirmed_afterwards(
    channel: TelegramBot, bot: FakeBot, house: MemoryHouse
) -> None:
    one, other = bot.person(), bot.person()
    for number in range(60):
        (one if number % 2 else other).says(f"{number}")
    async with polling(channel, house):
        await house.holds(60)
        await bot.saw("getUpdates", 1)
        assert sorted(map(int, texts(channel, house))) == list(range(60))
        for person in (one, other):
            own = [kept for kept in house.kept if kept.chat_ref == person.chat_ref]
            numbers = [int(kept.keys[0].rpartition("/")[2]) for kept in own]
            assert numbers == sorted(numbers)
        other.says("last")
        await house.holds(61)
        await bot.saw("getUpdates", 2)
    assert house.repeats_count == 0
    first, second = bot.called("getUpdates")[:2]
    assert "offset" not in first.params
    assert int(second.params["offset"]) == bot.queue.log[59]["update_id"] + 1
    assert first.params["timeout"] == "50"


async def test_it_has_read_a_message_before_it_asks_for_any(
    channel: TelegramBot, bot: FakeBot, house: MemoryHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    translate, read = channel.translate, []

    def watched(raw: bytes) -> Inbound | None:
        inbound = translate(raw)
        read.append((inbound, len(bot.called("getUpdates"))))
        return inbound

    monkeypatch.setattr(channel, "translate", watched)
    bot.person().says("hello")
    async with polling(channel, house):
        await house.holds(1)
    inbound, asked_count = read[0]
    assert inbound is not None
    assert [event.text for event in inbound.events if isinstance(event, TextSent)] == ["."]
    assert (asked_count, texts(channel, house)) == (0, ["hello"])


async def test_nothing_is_lost_when_it_dies_between_keeping_and_confirming(
    channel: TelegramBot, bot: FakeBot, house: MemoryHouse
) -> None:
    person = bot.person()
    for number in range(5):
        person.says(f"{number}")
    task = asyncio.create_task(channel.run(house))

    def die(count: int) -> None:
        if count == 5:
            task.cancel()

    house.when_kept = die
    await asyncio.gather(task, return_exceptions=True)
    assert (len(house.kept), len(bot.queue)) == (5, 5)
    async with polling(channel, house):
        await house.saw_repeats(5)
        person.says("5")
        await house.holds(6)
    assert texts(channel, house) == ["0", "1", "2", "3", "4", "5"]


async def test_a_batch_that_dies_half_kept_comes_again_whole(
    channel: TelegramBot, bot: FakeBot, house: MemoryHouse
) -> None:
    person = bot.person()
    for number in range(6):
        person.says(f"{number}")
    house.slow_s = 0.02
    async with polling(channel, house):
        await house.holds(3)
    assert len(house.kept) < 6
    assert len(bot.queue) == 6
    house.slow_s = 0.0
    async with polling(channel, house):
        await house.holds(6)
    assert texts(channel, house) == ["0", "1", "2", "3", "4", "5"]
    assert house.repeats_count >= 3


async def test_a_full_house_does_not_move_the_offset(
    channel: TelegramBot, bot: FakeBot, house: MemoryHouse
) -> None:
    person = bot.person()
    house.full(4)
    house.refusals.append(RuntimeError("disk"))
    person.says("一")
    person.says("二")
    async with polling(channel, house):
        await house.holds(2)
        assert len(bot.queue) in (0, 2)
        person.says("三")
        await house.holds(3)
    assert texts(channel, house) == ["一", "二", "三"]


async def test_a_webhook_that_was_left_behind_is_taken_away(
    api: FakeBotApi, channel: TelegramBot, bot: FakeBot, house: MemoryHouse
) -> None:
    bot.person().says("还在")
    await api.perform(bot, "setWebhook", {"url": "http://127.0.0.1:9/gone"}, {})
    async with polling(channel, house):
        await house.holds(1)
        # Somebody sets one again: the poller meets 409 and takes it away once more.
        await api.perform(bot, "setWebhook", {"url": "http://127.0.0.1:9/gone"}, {})
        bot.person().says("又来")
        await house.holds(2)
    assert bot.hook is None
    assert all("drop_pending_updates" not in c.params for c in bot.called("deleteWebhook"))


async def test_another_poller_is_waited_out(
    api: FakeBotApi, channel: TelegramBot, bot: FakeBot, house: MemoryHouse
) -> None:
    async with polling(channel, house):
        await asyncio.sleep(0.05)
        rival = asyncio.create_task(api.perform(bot, "getUpdates", {"timeout": "50"}, {}))
        await bot.saw("getUpdates", ok=False)
        answer = await rival
        assert answer["error_code"] == 409
        bot.person().says("烟")
        await house.holds(1)


@pytest.fixture
def warnings_of_ours(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """What the channels log."""
    with caplog.at_level(logging.INFO, "davy.telegram"):
        yield caplog


TROUBLES = {
    "their error": lambda bot: bot.trouble.fail("getUpdates", code=502, times=3),
    "a proxy's page": lambda bot: bot.trouble.page("getUpdates", times=2),
    "a page that says 200": lambda bot: bot.trouble.page("getUpdates", status=200),
    "too many requests": lambda bot: bot.trouble.fail("getUpdates", retry_after=1),
    "a cut line": lambda bot: bot.trouble.cut("getUpdates", times=2),
    "an answer lost": lambda bot: bot.trouble.cut("getUpdates", afterwards=True),
    "a token refused": lambda bot: bot.trouble.fail("getUpdates", code=401, times=2),
    "trouble at the first word": lambda bot: bot.trouble.fail("deleteWebhook", times=2),
}


@pytest.mark.parametrize("trouble", sorted(TROUBLES))
async def test_polling_goes_on_after(
    channel: TelegramBot,
    bot: FakeBot,
    house: MemoryHouse,
    warnings_of_ours: pytest.LogCaptureFixture,
    trouble: str,
) -> None:
    bot.person().says("烟")
    TROUBLES[trouble](bot)
    async with polling(channel, house):
        await house.holds(1)
        assert house.repeats_count == 0
    assert "polling failed" in warnings_of_ours.text
    assert bot.token not in warnings_of_ours.text


async def test_a_server_that_is_away_at_the_start_and_later_is_waited_for(
    api: FakeBotApi, channel: TelegramBot, bot: FakeBot, house: MemoryHouse
) -> None:
    await api.stop()
    async with polling(channel, house):
        await asyncio.sleep(0.1)
        await api.start()
        bot.person().says("一")
        await house.holds(1)
        await api.stop()
        await asyncio.sleep(0.1)
        bot.person().says("二")
        await api.start()
        await house.holds(2)
    assert texts(channel, house) == ["一", "二"]


async def test_it_stops_within_a_second_in_the_middle_of_a_long_poll(
    channel: TelegramBot, bot: FakeBot, house: MemoryHouse
) -> None:
    task = asyncio.create_task(channel.run(house))
    await bot.saw("deleteWebhook")
    await asyncio.sleep(0.05)
    began_s = time.monotonic()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await channel.close()
    assert time.monotonic() - began_s < 1.0
    assert task.cancelled()


async def test_taps_are_answered_as_soon_as_they_are_kept(
    channel: TelegramBot, bot: FakeBot, house: MemoryHouse
) -> None:
    person = bot.person()
    person.start()
    rows = ((Button("是", "q|yes"),),)
    await channel.send(person.chat_ref, says("对吗？", rows=rows), no_pictures)
    async with polling(channel, house):
        person.taps("是")
        await bot.saw("answerCallbackQuery", ok=True)
    assert len(house.kept) == 2


async def test_updates_that_cannot_be_read_do_not_stop_the_others(
    channel: TelegramBot, bot: FakeBot, house: MemoryHouse
) -> None:
    bot.queue.put("message", {"chat": {"id": "?"}}, "x")
    bot.queue.put("poll", {"id": "1"}, "x")
    bot.person().says("烟")
    async with polling(channel, house):
        await house.holds(1)
        bot.person().says("火")
        await house.holds(2)
    assert texts(channel, house) == ["烟", "火"]


async def test_words_are_registered_in_each_language_and_for_all_others(
    channel: TelegramBot, bot: FakeBot, house: MemoryHouse
) -> None:
    bot.trouble.fail("setMyCommands", code=500)
    bot.trouble.forget_method("setMyShortDescription")
    async with polling(channel, house):
        await bot.saw("setMyDescription", 3)
    commands = [{"command": "start", "description": "开始"}]
    commands.append({"command": "stop", "description": "断开"})
    assert bot.words["commands", ""] == commands
    assert bot.words["commands", "zh"] == commands
    assert bot.words["commands", "en"][1]["description"] == "Cut the link"
    assert bot.words["description", "en"] == "Saw something dangerous? Say so."
    assert ("short_description", "en") not in bot.words
