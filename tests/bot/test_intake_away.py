"""A store of ours that is away delays what was taken; a platform is asked a few times."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from backend.aliases.service import Address
from backend.jobs.service import finish_job, fresh_job, put_off_job, queue_jobs, take_jobs
from bot.envelope import disclose, enclose
from bot.intake import Intake
from bot.runner import Errand, NotNow
from bot.space import Space
from bot.uploads import Uploads
from handlers.dialogue.effect import DropPhotos, Effect, KeepEvidence, KeepPhoto
from handlers.dialogue.event import Event, EvidenceKept, PhotoReady, PhotoRefused
from media.draw import draw
from media.pool import PhotoPool
from media.stores.memory import MemoryStore
from tests.bot.loop_kit import BOT, Loop, MemoryMessenger, loop_in
from tests.kit.real_house import PLACE

A_DAY = timedelta(days=1)


def queued(loop: Loop, effect: Effect) -> None:
    """A job for an effect, due at once."""
    payload = enclose(Address(BOT, "ann"), effect)
    with loop.office.database.write() as conn:
        job = fresh_job(PLACE, type(effect).__name__, loop.tag("ann"), payload)
        queue_jobs(conn, loop.office, [job])


async def run_due(loop: Loop, intake: Intake) -> list[Event | None]:
    """What a runner does with the jobs that are due now; gives the outcomes."""
    outcomes: list[Event | None] = []
    with loop.office.database.write() as conn:
        jobs = take_jobs(conn, loop.office, "one")
    for job in jobs:
        errand = Errand(job, *disclose(job.payload))
        try:
            outcome = await intake.kinds()[job.kind](errand)
        except NotNow as error:
            with loop.office.database.write() as conn:
                put_off_job(conn, loop.office, job, "one", after_s=error.after_s)
            continue
        outcomes.append(outcome)
        with loop.office.database.write() as conn:
            finish_job(conn, job.job_id, "one")
        for afterwards in errand.afterwards:
            await afterwards()
    return outcomes


async def through(loop: Loop, intake: Intake, span: timedelta) -> list[Event | None]:
    """Every quarter of an hour for so long."""
    outcomes: list[Event | None] = []
    for _ in range(span // timedelta(minutes=15)):
        outcomes += await run_due(loop, intake)
        loop.clock.forward(minutes=15)
    return outcomes


def at_intake(loop: Loop, pool: PhotoPool) -> tuple[Intake, MemoryStore]:
    """An intake whose store can be away."""
    store = MemoryStore()
    office = replace(loop.office, files=store)
    space = Space(loop.office.keys.folder, files_min_bytes=0, words_min_bytes=0)
    return Intake(office, loop.doors, Uploads(office), pool, space), store


async def test_uploads_outlive_a_store_that_is_away_for_a_day(
    tmp_path: Path, database_url: str
) -> None:
    async with loop_in(tmp_path, database_url) as loop:
        with PhotoPool() as pool:
            intake, store = at_intake(loop, pool)
            photo = await intake._uploads.keep(draw(1, height_px=80), PLACE)
            voice = await intake._uploads.keep(b"OggS and more", PLACE)
            queued(loop, KeepPhoto(photo))
            queued(loop, KeepEvidence(voice, "voice"))
            store.down = True
            assert await through(loop, intake, A_DAY) == []
            store.down = False
            outcomes = await through(loop, intake, timedelta(hours=1))
        assert {type(one) for one in outcomes} == {PhotoReady, EvidenceKept}
        assert loop.rows("select count(*) from photo") == [(1,)]
        assert loop.rows("select count(*) from job") == [(0,)]


async def test_a_platform_is_asked_a_few_times_and_our_store_takes_none_of_them(
    tmp_path: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetched: list[str] = []

    async def fetch(self: MemoryMessenger, file_ref: str, max_bytes: int) -> bytes:
        fetched.append(file_ref)
        if store.down:
            return draw(1, height_px=80)
        raise OSError("away")

    monkeypatch.setattr(MemoryMessenger, "fetch", fetch)
    async with loop_in(tmp_path, sqlite_url) as loop:
        with PhotoPool() as pool:
            intake, store = at_intake(loop, pool)
            queued(loop, KeepPhoto("file"))
            store.down = True
            assert await through(loop, intake, timedelta(hours=3)) == []
            fetched.clear()
            store.down = False
            assert await through(loop, intake, A_DAY) == [PhotoRefused("file", "unreachable")]
        assert len(fetched) == 6


async def test_a_dropped_draft_waits_for_a_store_that_is_away(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with loop_in(tmp_path, sqlite_url) as loop:
        with PhotoPool() as pool:
            intake, store = at_intake(loop, pool)
            photo = await intake._uploads.keep(draw(1, height_px=80), PLACE)
            queued(loop, KeepPhoto(photo))
            (ready,) = await run_due(loop, intake)
            assert isinstance(ready, PhotoReady)
            queued(loop, DropPhotos((ready.photo_id,), ()))
            store.down = True
            assert await through(loop, intake, A_DAY) == []
            store.down = False
            assert await through(loop, intake, timedelta(hours=1)) == [None]
        assert loop.rows("select count(*) from photo") == [(0,)]
