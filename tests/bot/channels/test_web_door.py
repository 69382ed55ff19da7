"""The web door's requests: what each is answered with, and what it has the house do."""

import asyncio
import json
from dataclasses import replace

import pytest

from bot.channel import Button, Outbound, Rejected
from bot.channels.web import WebSettings
from bot.packed import unpack_events
from handlers.dialogue.event import ChoicePressed, PhotoSent, TextSent
from media.draw import draw
from tests.bot.channels.web_asking import Answered, Door, TwinHouse, events, form, multipart, said

JPEG = draw(1, 64, height_px=48)
JSON = "application/json"
STAFF = WebSettings(path="/staff/", staff=True)


# ── the page ────────────────────────────────────────────────────────────────────────────────────


async def test_looking_at_the_first_page_leaves_no_trace() -> None:
    door = Door()
    answer = await door.get("/", accept_language="en")
    assert answer.status == 200
    assert "greeting in en" in answer.text
    assert answer.header("set-cookie") == ""
    assert door.house.arrived == []


async def test_what_was_said_is_answered_by_a_look_at_the_page() -> None:
    door = Door()
    answer = await said(door, turn="turn-0001", text="电线掉了")
    assert (answer.status, answer.header("location")) == (303, "/?said")
    assert events(door) == [TextSent("电线掉了", "web-turn-0001")]
    assert "好的" in (await door.get("/?said")).text


async def test_a_browser_stays_the_same_person() -> None:
    door = Door()
    await said(door, text="一")
    await said(door, text="二")
    assert len({one.chat_ref for one in door.house.arrived}) == 1
    other = Door(house=door.house)
    await said(other, text="三")
    assert len({one.chat_ref for one in door.house.arrived}) == 2


async def test_the_script_gets_the_answer_at_once() -> None:
    door = Door()
    answer = await door.post("/say", body=form(text="一", fresh="yes"), accept=JSON)
    body = json.loads(answer.body)
    assert body["began"] is True
    assert [one["text"] for one in body["messages"]] == ["好的"]
    again = await door.post("/say", body=form(text="二", seen="0" * 24), accept=JSON)
    assert json.loads(again.body)["began"] is False
    assert door.house.arrived[1].seen == "0" * 24


async def test_the_first_words_count_as_said_when_the_page_showed_them() -> None:
    door = Door()
    await said(door, text="一", fresh="yes")
    await said(door, text="二")
    greeted = [unpack_events("web", one.raw).greeted for one in door.house.arrived]
    assert greeted == [True, False]


@pytest.mark.parametrize("keep", [True, False])
async def test_a_draft_is_kept_on_the_phone_only_when_that_is_wished(keep: bool) -> None:
    answer = await said(Door(), text="一", **({"keep": "yes"} if keep else {}))
    assert ("Max-Age=2592000" in answer.header("set-cookie")) is keep


# ── twice, too much, too full ───────────────────────────────────────────────────────────────────


async def photo(door: Door, **fields: str) -> Answered:
    """Say something with one photo."""
    body, kind = multipart(fields, JPEG)
    return await door.post("/say", body=body, content_type=kind, accept=JSON)


async def test_a_double_click_is_one_turn_with_one_upload() -> None:
    door = Door()
    await said(door, text="hello")
    door.house.held_up = asyncio.Event()
    clicks = [asyncio.create_task(photo(door, turn="turn-0001", text="看")) for _ in range(2)]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    door.house.held_up.set()
    first, second = [json.loads((await one).body)["messages"] for one in clicks]
    assert first == second
    assert len(door.house.uploads) == 1
    assert len(door.house.arrived) == 2


async def test_a_form_sent_again_after_a_lost_answer_is_answered_the_same() -> None:
    door = Door()
    await said(door, text="hello")
    first = json.loads((await photo(door, turn="turn-0001")).body)["messages"]
    second = json.loads((await photo(door, turn="turn-0001")).body)["messages"]
    assert first == second
    assert len(door.house.uploads) == 1


async def test_a_turn_goes_on_when_whoever_sent_it_hangs_up() -> None:
    door = Door()
    door.house.held_up = asyncio.Event()
    click = asyncio.create_task(said(door, turn="turn-0001", text="看"))
    await door.house.entered.wait()
    click.cancel()
    with pytest.raises(asyncio.CancelledError):
        await click
    door.house.held_up.set()
    await asyncio.gather(*door.chat._turns._running.values())
    assert events(door) == [TextSent("看", "web-turn-0001")]


async def test_without_room_for_files_the_words_are_taken() -> None:
    door = Door(house=TwinHouse(files_full=True))
    answer = await photo(door, turn="turn-0001", text="看")
    assert answer.status == 200
    (sent,) = events(door)
    assert isinstance(sent, PhotoSent)
    assert sent.caption == "看"


async def test_when_nothing_can_be_kept_the_words_stay_on_the_page() -> None:
    door = Door(house=TwinHouse(full=True))
    answer = await said(door, turn="turn-0001", text="电线掉了")
    assert (answer.status, answer.header("retry-after")) == (503, "60")
    assert "电线掉了</textarea>" in answer.text
    assert 'value="turn-0001"' in answer.text
    assert door.catalogue.say("zh-Hans", "web-full") in answer.text
    assert answer.header("set-cookie") == ""


async def test_the_script_is_told_that_nothing_can_be_kept() -> None:
    door = Door(house=TwinHouse(full=True))
    answer = await door.post("/say", body=form(text="一"), accept=JSON, accept_language="en")
    assert answer.status == 503
    assert json.loads(answer.body) == {"problem": door.catalogue.say("en", "web-full")}


async def test_files_that_are_too_large_are_declined_and_the_words_stay() -> None:
    door = Door(settings=WebSettings(upload_max_bytes=400_000))
    body, kind = multipart({"turn": "turn-0001", "text": "楼道"}, bytes(900_000))
    answer = await door.post("/say", body=body, content_type=kind)
    assert answer.status == 413
    assert "楼道</textarea>" in answer.text
    assert door.house.arrived == []


# ── other sites ─────────────────────────────────────────────────────────────────────────────────


async def test_a_form_on_another_site_says_nothing_here() -> None:
    door = Door()
    answer = await door.post("/say", body=form(text="一"), sec_fetch_site="cross-site")
    assert answer.status == 403
    assert door.house.arrived == []
    assert answer.header("set-cookie") == ""


async def test_another_site_cannot_make_a_person_leave() -> None:
    door = Door()
    await said(door, text="一")
    answer = await door.post("/leave", sec_fetch_site="cross-site")
    assert answer.status == 303
    assert door.house.forgotten == []


# ── everything else that is asked for ───────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("HEAD", "/", 200),
        ("GET", "/bye", 200),
        ("HEAD", "/bye", 200),
        ("GET", "/static/chat.css", 200),
        ("HEAD", "/static/chat.js", 200),
        ("GET", "/static/none.css", 404),
        ("GET", "/robots.txt", 200),
        ("GET", "/favicon.ico", 204),
        ("GET", "/say", 303),
        ("GET", "/leave", 303),
        ("GET", "/picture/abc", 404),
        ("GET", "/picture", 404),
        ("POST", "/", 404),
        ("PUT", "/say", 404),
        ("DELETE", "/", 404),
        ("GET", "/nowhere", 404),
    ],
)
async def test_every_address_has_an_answer(method: str, path: str, status: int) -> None:
    answer = await Door().ask(path, method)
    assert answer.status == status
    if method == "HEAD":
        assert answer.body == b""
    assert answer.header("cache-control") == "no-store"


async def test_a_tap_comes_with_the_question_that_it_answers() -> None:
    door = Door(house=TwinHouse(says=(Outbound("?", rows=((Button("Yes", "q.1|yes"),),)),)))
    await said(door, choice="q.1|yes")
    assert events(door) == [ChoicePressed("yes", "q.1")]


async def test_the_web_sends_and_fetches_nothing_by_itself() -> None:
    chat = Door().chat

    async def pictures(name: str) -> bytes:
        return b""

    with pytest.raises(Rejected):
        await chat.send("x", Outbound("y"), pictures)
    with pytest.raises(Rejected):
        await chat.fetch("x", 1)
    await chat.erase("x", ("y",))


async def test_further_places_have_doors_of_their_own() -> None:
    settings = replace(STAFF, path="/p/350213/staff/")
    door = Door(settings=settings)
    assert set(door.chat.routes(door.house)) >= {"/p/350213/staff", "/p/350213/staff/say"}
    answer = await door.post("/p/350213/staff/say", body=form(text="x"))
    assert answer.header("set-cookie").startswith("davy-340322-staff=")
