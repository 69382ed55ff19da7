"""Odds and ends that may arrive: taps, comings and goings, groups, broken things."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from backend.aliases.service import Address
from bot.channels._telegram_bot import TelegramBot
from handlers.dialogue.event import (
    ChoicePressed,
    ContactShared,
    Event,
    PersonLeft,
    PersonReturned,
    TextSent,
    UnreadableSent,
)
from tests.bot.channels.telegram_kit import last, meant, picture
from tests.kit.fake_bot_api import FakeBot, Person

Act = Callable[[Person], object]


ODD: list[tuple[Act, Event]] = [
    (lambda p: p.sends_contact(), ContactShared()),
    (lambda p: p.sends_sticker(), UnreadableSent()),
    (lambda p: p.sends_poll(), UnreadableSent()),
    (lambda p: p.sends("(new)", something_new={"a": 1}), UnreadableSent()),
    (lambda p: p.sends("(bad)", video={"file_id": 7, "width": "wide"}), UnreadableSent()),
    (lambda p: p.blocks(), PersonLeft()),
    (lambda p: p.unblocks(), PersonReturned()),
]


@pytest.mark.parametrize(("act", "event"), ODD)
def test_odds_and_ends(channel: TelegramBot, bot: FakeBot, act: Act, event: Event) -> None:
    act(bot.person())
    assert meant(channel, bot).events == (event,)


TAPS = [
    ("report-sector|fire", ChoicePressed("fire", "report-sector")),
    ("q:12|say|no", ChoicePressed("no", "q:12|say")),
    ("bare", ChoicePressed("bare", "")),
    ("|show", ChoicePressed("show", "")),
]


@pytest.mark.parametrize(("data", "event"), TAPS)
def test_taps(channel: TelegramBot, bot: FakeBot, data: str, event: Event) -> None:
    person = bot.person()
    update = tap_of(person, data)
    inbound = channel.translate(json.dumps(update).encode())
    assert inbound is not None
    assert inbound.events == (event,)
    assert inbound.address == Address("telegram-test", person.chat_ref)
    assert inbound.language == "zh-hans"


def tap_of(person: Person, data: str) -> dict[str, Any]:
    """A tap under a message of some time ago."""
    chat = {"id": int(person.chat_ref), "type": "private"}
    message = {"message_id": 3, "date": 0, "chat": chat}
    tap = {"id": "77", "from": person.user, "chat_instance": "1", "data": data}
    return {"update_id": 5, "callback_query": {**tap, "message": message}}


def test_a_tap_without_its_message_is_in_the_private_chat(
    channel: TelegramBot, bot: FakeBot
) -> None:
    person = bot.person()
    update = tap_of(person, "q|yes")
    del update["callback_query"]["message"]
    inbound = channel.translate(json.dumps(update).encode())
    assert inbound is not None
    assert (inbound.address.chat_ref, inbound.events) == (
        person.chat_ref,
        (ChoicePressed("yes", "q"),),
    )


def test_in_a_group_nothing_is_meant_for_us(channel: TelegramBot, bot: FakeBot) -> None:
    person = bot.person(group=True)
    for act in (person.start, person.blocks, person.sends_poll):
        act()
        inbound = meant(channel, bot)
        assert inbound.group
        assert inbound.events == ()


def test_telegrams_own_remarks_and_other_updates_are_nothing(
    channel: TelegramBot, bot: FakeBot
) -> None:
    bot.person().sets_auto_delete()
    assert channel.translate(last(bot)) is None
    assert channel.translate(b'{"update_id": 1, "poll": {"id": "1"}}') is None
    assert channel.translate(b'{"update_id": 1}') is None


def test_halves_of_characters_are_replaced(channel: TelegramBot, bot: FakeBot) -> None:
    message = bot.person().says("x")
    message["text"] = "着火\ud83d了"
    message["from"]["first_name"] = "\udc00"
    (event,) = meant(channel, bot).events
    assert event == TextSent("着火\ufffd了", str(message["message_id"]))


def test_a_client_that_tells_no_language_leaves_it_open(channel: TelegramBot, bot: FakeBot) -> None:
    bot.person(language="").says("x")
    assert meant(channel, bot).language == ""


def test_no_name_and_no_number_is_in_what_is_meant(channel: TelegramBot, bot: FakeBot) -> None:
    person = bot.person("李明明")
    person.start()
    person.sends_contact()
    person.sends_photo(picture())
    person.blocks()
    told = repr([channel.translate(json.dumps(one).encode()) for one in bot.queue.log])
    assert "李明明" not in told
    assert person.user["username"] not in told
    assert "13800000000" not in told
