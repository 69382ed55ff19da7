"""Erasing messages on both sides of a chat, where the platform lets us."""

import pytest

from bot.channel import (
    Unavailable,
)
from bot.channels._telegram_bot import TelegramBot
from tests.bot.channels.telegram_kit import no_pictures, says
from tests.kit.fake_bot_api import FakeBot, Person


async def test_messages_are_deleted_and_it_does_no_harm_twice(
    channel: TelegramBot, person: Person, bot: FakeBot
) -> None:
    own = person.says("我的码")
    sent = await channel.send(person.chat_ref, says("码"), no_pictures)
    refs = (*sent.refs, str(own["message_id"]), "999")
    await channel.erase(person.chat_ref, refs)
    assert person.seen == []
    assert own["message_id"] not in person.room.own
    await channel.erase(person.chat_ref, refs)
    await channel.erase(person.chat_ref, ("not-a-number",))


async def test_an_older_server_deletes_one_by_one(
    channel: TelegramBot, person: Person, bot: FakeBot
) -> None:
    bot.trouble.forget_method("deleteMessages")
    refs: list[str] = []
    for text in ("一", "二"):
        sent = await channel.send(person.chat_ref, says(text), no_pictures)
        refs += sent.refs
    await channel.erase(person.chat_ref, (*refs, "999"))
    assert person.seen == []
    assert len(bot.called("deleteMessage")) == 3


async def test_a_hundred_at_most_are_deleted_by_one_call(
    channel: TelegramBot, person: Person, bot: FakeBot
) -> None:
    await channel.erase(person.chat_ref, tuple(str(number) for number in range(1, 151)))
    assert [call.ok for call in bot.called("deleteMessages")] == [True, True]


async def test_erasing_while_the_platform_is_away_is_tried_again_by_the_caller(
    channel: TelegramBot, person: Person, bot: FakeBot
) -> None:
    bot.trouble.fail("deleteMessages", code=500)
    with pytest.raises(Unavailable):
        await channel.erase(person.chat_ref, ("1",))
