"""The result of one step: the next state, what to say and what to have done."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from handlers.dialogue.effect import Effect
from handlers.dialogue.reply import Say

State = TypeVar("State")


class Ask(StrEnum):
    """Whether the next state's own question follows what is said."""

    NOW = "now"
    LATER = "later"
    """After a moment of quiet: pictures of one album arrive one by one."""
    NOT = "not"


@dataclass(frozen=True, slots=True)
class Turn(Generic[State]):
    """One step of a conversation.

    `say` are remarks; the question of the state is not among them: when several events were
    handled together the loop puts `question(state)` once behind all remarks, as `ask` says.
    """

    state: State
    say: tuple[Say, ...] = ()
    do: tuple[Effect, ...] = ()
    ask: Ask = Ask.NOW
