"""Holds what was said and seen against what a screenplay says; gives complaints, no verdict.

Three things are compared. The house said the keys that are written, with their buttons. Each text
is the key's template in the person's language, whatever its arguments are. And the person sees
exactly those texts, pictures and buttons at the door, in that order, and nothing else.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from bot.channel import Outbound
from locales.catalogue import Catalogue, Template
from tests.kit.doors.contract import Seen
from tests.kit.screenplay import Expect


@dataclass(frozen=True)
class Came:
    """What came to one person after a deed."""

    told: Sequence[Outbound]
    """What the house said."""
    seen: Sequence[Seen]
    offered: Sequence[str]
    language: str


def complaints(expects: Sequence[Expect], came: Came, words: Catalogue) -> list[str]:
    """What is wrong; empty when all is as written."""
    keys = [key for one in came.told for key in one.key.split()]
    expected = [one.key for one in expects]
    if keys != expected:
        return [f"expected {expected}, heard {keys}"]
    return [
        *_wrong_buttons(expects, came.told),
        *_wrong_words(came, words),
        *_wrong_sight(came),
    ]


def names(message: Outbound) -> list[str]:
    """The names of a message's buttons, in the order in which they are read."""
    return [button.data.partition("|")[2] for row in message.rows for button in row]


def _wrong_buttons(expects: Sequence[Expect], told: Sequence[Outbound]) -> list[str]:
    wrong = []
    at = 0
    for message in told:
        at += len(message.key.split())
        asked = expects[at - 1]
        offered = names(message)
        if asked.choices and not _same(asked.choices, offered):
            wrong.append(f"line {asked.line}: expected {asked.choices}, offered {offered}")
        if asked.wants and asked.wants != message.wants:
            wrong.append(f"line {asked.line}: wants {message.wants!r}, not {asked.wants!r}")
    return wrong


def _same(expected: Sequence[str], offered: Sequence[str]) -> bool:
    return len(expected) == len(offered) and all(map(fnmatchcase, offered, expected))


# ── the words ───────────────────────────────────────────────────────────────────────────────────


def _wrong_words(came: Came, words: Catalogue) -> list[str]:
    wrong = []
    for message in came.told:
        if message.language != came.language:
            wrong.append(f"{message.key} is said in {message.language}, not {came.language}")
        elif not pattern(message.key.split(), came.language, words).fullmatch(_bare(message.text)):
            wrong.append(f"{message.key} does not read like its text: {message.text!r}")
    return wrong


def pattern(keys: Sequence[str], language: str, words: Catalogue) -> re.Pattern[str]:
    """Everything that these texts may look like without their white space and arguments."""
    parts = [
        "|".join(_form(template) for template in words.templates(language, key)) for key in keys
    ]
    return re.compile("".join(f"(?:{part})" for part in parts), re.DOTALL)


def _form(template: Template) -> str:
    return "".join(
        re.escape(_bare(literal)) + (".*?" if name else "") for literal, name in template.pieces
    )


# ── what stands before the person's eyes ────────────────────────────────────────────────────────


def _wrong_sight(came: Came) -> list[str]:
    wrong = []
    said = [_bare(one.text) for one in came.told]
    seen = [_bare(one.text) for one in came.seen if one.text]
    if "".join(said) != "".join(seen):
        wrong.append(f"said {[one.text for one in came.told]}, seen {[s.text for s in came.seen]}")
    pictures = sum(len(one.pictures) for one in came.told)
    shown = sum(one.pictures_count for one in came.seen)
    if pictures != shown:
        wrong.append(f"{pictures} pictures were sent, {shown} are seen")
    asked = next((one for one in reversed(came.told) if one.rows or one.asking), None)
    if asked is not None and asked.rows:
        labels = [button.label for row in asked.rows for button in row]
        if labels != list(came.offered):
            wrong.append(f"offered {labels}, seen {list(came.offered)}")
    return wrong


def _bare(text: str) -> str:
    """A text without its white space: doors cut and join texts, each in its own way."""
    return "".join(text.split())
