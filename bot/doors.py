"""The doors of this process: each bot with its channel and the talk that is held there."""

from dataclasses import dataclass
from typing import Any

from bot.channel import Channel
from handlers.dialogue.facts import Door as DoorFacts
from handlers.router import Talk


@dataclass(frozen=True, slots=True)
class Door:
    """One bot: a channel of one place, and whom it talks to."""

    channel: Channel
    talk: Talk[Any]

    @property
    def bot(self) -> str:
        """The bot's id."""
        return self.channel.bot

    def facts(self, language: str = "", *, greeted: bool = False) -> DoorFacts:
        """What a conversation may know of the door."""
        manners = self.channel.manners
        return DoorFacts(
            kind=manners.kind,
            messenger=manners.messenger,
            pushes=manners.pushes,
            erases=manners.erases,
            language=language,
            greeted=greeted,
        )
