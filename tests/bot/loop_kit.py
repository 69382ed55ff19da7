"""A loop of its own for tests: real database and inbox, a messenger in memory, a plain talk."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from backend.aliases.service import Address
from backend.clock import Clock, StoppedClock
from backend.conversations.ids import tag_of
from backend.office import Office
from bot.batch import TurnBatch
from bot.channel import Asgi, House, Inbound, Manners, Outbound, Pictures, Received, Sent
from bot.doors import Door
from bot.ground import open_office
from bot.inbox import Inbox
from bot.packed import pack_events, unpack_events
from bot.space import Space
from bot.voice import Voice
from handlers.dialogue.event import Event, NewsCame, PhotoRefused, StepFailed, TextSent, TimePassed
from handlers.dialogue.facts import Facts
from handlers.dialogue.public_effect import CutLink
from handlers.dialogue.reply import Say
from handlers.dialogue.turn import Ask, Turn
from handlers.greeting import first
from handlers.router import Talk
from handlers.talking import PublicState
from tests.kit.real_house import A_WORKING_MORNING, PLACE, settings_in

BOT = "memory-public"
QUICK = Manners(kind="messenger", messenger="Memory", pushes=True)


@dataclass
class MemoryMessenger:
    """A messenger that keeps what it was given, or has the trouble it was told to have."""

    bot: str = BOT
    place: str = PLACE
    staff: bool = False
    manners: Manners = QUICK
    given: list[tuple[str, str]] = field(default_factory=list)
    """(chat, text) of everything that was taken."""
    troubles: dict[str, list[Exception]] = field(default_factory=dict)
    """Text -> what is raised, one after another, before it is taken."""
    when_sent: Callable[[str], None] | None = None
    hold: asyncio.Event | None = None
    """Sends are answered only when it is set."""

    def translate(self, raw: bytes) -> Inbound | None:
        """What was packed; a text of nonsense raises."""
        inbound = unpack_events(self.bot, raw)
        if any(isinstance(one, TextSent) and one.text == "nonsense" for one in inbound.events):
            raise ValueError("not to be read")
        return inbound

    async def send(self, chat_ref: str, message: Outbound, pictures: Pictures) -> Sent:
        """Take a message, or raise."""
        if self.hold is not None:
            await self.hold.wait()
        if waiting := self.troubles.get(message.text):
            raise waiting.pop(0)
        self.given.append((chat_ref, message.text))
        if self.when_sent is not None:
            self.when_sent(message.text)
        return Sent((str(len(self.given)),))

    async def fetch(self, file_ref: str, max_bytes: int) -> bytes:
        """No files here."""
        raise OSError("no files here")

    async def erase(self, chat_ref: str, refs: tuple[str, ...]) -> None:
        """Nothing is shown anywhere."""

    def routes(self, house: House) -> Mapping[str, Asgi]:
        """None."""
        return {}

    async def run(self, house: House) -> None:
        """Nothing runs beside."""

    async def close(self) -> None:
        """Nothing to give back."""


class PlainVoice(Voice):
    """Says a key as it stands."""

    def __init__(self) -> None:
        """No catalogue."""
        self.languages = ("en",)

    def render(
        self, said: Sequence[Say], question: Say | None, *, language: str, protected: bool = False
    ) -> tuple[Outbound, ...]:
        """One message a remark."""
        return tuple(Outbound(one.key, secret=one.secret, language="en") for one in said)


@dataclass
class Parrot:
    """A talk that says each text again, and fails at the texts it was told to fail at."""

    fails: set[str] = field(default_factory=set)

    def talk(self) -> Talk[PublicState]:
        """As the router holds it."""
        return Talk(
            first=first, advance=self.advance, question=lambda *_: None, where=lambda _: "parrot"
        )

    def advance(self, state: PublicState, event: Event, facts: Facts) -> Turn[PublicState]:
        """One step. Raises: ValueError at a text that fails."""
        match event:
            case TextSent(text="picture"):
                return Turn(state, ask=Ask.LATER)
            case TextSent(text="english"):
                state = replace(state, language="en")
            case TextSent(text="stop") if state.language == "en":
                return Turn(state, (Say("stopped"),), do=(CutLink(()),), ask=Ask.NOT)
        return Turn(state, tuple(Say(word) for word in self._words(event)), ask=Ask.NOT)

    def _words(self, event: Event) -> tuple[str, ...]:
        match event:
            case TextSent(text=text) if text in self.fails:
                raise ValueError("a step that fails")
            case TextSent(text=text):
                return (text,)
            case StepFailed() if "apology" in self.fails:
                raise ValueError("an apology that fails")
            case StepFailed():
                return ("sorry",)
            case PhotoRefused(reason=reason):
                return (f"refused: {reason}",)
            case NewsCame(key=key):
                return (key,)
            case TimePassed(name=name):
                return (f"time: {name}",)
        return ()


@dataclass
class Loop:
    """The loop and what it works with."""

    office: Office
    inbox: Inbox
    channel: MemoryMessenger
    batch: TurnBatch
    doors: dict[str, Door]
    clock: Any

    def received(self, chat: str, *events: Event, key: str = "", bot: str = "") -> Received:
        """What the messenger hands over."""
        own = key or f"test/{secrets.token_hex(8)}"
        raw = pack_events(chat, events)
        return Received(bot or self.channel.bot, PLACE, chat, (own,), raw)

    async def write(self, chat: str, *texts: str, key: str = "", bot: str = "") -> None:
        """Somebody writes; each text is an event of its own."""
        for text in texts:
            await self.inbox.receive(self.received(chat, TextSent(text), key=key, bot=bot))

    def tag(self, chat: str, bot: str = "") -> str:
        """The conversation of a chat."""
        return tag_of(self.office.keys, Address(bot or self.channel.bot, chat))

    def said(self, chat: str) -> list[str]:
        """What waits for a chat, in order."""
        shown = self.inbox._show(Address(self.channel.bot, chat))
        return [one.text for one in shown]

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Rows of the database."""
        with self.office.database.read() as conn:
            return [tuple(row) for row in conn.exec_driver_sql(query)]

    def change(self, statement: str) -> None:
        """Change rows of the database."""
        with self.office.database.write() as conn:
            conn.exec_driver_sql(statement)


@asynccontextmanager
async def loop_in(
    folder: Path, url: str = "", *, parrot: Parrot | None = None, clock: Clock | None = None
) -> AsyncIterator[Loop]:
    """A loop without any process around it: nothing happens but what a test does."""
    own = clock or StoppedClock(A_WORKING_MORNING)
    settings = settings_in(folder, url)
    office = open_office(settings, own)
    channel = MemoryMessenger()
    doors = {channel.bot: Door(channel, (parrot or Parrot()).talk())}
    batch = TurnBatch(office, doors, PlainVoice())
    space = Space(settings.data_dir, files_min_bytes=0, words_min_bytes=0)
    inbox = Inbox(office, batch, space, keep_upload=_no_upload, pictures=no_picture)
    inbox.start()
    try:
        yield Loop(office, inbox, channel, batch, doors, own)
    finally:
        await asyncio.to_thread(inbox.close)
        office.database.close()


async def _no_upload(data: bytes, place: str) -> str:
    raise OSError("no files here")


async def no_picture(name: str) -> bytes:
    """No pictures here."""
    raise OSError("no pictures here")


async def until(holds: Callable[[], bool], *, within_s: float = 5.0) -> None:
    """Wait until something holds. Raises: TimeoutError."""
    async with asyncio.timeout(within_s):
        while not holds():  # noqa: ASYNC110 - a database has no event to wait for
            await asyncio.sleep(0.005)
