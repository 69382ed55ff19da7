"""A flood at the web door: who is asked for a pass, what passes, and that no word is lost."""

import asyncio
import itertools
import json
import re
from contextlib import suppress

import pytest
from starlette.datastructures import Headers

from backend.api.limits import RATES, Lanes
from backend.api.passes import LIVES_S, RIPE_S, Passes, is_worked_for
from backend.api.sources import SHARED
from backend.clock import StoppedClock
from backend.errors import TooMany
from bot.channels.web import WebSettings
from tests.bot.channels.web_asking import NOON, Answered, Door, form, multipart, said

FREE = RATES["say"].burst
ALL = RATES["open"].burst
JSON = "application/json"


def hidden(answer: Answered, name: str) -> str:
    """A hidden field of the page."""
    found = re.search(rf'name="{name}" value="([^"]*)"', answer.text)
    assert found is not None
    return found[1]


def own_source(door: Door) -> bytes:
    """What the door calls the address that these requests come from."""
    return door.keeper.sources.name("1.2.3.4", Headers())


def worked(pass_: str) -> str:
    """What the page's script finds."""
    return next(str(n) for n in itertools.count() if is_worked_for(pass_, str(n)))


def keep_busy(door: Door) -> None:
    """Others at this address go on writing."""
    with suppress(TooMany):
        while True:
            door.keeper.limiter.spend("say", own_source(door))


async def crowded() -> Door:
    """A door to whose address many have spoken in this moment."""
    door = Door()
    for number in range(FREE):
        assert (await said(door, turn=f"turn-{number:04}", text="洪水")).status == 303
        door.cookies.clear()
    return door


async def test_one_person_who_writes_and_writes_is_asked_for_nothing() -> None:
    door = Door()
    for number in range(FREE):
        assert (await said(door, turn=f"turn-{number:04}", text="又想起一点")).status == 303


async def test_without_scripts_the_words_come_back_and_go_in_twenty_seconds() -> None:
    door = await crowded()
    held = await said(door, turn="turn-mine", text="电线掉了")
    assert (held.status, held.header("retry-after")) == (429, str(RIPE_S))
    assert "电线掉了</textarea>" in held.text
    assert f"请过 {RIPE_S} 秒再点一次“发送”" in held.text
    assert hidden(held, "turn") == "turn-mine"
    again = {"turn": "turn-mine", "text": "电线掉了", "pass": hidden(held, "pass")}
    door.clock.forward(seconds=RIPE_S - 5)
    keep_busy(door)
    hasty = await said(door, **again)
    assert (hasty.status, hasty.header("retry-after")) == (429, "5")
    assert hidden(hasty, "pass") == again["pass"]
    door.clock.forward(seconds=5)
    keep_busy(door)
    assert (await said(door, **again)).status == 303


async def test_whoever_took_their_time_to_write_is_not_held_up_at_all() -> None:
    door = Door()
    page = await door.get("/")
    door.clock.forward(seconds=RIPE_S)
    keep_busy(door)
    taken = await said(door, turn="turn-mine", text="电线掉了", **{"pass": hidden(page, "pass")})
    assert taken.status == 303


async def test_a_pass_that_was_worked_for_is_good_at_once_and_once() -> None:
    door = await crowded()
    asked = await door.post("/say", body=form(text="一"), accept=JSON, accept_language="en")
    told = json.loads(asked.body)
    assert asked.status == 429
    assert "Send again in 20 seconds" in told["problem"]
    shown = {"pass": told["pass"], "proof": worked(told["pass"])}
    taken = await door.post("/say", body=form(text="一", turn="turn-0001", **shown), accept=JSON)
    assert taken.status == 200
    assert json.loads(taken.body)["work_bits"] > 0
    other = await door.post("/say", body=form(text="二", turn="turn-0002", **shown), accept=JSON)
    assert other.status == 429
    assert json.loads(other.body)["pass"] != told["pass"]


async def test_the_same_words_may_come_again_with_the_same_pass() -> None:
    door = Door()
    await said(door, text="你好")
    keep_busy(door)
    pass_ = door.keeper.passes.fresh()
    mine = {"text": "一", "turn": "turn-0001", "pass": pass_, "proof": worked(pass_)}
    assert [(await said(door, **mine)).status for _ in range(3)] == [303] * 3
    door.cookies.clear()
    assert (await said(door, **mine)).status == 429


async def test_a_flood_waits_whatever_it_shows_and_its_neighbour_does_not() -> None:
    door = await crowded()
    for _ in range(ALL - FREE):
        door.keeper.limiter.spend("open", own_source(door))
    pass_ = door.keeper.passes.fresh()
    shown = {"pass": pass_, "proof": worked(pass_)}
    held = await said(door, turn="turn-0001", text="洪水", **shown)
    assert held.status == 429
    assert "洪水</textarea>" in held.text
    assert door.catalogue.say("zh-Hans", "web-too-many") in held.text
    door.keeper.limiter.check("say", door.keeper.sources.name("1.2.3.5", Headers()))


async def test_a_flood_of_pictures_is_held_and_words_still_go() -> None:
    door = Door(settings=WebSettings(files_max=99))
    body, kind = multipart({"turn": "turn-0001", "text": "看"}, *(b"x" for _ in range(50)))
    assert (await door.post("/say", body=body, content_type=kind)).status == 303
    held = await door.post("/say", body=body.replace(b"0001", b"0002"), content_type=kind)
    assert held.status == 429
    assert "看</textarea>" in held.text
    assert (await said(door, text="字还可以")).status == 303


async def test_in_the_shared_lane_a_pass_is_wanted_only_while_it_is_crowded() -> None:
    keeper = Door().keeper
    assert not keeper.is_busy(SHARED)
    for _ in range(1000):
        await keeper.admit(SHARED, "340322", "", proof="", turn="t")
    taken = 0
    while keeper.lanes.enter(SHARED):
        taken += 1
        assert keeper.is_busy(SHARED) is (taken * 2 > keeper.lanes.most_shared_count)
    assert keeper.lanes.enter(b"a source of its own")


async def test_one_address_takes_no_more_than_its_places() -> None:
    door = Door()
    door.house.held_up = asyncio.Event()
    lanes = Lanes(most_count=512, most_each_count=2)
    object.__setattr__(door.keeper, "lanes", lanes)
    first = [asyncio.create_task(said(door, turn=f"turn-{n:04}", text="一")) for n in range(2)]
    await door.house.entered.wait()
    await asyncio.sleep(0.05)
    assert lanes.in_hand_count == 2
    third = await said(door, turn="turn-0003", text="三")
    assert third.status == 429
    assert "三</textarea>" in third.text
    door.house.held_up.set()
    assert {one.status for one in await asyncio.gather(*first)} == {303}
    assert lanes.in_hand_count == 0


@pytest.mark.parametrize(
    "made_up", ["", "x", "a" * 32, "=" * 32, "电" * 8, "A" * 31 + "=", "\ud800"]
)
def test_a_pass_that_is_none_of_ours_is_none(made_up: str) -> None:
    assert Passes(b"k", StoppedClock(NOON)).wait_s(made_up, "1") is None


def test_a_pass_grows_ripe_and_old_and_is_nobody_elses() -> None:
    clock = StoppedClock(NOON)
    passes = Passes(b"k", clock)
    pass_ = passes.fresh()
    assert passes.wait_s(pass_, "") == RIPE_S
    assert passes.wait_s(pass_, worked(pass_)) == 0
    assert Passes(b"l", clock).wait_s(pass_, worked(pass_)) is None
    clock.forward(seconds=LIVES_S)
    assert passes.wait_s(pass_, "") == 0
    clock.forward(seconds=1)
    assert passes.wait_s(pass_, worked(pass_)) is None


@pytest.mark.parametrize("proof", ["", "-1", "1" * 13, "१२", "²", " 1", "0x1"])
def test_a_proof_is_a_short_plain_number(proof: str) -> None:
    assert not is_worked_for("pass", proof)
