"""The terminal, as `davy chat` holds it: lines are typed, and files lie on this machine."""

import contextlib
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

from backend.aliases.service import Address
from bot.channel import Button, Outbound
from bot.commands.chat import render
from bot.seat import Seat
from tests.kit.doors.contract import Door, Photo, Seen
from tests.kit.doors.stage import PLACE, Stage

_LATE = "a number presses a button under the newest message alone"
_ENDS = "a terminal's conversation ends with its process"


class AtTerminal:
    """Somebody at a terminal."""

    def __init__(self, stage: Stage, language: str, *, staff: bool) -> None:
        self.greeted: list[Outbound] = []
        self._stage = stage
        self._staff = staff
        self._seat = Seat(stage.davy.inbox, stage.bot(staff=staff), PLACE, language)
        self._buttons: list[Button] = []
        self._seen: list[Outbound] = []

    @property
    def address(self) -> Address:
        """See `Somebody`."""
        return self._seat.address

    async def arrives(self, payload: str = "") -> None:
        """See `Somebody`."""
        if self._staff and payload:
            await self.types(f"/join {payload}")
        else:
            await self.types(f"/start {payload}".strip())

    async def types(self, text: str) -> None:
        """See `Somebody`."""
        self._look(await self._seat.type(text))

    async def presses(self, button: Button) -> None:
        """See `Somebody`."""
        await self.types(str(self._buttons.index(button) + 1))

    async def sends_photos(self, photos: Sequence[Photo], *, album: str, as_file: bool) -> None:
        """See `Somebody`."""
        files = " ".join(str(self._on_disk(one.name, one.data)) for one in photos)
        kind = f"album {album}" if album else "file" if as_file else "photo"
        caption = f" saying {photos[0].caption}" if photos[0].caption else ""
        await self.types(f"({kind} {files}{caption})")

    async def sends_recording(self, kind: str, data: bytes) -> None:
        """See `Somebody`."""
        await self.types(f"({kind} {self._on_disk(kind, data)})")

    async def shares(self, kind: str, lat: float, lon: float, *, label: str) -> None:
        """See `Somebody`."""
        await self.types(f"({kind} {lat} {lon} {label})")

    async def edits(self, which: int, text: str) -> None:
        """See `Somebody`."""
        await self.types(f"(edit {which} {text})")

    async def sends(self, what: str) -> None:
        """See `Somebody`."""
        await self.types(f"({what})")

    async def sees(self) -> list[Seen]:
        """See `Somebody`."""
        self._look(await self._seat.news(0))
        fresh, self._seen = self._seen, []
        return [Seen(one.text, render(one).count("  (picture: ")) for one in fresh]

    def offered(self) -> list[str]:
        """See `Somebody`."""
        return [one.label for one in self._buttons]

    def _look(self, messages: Sequence[Outbound]) -> None:
        for message in messages:
            self._seen.append(message)
            if message.rows:
                self._buttons = [button for row in message.rows for button in row]

    def _on_disk(self, name: str, data: bytes) -> Path:
        path = self._stage.folder / name
        path.write_bytes(data)
        return path


@contextlib.asynccontextmanager
async def _nothing(stage: Stage) -> AsyncIterator[None]:
    yield


async def _enters(stage: Stage, language: str, staff: bool) -> AtTerminal:
    return AtTerminal(stage, language, staff=staff)


DOORS = (
    Door(
        "terminal",
        channels=("terminal",),
        kind="terminal",
        opening=_nothing,
        enters=_enters,
        greets=True,
        cannot={"late-tap": _LATE, "restart": _ENDS},
    ),
)
