"""What goes into a batch of turns, and what comes out."""

from dataclasses import dataclass

from bot.channel import Outbound, Received
from handlers.dialogue.effect import Wake

Piece = Received | str
"""Something that just arrived, or the tag of a conversation whose events lie in the inbox."""


@dataclass(frozen=True, slots=True)
class Handled:
    """What a piece came to: what is said, and what the process must see to after the commit."""

    tag: str
    replies: tuple[Outbound, ...] = ()
    bot: str = ""
    has_jobs: bool = False
    wakes: tuple[Wake, ...] = ()
    more: bool = False
    """Further events wait behind those that one turn takes."""
    held: bool = False
    """Somebody else is at this conversation: nothing was done, nor kept, of the piece."""
