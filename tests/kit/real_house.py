"""A whole Davy for tests: real database, keys, files and loop, with people at its terminals."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from backend.aliases.service import Address
from backend.clock import StoppedClock
from backend.settings import Settings, read_settings
from backend.staff.service import invite
from bot.channel import Outbound, Received
from bot.compose import Davy, compose
from bot.packed import pack_events
from handlers.dialogue.event import (
    ChoicePressed,
    CommandGiven,
    Event,
    Opened,
    PhotoSent,
    PlaceShared,
    TextSent,
)

PLACE = "340322"
A_WORKING_MORNING = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
"""A Tuesday, 10:00 in Wuhe."""


def settings_in(folder: Path, url: str = "", **more: object) -> Settings:
    """Settings of a Davy that lives in a folder, whatever the environment says."""
    values: dict[str, object] = {
        "data_dir": folder / "data",
        "key_dir": folder / "keys",
        "database_url": url,
        "place": PLACE,
        "files_min_mb": 1,
        "words_min_mb": 0,
    }
    return read_settings(**{**values, **more})


@asynccontextmanager
async def house(
    folder: Path, url: str = "", *, clock: StoppedClock | None = None, **more: object
) -> AsyncIterator["RealHouse"]:
    """A running house; closed cleanly at the end. Without `clock` it stands at 10:00."""
    stopped = clock or StoppedClock(A_WORKING_MORNING)
    davy = compose(settings_in(folder, url, **more), clock=stopped)
    await davy.process.open(polls=False)
    try:
        yield RealHouse(davy, stopped)
    finally:
        await davy.close()


@dataclass
class RealHouse:
    """The house, its clock, and whoever comes in."""

    davy: Davy
    clock: StoppedClock

    def somebody(self, place: str = PLACE) -> "Person":
        """A person at the public's terminal of a place."""
        return Person(self, f"terminal-{place}", place=place)

    async def colleague(self, *roles: str, office_id: str = "") -> "Person":
        """A member of staff with these duties, at a terminal of their own."""
        with self.davy.office.database.write() as conn:
            token = invite(conn, self.davy.office, place=PLACE, roles=roles, office_id=office_id)
        person = Person(self, f"terminal-staff-{PLACE}")
        await person.do(CommandGiven("join", token))
        return person

    async def a_day_later(self) -> None:
        """Let a day and two hours pass: what was to be told has been told then."""
        self.clock.forward(hours=26)
        for tag in self.davy.process.herald.carry():
            self.davy.inbox.handle_soon(tag)
        await self.quiet()

    async def quiet(self) -> None:
        """Wait until no job and no due event is left."""
        for _ in range(400):
            await asyncio.sleep(0.02)
            if not self._busy():
                return
        raise AssertionError("the house does not come to rest")

    def _busy(self) -> bool:
        # In one statement: between two a turn may lay an event down and queue its job.
        query = "select count(*) + (select count(*) from job) from inbox_event where state = 'new'"
        with self.davy.office.database.read() as conn:
            return bool(conn.exec_driver_sql(query).scalar_one())


@dataclass
class Person:
    """Somebody at a terminal: does things, and reads what is said."""

    house: RealHouse
    bot: str
    chat_ref: str = field(default_factory=lambda: secrets.token_hex(16))
    said: list[Outbound] = field(default_factory=list)
    """Everything that was ever said here."""
    seen: str = ""
    count: int = 0
    place: str = PLACE

    async def do(self, *events: Event, key: str = "") -> list[Outbound]:
        """Do something; gives what is said at once."""
        received = Received(
            self.bot,
            self.place,
            self.chat_ref,
            (key or f"test/{secrets.token_hex(16)}",),
            pack_events(self.chat_ref, events),
            seen=self.seen,
        )
        return self._hear(await self.house.davy.inbox.converse(received))

    async def open(self, payload: str = "") -> list[Outbound]:
        """Open the door."""
        return await self.do(Opened(payload))

    async def write(self, text: str) -> list[Outbound]:
        """Type words."""
        self.count += 1
        return await self.do(TextSent(text, f"m{self.count}"))

    async def press(self, label: str) -> list[Outbound]:
        """Press the newest button of this name, or with this label."""
        for message in reversed(self.said):
            for row in message.rows:
                for button in row:
                    question, _, name = button.data.partition("|")
                    if label in (name, button.label):
                        return await self.do(ChoicePressed(name, question))
        raise AssertionError(f"no button {label!r}; offered: {self.buttons}")

    async def share(self, lat: float, lon: float) -> list[Outbound]:
        """Share a place."""
        return await self.do(PlaceShared(lat, lon))

    async def photo(self, data: bytes, caption: str = "") -> list[Outbound]:
        """Send a picture and wait until it is cleaned."""
        ref = await self.house.davy.inbox.keep_upload(data, self.place)
        now = await self.do(PhotoSent(ref, caption=caption))
        await self.house.quiet()
        return now + await self.news()

    async def news(self) -> list[Outbound]:
        """What came in the meantime."""
        waiting = await self.house.davy.inbox.waiting(self.address, self.place)
        return self._hear(tuple(one for one in waiting if one.mark > self.seen))

    @property
    def address(self) -> Address:
        """Who this is to the house."""
        return Address(self.bot, self.chat_ref)

    @property
    def buttons(self) -> list[str]:
        """Names of the buttons that were shown last."""
        for message in reversed(self.said):
            if message.rows:
                return [button.data.partition("|")[2] for row in message.rows for button in row]
        return []

    @property
    def last(self) -> str:
        """The text that was said last."""
        return self.said[-1].text

    def _hear(self, messages: tuple[Outbound, ...]) -> list[Outbound]:
        self.said += messages
        self.seen = max((self.seen, *(one.mark for one in messages)))
        return list(messages)
