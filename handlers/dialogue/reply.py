"""What is to be said: a catalogue key, its arguments and the buttons below it."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Union

Value = Union[str, int, float, date, datetime, tuple[str, ...], "Say", tuple["Say", ...]]
"""Strings are the person's or the place's own words and are shown as they are, never as markup.

A `Say` within arguments stands for its words in the reader's language (a sector's name, a state);
a tuple of `Say` is a list, one line each. Of such inner ones only `key` and `args` count.
"""


@dataclass(frozen=True, slots=True)
class Choice:
    """One button. `name` is what the handler gets (1-40 of a-z, 0-9, -, :); `key` its label."""

    name: str
    key: str
    args: tuple[tuple[str, Value], ...] = ()


@dataclass(frozen=True, slots=True)
class Say:
    """One message. What a channel cannot draw, `bot/voice.py` puts in words.

    `rows` are rows of buttons, at most three on the first screen. `wants` tells the door what kind
    of answer would help (place, photo, code, words, nothing). `picture` asks for a drawn picture
    (`code:<digits>`) or a stored cleaned photo (`photo:<id>`).
    """

    key: str
    args: tuple[tuple[str, Value], ...] = ()
    rows: tuple[tuple[Choice, ...], ...] = ()
    wants: str = ""
    pictures: tuple[str, ...] = ()
    secret: bool = False
    """Carries a code: erased after 24 h undelivered, never repeated by a door."""
    question: str = ""
    """Names the question, so that a late tap is known for what it answers."""


def say(key: str, /, *, rows: tuple[tuple[Choice, ...], ...] = (), **args: Value) -> Say:
    """Build a message from keyword arguments."""
    return Say(key, tuple(sorted(args.items())), rows)


def choice(name: str, key: str = "", /, **args: Value) -> Choice:
    """Build a button; without a key its label is `choice-<name>`."""
    return Choice(name, key or f"choice-{name}", tuple(sorted(args.items())))


@dataclass(frozen=True, slots=True)
class Nothing:
    """Says nothing; for equality in tests."""

    rows: tuple[()] = field(default=())
