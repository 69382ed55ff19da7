"""`kill -9` under load at random moments: no event lost, no report lost or doubled.

The normal suite kills a few times; the long form 50 times, with polling and with a webhook, on both
databases. What is sent twice is counted: at most one message a kill.
"""

import asyncio
import random
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from backend.db.engine import Database
from tests.kill.crowd import Crowd
from tests.kit.confirmed import confirm_examples
from tests.kit.davy_process import DavyProcess
from tests.kit.fake_bot_api import FakeBot, FakeBotApi

WAYS = ("polling", "webhook")
SECRET = "kill-test-secret"


@dataclass(frozen=True)
class Found:
    """What a run came to."""

    kills: int
    people: int
    reports: int
    open_events: int
    aside: int
    codes_by_person: tuple[int, ...]
    numbers: int
    doubled: int

    def __str__(self) -> str:
        return (
            f"{self.kills} kills, {self.people} people: {self.reports} reports, "
            f"{self.open_events} events left, {self.aside} set aside, "
            f"{self.doubled} messages sent twice"
        )


def environment(bot: FakeBot, api: FakeBotApi, url: str, way: str, davy: DavyProcess) -> None:
    """Settings of the process under test."""
    davy.env |= {
        "DAVY_DATABASE_URL": url,
        "DAVY_TELEGRAM_PUBLIC__TOKEN": bot.token,
        "DAVY_TELEGRAM_PUBLIC__API_URL": api.url,
    }
    if way == "webhook":
        davy.env |= {
            "DAVY_TELEGRAM_PUBLIC__WEBHOOK_URL": davy.url,
            "DAVY_TELEGRAM_PUBLIC__WEBHOOK_SECRET": SECRET,
        }


async def run(folder: Path, url: str, way: str, *, kills: int, people: int, seed: int) -> Found:
    """A crowd reports while the server is killed again and again."""
    dice = random.Random(seed)
    async with FakeBotApi(hurry=20.0) as api:
        bot = api.bot()
        davy = DavyProcess(folder, {})
        environment(bot, api, url, way, davy)
        confirm_examples(folder)
        crowd = Crowd(bot, people, seed)
        await davy.start()
        reporting = asyncio.create_task(crowd.report(spread_s=max(2.0, kills * 1.6)))
        for _ in range(kills):
            await asyncio.sleep(dice.uniform(0.1, 1.6))
            await davy.kill()
            await davy.start(ready=False)
            await davy.answering()
        await reporting
        await crowd.all_told(timeout_s=60 + people * 0.5)
        await settled(url, bot)
        await davy.stop()
        return counted(url, crowd, kills)


async def settled(url: str, bot: FakeBot) -> None:
    """Wait until nothing is on its way any more."""
    database = Database(url)
    async with asyncio.timeout(60):
        while _waiting(database):  # noqa: ASYNC110 - another process works
            await asyncio.sleep(0.2)
    database.close()


def _waiting(database: Database) -> int:
    with database.read() as conn:
        return sum(
            int(conn.execute(text(query)).scalar_one())
            for query in (
                "select count(*) from inbox_event where state = 'new'",
                "select count(*) from outbox_message where state = 'queued'",
            )
        )


def _count(conn: Connection, query: str) -> int:
    return int(conn.execute(text(query)).scalar_one())


def counted(url: str, crowd: Crowd, kills: int) -> Found:
    """Look at the database and at every person's screen."""
    database = Database(url)
    with database.read() as conn:
        reports = _count(conn, "select count(*) from report")
        aside = _count(conn, "select count(*) from inbox_event where state = 'aside'")
        open_events = _count(conn, "select count(*) from inbox_event where state = 'new'")
    database.close()
    return Found(
        kills=kills,
        people=crowd.count,
        reports=reports,
        open_events=open_events,
        aside=aside,
        codes_by_person=tuple(len(one.codes) for one in crowd.reporters),
        numbers=len(set().union(*(one.numbers for one in crowd.reporters))),
        doubled=sum(one.doubled_count for one in crowd.reporters),
    )


def judged(found: Found) -> None:
    """Nothing lost, nothing doubled, one receipt a report."""
    assert found.open_events == 0, found
    assert found.aside == 0, found
    assert found.reports == found.people, found
    assert found.codes_by_person == (1,) * found.people, found
    assert found.numbers == found.people, found
    assert found.doubled <= found.kills, found


@pytest.mark.timeout(240)
@pytest.mark.xdist_group("kill")
@pytest.mark.parametrize("way", WAYS)
async def test_a_few_kills_lose_and_double_nothing(
    tmp_path: Path, database_url: str, way: str, capsys: pytest.CaptureFixture[str]
) -> None:
    found = await run(tmp_path, database_url, way, kills=2, people=10, seed=7)
    with capsys.disabled():
        sys.stdout.write(f"\n{way} on {database_url.partition(':')[0]}: {found}\n")
    judged(found)


@pytest.mark.long
@pytest.mark.xdist_group("kill")
@pytest.mark.parametrize("way", WAYS)
async def test_fifty_kills_lose_and_double_nothing(
    tmp_path: Path, database_url: str, way: str, capsys: pytest.CaptureFixture[str]
) -> None:
    found = await run(tmp_path, database_url, way, kills=50, people=150, seed=50)
    with capsys.disabled():
        sys.stdout.write(f"\n{way} on {database_url.partition(':')[0]}: {found}\n")
    judged(found)
