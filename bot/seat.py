"""One person's seat at a terminal: lines in, messages out; nothing is shown twice or missed."""

import secrets
from collections.abc import Sequence

from backend.aliases.service import Address
from bot.channel import House, Outbound, Received
from bot.packed import pack_events
from bot.typed import Events, Typed


class Seat:
    """A conversation with the house, as `davy chat` holds it."""

    def __init__(self, house: House, bot: str, place: str, language: str = "") -> None:
        self._house = house
        self._place = place
        self._language = language
        self._typed = Typed(house, place)
        self._seen = ""
        self.meant: Events = ()
        """What the line that was taken last meant."""
        self.address = Address(bot, secrets.token_hex(16))

    async def type(self, line: str) -> list[Outbound]:
        """Say a line; gives everything that was not shown yet.

        Raises:
            OSError: a file that was named cannot be read.
            HouseFull: nothing can be kept now.
        """
        events = await self._typed.events(line)
        bot, chat_ref = self.address.bot, self.address.chat_ref
        raw = pack_events(chat_ref, events, self._language)
        key = f"terminal/{secrets.token_hex(16)}"
        await self._house.converse(
            Received(bot, self._place, chat_ref, (key,), raw, seen=self._seen)
        )
        self.meant = events
        # Not only the answer: what came in the meantime stands before it.
        return self._fresh(await self._house.waiting(self.address, self._place))

    async def news(self, timeout_s: float) -> list[Outbound]:
        """What comes of itself; holds on until there is some, at most `timeout_s`."""
        return self._fresh(await self._house.wait(self.address, self._place, timeout_s, self._seen))

    def _fresh(self, messages: Sequence[Outbound]) -> list[Outbound]:
        fresh = [message for message in messages if message.mark > self._seen]
        for message in fresh:
            self._typed.shown(message)
            self._seen = message.mark
        return fresh
