"""The web door: leaving in a hurry, waiting for news, pictures, and the staff's sessions."""

import asyncio
import json

import pytest

from bot.channel import Outbound
from bot.channels.web import WAITS_MAX, WebSettings
from handlers.dialogue.event import CommandGiven
from tests.bot.channels.web_asking import Door, TwinHouse, events, form, said

JSON = "application/json"
STAFF = WebSettings(path="/staff/", staff=True)


# ── leaving ─────────────────────────────────────────────────────────────────────────────────────


async def test_leaving_forgets_here_and_in_the_browser() -> None:
    door = Door()
    await said(door, text="一")
    answer = await door.post("/leave")
    assert (answer.status, answer.header("location")) == (303, "/bye")
    assert answer.header("clear-site-data")
    assert door.house.forgotten == [door.house.arrived[0].chat_ref]
    assert door.cookies == {}


async def test_leaving_waits_for_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.channels.web.FORGET_WITHIN_S", 0.01)
    door = Door()
    await said(door, text="一")
    door.house.held_up = asyncio.Event()
    assert (await door.post("/leave")).status == 303
    assert door.house.forgotten == []
    door.house.held_up.set()
    await door.chat.close()
    assert len(door.house.forgotten) == 1


async def test_leaving_works_whatever_is_broken(caplog: pytest.LogCaptureFixture) -> None:
    class Broken(TwinHouse):
        async def forget(self, address: object, place: str) -> None:
            raise OSError

    door = Door(house=Broken())
    await said(door, text="一")
    secret = door.house.arrived[0].chat_ref
    assert (await door.post("/leave")).header("location") == "/bye"
    assert "could not be dropped" in caplog.text
    assert secret not in caplog.text


async def test_words_still_on_their_way_are_forgotten_too() -> None:
    door = Door()
    await said(door, text="一")
    door.house.held_up = asyncio.Event()
    last = asyncio.create_task(said(door, turn="turn-0002", text="二"))
    await asyncio.sleep(0)
    leaving = asyncio.create_task(door.post("/leave"))
    await asyncio.sleep(0)
    door.house.held_up.set()
    await last
    await leaving
    assert len(door.house.arrived) == 2
    assert door.house.forgotten == [door.house.arrived[0].chat_ref]


async def test_first_words_of_somebody_who_hung_up_are_forgotten() -> None:
    door = Door()
    await door.post("/say", body=form(text="一"), hangs_up="yes")
    assert door.house.forgotten == [door.house.arrived[0].chat_ref]
    other = Door()
    await said(other, text="一")
    await other.post("/say", body=form(text="二"), hangs_up="yes")
    assert other.house.forgotten == []


# ── waiting and pictures ────────────────────────────────────────────────────────────────────────


async def test_a_page_that_waits_says_in_no_address_what_it_shows() -> None:
    door = Door()
    await said(door, text="一")
    answer = await door.get("/wait", davy_seen="0" * 23 + "1", accept=JSON)
    assert json.loads(answer.body)["messages"] == []
    assert door.house.waits == [(25.0, "0" * 23 + "1")]


async def test_a_page_without_a_session_is_told_that_it_ended() -> None:
    answer = await Door().get("/wait", accept=JSON)
    assert json.loads(answer.body)["ended"] is True


async def test_pages_beyond_what_one_process_holds_are_answered_at_once() -> None:
    door = Door()
    await said(door, text="一")
    door.chat._waits_count = WAITS_MAX
    await door.get("/wait", accept=JSON)
    assert [timeout_s for timeout_s, _ in door.house.waits] == [0.0]


async def test_a_picture_is_shown_to_the_session_whose_card_it_is_on() -> None:
    card = Outbound("card", pictures=("photo:77",), protected=True)
    door = Door(house=TwinHouse(says=(card,)), settings=STAFF)
    answer = await door.post("/staff/say", body=form(text="/tasks"), accept=JSON)
    (message,) = json.loads(answer.body)["messages"]
    (source,) = message["pictures"]
    shown = await door.get(source)
    assert (shown.status, shown.body) == (200, b"\xff\xd8photo:77")
    assert shown.header("content-type") == "image/jpeg"
    stranger = Door(house=door.house, settings=STAFF)
    assert (await stranger.get(source)).status == 404
    await stranger.post("/staff/say", body=form(text="hello"))
    assert (await stranger.get(source)).status == 404
    assert (await door.get("/staff/picture/77")).status == 404


# ── staff ───────────────────────────────────────────────────────────────────────────────────────


async def test_a_staff_session_is_not_prolonged_by_being_used() -> None:
    door = Door(settings=STAFF)
    first = await door.post("/staff/say", body=form(text="/join " + "x" * 32))
    assert "Max-Age=43200" in first.header("set-cookie")
    assert "Path=/staff/" in first.header("set-cookie")
    used = await door.post("/staff/say", body=form(text="/tasks", keep="yes"))
    assert used.header("set-cookie") == ""
    again = await door.post("/staff/say", body=form(text="/join " + "y" * 32))
    assert "Max-Age=43200" in again.header("set-cookie")
    assert events(door)[0] == CommandGiven("join", "x" * 32)


async def test_a_staff_desk_that_ended_shows_what_a_stranger_sees() -> None:
    door = Door(settings=STAFF)
    await door.post("/staff/say", body=form(text="/tasks"))
    door.house.waiting_for.clear()
    assert "greeting in zh-Hans" in (await door.get("/staff/")).text
