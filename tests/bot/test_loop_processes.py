"""Two processes on one database: nothing twice, nothing lost, whoever is quicker."""

import asyncio
from pathlib import Path

from handlers.dialogue.event import TextSent
from tests.bot.loop_kit import Loop, Parrot, loop_in, until
from tests.bot.test_loop_order import patiently


async def test_the_same_event_at_two_processes_is_handled_by_one(
    tmp_path: Path, database_url: str
) -> None:
    async with loop_in(tmp_path, database_url) as one, loop_in(tmp_path, database_url) as two:
        sent = [one.received("ann", TextSent(f"w{number}")) for number in range(12)]
        for received in sent:
            await asyncio.gather(
                *(loop.inbox.converse(received) for loop in (one, two)),
                *(loop.inbox.receive(received) for loop in (one, two)),
            )
        await until(lambda: len(one.said("ann")) >= 12)
        assert one.said("ann") == [f"w{number}" for number in range(12)]
        assert two.said("ann") == one.said("ann")


async def test_two_processes_that_look_at_the_same_time_keep_the_order(
    tmp_path: Path, database_url: str
) -> None:
    async with loop_in(tmp_path, database_url) as one, loop_in(tmp_path, database_url) as two:
        chats = [f"c{number}" for number in range(6)]
        words = [f"w{number}" for number in range(10)]
        for word in words:
            await asyncio.gather(*(one.write(chat, word) for chat in chats))
            for loop in (one, two):
                for chat in chats:
                    loop.inbox.handle_soon(loop.tag(chat))
        await until(lambda: all(len(one.said(chat)) == 10 for chat in chats))
        assert [one.said(chat) for chat in chats] == [words] * 6


async def test_a_turn_that_fails_before_the_eyes_of_a_person_is_kept_and_tried_again(
    tmp_path: Path, database_url: str
) -> None:
    parrot = Parrot({"bad"})
    async with loop_in(tmp_path, database_url, parrot=parrot) as loop:
        assert await loop.inbox.converse(loop.received("ann", TextSent("bad"), key="k")) == ()
        parrot.fails.clear()
        assert await loop.inbox.converse(loop.received("ann", TextSent("bad"), key="k")) == ()
        await patiently(loop, "ann")
        assert loop.said("ann") == ["bad"]


async def test_a_turn_that_always_fails_ends_with_an_apology_and_what_was_said_after_it(
    tmp_path: Path, database_url: str
) -> None:
    async with loop_in(tmp_path, database_url, parrot=Parrot({"bad"})) as loop:
        for text in ("bad", "good"):
            await loop.inbox.converse(loop.received("ann", TextSent(text)))
        await patiently(loop, "ann")
        assert sorted(loop.said("ann")) == ["good", "sorry"]


async def test_a_house_that_was_closed_acknowledges_nothing_and_keeps_nobody_waiting(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with loop_in(tmp_path, sqlite_url) as loop:
        await asyncio.to_thread(loop.inbox.close)
        asked = _acknowledged(loop)
        assert not await asyncio.wait_for(asked, 2)


async def _acknowledged(loop: Loop) -> bool:
    try:
        await loop.inbox.converse(loop.received("ann", TextSent("late")))
    except RuntimeError:
        return False
    return True
