"""What every kind of step has in common: how it begins, asks, goes on and is handed in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from typing import TypeVar

from handlers.desk import Work, merged
from handlers.dialogue.effect import Effect
from handlers.dialogue.event import ChoicePressed, Event, TextSent
from handlers.dialogue.facts import Facts
from handlers.dialogue.reply import Choice, Say, Value, choice
from handlers.dialogue.staff_effect import TaskCard

Fields = tuple[tuple[str, str], ...]
Rows = tuple[tuple[Choice, ...], ...]

W = TypeVar("W", bound=Work)

WORDS_MAX = 2000
"""Characters of one step's own words; the JSON API has the same limit."""


@dataclass(frozen=True, slots=True)
class Move:
    """What one answer does to a step."""

    work: Work | None
    """The step as it goes on; None: back to its card, what was written is kept beside."""
    say: tuple[Say, ...] = ()
    do: tuple[Effect, ...] = ()
    fields: Fields | None = None
    """Set when the step is complete: the fields of `TakeStep`."""


@dataclass(frozen=True, slots=True)
class Part:
    """One kind of step. Events given to `advance` are answers to its own question.

    A button or its typed word comes as `ChoicePressed`, other text as `TextSent`, a place as
    `PlaceShared` in WGS-84; besides them come the outcomes of effects the step asked for.
    """

    begin: Callable[[TaskCard, str], Work]
    question: Callable[[Work, Facts], Say]
    advance: Callable[[Work, Event, Facts], Move]
    pictures: bool = False
    """Do pictures belong to this step?"""
    place: bool = False
    """Does a shared place belong to this step?"""


def do(name: str, /, **args: Value) -> Choice:
    """A button of the staff, its label `duty-do-<name>`."""
    return choice(name, f"duty-do-{name}", **args)


def told(key: str, args: Mapping[str, Value]) -> Say:
    """A message whose arguments are at hand as a mapping."""
    return Say(key, tuple(sorted(args.items())))


def row(*names: str) -> tuple[Choice, ...]:
    """Buttons side by side."""
    return tuple(do(name) for name in names)


def column(*names: str) -> Rows:
    """Buttons one below the other."""
    return tuple((do(name),) for name in names)


def ask(work: Work, key: str, /, *, rows: Rows, wants: str = "", **args: Value) -> Say:
    """A question about one case: named after its key and the end of the case's id.

    The id's end keeps a late tap under another case's question from being taken for an answer.
    """
    args = {"number": work.card.number, **args}
    name = f"{key}:{work.card.case_id[-8:]}"
    return Say(key, tuple(sorted(args.items())), rows, wants=wants, question=name)


def written(work: Work, event: TextSent) -> Work:
    """The step with these words added; a repeat or an edit of a message replaces its own."""
    ref = event.ref or f"w{len(work.words)}"
    return replace(work, words=merged(work.words, ((ref, event.text.strip()),)))


def rewritten(work: Work, event: TextSent) -> Work:
    """The step with these words in place of all before."""
    return replace(work, words=((event.ref or "w", event.text.strip()),))


def shift(kind: type[W], work: Work, **changes: object) -> W:
    """The same step in another state: what both states know goes along."""
    known = {f.name: getattr(work, f.name) for f in fields(kind) if hasattr(work, f.name)}
    return kind(**{**known, **changes})


def pressed(event: Event, *names: str) -> bool:
    """Was one of these buttons pressed, or its word typed?"""
    return isinstance(event, ChoicePressed) and event.choice in names


def stay(work: Work, *remarks: Say) -> Move:
    """Ask again, nothing changed."""
    return Move(work, remarks)
