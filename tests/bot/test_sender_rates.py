"""Delivery at a bot's rates: answers first, never too many, secrets not for ever."""

import time
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

from backend.outbox.service import (
    MASS,
)
from backend.outbox.upkeep import expire_secrets
from tests.bot.loop_kit import loop_in, until
from tests.bot.sender_kit import queue, sending


async def test_answers_overtake_messages_to_many(tmp_path: Path, database_url: str) -> None:
    async with loop_in(tmp_path, database_url) as loop:
        loop.channel.manners = replace(loop.channel.manners, total_per_s=200.0)
        for number in range(60):
            queue(loop, f"m{number}", f"mass {number}", lane=MASS)
        queued: list[str] = []

        def answer_meanwhile(text: str) -> None:
            if len(loop.channel.given) == 3:
                queue(loop, "ann", "answer")
                queued.append(text)

        loop.channel.when_sent = answer_meanwhile
        async with sending(loop):
            await until(lambda: ("ann", "answer") in loop.channel.given)
        assert queued
        assert len(loop.channel.given) <= 3 + 24 + 1  # those that were on their way already


async def test_a_bot_never_sends_more_than_its_rate(tmp_path: Path, sqlite_url: str) -> None:
    async with loop_in(tmp_path, sqlite_url) as loop:
        loop.channel.manners = replace(loop.channel.manners, total_per_s=30.0, chat_per_s=1.0)
        for number in range(40):
            queue(loop, f"c{number}", "a", "b")
        moments: list[float] = []
        loop.channel.when_sent = lambda _: moments.append(time.monotonic())
        async with sending(loop):
            await until(lambda: len(moments) >= 45)
        within = [sum(1 for at in moments if start <= at < start + 1.0) for start in moments]
        assert max(within) <= 31  # sending and noting the moment are not one
        by_chat: dict[str, list[float]] = {}
        for (chat, _), at in zip(loop.channel.given, moments, strict=True):
            by_chat.setdefault(chat, []).append(at)
        gaps = [b - a for times in by_chat.values() for a, b in pairwise(times)]
        assert all(gap > 0.9 for gap in gaps)


async def test_a_message_with_a_code_is_erased_when_it_could_not_be_delivered_for_a_day(
    tmp_path: Path, database_url: str
) -> None:
    async with loop_in(tmp_path, database_url) as loop:
        queue(loop, "ann", "code", secret=True)
        queue(loop, "ann", "words")
        loop.clock.at += timedelta(hours=24, seconds=1)
        with loop.office.database.write() as conn:
            assert expire_secrets(conn, loop.office) == 1
        kept = "select state, reason, payload_sealed is null from outbox_message order by position"
        assert loop.rows(kept) == [("kept", "expired", True), ("queued", None, False)]
        async with sending(loop):
            await until(lambda: loop.channel.given == [("ann", "words")])
