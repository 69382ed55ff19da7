"""What a driver gives: a door, somebody who acts at it, and what they see there."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from backend.aliases.service import Address
from bot.channel import Button, Outbound

if TYPE_CHECKING:
    from tests.kit.doors.stage import Stage


@dataclass(frozen=True)
class Seen:
    """One message as it stands before a person's eyes."""

    text: str
    pictures_count: int = 0


@dataclass(frozen=True)
class Photo:
    """A picture file on somebody's phone."""

    name: str
    data: bytes
    caption: str = ""


class Somebody(Protocol):
    """A person at a door. An act returns when the door has taken it; answers are seen later."""

    greeted: list[Outbound]
    """What the door showed of itself, before the house knew of anybody."""

    @property
    def address(self) -> Address:
        """Who this is to the house, once something was said."""
        ...

    async def arrives(self, payload: str = "") -> None:
        """Open the door, perhaps by a link that carries something."""
        ...

    async def types(self, text: str) -> None:
        """Type words or a command."""
        ...

    async def presses(self, button: Button) -> None:
        """Press a button that is shown somewhere, however old."""
        ...

    async def sends_photos(self, photos: Sequence[Photo], *, album: str, as_file: bool) -> None:
        """Send pictures; those of one album together."""
        ...

    async def sends_recording(self, kind: str, data: bytes) -> None:
        """Send a video, a voice note or a document."""
        ...

    async def shares(self, kind: str, lat: float, lon: float, *, label: str) -> None:
        """Share a place, a venue, or the next point of a live place."""
        ...

    async def edits(self, which: int, text: str) -> None:
        """Change one's own message, the n-th that was typed."""
        ...

    async def sends(self, what: str) -> None:
        """Send a contact or a sticker."""
        ...

    async def sees(self) -> list[Seen]:
        """What has come since the last look, oldest first; the house is at rest."""
        ...

    def offered(self) -> list[str]:
        """The labels of the buttons that were offered last and can be pressed now."""
        ...


Opening = Callable[["Stage"], AbstractAsyncContextManager[None]]
"""Sets up what must stand before the house opens and outlives its restarts: a platform's fake."""

Entering = Callable[["Stage", str, bool], Awaitable[Somebody]]
"""(stage, language, staff) -> somebody new."""


@dataclass(frozen=True)
class Door:
    """One way to reach Davy: the public's channel and the staff's."""

    name: str
    channels: tuple[str, ...]
    """The modules in `bot/channels` that are tried through it."""
    kind: str
    """web, messenger or terminal, as the channels' manners say."""
    opening: Opening
    enters: Entering
    serves: bool = False
    """It needs the HTTP server."""
    polls: bool = False
    """Its channels run beside requests: they fetch what is said, or set their webhook."""
    greets: bool = False
    """It shows the first words by itself, before anything is said."""
    cannot: Mapping[str, str] = field(default_factory=dict)
    """Kinds of acts that nobody can do here, each with its reason."""
