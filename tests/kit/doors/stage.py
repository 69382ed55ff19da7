"""A Davy with one of its doors open and people at it: clock stopped, restartable, brought to rest.

The people are real to the house: whatever they do goes through the door's own library and wire.
Only the clock and the rates of a messenger are ours: nothing is waited for.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, func, select

from backend.clock import StoppedClock
from backend.conversations.ids import tag_of
from backend.inbox.tables import inbox_event
from backend.jobs.tables import job
from backend.office import Office
from backend.outbox.tables import news, outbox_message
from bot.compose import Davy, compose
from bot.server import Server
from tests.kit.confirmed import confirm_examples
from tests.kit.davy_process import free_port
from tests.kit.doors.book import Book
from tests.kit.doors.contract import Door, Somebody
from tests.kit.real_house import A_WORKING_MORNING, PLACE, settings_in

_LOOKS_MAX = 5000
_LOOK_S = 0.004
_SOON_S = 3
"""A question that waits for quiet comes within so many seconds (`bot/turns.py`)."""


class Complaints(logging.Handler):
    """Collects what the house complains of: in a play nothing may go wrong unseen."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.heard: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one line, with the kind of error."""
        error = record.exc_info[1] if record.exc_info else None
        self.heard.append(f"{record.name}: {record.getMessage()} {error!r}")


@dataclass
class Stage:
    """The house behind one door, in one folder, on one database."""

    door: Door
    folder: Path
    database_url: str = ""
    clock: StoppedClock = field(default_factory=lambda: StoppedClock(A_WORKING_MORNING))
    settings: dict[str, object] = field(default_factory=dict)
    """What the door adds to the settings: tokens, addresses."""
    props: dict[str, Any] = field(default_factory=dict)
    """What the door keeps for its people: a fake platform, a browser."""
    book: Book = field(default_factory=Book)
    port: int = field(default_factory=free_port)
    complaints: Complaints = field(default_factory=Complaints)
    _davy: Davy | None = None
    _server: Server | None = None
    _serving: "asyncio.Task[None] | None" = None

    @property
    def davy(self) -> Davy:
        """The process that is running now."""
        assert self._davy is not None, "the house is closed"
        return self._davy

    @property
    def office(self) -> Office:
        """Its office."""
        return self.davy.office

    @property
    def url(self) -> str:
        """Where the HTTP server answers."""
        return f"http://127.0.0.1:{self.port}"

    def bot(self, *, staff: bool) -> str:
        """The id of the door's bot for the public or the staff."""
        modules = {f"bot.channels.{name}" for name in self.door.channels}
        for bot, one in self.davy.doors.items():
            if type(one.channel).__module__ in modules and one.channel.staff == staff:
                return bot
        raise LookupError(f"{self.door.name} has no bot for {'staff' if staff else 'the public'}")

    async def somebody(self, language: str, *, staff: bool = False) -> Somebody:
        """Somebody new at the door."""
        return await self.door.enters(self, language, staff)

    def tag(self, person: Somebody) -> str:
        """The handle of a person's conversation."""
        return tag_of(self.office.keys, person.address)

    # ── coming and going ────────────────────────────────────────────────────────────────────────

    async def start(self) -> None:
        """Open the house."""
        settings = settings_in(self.folder, self.database_url, port=self.port, **self.settings)
        self._davy = davy = compose(settings, clock=self.clock)
        if self.door.serves:
            self._server = Server(davy, host="127.0.0.1", port=self.port, loop="asyncio")
            self._serving = asyncio.create_task(self._server.serve())
            while not self._server.started:
                assert not self._serving.done(), "the server stopped while starting"
                await asyncio.sleep(_LOOK_S)
        else:
            await davy.process.open(polls=self.door.polls)
        davy.inbox.listen(self.book.note)

    async def stop(self) -> None:
        """Close the house cleanly."""
        if self._server is not None and self._serving is not None:
            self._server.should_exit = True
            await self._serving
        elif self._davy is not None:
            await self._davy.close()
        self._davy = self._server = self._serving = None

    async def restart(self) -> None:
        """Close the house and open another process on what it left."""
        await self.stop()
        await self.start()

    # ── coming to rest ──────────────────────────────────────────────────────────────────────────

    async def rest(self) -> None:
        """Wait until everything that was done has been answered and delivered.

        A moment's quiet passes too: then a question comes that waited for more pictures.
        """
        await self._idle()
        while self._waits_for_quiet():
            self.clock.forward(seconds=_SOON_S)
            self._rouse()
            await self._idle()

    async def _idle(self) -> None:
        quiet_count = 0
        for _ in range(_LOOKS_MAX):
            await asyncio.sleep(_LOOK_S)
            quiet_count = 0 if self._busy() else quiet_count + 1
            if quiet_count == 2:  # what was committed last has been told as well
                return
        raise AssertionError(f"the house does not come to rest: {self.complaints.heard[-3:]}")

    def _rouse(self) -> None:
        query = select(inbox_event.c.tag).where(inbox_event.c.due_at <= self.clock.now())
        with self.office.database.read() as conn:
            tags: set[str] = set(conn.execute(query).scalars())
        for tag in tags:
            self.davy.inbox.handle_soon(tag)

    def _busy(self) -> bool:
        waits = self.props.get("waits")
        if waits is not None and waits():
            return True
        now_at = self.clock.now()
        pushed = [bot for bot, one in self.davy.doors.items() if not one.channel.manners.pulls]
        queued = (outbox_message.c.state == "queued", outbox_message.c.bot.in_(pushed))
        query = select(
            _count(inbox_event.c.state == "new", inbox_event.c.due_at <= now_at),
            _count(job.c.due_at <= now_at),
            _count(*queued),
            _count(news.c.due_at <= now_at),
        )
        with self.office.database.read() as conn:
            *work, news_count = conn.execute(query).one()
        if news_count:
            for tag in self.davy.process.herald.carry():
                self.davy.inbox.handle_soon(tag)
        return any(work) or bool(news_count)

    def _waits_for_quiet(self) -> bool:
        soon_at = self.clock.now() + timedelta(seconds=_SOON_S)
        query = select(_count(inbox_event.c.state == "new", inbox_event.c.due_at <= soon_at))
        with self.office.database.read() as conn:
            return bool(conn.execute(query).scalar_one())


def _count(*conditions: ColumnElement[bool]) -> ScalarSelect[int]:
    return select(func.count()).where(*conditions).scalar_subquery()


@asynccontextmanager
async def staged(
    door: Door,
    folder: Path,
    database_url: str = "",
    *,
    at: datetime = A_WORKING_MORNING,
    **settings: object,
) -> AsyncIterator[Stage]:
    """A house behind one door; closed cleanly at the end, and nothing may have gone wrong in it."""
    confirm_examples(folder)
    stage = Stage(door, folder, database_url, settings=dict(settings))
    stage.clock.at = at
    log = logging.getLogger("davy")
    log.addHandler(stage.complaints)
    try:
        async with door.opening(stage):
            await stage.start()
            try:
                yield stage
            finally:
                with suppress(AssertionError):
                    await stage.stop()
    finally:
        log.removeHandler(stage.complaints)
    assert stage.complaints.heard == []


__all__ = ["PLACE", "Stage", "staged"]
