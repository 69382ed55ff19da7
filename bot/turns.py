"""One conversation's turn: events in their order, local effects at once, outcomes fed back.

events ──► advance ──► say, state
              │ do
              ├── local  ──► perform ──► outcome ──► advance (at most eight steps an event)
              ├── remote ──► jobs
              └── Wake   ──► a later event
"""

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from backend.errors import Broken
from handlers.dialogue.effect import (
    DropPhotos,
    Effect,
    EraseMessage,
    KeepEvidence,
    KeepPhoto,
    Wake,
)
from handlers.dialogue.event import Event, TimePassed
from handlers.dialogue.facts import Facts
from handlers.dialogue.reply import Say
from handlers.dialogue.turn import Ask
from handlers.router import Talk

REMOTE = (KeepPhoto, KeepEvidence, DropPhotos, EraseMessage)
STEPS_MAX = 8
ASK = "ask"
ASK_LATER_S = 1.5
"""An album's parts come within about a second: the question follows when it is quiet."""

Perform = Callable[[Effect], Event | None]


@dataclass(slots=True)
class Played:
    """What one turn came to."""

    state: Any
    began: Any = None
    """The state before the first event."""
    said: list[Say] = field(default_factory=list)
    remote: list[Effect] = field(default_factory=list)
    wakes: list[Wake] = field(default_factory=list)
    asks: bool = False
    asks_later: bool = False


def play(
    talk: Talk[Any],
    state: Any,
    events: Iterable[Event],
    facts: Callable[[], Facts],
    perform: Perform,
    *,
    patient: bool = True,
) -> Played:
    """Hand events to a conversation one after another.

    `facts` gives fresh facts for each step. Without `patient` (a page that waits for its answer)
    the moment of quiet after pictures is the end of the turn: what was to come later comes now.

    Raises:
        Broken: the conversation does not settle within eight steps of one event.
    """
    played = Played(state, state)
    for event in events:
        _play_one(talk, played, event, facts, perform)
    if played.asks_later and patient:
        played.wakes.append(Wake(ASK, ASK_LATER_S))
    elif played.asks_later:
        _play_one(talk, played, TimePassed(ASK), facts, perform)
    return played


def _play_one(
    talk: Talk[Any],
    played: Played,
    event: Event,
    facts: Callable[[], Facts],
    perform: Perform,
) -> None:
    open_events = deque([event])
    for _ in range(STEPS_MAX):
        if not open_events:
            return
        turn = talk.advance(played.state, open_events.popleft(), facts())
        played.state = turn.state
        played.said += turn.say
        played.asks = played.asks or turn.ask is Ask.NOW
        played.asks_later = played.asks_later or turn.ask is Ask.LATER
        open_events.extend(_outcomes(turn.do, played, perform))
    if open_events:
        raise Broken("a conversation does not settle")


def _outcomes(effects: Iterable[Effect], played: Played, perform: Perform) -> Iterable[Event]:
    for effect in effects:
        if isinstance(effect, REMOTE):
            played.remote.append(effect)
        elif isinstance(effect, Wake):
            played.wakes.append(effect)
        elif (outcome := perform(effect)) is not None:
            yield outcome
