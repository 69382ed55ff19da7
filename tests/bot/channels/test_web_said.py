"""Forms of web chat: what they mean, what is taken of a bad one, and that no word is lost."""

import asyncio
from contextlib import ExitStack, suppress
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.api.problems import Unfit
from backend.api.uploads import Memory
from backend.errors import TooMany
from bot.channels._web_said import FORM_MAX_BYTES, Said, Unread, read_said, words_of
from handlers.dialogue.event import (
    ChoicePressed,
    CommandGiven,
    Event,
    EvidenceSent,
    Opened,
    PhotoSent,
    PlaceShared,
    TextSent,
)
from media.draw import draw
from tests.bot.channels.web_asking import FORM, multipart, request

TURN = "turn-0001"
JPEG = draw(1, 64, height_px=48)
MP4 = b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom" + bytes(40)


async def read(
    fields: dict[str, str], *files: bytes, memory: Memory | None = None, most_bytes: int = 100_000
) -> Said:
    """What a form says."""
    body, kind = (urlencode(fields).encode(), FORM)
    if files:
        body, kind = multipart(fields, *files)
    asked = request("/say", "POST", body=body, content_type=kind, content_length=str(len(body)))
    with ExitStack() as held:
        whole = memory or Memory()
        return await read_said(asked, whole, held, most_bytes=most_bytes, most_files=3)


@pytest.mark.parametrize(
    ("fields", "events"),
    [
        ({}, (Opened(),)),
        ({"text": "  \r\n "}, (Opened(),)),
        ({"hint": "unit-7"}, (Opened("unit-7"),)),
        ({"text": "电线"}, (TextSent("电线", f"web-{TURN}"),)),
        ({"text": "一\r\n二"}, (TextSent("一\n二", f"web-{TURN}"),)),
        ({"text": "a\x00b\x1bc"}, (TextSent("abc", f"web-{TURN}"),)),
        ({"text": "👷🏽‍♀️ ok"}, (TextSent("👷🏽‍♀️ ok", f"web-{TURN}"),)),
        (
            {"text": "电线", "hint": "unit-7"},
            (Opened("unit-7"), TextSent("电线", f"web-{TURN}")),
        ),
        ({"text": "/stop"}, (CommandGiven("stop"),)),
        ({"text": "/JOIN abc def"}, (CommandGiven("join", "abc def"),)),
        ({"text": "/路边有坑"}, (TextSent("/路边有坑", f"web-{TURN}"),)),
        ({"choice": "menu|report"}, (ChoicePressed("report", "menu"),)),
        ({"choice": "report"}, (ChoicePressed("report"),)),
        (
            {"text": "再说一句", "choice": "summary.ab|send"},
            (TextSent("再说一句", f"web-{TURN}"), ChoicePressed("send", "summary.ab")),
        ),
    ],
)
async def test_a_form_means_what_was_done(
    fields: dict[str, str], events: tuple[Event, ...]
) -> None:
    said = await read({"turn": TURN, **fields})
    assert said.events([]) == events


@pytest.mark.parametrize(
    ("place", "spot"),
    [
        ("33.1287 117.8943", PlaceShared(33.1287, 117.8943)),
        ("33.1287,117.8943,25", PlaceShared(33.1287, 117.8943, accuracy_m=25.0)),
        ("-33.5 -70 12", PlaceShared(-33.5, -70.0, accuracy_m=12.0)),
        ("91 10", None),
        ("10 181", None),
        ("nan nan", None),
        ("1e1 2", None),
        ("33.1287", None),
        ("33.1287 117.8943 25 7", None),
        ("somewhere", None),
    ],
)
async def test_a_point_is_a_point_on_earth(place: str, spot: PlaceShared | None) -> None:
    said = await read({"place": place})
    assert said.events([]) == ((spot,) if spot else (Opened(),))


async def test_words_sent_with_files_are_about_the_first_of_them() -> None:
    said = await read({"turn": TURN, "text": "楼道"}, JPEG, MP4, JPEG)
    assert said.events(["a", "b", "c"]) == (
        PhotoSent("a", album=TURN, caption="楼道", unpacked=True),
        EvidenceSent("b", "video", size_bytes=len(MP4)),
        PhotoSent("c", album=TURN, unpacked=True),
    )


async def test_a_file_field_left_empty_is_no_file() -> None:
    assert (await read({"text": "x"}, b"")).files == ()


@pytest.mark.parametrize("turn", ["", "short", "x" * 41, "with space", "日本語日本語日本語"])
async def test_a_turn_that_we_did_not_make_is_none(turn: str) -> None:
    assert (await read({"turn": turn})).turn == ""


@given(text=st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=300))
async def test_every_word_arrives(text: str) -> None:
    assert (await read({"text": text})).text == text.strip()
    assert (await read({"text": text}, JPEG)).text == text.strip()


# ── forms that cannot be taken ──────────────────────────────────────────────────────────────────


async def unread(fields: dict[str, str], *files: bytes, **more: object) -> Unread:
    """How a form is declined."""
    with pytest.raises(Unread) as caught:
        await read(fields, *files, **more)  # type: ignore[arg-type]
    return caught.value


async def test_words_beside_files_that_are_too_large_are_saved() -> None:
    fields = {"turn": TURN, "text": "楼道堆满了", "choice": "q|yes", "keep": "yes"}
    error = await unread(fields, bytes(300_000))
    assert isinstance(error.cause, Unfit)
    assert error.cause.status == 413
    assert error.said == Said(turn=TURN, text="楼道堆满了", choice="q|yes", keep=True)


async def test_too_many_files_are_declined_and_the_words_saved() -> None:
    error = await unread({"text": "看"}, *([JPEG] * 16))
    assert isinstance(error.cause, Unfit)
    assert (error.cause.status, error.said.text) == (413, "看")


async def test_words_are_saved_when_the_memory_for_uploads_is_full() -> None:
    memory = Memory(most_bytes=100_000)
    error = await unread({"text": "看"}, bytes(300_000), memory=memory, most_bytes=1_000_000)
    assert isinstance(error.cause, TooMany)
    assert error.said.text == "看"
    assert memory.held_bytes == 0


async def test_words_go_however_full_the_memory_for_uploads_is() -> None:
    said = await read({"text": "看"}, JPEG, memory=Memory(most_bytes=1, held_bytes=1))
    assert said.text == "看"


async def test_what_is_only_announced_takes_memory_from_nobody() -> None:
    memory = Memory(most_bytes=1_000_000)
    body, kind = multipart({"text": "看"}, bytes(300_000))
    asked = request(
        "/say", "POST", body=body[:50_000], content_type=kind, content_length=str(len(body))
    )
    with ExitStack() as held:
        work = read_said(asked, memory, held, most_bytes=1_000_000, most_files=3)
        reading = asyncio.ensure_future(work)
        await asyncio.sleep(0)
        assert memory.held_bytes <= 50_000
        reading.cancel()
        with suppress(asyncio.CancelledError, Unread):
            await reading
    assert memory.held_bytes == 0


async def test_a_body_that_stalls_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.channels._web_request.STALLS_S", 0.01)
    stalled = request("/say", "POST", stalls="yes", content_type=FORM)
    with pytest.raises(Unread) as caught:
        await read_said(stalled, Memory(), ExitStack(), most_bytes=1000, most_files=3)
    assert isinstance(caught.value.cause, Unfit)
    assert caught.value.cause.status == 408


async def test_a_form_of_words_alone_has_its_limit_too() -> None:
    error = await unread({"text": "长" * FORM_MAX_BYTES})
    assert isinstance(error.cause, Unfit)
    assert error.cause.status == 413
    assert error.said.text.startswith("长长长")


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", "multipart/form-data; boundary=edge"),
        (b"rubbish", "multipart/form-data; boundary=edge"),
        (b"--edge\r\n", "multipart/form-data; boundary=edge"),
        (b"--edge\r\nContent-Disposition: x\r\n\r\ncut", "multipart/form-data; boundary=edge"),
        (b"--edge--", "multipart/form-data"),
        (b"--edge--", "multipart/form-data; boundary=" + "x" * 90),
        (b"--edge--", "multipart/mixed; boundary=edge"),
    ],
)
async def test_what_is_no_form_is_declined_quietly(body: bytes, kind: str) -> None:
    asked = request("/say", "POST", body=body, content_type=kind)
    with pytest.raises(Unread) as caught:
        await read_said(asked, Memory(), ExitStack(), most_bytes=100_000, most_files=3)
    assert isinstance(caught.value.cause, Unfit)
    assert caught.value.said == Said()


async def test_memory_is_given_back_whatever_happens() -> None:
    memory = Memory()
    await read({"text": "x"}, JPEG, memory=memory)
    await unread({"text": "x"}, *([JPEG] * 16), memory=memory)
    assert memory.held_bytes == 0


async def test_the_words_of_a_form_can_be_read_alone() -> None:
    body, kind = multipart({"turn": TURN, "text": "急"}, bytes(500_000))
    asked = request("/say", "POST", body=body, content_type=kind)
    assert await words_of(asked) == Said(turn=TURN, text="急")


async def test_files_stay_counted_until_whoever_took_them_is_done() -> None:
    memory, file = Memory(), bytes(500_000)
    body, kind = multipart({"text": "急"}, file)
    asked = request("/say", "POST", body=body, content_type=kind, content_length=str(len(body)))
    with ExitStack() as held:
        said = await read_said(asked, memory, held, most_bytes=1_000_000, most_files=3)
        assert said.files == (file,)
        assert memory.held_bytes >= len(file)
    assert memory.held_bytes == 0
