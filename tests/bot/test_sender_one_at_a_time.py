"""How many messages a kill can catch between leaving and being laid down."""

import asyncio
from pathlib import Path

import pytest

from bot.sender import Sender, Settle
from tests.bot.loop_kit import loop_in, no_picture, until
from tests.bot.sender_kit import queue, sending, stopped, waiting

_A_WHILE_S = 0.15
"""Long enough for several messages to leave."""


async def test_the_first_message_after_a_start_goes_alone(tmp_path: Path, sqlite_url: str) -> None:
    async with loop_in(tmp_path, sqlite_url) as loop:
        loop.channel.hold = asyncio.Event()
        for chat in ("ann", "bob", "cem"):
            queue(loop, chat, "1")
        async with sending(loop) as sender:
            await until(lambda: sender.in_flight_count > 0)
            await asyncio.sleep(_A_WHILE_S)
            assert sender.in_flight_count == 1
            loop.channel.hold.set()
            await until(lambda: waiting(loop) == [])
            assert sender.sent_count == 3


async def test_no_message_leaves_while_an_answered_one_is_not_laid_down(
    tmp_path: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with loop_in(tmp_path, sqlite_url) as loop:
        for chat in ("ann", "bob", "cem"):
            queue(loop, chat, "1")
        sender = Sender(loop.office, loop.channel, no_picture)
        put, room = sender._settle.put, asyncio.Event()

        async def slow(settle: Settle) -> None:
            await room.wait()
            await put(settle)

        monkeypatch.setattr(sender._settle, "put", slow)
        at_work = asyncio.create_task(sender.run())
        await until(lambda: len(loop.channel.given) > 0)
        await asyncio.sleep(_A_WHILE_S)
        assert len(loop.channel.given) == 1
        room.set()
        await until(lambda: waiting(loop) == [])
        assert len(loop.channel.given) == 3
        await stopped(at_work)
        await asyncio.to_thread(sender.close)


async def test_others_do_not_wait_for_ever_for_the_first(
    tmp_path: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.sender._HELD_BACK_S", 0.05)
    async with loop_in(tmp_path, sqlite_url) as loop:
        loop.channel.hold = asyncio.Event()
        for chat in ("ann", "bob", "cem"):
            queue(loop, chat, "1")
        async with sending(loop) as sender:
            await until(lambda: sender.in_flight_count == 3)
            loop.channel.hold.set()
            await until(lambda: waiting(loop) == [])
