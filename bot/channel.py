"""The contract between a channel and the house.

A channel *peeks* at what arrives (only the ids), hands it over to be kept durably, *translates* it
later (in the loop, with its library) into events, and *sends* what it is given. It declares what it
can do in its *manners* and decides nothing.

    DeliveryError
    ├── Throttled(after_s)   wait what we were told
    ├── Unavailable          the platform or the net is away: try again with growing pauses
    ├── Unreachable          blocked or gone: park until the person returns
    └── Rejected             our bug: keep with its reason and raise an alarm
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from backend.aliases.service import Address
from handlers.dialogue.event import Event

Asgi = Callable[[Any, Any, Any], Awaitable[None]]


class DeliveryError(Exception):
    """Root of what can go wrong on the way out. Texts hold a stable reason, no id, no words."""


class Throttled(DeliveryError):
    """The platform asks us to wait."""

    def __init__(self, after_s: float) -> None:
        super().__init__("throttled")
        self.after_s = after_s


class Unavailable(DeliveryError):
    """Not reached, or an error of theirs (5xx); it may have been taken or not."""


class Unreachable(DeliveryError):
    """The person blocked the bot or deleted the account."""


class Rejected(DeliveryError):
    """They understood and declined: what we sent is wrong. `str(error)` is a short reason."""


@dataclass(frozen=True, slots=True)
class Manners:
    """What a channel can do. Lengths are in UTF-16 units, as Telegram counts; 0 is no limit."""

    kind: str
    """web, messenger or terminal."""
    messenger: str = ""
    """The messenger's own name, for saying plainly that it reads along."""
    text_max: int = 0
    pulls: bool = False
    """Messages wait until the person's next request instead of being sent."""
    pushes: bool = False
    erases: bool = False
    buttons: bool = True
    total_per_s: float = 0.0
    """Sends over all chats; 0 is no limit."""
    chat_per_s: float = 0.0
    """Sends to one person; groups are never written to."""


@dataclass(frozen=True, slots=True)
class Received:
    """What arrived, as little of it as is needed before it is kept."""

    bot: str
    place: str
    chat_ref: str
    keys: tuple[str, ...]
    """One or two keys of `platforms.md`; a second arrival under either is a repeat."""
    raw: bytes
    seen: str = ""
    """On a channel that pulls: the newest mark the person was shown; what is older is erased."""
    source: str = ""
    """What limits count by (an address, or `shared` for onion and unknown proxies); never kept."""


@dataclass(frozen=True, slots=True)
class Inbound:
    """What was meant: the events in their order, and the door's hints."""

    address: Address
    events: tuple[Event, ...]
    language: str = ""
    """The client's language tag when the channel knows it; only used for a first greeting."""
    greeted: bool = False
    """The first words were shown already."""
    group: bool = False
    """Not a private chat: the public's bot says nothing there."""


@dataclass(frozen=True, slots=True)
class Button:
    """A label and the data that comes back (1-64 bytes: `question|choice`)."""

    label: str
    data: str


@dataclass(frozen=True, slots=True)
class Outbound:
    """One message, rendered. Text is plain, never markup."""

    text: str
    rows: tuple[tuple[Button, ...], ...] = ()
    pictures: tuple[str, ...] = ()
    """`photo:<id>` or `code:<digits>`; the sender asks `Pictures` for their bytes when it sends."""
    wants: str = ""
    """place, photo, code, words or nothing: what kind of answer would help."""
    secret: bool = False
    protected: bool = False
    """Staff cards: not to be forwarded or saved, where the channel can."""
    language: str = "zh-Hans"
    asking: bool = False
    """This is the open question: its buttons are the ones that count."""
    key: str = ""
    """The catalogue key it was made from; for tests, never sent."""
    mark: str = ""
    """On a channel that pulls: its place in the order, for `Received.seen`."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What the platform gave back: its handle of each message, for erasing later."""

    refs: tuple[str, ...] = ()


Pictures = Callable[[str], Awaitable[bytes]]
"""Gives the bytes (JPEG or PNG) behind a picture's name."""


class House(Protocol):
    """What a channel may ask of the house."""

    async def receive(self, received: Received) -> bool:
        """Keep it durably; True when it is new. Returns only after the commit.

        Raises:
            HouseFull: nothing can be stored now; do not acknowledge.
        """
        ...

    async def converse(self, received: Received) -> tuple[Outbound, ...]:
        """Keep it durably, let the conversation handle it, and give what is said.

        For a repeat: what was said the first time, while it is kept.
        """
        ...

    async def waiting(self, address: Address, place: str) -> tuple[Outbound, ...]:
        """What waits for a person on a channel that pulls; it stays until their next `converse`."""
        ...

    async def wait(
        self, address: Address, place: str, timeout_s: float, after: str = ""
    ) -> tuple[Outbound, ...]:
        """As `waiting`, but only what came after a mark; holds on until there is some."""
        ...

    async def picture(self, address: Address, place: str, name: str) -> bytes | None:
        """The bytes of a picture that stands in a message which waits for this person, or None."""
        ...

    def greet(self, bot: str, language: str) -> tuple[Outbound, ...]:
        """What somebody new is told first; nothing is kept."""
        ...

    async def keep_upload(self, data: bytes, place: str) -> str:
        """Keep a file's bytes sealed before they are spoken of; gives the `ref` for PhotoSent.

        Raises:
            HouseFull: no room for files now; words are still taken.
        """
        ...

    async def forget(self, address: Address, place: str) -> None:
        """Drop an unfiled draft and what waits for this address (quick exit, end of session)."""
        ...


class HouseFull(Exception):
    """Nothing more can be kept at the moment."""


class Channel(Protocol):
    """One bot: an instance of a channel for one place."""

    bot: str
    """Its id: keys, rates, webhook path and the poller's lease carry it."""
    place: str
    staff: bool
    manners: Manners

    def translate(self, raw: bytes) -> Inbound | None:
        """What was meant, or None: nothing for us. Pure; what is not needed is dropped."""
        ...

    async def send(self, chat_ref: str, message: Outbound, pictures: Pictures) -> Sent:
        """Send one message. Raises: DeliveryError."""
        ...

    async def fetch(self, file_ref: str, max_bytes: int) -> bytes:
        """Fetch a file that a person sent. Raises: DeliveryError; Rejected("too-large")."""
        ...

    async def erase(self, chat_ref: str, refs: tuple[str, ...]) -> None:
        """Delete messages where the platform lets us; harmless when they are gone."""
        ...

    def routes(self, house: House) -> Mapping[str, Asgi]:
        """Path prefix -> ASGI app (bare), mounted by `bot/app.py`."""
        ...

    async def run(self, house: House) -> None:
        """Whatever must run beside requests (a poller), until cancelled; may return at once.

        Called in one process at a time, under the lease of this bot. It stores before it confirms.
        """
        ...

    async def close(self) -> None:
        """Give connections back."""
        ...
