"""Sending: what the person sees, and what each trouble of the platform means for delivery."""

import asyncio

from bot.channel import (
    Outbound,
)
from bot.channels._telegram_bot import TelegramBot
from tests.bot.channels.telegram_kit import ROWS, no_pictures, picture, pictures, says
from tests.kit.fake_bot_api import FakeBot, Person


async def test_a_message_with_buttons(channel: TelegramBot, person: Person) -> None:
    text = "哪一类？<b>不是</b> *标记* https://example.org"
    sent = await channel.send(person.chat_ref, says(text, rows=ROWS), no_pictures)
    (shown,) = person.seen
    assert shown.text == text
    assert [[one.label for one in row] for row in shown.rows] == [["消防", "住房"], ["不知道"]]
    assert shown.rows[1][0].data == "report-sector|unknown"
    assert sent.refs == (str(shown.message_id),)
    assert not shown.previewed
    assert not shown.protected
    assert "parse_mode" not in shown.params


async def test_a_protected_card(channel: TelegramBot, person: Person) -> None:
    card = says("任务", protected=True)
    await channel.send(person.chat_ref, card, no_pictures)
    await channel.send(
        person.chat_ref,
        Outbound("照片", pictures=("photo:red", "photo:blue"), protected=True),
        pictures,
    )
    assert [shown.protected for shown in person.seen] == [True] * 4


async def test_a_long_text_comes_in_parts_and_the_last_has_the_buttons(
    channel: TelegramBot, person: Person
) -> None:
    text = "\n\n".join(f"{number}。" + "危险😀" * 700 for number in range(4))
    sent = await channel.send(person.chat_ref, says(text, rows=ROWS), no_pictures)
    parts = person.seen
    assert len(parts) == len(sent.refs) >= 3
    assert "".join(part.text for part in parts).replace("\n", "") == text.replace("\n", "")
    assert [bool(part.rows) for part in parts] == [False] * (len(parts) - 1) + [True]


async def test_one_picture_carries_a_short_text(channel: TelegramBot, person: Person) -> None:
    message = Outbound("编号", pictures=("photo:red",), rows=ROWS)
    await channel.send(person.chat_ref, message, pictures)
    (shown,) = person.seen
    assert (shown.text, len(shown.pictures), len(shown.rows)) == ("编号", 1, 2)
    assert shown.pictures[0] == picture("red")


async def test_a_text_too_long_for_a_caption_follows_its_picture(
    channel: TelegramBot, person: Person
) -> None:
    message = Outbound("险" * 1025, pictures=("photo:red",), rows=ROWS)
    await channel.send(person.chat_ref, message, pictures)
    first, second = person.seen
    assert (first.text, len(first.pictures), first.rows) == ("", 1, [])
    assert (len(second.text), len(second.rows)) == (1025, 2)


async def test_many_pictures_are_albums_and_then_the_text(
    channel: TelegramBot, person: Person, bot: FakeBot
) -> None:
    message = Outbound("都在这里", pictures=("photo:red",) * 11, rows=ROWS)
    sent = await channel.send(person.chat_ref, message, pictures)
    assert [len(shown.pictures) for shown in person.seen] == [1] * 11 + [0]
    assert len({shown.album for shown in person.seen[:10]}) == 1
    assert len(bot.called("sendMediaGroup")) == len(bot.called("sendPhoto")) == 1
    assert person.seen[-1].rows
    assert len(sent.refs) == 12


async def test_nothing_to_say_sends_nothing(channel: TelegramBot, person: Person) -> None:
    sent = await channel.send(person.chat_ref, says("  \n "), no_pictures)
    assert (sent.refs, person.seen) == ((), [])


async def test_the_public_is_offered_a_button_that_sends_the_place(
    channel: TelegramBot, person: Person
) -> None:
    asked = says("在哪里？", wants="place", rows=ROWS, asking=True, language="en")
    await channel.send(person.chat_ref, asked, no_pictures)
    (shown,) = person.seen
    if channel.staff:
        assert (shown.keyboard, len(shown.rows)) == ([], 2)
        return
    labels = [[key.label for key in row] for row in shown.keyboard]
    assert labels == [["📍 Send my place"], ["消防", "住房"], ["不知道"]]
    assert [key.sends_place for row in shown.keyboard for key in row] == [True] + [False] * 3
    person.taps("不知道")
    assert person.bot.queue.log[-1]["message"]["text"] == "不知道"
    await channel.send(person.chat_ref, says("收到"), no_pictures)
    assert person.room.keyboard != []
    await channel.send(person.chat_ref, says("怎么了？", asking=True), no_pictures)
    assert person.room.keyboard == []


async def test_in_a_group_no_place_is_asked_by_a_button(channel: TelegramBot, bot: FakeBot) -> None:
    group = bot.person(group=True)
    await channel.send(group.chat_ref, says("在哪里？", wants="place", rows=ROWS), no_pictures)
    assert (group.seen[0].keyboard, len(group.seen[0].rows)) == ([], 2)


async def test_two_messages_side_by_side_share_the_line(channel: TelegramBot, bot: FakeBot) -> None:
    people = [bot.person() for _ in range(20)]
    for person in people:
        person.start()
    bot.trouble.slow("sendMessage", seconds=0.1, times=20)
    async with asyncio.timeout(1.5):
        await asyncio.gather(
            *(channel.send(person.chat_ref, says("早"), no_pictures) for person in people)
        )
    assert all(len(person.seen) == 1 for person in people)
