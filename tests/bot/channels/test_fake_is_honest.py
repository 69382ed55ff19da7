"""The fake says nothing that either library does not know: all its updates and answers fit both."""

from typing import Any

import aiogram.methods
import pytest
import telegram
from aiogram.methods.base import Response
from pydantic import BaseModel

from bot.channel import Button
from tests.bot.channels.telegram_kit import CHANNELS, WORDS, picture, says, settings
from tests.kit.fake_bot_api import FakeBot, FakeBotApi, Person

METHODS = {name.lower(): name for name in dir(aiogram.methods)}
PTB_TYPES: dict[str, type[telegram.TelegramObject]] = {
    "getme": telegram.User,
    "sendmessage": telegram.Message,
    "sendphoto": telegram.Message,
    "sendmediagroup": telegram.Message,
    "editmessagereplymarkup": telegram.Message,
    "getfile": telegram.File,
    "getwebhookinfo": telegram.WebhookInfo,
    "getmycommands": telegram.BotCommand,
    "getupdates": telegram.Update,
}


def extras_of_aiogram(thing: Any, path: str = "") -> list[str]:
    """Every field beneath a model that aiogram does not know."""
    found = []
    if isinstance(thing, BaseModel):
        found += [f"{path}.{name}" for name in thing.model_extra or {}]
        for name in type(thing).model_fields:
            found += extras_of_aiogram(getattr(thing, name), f"{path}.{name}")
    elif isinstance(thing, list | tuple):
        for one in thing:
            found += extras_of_aiogram(one, f"{path}[]")
    return found


def extras_of_ptb(thing: Any, path: str = "") -> list[str]:
    """Every field beneath an object that python-telegram-bot does not know."""
    found = []
    if isinstance(thing, telegram.TelegramObject):
        found += [f"{path}.{name}" for name in thing.api_kwargs]
        names = {name for cls in type(thing).__mro__ for name in getattr(cls, "__slots__", ())}
        for name in names - {"_bot", "_id_attrs", "_frozen", "api_kwargs"}:
            found += extras_of_ptb(getattr(thing, name, None), f"{path}.{name}")
    elif isinstance(thing, list | tuple):
        for one in thing:
            found += extras_of_ptb(one, f"{path}[]")
    return found


def does_everything(person: Person) -> None:
    """Every act that makes an update."""
    person.start("poster-12")
    message = person.says("三楼堆满电动车 https://example.org")
    person.edits(message, "二楼")
    captioned = person.sends_photo(picture(), caption="门口")
    person.edits(captioned, "后门")
    person.sends_file(picture(), "IMG_1.HEIC", mime="image/heic", caption="原图")
    person.sends_file(b"%PDF", "a.pdf", mime="application/pdf")
    person.sends_album(
        [picture("red"), picture("blue")], caption="两张", order=(1, 0), repeated=(0,)
    )
    person.sends_voice()
    person.sends_audio()
    person.sends_video(caption="看")
    person.sends_video_note()
    person.sends_animation()
    person.sends_live_photo(picture())
    person.pins(33.1287, 117.8943, accuracy_m=12.5)
    live = person.goes_live(33.1, 117.8)
    person.moves(live, 33.2, 117.9)
    person.stops_live(live)
    person.sends_venue(33.1, 117.8, "大楼", "一路 1 号")
    person.sends_contact()
    person.sends_sticker()
    person.sends_poll()
    person.sets_auto_delete()
    person.blocks()
    person.unblocks()


def test_every_update_fits_both_libraries(bot: FakeBot) -> None:
    does_everything(bot.person())
    does_everything(bot.person(language=""))
    bot.person(group=True).says("在群里")
    kinds = {kind for update in bot.queue.log for kind in update} - {"update_id"}
    assert kinds == {"message", "edited_message", "my_chat_member"}
    for update in bot.queue.log:
        assert extras_of_aiogram(aiogram.types.Update.model_validate(update)) == []
        assert extras_of_ptb(telegram.Update.de_json(update, None)) == []


async def test_every_answer_and_tap_fits_both_libraries(
    api: FakeBotApi, bot: FakeBot, library: str
) -> None:
    channel = CHANNELS[library]("t", "wuhe", settings(api, bot), WORDS)
    person = bot.person()
    person.start()

    async def pictures(name: str) -> bytes:
        return picture(name)

    await channel.send(
        person.chat_ref,
        says("选一个", rows=((Button("消防", "q|fire"),),), protected=True),
        pictures,
    )
    await channel.send(person.chat_ref, says("在哪里？", wants="place", asking=True), pictures)
    await channel.send(person.chat_ref, says("一张", pictures=("red",)), pictures)
    await channel.send(person.chat_ref, says("两张", pictures=("red", "blue")), pictures)
    person.taps("消防")
    assert extras_of_aiogram(aiogram.types.Update.model_validate(bot.queue.log[-1])) == []
    assert extras_of_ptb(telegram.Update.de_json(bot.queue.log[-1], None)) == []
    sent = person.sends_photo(picture())
    await channel.fetch(f"x:{sent['photo'][-1]['file_id']}", 1_000_000)
    await everything_else(api, bot, person)
    await channel.close()

    assert {call.method.lower() for call in bot.calls} >= PTB_TYPES.keys()
    for call in bot.calls:
        assert call.ok, call
        fits_both(call.method, call.answer["result"])


async def everything_else(api: FakeBotApi, bot: FakeBot, person: Person) -> None:
    """The methods that no channel calls, by their names."""
    for method, params in (
        ("getMe", {}),
        ("getWebhookInfo", {}),
        ("setWebhook", {"url": "http://127.0.0.1:9/x", "allowed_updates": '["message"]'}),
        ("getWebhookInfo", {}),
        ("deleteWebhook", {}),
        ("setMyCommands", {"commands": '[{"command": "start", "description": "x"}]'}),
        ("getMyCommands", {}),
        ("getUpdates", {}),
        (
            "editMessageReplyMarkup",
            {"chat_id": person.chat_ref, "message_id": str(person.seen[0].message_id)},
        ),
    ):
        await api.perform(bot, method, params, {})


def fits_both(method: str, result: Any) -> None:
    """Parse one answer as each library would, and look for what it does not know."""
    returning: Any = getattr(aiogram.methods, METHODS[method.lower()]).__returning__
    answer: Any = Response.__class_getitem__(returning)
    assert extras_of_aiogram(answer.model_validate({"ok": True, "result": result}).result) == []
    kind = PTB_TYPES.get(method.lower())
    if kind is None:
        assert result is True
    elif isinstance(result, list):
        assert extras_of_ptb(kind.de_list(result, None)) == []
    else:
        assert extras_of_ptb(kind.de_json(result, None)) == []


def test_a_field_that_nobody_knows_would_be_found(bot: FakeBot) -> None:
    message = bot.person().says("x")
    message["photo"] = [{"file_id": "1", "file_unique_id": "1", "width": 1, "height": 1, "new": 1}]
    update = {"update_id": 1, "message": message}
    assert extras_of_aiogram(aiogram.types.Update.model_validate(update)) != []
    assert extras_of_ptb(telegram.Update.de_json(update, None)) != []


@pytest.fixture(autouse=True)
def durations_as_they_will_be(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without it python-telegram-bot warns at each duration."""
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
