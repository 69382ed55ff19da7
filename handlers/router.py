"""The two talks that the doors can hold: the public's and the staff's, each as four functions."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from handlers import duty, greeting, public, scenes
from handlers.desk import Duty
from handlers.dialogue.event import Event
from handlers.dialogue.facts import Facts
from handlers.dialogue.reply import Say
from handlers.dialogue.turn import Turn
from handlers.talking import PublicState

State = TypeVar("State")


@dataclass(frozen=True, slots=True)
class Talk(Generic[State]):
    """One kind of conversation, whole. All four are pure."""

    first: Callable[[Facts], State]
    """The state of somebody of whom nothing is known."""
    advance: Callable[[State, Event, Facts], Turn[State]]
    """One step: an act, an outcome or the clock."""
    question: Callable[[State, Facts], Say | None]
    """The open question of a state; None when nothing is asked."""
    where: Callable[[State], str]
    """A short stable name of a state, for metrics; nothing of its content."""


PUBLIC: Talk[PublicState] = Talk(
    first=greeting.first,
    advance=public.advance,
    question=scenes.question,
    where=scenes.where,
)

STAFF: Talk[Duty] = Talk(
    first=duty.first,
    advance=duty.advance,
    question=duty.question,
    where=duty.where,
)
