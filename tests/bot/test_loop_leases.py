"""Leases: one at a time, taken over within seconds, and nothing ends for good by one error."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import pytest

from backend.db.engine import Database
from bot import leases
from bot.leases import under_lease
from tests.bot.loop_kit import until


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leases, "TTL_S", 0.6)
    monkeypatch.setattr(leases, "_RENEW_S", 0.15)


@asynccontextmanager
async def at_work(database: Database, owner: str, body: Any) -> AsyncIterator["asyncio.Task[None]"]:
    """A process that wants the lease."""
    task = asyncio.create_task(under_lease(database, "send/bot", owner, body))
    try:
        yield task
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


def _slow(*_: Any) -> bool:
    time.sleep(1.0)
    return True


class Body:
    """Counts how often it was begun and how many run."""

    def __init__(self, fails: int = 0) -> None:
        self.begun_count = 0
        self.running = asyncio.Event()
        self.fails = fails

    async def __call__(self) -> None:
        self.begun_count += 1
        if self.begun_count <= self.fails:
            raise ValueError("a body that fails")
        self.running.set()
        try:
            await asyncio.Event().wait()
        finally:
            self.running.clear()


async def test_a_second_process_takes_over_when_the_first_is_killed(database_url: str) -> None:
    database = Database(database_url)
    one, two = Body(), Body()
    async with at_work(database, "one", one) as first:
        await asyncio.wait_for(one.running.wait(), 2)
        async with at_work(database, "two", two):
            await asyncio.sleep(0.5)  # longer than any pause between looks
            assert not two.running.is_set()
            first.cancel()  # as a kill would: the lease is not given back
            began = time.monotonic()
            await asyncio.wait_for(two.running.wait(), 3)
            assert time.monotonic() - began < 1.5
            assert one.begun_count == 1
    database.close()


async def test_a_body_that_fails_is_begun_again(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    body = Body(fails=2)
    async with at_work(database, "one", body):
        await asyncio.wait_for(body.running.wait(), 3)
    assert body.begun_count == 3
    database.close()


async def test_an_error_of_any_kind_while_asking_ends_nothing_for_good(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = Database(sqlite_url)
    body = Body()
    troubles = [OSError("odd"), RuntimeError("odd")]
    take = leases._take

    def troubled(*asked: Any) -> bool:
        if troubles:
            raise troubles.pop()
        return take(*asked)

    monkeypatch.setattr(leases, "_take", troubled)
    async with at_work(database, "one", body):
        await asyncio.wait_for(body.running.wait(), 3)
    database.close()


async def test_a_database_that_does_not_answer_stops_the_body_before_another_may_begin(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = Database(sqlite_url)
    body = Body()
    async with at_work(database, "one", body):
        await asyncio.wait_for(body.running.wait(), 2)
        began = time.monotonic()
        monkeypatch.setattr(leases, "_take", _slow)
        await until(lambda: not body.running.is_set())
        assert time.monotonic() - began < 0.9
    database.close()
