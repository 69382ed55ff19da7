"""Writes down what is played at a terminal, in the form of the screenplays in `tests/screenplays`.

A deed becomes one line and everything said its key, with the buttons' names. What would tell more
than a play needs is not written: no code, no name of a file, nothing of where a photo was taken.
"""

import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Self, TextIO

from bot.channel import Outbound
from handlers.answers import code_digits
from handlers.dialogue.event import (
    ChoicePressed,
    CommandGiven,
    ContactShared,
    Event,
    EvidenceSent,
    Opened,
    PhotoSent,
    PlaceShared,
    TextEdited,
    TextSent,
)

_HEAD = """# Played at a terminal
This holds what was typed, word for word: no real report belongs in it.
door: terminal
starts: {language}
"""
_ELSEWHERE = "# Here something happened elsewhere: say what, in a line that begins with a star."
_TYPED_CODE = re.compile(r"(?:\d[\s-]*){19}\d")
_TOLD_CODE = re.compile(r"\d{4}(?: \d{4}){4}")
_NUMBER = re.compile(r"\b\d{4}-\d{4}-\d{4}\b")
_NO_CODE = "10000000000000000000"
"""Stands for a code that is not the newest: mistyped, as a play has it, and nobody's."""
_STAND_IN = " at 33.1287 117.8943"
"""A place in Wuhe, where screenplays play: where a real photo was taken is nobody's business."""
_CLAIMED = {"report-photo-cleaned-place", "place-from-photo"}
_CLEANED = "report-photo-cleaned"
"""A camera's other traces were removed; a play's drawn photo has none."""
_TORN = "photo-refused-truncated"
_SIGNS = "([/"
"""What begins a deed, a tap, a command."""


class Scribe:
    """One file, one person's conversation; a deed is written when the next one begins."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._events: Sequence[Event] = ()
        self._heard: list[Outbound | str] = []
        self._told = {"{code}": "", "{number}": ""}
        self._begun = False
        self._files_count = 0

    @classmethod
    def at(cls, path: Path) -> Self:
        """Begin a new file that only its owner may read.

        Raises:
            OSError: it is there already, or cannot be made.
        """
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        return cls(os.fdopen(handle, "w", encoding="utf-8", errors="replace"))

    def did(self, events: Sequence[Event], said: Sequence[Outbound]) -> bool:
        """The person did something and was told this; True when more will come of it: files."""
        self._write()
        self._events = events
        self._heard = list(said)
        return any(isinstance(event, PhotoSent | EvidenceSent) for event in events)

    def more(self, said: Sequence[Outbound]) -> None:
        """This came of the last deed as well."""
        self._heard += said

    def news(self, said: Sequence[Outbound]) -> None:
        """This came of itself: what brought it about, only its author can say."""
        self._heard += [_ELSEWHERE, *said] if said else []

    def close(self) -> None:
        """Write what is left, and end."""
        self._write()
        self._file.close()

    # ── lines ───────────────────────────────────────────────────────────────────────────────────

    def _write(self) -> None:
        said = [one for one in self._heard if isinstance(one, Outbound)]
        if not self._begun and said:
            self._file.write(_HEAD.format(language=said[0].language) + "\n")
            self._begun = True
        keys = {key for one in said for key in one.key.split()}
        lines = [f"> {self._deed(keys)}"] if self._events else []
        for one in self._heard:
            lines += [one] if isinstance(one, str) else _said(one)
        self._file.writelines(f"{line}\n" for line in lines)
        self._file.flush()
        self._remember(said)
        self._events, self._heard = (), []

    def _deed(self, keys: set[str]) -> str:
        match self._events[0]:
            case Opened(payload):
                return _act("open", payload)
            case CommandGiven(name, rest):
                return f"/{name} {self._words(rest)}".strip()
            case ChoicePressed(name):
                return f"[{name}]"
            case TextSent(text):
                words = self._words(text)
                return _wide(words[:1]) + words[1:] if words[:1] in tuple(_SIGNS) else words
            case TextEdited(text, ref):
                return _act("edit", ref.rpartition("-")[2], self._words(text))
            case PlaceShared(lat, lon) as spot:
                kind = "live" if spot.live else "venue" if spot.label else "place"
                return _act(kind, f"{lat} {lon}", self._words(spot.label))
            case PhotoSent() as first:
                return self._pictures(first, keys)
            case EvidenceSent(kind=kind):
                return _act(kind, self._file_name(kind))
            case ContactShared():
                return _act("contact")
        return _act("sticker")

    def _pictures(self, first: PhotoSent, keys: set[str]) -> str:
        kind = "album" if first.album else "file" if first.unpacked else "photo"
        names = " ".join(self._file_name("p") + ".jpg" for _ in self._events)
        fault = _STAND_IN if keys & _CLAIMED else " torn" if _TORN in keys else ""
        caption = f"saying {self._words(first.caption)}" if first.caption else ""
        return _act(kind, "-".join(first.album.split()), names + fault, caption)

    def _file_name(self, kind: str) -> str:
        self._files_count += 1
        return f"{kind}{self._files_count}"

    def _words(self, text: str) -> str:
        """What was typed, in one line, without a code, and without the sign between languages."""
        line = " ".join(text.splitlines()).replace("||", _wide("||"))
        if number := self._told["{number}"]:
            line = line.replace(number, "{number}")
        if digits := code_digits(line):
            return self._code(digits)
        return _TYPED_CODE.sub(lambda found: self._code(code_digits(found[0])), line)

    def _code(self, digits: str) -> str:
        return "{code}" if digits == self._told["{code}"] else _NO_CODE

    def _remember(self, said: Sequence[Outbound]) -> None:
        for message in said:
            for found in _TOLD_CODE.findall(message.text):
                self._told["{code}"] = code_digits(found)
            for found in _NUMBER.findall(message.text):
                self._told["{number}"] = found


def _act(kind: str, *rest: str) -> str:
    return f"({' '.join(filter(None, (kind, *rest)))})"


def _wide(signs: str) -> str:
    """The same signs in full width: to a reader the same, to a play nothing but words."""
    return "".join(chr(ord(sign) + 0xFEE0) for sign in signs)


def _said(message: Outbound) -> list[str]:
    """A line for each key; buttons and wish stand behind the last, which asks."""
    names = [button.data.partition("|")[2] for row in message.rows for button in row]
    names = ["language*" if name.startswith("language:") else name for name in names]
    # What is offered by name was found or guessed: another office may find something else.
    if any(":" in name for name in names):
        names = []
    asked = "".join(f" [{name}]" for name in names)
    wants = f"  wants {message.wants}" if message.wants else ""
    lines = [f"< {key}" for key in message.key.split() if key != _CLEANED]
    return [*lines[:-1], *(f"{line}{asked and ' '}{asked}{wants}" for line in lines[-1:])]
