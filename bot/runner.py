"""Running jobs: each remote effect until it is done; its outcome goes back as an event."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial

from backend.aliases.service import Address
from backend.inbox.service import Arrival, keep_many
from backend.jobs.service import (
    BREAKS,
    Job,
    finish_job,
    hold_jobs,
    put_off_job,
    set_job_aside,
    take_jobs,
)
from backend.office import Office
from bot.envelope import disclose, outcome_arrival
from handlers.dialogue.effect import Effect, KeepEvidence, KeepPhoto
from handlers.dialogue.event import Event, EvidenceRefused, PhotoRefused

log = logging.getLogger("davy.jobs")

_LOOK_EVERY_S = 0.7
_AT_ONCE = 8
_HOLD_S = 15.0
"""Renewed while a job is done; another process takes it so long after a crash."""


class NotNow(Exception):
    """The job cannot be done at the moment; it is tried again after a pause."""

    def __init__(self, after_s: float | None = None) -> None:
        super().__init__("not now")
        self.after_s = after_s


@dataclass(frozen=True, slots=True)
class Errand:
    """A job opened: where it came from and what is to be done. `job_id` makes repeats harmless."""

    job: Job
    address: Address
    effect: Effect
    afterwards: list[Callable[[], Awaitable[None]]] = field(default_factory=list)
    """What is tidied away when the outcome is committed: never before, or a repeat misses it."""


Run = Callable[[Errand], Awaitable[Event | None]]
"""Does one kind of effect; gives its outcome. Raises: NotNow."""


class Runner:
    """Takes jobs of any process's conversations and runs them, a few at once."""

    def __init__(
        self,
        office: Office,
        owner: str,
        kinds: Mapping[str, Run],
        handle_soon: Callable[[str], None],
    ) -> None:
        self._office = office
        self._owner = owner
        self._kinds = kinds
        self._handle_soon = handle_soon
        self._knock = asyncio.Event()
        self._running: dict[str, asyncio.Task[None]] = {}

    def knock(self) -> None:
        """Something was queued: look now."""
        self._knock.set()

    async def run(self) -> None:
        """Run jobs until cancelled. What is cut off is taken again when its lease is over."""
        holding = asyncio.create_task(self._hold())
        try:
            while True:
                free = _AT_ONCE - len(self._running)
                for job in await asyncio.to_thread(self._take, free) if free > 0 else ():
                    if job.job_id in self._running:
                        continue  # its lease ran out under us: it is being done
                    task = asyncio.create_task(self._one(job))
                    self._running[job.job_id] = task
                    task.add_done_callback(partial(self._ended, job.job_id))
                await self._rest()
        finally:
            for task in (holding, *self._running.values()):
                task.cancel()

    def _ended(self, job_id: str, task: "asyncio.Task[None]") -> None:
        self._running.pop(job_id, None)
        self._knock.set()
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("a job could not be laid down; it is done again", exc_info=error)

    async def _hold(self) -> None:
        """Keep the leases of what is being done: short ones, so that others soon take over."""
        while True:
            await asyncio.sleep(_HOLD_S / 3)
            if self._running:
                try:
                    await asyncio.to_thread(self._held_on, set(self._running))
                except Exception as error:
                    log.error("jobs could not be held on to", exc_info=error)

    async def _rest(self) -> None:
        # Not wait_for: in Python 3.11 it loses a cancellation that comes together with a knock.
        with suppress(TimeoutError):
            async with asyncio.timeout(_LOOK_EVERY_S):
                await self._knock.wait()
        self._knock.clear()

    async def _one(self, job: Job) -> None:
        work = self._kinds.get(job.kind)
        if work is None:
            log.error("a job of kind %s is for a newer process", job.kind)
            await asyncio.to_thread(self._put_off, job, None)
            return
        try:
            errand = Errand(job, *disclose(job.payload))
            outcome = await work(errand)
        except NotNow as error:
            await asyncio.to_thread(self._put_off, job, error.after_s)
            return
        except Exception as error:
            await self._broke(job, error)
            return
        arrivals = [outcome_arrival(job, errand.address, outcome)] if outcome is not None else []
        if not await asyncio.to_thread(self._finish, job, arrivals):
            return
        if arrivals:
            self._handle_soon(job.tag)
        for afterwards in errand.afterwards:
            await afterwards()

    async def _broke(self, job: Job, error: Exception) -> None:
        """Try again later; a job that always breaks is given up, and whoever waits is told."""
        if job.breaks + 1 < BREAKS:
            log.error("a job of kind %s failed; it is tried again", job.kind, exc_info=error)
            await asyncio.to_thread(self._put_off, job, None, broke=True)
            return
        log.error("a job of kind %s always fails; it is set aside", job.kind, exc_info=error)
        if await asyncio.to_thread(self._set_aside, job):
            self._handle_soon(job.tag)

    def _set_aside(self, job: Job) -> bool:
        """True when somebody is to be told."""
        told: list[Arrival] = []
        with suppress(Exception):  # nobody can tell any more whom it was for
            address, effect = disclose(job.payload)
            outcome = given_up(effect)
            told = [outcome_arrival(job, address, outcome)] if outcome else []
        with self._office.database.write() as conn:
            if not set_job_aside(conn, job, self._owner):
                return False
            if told:
                keep_many(conn, self._office, told)
        return bool(told)

    def _take(self, most: int) -> list[Job]:
        try:
            with self._office.database.write() as conn:
                return take_jobs(conn, self._office, self._owner, most=most, hold_s=_HOLD_S)
        except Exception as error:
            log.error("jobs could not be taken; they are taken later", exc_info=error)
            return []

    def _held_on(self, job_ids: set[str]) -> None:
        with self._office.database.write() as conn:
            hold_jobs(conn, job_ids, self._owner, hold_s=_HOLD_S)

    def _put_off(self, job: Job, after_s: float | None, *, broke: bool = False) -> None:
        with self._office.database.write() as conn:
            put_off_job(conn, self._office, job, self._owner, after_s=after_s, broke=broke)

    def _finish(self, job: Job, arrivals: Sequence[Arrival]) -> bool:
        with self._office.database.write() as conn:
            if not finish_job(conn, job.job_id, self._owner):
                return False
            if arrivals:
                keep_many(conn, self._office, arrivals)
            return True


def given_up(effect: Effect) -> Event | None:
    """What whoever waits for an effect is told when it always breaks; None where nobody does."""
    match effect:
        case KeepPhoto(ref):
            return PhotoRefused(ref, "broke")
        case KeepEvidence():
            return EvidenceRefused(effect.told_as, "broke")
    return None
