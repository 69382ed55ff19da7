"""The prompter's book: what the house said to whom, with its keys, to hold a door against."""

from dataclasses import dataclass, field

from bot.channel import Outbound
from bot.handled import Handled


@dataclass
class Book:
    """Everything that was said, by conversation; a repeat of something shown is no news."""

    said: dict[str, dict[str, Outbound]] = field(default_factory=dict)
    """Tag -> mark -> message."""
    read_up_to: dict[str, str] = field(default_factory=dict)

    def note(self, handled: Handled) -> None:
        """A turn was committed. What is shown again stands here already, under its mark."""
        own = self.said.setdefault(handled.tag, {})
        own.update((one.mark, one) for one in handled.replies)

    def take(self, tag: str) -> list[Outbound]:
        """What was said to somebody since the last time, in order."""
        own = self.said.get(tag, {})
        fresh = sorted(mark for mark in own if mark > self.read_up_to.get(tag, ""))
        if fresh:
            self.read_up_to[tag] = fresh[-1]
        return [own[mark] for mark in fresh]

    def shown(self, tag: str) -> list[Outbound]:
        """Everything that was ever said to somebody and has buttons, oldest first."""
        own = self.said.get(tag, {})
        return [own[mark] for mark in sorted(own) if own[mark].rows]
