"""Delivery: in order, at the bot's rates, nothing lost, nothing marked sent before it was."""

import asyncio
import time
from dataclasses import replace
from functools import partial
from pathlib import Path

from backend.errors import StoreDown
from bot.channel import Rejected, Throttled, Unavailable, Unreachable
from bot.sender import Sender
from handlers.dialogue.event import PersonLeft, PersonReturned, TextSent
from tests.bot.loop_kit import Loop, loop_in, no_picture, until
from tests.bot.sender_kit import queue, sending, stopped, waiting


def _has_moved_on(loop: Loop, tries: int) -> bool:
    return waiting(loop)[0] != ("queued", tries)


async def test_messages_of_one_chat_leave_in_their_order_and_are_erased_when_sent(
    tmp_path: Path, database_url: str
) -> None:
    async with loop_in(tmp_path, database_url) as loop:
        queue(loop, "ann", "1", "2", "3")
        queue(loop, "bob", "4")
        async with sending(loop):
            await until(lambda: waiting(loop) == [])
        assert [text for chat, text in loop.channel.given if chat == "ann"] == ["1", "2", "3"]
        assert ("bob", "4") in loop.channel.given


async def test_while_the_platform_is_away_one_chat_waits_and_others_go_on(
    tmp_path: Path, database_url: str
) -> None:
    async with loop_in(tmp_path, database_url) as loop:
        loop.channel.troubles["1"] = [Unavailable("away")]
        queue(loop, "ann", "1", "2")
        queue(loop, "bob", "3")
        async with sending(loop) as sender:
            await until(lambda: waiting(loop) == [("queued", 1), ("queued", 0)])
            assert loop.channel.given == [("bob", "3")]
            loop.clock.forward(seconds=2)
            sender.knock()
            await until(lambda: waiting(loop) == [])
        assert loop.channel.given == [("bob", "3"), ("ann", "1"), ("ann", "2")]


async def test_a_store_of_ours_that_is_away_slows_down_no_words(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with loop_in(tmp_path, sqlite_url) as loop:
        for number in range(14):
            loop.channel.troubles[f"picture {number}"] = [StoreDown()]
            queue(loop, f"chat {number}", f"picture {number}")
        async with sending(loop):
            await until(lambda: waiting(loop) == [("queued", 1)] * 14)
            queue(loop, "bob", "words")
            begun = time.monotonic()
            await until(lambda: ("bob", "words") in loop.channel.given)
        assert time.monotonic() - begun < 2.0, "as slow as if the platform were away"


async def test_a_bot_that_is_asked_to_wait_sends_to_nobody_until_then(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with loop_in(tmp_path, sqlite_url) as loop:
        loop.channel.troubles["1"] = [Throttled(0.4)]
        loop.channel.manners = replace(loop.channel.manners, total_per_s=100.0)
        queue(loop, "ann", "1")
        began = time.monotonic()
        async with sending(loop):
            await until(lambda: not loop.channel.troubles["1"])
            queue(loop, "bob", "2")
            await until(lambda: ("bob", "2") in loop.channel.given)
            assert time.monotonic() - began >= 0.4
            await until(lambda: waiting(loop) == [("queued", 0)])
            loop.clock.forward(seconds=1)
            await until(lambda: waiting(loop) == [])


async def test_what_is_erased_while_a_bot_waits_is_not_sent_afterwards(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with loop_in(tmp_path, sqlite_url) as loop:
        loop.channel.troubles["0"] = [Throttled(1.2)]
        loop.channel.manners = replace(loop.channel.manners, total_per_s=20.0)
        queue(loop, "ann", "0")
        queue(loop, "bob", "1")
        queue(loop, "cy", "2")
        async with sending(loop):
            await until(lambda: not loop.channel.troubles["0"])
            loop.change("delete from outbox_message")
            queue(loop, "dee", "3")
            await until(lambda: waiting(loop) == [])
        assert set(loop.channel.given) - {("bob", "1")} == {("dee", "3")}


async def test_a_chat_that_cannot_be_reached_is_parked_until_the_person_returns(
    tmp_path: Path, database_url: str
) -> None:
    async with loop_in(tmp_path, database_url) as loop:
        loop.channel.troubles["1"] = [Unreachable("blocked")]
        queue(loop, "ann", "1", "2")
        async with sending(loop):
            await until(lambda: waiting(loop) == [("parked", 0), ("parked", 0)])
            await loop.inbox.receive(loop.received("ann", PersonReturned()))
            await until(lambda: waiting(loop) == [])
        assert loop.channel.given == [("ann", "1"), ("ann", "2")]


async def test_a_person_who_left_and_returned_at_once_is_not_parked(
    tmp_path: Path, database_url: str
) -> None:
    async with loop_in(tmp_path, database_url) as loop:
        queue(loop, "ann", "1")
        await loop.inbox.converse(loop.received("ann", PersonLeft()))
        assert waiting(loop) == [("parked", 0)]
        await loop.inbox.converse(loop.received("ann", PersonReturned(), PersonLeft()))
        assert waiting(loop) == [("parked", 0)]
        await loop.inbox.converse(loop.received("ann", PersonLeft(), PersonReturned()))
        assert waiting(loop) == [("queued", 0)]
        await loop.inbox.converse(loop.received("ann", PersonLeft(), TextSent("here")))
        assert waiting(loop) == [("queued", 0), ("queued", 0)]


async def test_what_was_declined_is_kept_with_its_reason_and_followers_go_on(
    tmp_path: Path, database_url: str
) -> None:
    async with loop_in(tmp_path, database_url) as loop:
        loop.channel.troubles["1"] = [Rejected("bad-request")]
        loop.channel.troubles["code"] = [Rejected("bad-request")]
        queue(loop, "ann", "1")
        queue(loop, "ann", "code", secret=True)
        queue(loop, "ann", "2")
        async with sending(loop):
            await until(lambda: ("ann", "2") in loop.channel.given)
            kept = "select state, reason, payload_sealed is null from outbox_message"
            rows = [("kept", "bad-request", False), ("kept", "bad-request", True)]
            await until(lambda: sorted(loop.rows(kept)) == rows)


async def test_a_channel_that_breaks_on_a_message_keeps_it_after_some_tries(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with loop_in(tmp_path, sqlite_url) as loop:
        loop.channel.troubles["1"] = [ValueError("odd")] * 9
        queue(loop, "ann", "1", "2")
        async with sending(loop) as sender:
            for tries in range(5):
                await until(partial(_has_moved_on, loop, tries))
                loop.clock.forward(hours=1)
                sender.knock()
            await until(lambda: ("ann", "2") in loop.channel.given)
            await until(lambda: [one[0] for one in waiting(loop)] == ["kept"])


async def test_a_message_that_nobody_can_read_holds_up_no_other(
    tmp_path: Path, database_url: str
) -> None:
    async with loop_in(tmp_path, database_url) as loop:
        queue(loop, "ann", "1")
        loop.change("update outbox_message set payload_sealed = substr(payload_sealed, 1, 40)")
        queue(loop, "ann", "2")
        queue(loop, "bob", "3")
        assert loop.said("ann") == ["2"]
        async with sending(loop):
            await until(lambda: [one[0] for one in waiting(loop)] == ["kept"])
        assert sorted(loop.channel.given) == [("ann", "2"), ("bob", "3")]


async def test_a_death_between_sending_and_settling_sends_exactly_that_message_again(
    tmp_path: Path, database_url: str
) -> None:
    async with loop_in(tmp_path, database_url) as loop:
        queue(loop, "ann", "1", "2")
        first = Sender(loop.office, loop.channel, no_picture)
        await asyncio.to_thread(first.close)  # nothing it does is settled any more
        dying = asyncio.create_task(first.run())
        await until(lambda: loop.channel.given == [("ann", "1")])
        await stopped(dying)
        assert waiting(loop) == [("queued", 0), ("queued", 0)]
        async with sending(loop):
            await until(lambda: waiting(loop) == [])
        assert loop.channel.given == [("ann", "1"), ("ann", "1"), ("ann", "2")]


async def test_a_sender_that_lost_its_lease_and_has_it_again_settles_what_it_sends(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with loop_in(tmp_path, sqlite_url) as loop:
        sender = Sender(loop.office, loop.channel, no_picture)
        for text in ("1", "2"):
            queue(loop, "ann", text)
            at_work = asyncio.create_task(sender.run())
            await until(lambda: waiting(loop) == [])
            await stopped(at_work)
        await asyncio.to_thread(sender.close)
        assert loop.channel.given == [("ann", "1"), ("ann", "2")]


async def test_what_is_in_flight_when_a_sender_isstopped_is_settled(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with loop_in(tmp_path, sqlite_url) as loop:
        loop.channel.hold = asyncio.Event()
        queue(loop, "ann", "1")
        sender = Sender(loop.office, loop.channel, no_picture)
        task = asyncio.create_task(sender.run())
        await until(lambda: bool(sender.in_flight_count))
        task.cancel()
        loop.channel.hold.set()
        await stopped(task)
        assert waiting(loop) == []
        await asyncio.to_thread(sender.close)
