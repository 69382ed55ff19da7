"""What every kind of update means, the same with both libraries."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from backend.aliases.service import Address
from bot.channel import Inbound
from bot.channels._telegram_bot import TelegramBot
from handlers.dialogue.event import (
    CommandGiven,
    Event,
    EvidenceSent,
    Opened,
    PhotoSent,
    PlaceShared,
    TextEdited,
    TextSent,
)
from tests.bot.channels.telegram_kit import meant, picture, ref
from tests.kit.fake_bot_api import FakeBot, Person

Act = Callable[[Person], object]


WORDS: list[tuple[str, Event]] = [
    ("三楼过道堆满电动车", TextSent("三楼过道堆满电动车", "1")),
    ("*not* <b>markup</b> _at_ all", TextSent("*not* <b>markup</b> _at_ all", "1")),
    ("/start", Opened("")),
    ("/start poster-12_A", Opened("poster-12_A")),
    ("/start not a payload!", Opened("")),
    ("/stop", CommandGiven("stop")),
    ("/STOP@davy_test_bot", CommandGiven("stop")),
    ("/language en", CommandGiven("language", "en")),
    ("/code 1234 5678\n9", CommandGiven("code", "1234 5678\n9")),
    ("/三楼", TextSent("/三楼", "1")),
    ("/home/a/b", TextSent("/home/a/b", "1")),
    ("/", TextSent("/", "1")),
]


@pytest.mark.parametrize(("text", "event"), WORDS)
def test_typed_words(channel: TelegramBot, bot: FakeBot, text: str, event: Event) -> None:
    person = bot.person(language="zh-hans")
    person.says(text)
    assert meant(channel, bot) == Inbound(
        Address("telegram-test", person.chat_ref), (event,), language="zh-hans"
    )


PLACES: list[tuple[Act, PlaceShared]] = [
    (lambda p: p.pins(33.1287, 117.8943), PlaceShared(33.1287, 117.8943)),
    (lambda p: p.pins(33.1, 117.8, accuracy_m=8.5), PlaceShared(33.1, 117.8, accuracy_m=8.5)),
    (lambda p: p.goes_live(33.1, 117.8), PlaceShared(33.1, 117.8, accuracy_m=20.0, live=True)),
    (
        lambda p: p.moves(p.goes_live(33.1, 117.8), 33.2, 117.9),
        PlaceShared(33.2, 117.9, accuracy_m=20.0, live=True),
    ),
    (
        lambda p: p.sends_venue(33.1, 117.8, "大楼", "一路 1 号"),
        PlaceShared(33.1, 117.8, label="大楼，一路 1 号"),
    ),
    (lambda p: p.sends_venue(33.1, 117.8, "大楼"), PlaceShared(33.1, 117.8, label="大楼")),
]


@pytest.mark.parametrize(("act", "event"), PLACES)
def test_places(channel: TelegramBot, bot: FakeBot, act: Act, event: PlaceShared) -> None:
    act(bot.person())
    assert meant(channel, bot).events == (event,)


def test_the_end_of_a_live_location_is_one_more_point(channel: TelegramBot, bot: FakeBot) -> None:
    person = bot.person()
    person.stops_live(person.goes_live(33.1, 117.8))
    (event,) = meant(channel, bot).events
    assert isinstance(event, PlaceShared)
    assert event.live


def test_a_photo_is_its_largest_rendition(channel: TelegramBot, bot: FakeBot) -> None:
    message = bot.person().sends_photo(picture(size_px=(1000, 700)), caption="门口")
    assert len(message["photo"]) > 2
    assert meant(channel, bot).events == (PhotoSent(ref(message, "photo"), caption="门口"),)
    message["photo"].reverse()
    assert meant(channel, bot).events[0].ref.endswith(message["photo"][0]["file_id"])  # type: ignore[attr-defined]


def test_a_rendition_that_cannot_be_fetched_is_passed_over(
    channel: TelegramBot, bot: FakeBot
) -> None:
    message = bot.person().sends_photo(picture(size_px=(1000, 700)))
    message["photo"][-1]["file_size"] = 20_000_001
    (event,) = meant(channel, bot).events
    assert isinstance(event, PhotoSent)
    assert event.ref.endswith(message["photo"][-2]["file_id"])


FILES: list[tuple[str, str, bool]] = [
    ("IMG_1.HEIC", "", True),
    ("scan", "image/png", True),
    ("photo.JPG", "application/octet-stream", True),
    ("notes.pdf", "application/pdf", False),
    ("noname", "", False),
]


@pytest.mark.parametrize(("name", "mime", "is_picture"), FILES)
def test_a_picture_sent_as_a_file(
    channel: TelegramBot, bot: FakeBot, name: str, mime: str, *, is_picture: bool
) -> None:
    message = bot.person().sends_file(b"bytes", name, mime=mime, caption="看")
    handle = ref(message, "document")
    photo = PhotoSent(handle, caption="看", unpacked=True)
    document = EvidenceSent(handle, "document", size_bytes=5, caption="看")
    assert meant(channel, bot).events == ((photo if is_picture else document),)


RECORDINGS: list[tuple[Act, str, str, int]] = [
    (lambda p: p.sends_voice(b"ogg", duration_s=5), "voice", "voice", 5),
    (lambda p: p.sends_audio(b"mp3", duration_s=60), "audio", "voice", 60),
    (lambda p: p.sends_video(b"mp4", duration_s=9), "video", "video", 9),
    (lambda p: p.sends_video_note(b"mp4", duration_s=7), "video_note", "video", 7),
    (lambda p: p.sends_animation(b"mp4", duration_s=2), "animation", "video", 2),
]


@pytest.mark.parametrize(("act", "field", "kind", "duration_s"), RECORDINGS)
def test_recordings(
    channel: TelegramBot, bot: FakeBot, act: Act, field: str, kind: str, duration_s: int
) -> None:
    message: Any = act(bot.person())
    expected = EvidenceSent(ref(message, field), kind, duration_s=duration_s, size_bytes=3)
    assert meant(channel, bot).events == (expected,)


def test_a_live_photo_is_its_still(channel: TelegramBot, bot: FakeBot) -> None:
    message = bot.person().sends_live_photo(picture())
    assert meant(channel, bot).events == (PhotoSent(ref(message["live_photo"], "photo")),)


def test_the_pictures_of_an_album_share_its_name(channel: TelegramBot, bot: FakeBot) -> None:
    album = bot.person().sends_album(
        [picture("red"), picture("blue"), picture("green")],
        caption="三张",
        order=(2, 0, 1),
        repeated=(0,),
    )
    inbound = [channel.translate(json.dumps(one).encode()) for one in bot.queue.log]
    events = [event for one in inbound if one for event in one.events]
    refs = [ref(message, "photo") for message in album.messages]
    name = album.messages[0]["media_group_id"]
    assert events == [
        PhotoSent(refs[2], name),
        PhotoSent(refs[0], name, "三张"),
        PhotoSent(refs[1], name),
        PhotoSent(refs[0], name, "三张"),
    ]


def test_the_same_picture_sent_twice_has_one_handle(channel: TelegramBot, bot: FakeBot) -> None:
    person = bot.person()
    person.sends_photo(picture())
    first = meant(channel, bot).events
    person.sends_photo(picture())
    assert meant(channel, bot).events == first


def test_edited_words(channel: TelegramBot, bot: FakeBot) -> None:
    person = bot.person()
    message = person.says("二楼")
    person.edits(message, "三楼")
    assert meant(channel, bot).events == (TextEdited("三楼", str(message["message_id"])),)


def test_an_edited_caption_is_known_by_its_picture(channel: TelegramBot, bot: FakeBot) -> None:
    person = bot.person()
    message = person.sends_photo(picture(), caption="二楼")
    person.edits(message, "三楼")
    handle = ref(message, "photo")
    assert meant(channel, bot).events == (
        PhotoSent(handle, caption="三楼"),
        TextEdited("三楼", f"{handle}#caption"),
    )
