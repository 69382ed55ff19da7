"""Jobs and news: one that is spoilt holds up no other, and what is cut off is done again."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from backend.aliases.ids import fresh_alias
from backend.aliases.service import Address, NewAlias, keep_many
from backend.errors import KeyGone
from backend.jobs.service import (
    BREAKS,
    fresh_job,
    jobs_aside_count,
    let_go_of_jobs,
    queue_jobs,
    reseal_jobs,
    take_jobs,
)
from backend.keys.days import DayKeys
from backend.outbox.news import tell_reporter
from bot import runner as running
from bot.envelope import enclose
from bot.herald import Herald
from bot.intake import Intake
from bot.runner import Errand, NotNow, Runner
from bot.space import Space
from bot.uploads import Uploads
from handlers.dialogue.effect import DropPhotos, KeepPhoto
from handlers.dialogue.event import Event, PhotoReady
from media.draw import draw
from media.pool import PhotoPool
from tests.bot.loop_kit import BOT, Loop, loop_in, until
from tests.kit.real_house import PLACE


def order(loop: Loop, *, kind: str = "DropPhotos", ref: str = "one", bot: str = BOT) -> str:
    """A job that waits; gives its id."""
    effect = KeepPhoto(ref) if kind == "KeepPhoto" else DropPhotos((), (ref,))
    job = fresh_job(PLACE, kind, loop.tag("ann"), enclose(Address(bot, "ann"), effect))
    with loop.office.database.write() as conn:
        queue_jobs(conn, loop.office, [job])
    return job.job_id


@asynccontextmanager
async def at_work(
    loop: Loop, kinds: dict[str, Any], owner: str = "one"
) -> AsyncIterator["asyncio.Task[None]"]:
    """A runner at work."""
    runner = Runner(loop.office, owner, kinds, loop.inbox.handle_soon)
    task = asyncio.create_task(runner.run())
    try:
        yield task
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


def doing(done: list[str], *, trouble: Exception | None = None) -> Callable[[Errand], Any]:
    """A kind of work that notes what it did."""

    async def work(errand: Errand) -> Event | None:
        done.append(errand.job.job_id)
        if trouble is not None:
            raise trouble
        return None

    return work


def left(loop: Loop) -> int:
    """How many jobs wait."""
    count: int = loop.rows("select count(*) from job")[0][0]
    return count


async def test_a_job_that_nobody_can_read_holds_up_no_other(
    tmp_path: Path, database_url: str
) -> None:
    async with loop_in(tmp_path, database_url) as loop:
        order(loop)
        loop.change("update job set payload_sealed = substr(payload_sealed, 1, 40)")
        good = order(loop)
        done: list[str] = []
        async with at_work(loop, {"DropPhotos": doing(done)}):
            await until(lambda: done == [good] and left(loop) == 1)


async def test_a_kind_of_job_that_only_a_newer_process_knows_is_left_for_it(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with loop_in(tmp_path, sqlite_url) as loop:
        order(loop, kind="NewKind")
        async with at_work(loop, {}):
            await until(lambda: loop.rows("select tries from job") == [(1,)])


async def test_a_database_that_fails_once_does_not_end_the_work_for_good(
    tmp_path: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with loop_in(tmp_path, sqlite_url) as loop:
        troubles = [RuntimeError("odd"), OSError("odd")]

        def troubled(*asked: Any, **more: Any) -> Any:
            if troubles:
                raise troubles.pop()
            return take_jobs(*asked, **more)

        monkeypatch.setattr(running, "take_jobs", troubled)
        monkeypatch.setattr(running, "_LOOK_EVERY_S", 0.05)
        good, done = order(loop), list[str]()
        async with at_work(loop, {"DropPhotos": doing(done)}):
            await until(lambda: done == [good])


async def test_a_job_of_a_killed_process_is_taken_over_and_one_in_work_is_not(
    tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "_HOLD_S", 0.6)
    monkeypatch.setattr(running, "_LOOK_EVERY_S", 0.1)
    async with loop_in(tmp_path, database_url) as loop:
        job_id = order(loop)
        begun: list[str] = []
        others: list[str] = []

        async def lasting(errand: Errand) -> Event | None:
            begun.append(errand.job.job_id)
            await asyncio.Event().wait()
            return None

        async with at_work(loop, {"DropPhotos": lasting}):
            await until(lambda: begun == [job_id])
            async with at_work(loop, {"DropPhotos": doing(others)}, "two"):
                await asyncio.sleep(1.0)  # more than a lease
                assert others == []
        async with at_work(loop, {"DropPhotos": doing(others)}, "two"):
            await until(lambda: others == [job_id] and left(loop) == 0)
        assert begun == [job_id]


async def test_a_process_that_stops_gives_its_jobs_back_at_once(
    tmp_path: Path, database_url: str
) -> None:
    async with loop_in(tmp_path, database_url) as loop:
        order(loop)
        with loop.office.database.write() as conn:
            assert len(take_jobs(conn, loop.office, "one")) == 1
            assert take_jobs(conn, loop.office, "two") == []
            let_go_of_jobs(conn, "one")
            assert len(take_jobs(conn, loop.office, "two")) == 1


def intake(loop: Loop, pool: PhotoPool) -> Intake:
    """The intake of a process."""
    space = Space(tmp_folder(loop), files_min_bytes=0, words_min_bytes=0)
    return Intake(loop.office, loop.doors, Uploads(loop.office), pool, space)


def tmp_folder(loop: Loop) -> Path:
    """Where the keys lie: a folder of this test."""
    return loop.office.keys.folder


async def test_a_photo_whose_outcome_was_not_committed_is_cleaned_again_and_not_lost(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with loop_in(tmp_path, sqlite_url) as loop:
        ref = await Uploads(loop.office).keep(draw(1, height_px=80), PLACE)
        order(loop, kind="KeepPhoto", ref=ref)
        with PhotoPool() as pool:
            kinds = intake(loop, pool)
            with loop.office.database.write() as conn:
                (job,) = take_jobs(conn, loop.office, "one")
            address = Address(BOT, "ann")
            first = await kinds.photo(Errand(job, address, KeepPhoto(ref)))
            # Here the process dies; another one does the same job.
            errand = Errand(job, address, KeepPhoto(ref))
            second = await kinds.photo(errand)
            assert isinstance(second, PhotoReady)
            assert first == second
            for afterwards in errand.afterwards:
                await afterwards()
        assert loop.rows("select count(*) from photo") == [(1,)]


async def test_a_photo_of_a_bot_of_another_process_is_not_refused(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with loop_in(tmp_path, sqlite_url) as loop:
        order(loop, kind="KeepPhoto", ref="file", bot="elsewhere")
        with PhotoPool() as pool, loop.office.database.write() as conn:
            (job,) = take_jobs(conn, loop.office, "one")
            errand = Errand(job, Address("elsewhere", "ann"), KeepPhoto("file"))
            with pytest.raises(NotNow):
                await intake(loop, pool).photo(errand)


def told(loop: Loop, chat: str, bot: str = BOT) -> None:
    """News for whoever is behind a fresh alias of a chat; due now."""
    alias = NewAlias(fresh_alias(), PLACE, Address(bot, chat))
    with loop.office.database.write() as conn:
        keep_many(conn, loop.office.keys, [alias])
        tell_reporter(
            conn, loop.office, place=PLACE, alias_id=alias.alias_id, key=f"news of {chat}"
        )


async def test_news_that_is_spoilt_holds_up_no_other_and_is_not_lost(
    tmp_path: Path, database_url: str
) -> None:
    async with loop_in(tmp_path, database_url) as loop:
        told(loop, "ann")
        loop.change("update news set payload_sealed = substr(payload_sealed, 1, 40)")
        told(loop, "bob")
        told(loop, "cy", bot="elsewhere")
        loop.clock.forward(hours=26)
        herald = Herald(loop.office, loop.doors, loop.inbox.handle_soon)
        assert herald.carry() == [loop.tag("bob")]
        assert herald.carry() == []
        assert loop.rows("select count(*) from news") == [(2,)]
        loop.inbox.handle_soon(loop.tag("bob"))
        await until(lambda: loop.said("bob") == ["news of bob"])


def test_keys_of_the_day_leave_no_draft_behind_and_no_copy_in_memory(tmp_path: Path) -> None:
    mine, others = DayKeys(tmp_path / "days"), DayKeys(tmp_path / "days")
    first = date(2026, 11, 21)
    sealed = mine.seal(first, b"words", "here")
    assert others.open(sealed, "here") == b"words"
    draft = tmp_path / "days" / ".0123"
    draft.write_text("a key")
    os.utime(draft, (0, 0))
    mine.destroy_before(first + timedelta(days=2))
    assert not draft.exists()
    others.seal(first + timedelta(days=3), b"words", "here")
    with pytest.raises(KeyGone):
        others.open(sealed, "here")


def _stands(loop: Loop, query: str, count: int) -> bool:
    return bool(loop.rows(query)[0][0] == count)


async def test_a_job_that_always_breaks_is_set_aside_and_whoever_waits_is_told(
    tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "_LOOK_EVERY_S", 0.02)
    async with loop_in(tmp_path, database_url) as loop:
        order(loop, kind="KeepPhoto", ref="street")
        tried: list[str] = []
        rows = "select breaks, payload_sealed is null, tag from job"
        async with at_work(loop, {"KeepPhoto": doing(tried, trouble=ValueError("odd"))}):
            for count in range(1, BREAKS):
                await until(partial(_stands, loop, rows, count))
                loop.clock.forward(hours=1)
            await until(lambda: loop.rows(rows) == [(BREAKS, True, "")])
            loop.clock.forward(days=1)
            await asyncio.sleep(0.1)
        assert len(tried) == BREAKS
        await until(lambda: loop.said("ann") == ["refused: broke"])
        with loop.office.database.write() as conn:
            assert jobs_aside_count(conn) == 1
            today = loop.clock.now().date()
            assert reseal_jobs(conn, loop.office, before_on=today + timedelta(days=1)) == 0
            assert jobs_aside_count(conn) == 1
        loop.clock.forward(days=31)
        with loop.office.database.write() as conn:
            reseal_jobs(conn, loop.office, before_on=loop.clock.now().date())
            assert jobs_aside_count(conn) == 0


async def test_a_job_that_is_put_off_for_a_good_reason_never_counts_as_broken(
    tmp_path: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "_LOOK_EVERY_S", 0.02)
    async with loop_in(tmp_path, sqlite_url) as loop:
        order(loop)
        rows, tries = "select tries, breaks from job", BREAKS + 2
        async with at_work(loop, {"DropPhotos": doing([], trouble=NotNow())}):
            for count in range(1, tries):
                await until(partial(_stands, loop, rows, count))
                loop.clock.forward(hours=1)
