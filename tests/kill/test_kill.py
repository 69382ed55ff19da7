"""`kill -9` under load: no event lost, no report or photo lost or doubled, one receipt a report.

People report on Telegram, at one place by polling and at another by a webhook, and on web chat at
both, half of them with a photo. The normal suite kills a few times; the long form 50 times, on both
databases. What is sent twice is counted: of each bot at most one message a kill.
"""

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import text

from backend.db.engine import Database
from bot.ground import open_office
from tests.kill.crowd import Crowd, Size, codes_of, numbers_of
from tests.kill.killer import Killer
from tests.kill.left import Left, look
from tests.kill.ways import WAYS, Way, set_up
from tests.kit.confirmed import confirm_examples
from tests.kit.davy_process import DavyProcess
from tests.kit.fake_bot_api import FakeBotApi
from tests.kit.real_house import settings_in


@dataclass(frozen=True)
class Found:
    """What a run came to."""

    kills: int
    open_events: int
    aside: int
    crowds: dict[Way, Crowd] = field(repr=False)
    left: Left

    def __str__(self) -> str:
        all_over = (
            f"{self.kills} kills: {self.open_events} events left, {self.aside} set aside, "
            f"{self.left.orphans} orphans until the purge"
        )
        lines = [all_over]
        for way, crowd in self.crowds.items():
            held = self.left.held[way]
            lines.append(
                f"  {way.name}: {len(crowd.messengers)} in the messenger, {len(crowd.visitors)} "
                f"at pages with {sum(one.broken_count for one in crowd.visitors)} broken lines: "
                f"{held.reports} reports, {held.receipts} receipts, {held.words} with their words, "
                f"{held.photos} of {photos_count(crowd)} photos, "
                f"{crowd.doubled_count} messages sent twice"
            )
        return "\n".join(lines)


async def run(folder: Path, url: str, *, kills: int, size: Size, seed: int) -> Found:
    """A crowd reports while the server is killed again and again, a wave of it for each kill."""
    dice = random.Random(seed)
    async with FakeBotApi(hurry=20.0) as api:
        davy = DavyProcess(folder, {})
        bots = set_up(davy, api, url)
        for way in WAYS:
            confirm_examples(folder, way.place)
        crowds = {way: Crowd(way, bot, davy.url, size, dice) for way, bot in bots.items()}
        killer = Killer(tuple(crowds.values()), dice)
        reporting: list[asyncio.Task[None]] = []
        await davy.start()
        office = open_office(settings_in(folder, url, places=[way.place for way in WAYS]))
        for wave in range(kills + 1):
            for crowd in crowds.values():
                reporting.append(asyncio.create_task(crowd.report(wave, kills + 1)))
            if wave < kills:
                await killer.moment(wave)
                await davy.kill()
                await davy.start()
        async with asyncio.timeout(60 + size.messengers):
            await asyncio.gather(*reporting)
            await asyncio.gather(*(crowd.all_told() for crowd in crowds.values()))
        await asyncio.gather(*(crowd.look_again() for crowd in crowds.values()))
        open_events, aside = await settled(office.database)
        await davy.stop()
    left = look(folder, office, crowds)
    office.database.close()
    return Found(kills, open_events, aside, crowds, left)


async def settled(database: Database) -> tuple[int, int]:
    """Wait until nothing is on its way any more; gives events left, and set aside."""
    async with asyncio.timeout(60):
        while _waiting(database):  # noqa: ASYNC110 - another process works
            await asyncio.sleep(0.2)
    states = ("new", "aside")
    counts = [_count(database, f"inbox_event where state = '{one}'") for one in states]
    return counts[0], counts[1]


def _waiting(database: Database) -> int:
    """What a page is told lies there until it is fetched, so that is not waited for."""
    to_send = "outbox_message where state = 'queued' and bot not like 'web-%'"
    return sum(_count(database, one) for one in ("job", "inbox_event where state = 'new'", to_send))


def _count(database: Database, what: str) -> int:
    with database.read() as conn:
        return int(conn.execute(text(f"select count(*) from {what}")).scalar_one())  # noqa: S608 - ours


def photos_count(crowd: Crowd) -> int:
    """How many of them send a photo."""
    return sum(1 for one in crowd.reporters if one.photo)


def judged(found: Found, *, besides: int = 0) -> None:
    """Nothing lost, nothing doubled, one receipt a report, nothing left beside it for good.

    `besides`: messages that may be sent twice besides one of each bot a kill. A platform that
    answers late has more than one on its way at some moments, and a few kills are no mean.
    """
    assert found.open_events == 0, found
    assert found.aside == 0, found
    for way, crowd in found.crowds.items():
        people = crowd.reporters
        held = found.left.held[way]
        assert [len(codes_of(one)) for one in people] == [1] * len(people), found
        assert len(set().union(*(numbers_of(one) for one in people))) == len(people), found
        assert (held.reports, held.receipts, held.words) == (len(people),) * 3, found
        assert (held.photos, held.amiss) == (photos_count(crowd), 0), found
        assert [one.doubled_count for one in crowd.visitors if one.doubled_count] == [], found
        assert crowd.doubled_count <= found.kills + besides, found
    doubled_count = sum(crowd.doubled_count for crowd in found.crowds.values())
    assert doubled_count <= found.kills * len(found.crowds) + besides, found
    assert found.left.held_later == found.left.held, found.left
    assert found.left.orphans_later == 0, found.left
    assert found.left.raw == (), found.left.raw


Record = Callable[[str, object], None]


def told(found: Found, url: str, record: Record) -> None:
    """Have what was counted printed at the end of the run."""
    record("counted", f"{url.partition(':')[0]}, {found}")


@pytest.mark.timeout(240)
@pytest.mark.xdist_group("kill")
async def test_a_few_kills_lose_and_double_nothing(
    tmp_path: Path, database_url: str, record_property: Record
) -> None:
    found = await run(tmp_path, database_url, kills=2, size=Size(9, 6), seed=7)
    told(found, database_url, record_property)
    judged(found, besides=2)


@pytest.mark.long
@pytest.mark.xdist_group("kill")
async def test_fifty_kills_lose_and_double_nothing(
    tmp_path: Path, database_url: str, record_property: Record
) -> None:
    found = await run(tmp_path, database_url, kills=50, size=Size(150, 50), seed=50)
    told(found, database_url, record_property)
    judged(found)
