"""What one process runs: turns, senders, pollers, jobs, news, the sweep and the daily rounds."""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import Any

from backend.audit.chain import let_go_of_chains
from backend.db.columns import fresh_id
from backend.db.lease import give_back
from backend.inbox.waiting import waiting_tags
from backend.jobs.service import let_go_of_jobs
from backend.office import Office
from bot.channel import Pictures
from bot.chores import CHORES
from bot.doors import Door
from bot.handled import Handled
from bot.herald import Herald
from bot.inbox import Inbox
from bot.leases import under_lease
from bot.rounds import Rounds
from bot.runner import Run, Runner
from bot.sender import Sender

log = logging.getLogger("davy.process")

_SWEEP_EVERY_S = 0.4
_SWEEP_OLDER_S = 0.8


class Process:
    """All tasks of one process; any number of processes may run side by side on one database."""

    def __init__(
        self,
        office: Office,
        doors: Mapping[str, Door],
        inbox: Inbox,
        kinds: Mapping[str, Run],
        pictures: Pictures,
        *,
        beside: Sequence[Callable[[], Coroutine[Any, Any, None]]] = (),
    ) -> None:
        """`beside` runs in every process, for as long as it does."""
        self.owner = fresh_id()
        self._office = office
        self._doors = doors
        self._inbox = inbox
        self._senders = {
            bot: Sender(office, door.channel, pictures)
            for bot, door in doors.items()
            if not door.channel.manners.pulls
        }
        self._runner = Runner(office, self.owner, kinds, inbox.handle_soon)
        self.herald = Herald(office, dict(doors), inbox.handle_soon)
        self._rounds = Rounds(office, inbox.handle_soon, CHORES)
        self._beside = beside
        self._tasks: list[asyncio.Task[None]] = []

    async def open(self, *, polls: bool = True) -> None:
        """Start everything; returns at once. Doors that are away never hold up the others."""
        self._inbox.start()
        self._inbox.listen(self._told)
        database = self._office.database
        for bot, sender in self._senders.items():
            self._start(under_lease(database, f"send/{bot}", self.owner, sender.run))
        if polls:
            for bot, door in self._doors.items():
                if not door.channel.manners.pulls:
                    body = partial(door.channel.run, self._inbox)
                    self._start(under_lease(database, f"poll/{bot}", self.owner, body))
        self._start(self._runner.run())
        self._start(self.herald.run())
        self._start(under_lease(database, "rounds", self.owner, self._rounds.run))
        self._start(self._sweep())
        for work in self._beside:
            self._start(work())

    async def close(self) -> None:
        """Stop cleanly: no new work, what is in hand is finished or left whole for others."""
        self._inbox.rouse_all()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for door in self._doors.values():
            with suppress(Exception):
                await asyncio.wait_for(door.channel.close(), 1.0)
        for sender in self._senders.values():
            await asyncio.to_thread(sender.close)
        await asyncio.to_thread(self._inbox.close)
        with suppress(Exception):
            await asyncio.to_thread(self._give_back)

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        self._tasks.append(asyncio.create_task(work))

    def _told(self, handled: Handled) -> None:
        if handled.replies and (sender := self._senders.get(handled.bot)) is not None:
            sender.knock()
        if handled.has_jobs:
            self._runner.knock()
        for wake in handled.wakes:
            loop = asyncio.get_running_loop()
            loop.call_later(wake.after_s + 0.01, self._inbox.handle_soon, handled.tag)

    async def _sweep(self) -> None:
        """Handle what a killed process left, and wakes whose moment has come."""
        while True:
            try:
                for tag in await asyncio.to_thread(self._left):
                    self._inbox.handle_left(tag)
            except Exception as error:
                log.error("what was left could not be looked for", exc_info=error)
            await asyncio.sleep(_SWEEP_EVERY_S)

    def _left(self) -> list[str]:
        with self._office.database.read() as conn:
            now_at = self._office.clock.now()
            return waiting_tags(conn, now_at, older_than_s=_SWEEP_OLDER_S, bots=self._doors)

    def _give_back(self) -> None:
        with self._office.database.write() as conn:
            give_back(conn, self.owner)
            let_go_of_chains(conn)
            let_go_of_jobs(conn, self.owner)
