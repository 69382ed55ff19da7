"""The terminal door: any conversation in a terminal, for trying it and for writing screenplays."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.channel import Asgi, House, Inbound, Manners, Outbound, Pictures, Rejected, Sent
from bot.packed import unpack_events

MANNERS = Manners(kind="terminal", pulls=True)


@dataclass(slots=True)
class Terminal:
    """One bot of one place; what arrives is already an event, written down by `pack_events`."""

    bot: str
    place: str
    staff: bool = False
    manners: Manners = field(default=MANNERS)

    def translate(self, raw: bytes) -> Inbound | None:
        """The event that `pack_events` was given."""
        return unpack_events(self.bot, raw)

    async def send(self, chat_ref: str, message: Outbound, pictures: Pictures) -> Sent:
        """Never called: a terminal pulls."""
        raise Rejected("a terminal pulls")

    async def fetch(self, file_ref: str, max_bytes: int) -> bytes:
        """Never called: files are kept as uploads."""
        raise Rejected("a terminal keeps uploads")

    async def erase(self, chat_ref: str, refs: tuple[str, ...]) -> None:
        """What stands in a terminal stays there."""

    def routes(self, house: House) -> Mapping[str, Asgi]:
        """None."""
        return {}

    async def run(self, house: House) -> None:
        """Nothing runs beside."""

    async def close(self) -> None:
        """Nothing to give back."""
