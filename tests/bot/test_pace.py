"""A bot's rates, in moments of a clock that never goes back."""

import asyncio
import inspect
import time
from dataclasses import fields

from bot.channel import Manners
from bot.pace import Pace


async def _moments(pace: Pace, count: int) -> list[float]:
    moments = []
    for number in range(count):
        await pace.wait()
        moments.append(time.monotonic())
        pace.take(f"chat-{number}")
    return moments


def test_every_rate_that_a_channel_can_declare_is_kept() -> None:
    declared = {one.name for one in fields(Manners) if "_per_" in one.name}
    assert declared == {"total_per_s", "chat_per_s"}
    source = inspect.getsource(Pace)
    assert [name for name in declared if f"manners.{name}" not in source] == []


async def test_no_second_holds_more_than_the_rate() -> None:
    moments = await _moments(Pace(Manners(kind="messenger", total_per_s=50.0)), 26)
    assert moments[-1] - moments[0] >= 25 / 50


async def test_a_message_in_several_parts_counts_as_several() -> None:
    pace = Pace(Manners(kind="messenger", total_per_s=20.0))
    pace.take("ann")
    pace.add(3)
    began = time.monotonic()
    await pace.wait()
    assert time.monotonic() - began >= 0.19


async def test_a_halt_outlasts_what_was_taken_before_and_after() -> None:
    pace = Pace(Manners(kind="messenger", total_per_s=1000.0))
    began = time.monotonic()
    pace.halt(0.15)
    pace.halt(0.01)
    await asyncio.gather(pace.wait(), pace.wait())
    assert time.monotonic() - began >= 0.149


async def test_a_chat_rests_after_a_message_and_others_do_not() -> None:
    pace = Pace(Manners(kind="messenger", total_per_s=1000.0, chat_per_s=1.0))
    pace.take("ann")
    assert pace.resting() == {"ann"}


async def test_thousands_of_chats_are_not_remembered_for_ever() -> None:
    pace = Pace(Manners(kind="messenger", chat_per_s=10_000.0))
    for number in range(5000):
        pace.take(f"chat-{number}")
    assert len(pace._chat_next_at) < 1000


async def test_a_platform_that_is_away_is_tried_ever_slower_until_one_gets_through() -> None:
    pace = Pace(Manners(kind="messenger", total_per_s=1000.0))
    for _ in range(7):
        pace.fail()
    begun = time.monotonic()
    await pace.wait()
    assert time.monotonic() - begun < 0.05, "a few failures are bad luck"
    pace.fail()
    begun = time.monotonic()
    await pace.wait()
    assert 0.05 < time.monotonic() - begun < 1.0
    pace.succeed()
    pace.fail()
    begun = time.monotonic()
    await pace.wait()
    assert time.monotonic() - begun < 0.05
