"""What is typed in a terminal, as events: words, numbers, commands, and deeds in brackets.

    (photo FILE)  (file FILE)  (album NAME FILE …)  (video FILE)  (voice FILE)  (document FILE)
    (place LAT LON)  (live LAT LON)  (venue LAT LON LABEL)  (edit N WORDS)  (contact)  (sticker)

A photo may be followed by `saying WORDS`. It is the language of the screenplays in `tests/`.
"""

import re
import shlex
from collections.abc import Awaitable, Callable
from pathlib import Path

from bot.channel import House, Outbound
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
    UnreadableSent,
)

_DEED = re.compile(r"^\((?P<kind>[a-z]+)\s*(?P<rest>.*)\)$", re.DOTALL)

Events = tuple[Event, ...]


class Typed:
    """Reads lines; remembers the buttons that were shown last, so that a number presses one."""

    def __init__(self, house: House, place: str) -> None:
        self._house = house
        self._place = place
        self._buttons: list[str] = []
        self._texts_count = 0
        self._deeds: dict[str, Callable[[str, str], Awaitable[Events]]] = {
            **dict.fromkeys(("photo", "file", "album"), self._pictures),
            **dict.fromkeys(("video", "voice", "document"), self._recording),
            **dict.fromkeys(("place", "live", "venue"), self._spot),
            "edit": self._edited,
            "contact": self._contact,
            "sticker": self._sticker,
        }

    def shown(self, message: Outbound) -> None:
        """A message was shown: its buttons are the ones that numbers mean."""
        if message.rows:
            self._buttons = [button.data for row in message.rows for button in row]

    async def events(self, line: str) -> Events:
        """What a line means. A file's bytes are kept before it is spoken of.

        Raises:
            OSError: a file cannot be read.
            HouseFull: there is no room for a file.
        """
        if line.startswith("/start"):
            return (Opened(line.removeprefix("/start").strip()),)
        if line.startswith("/") and len(line) > 1:
            name, _, rest = line[1:].partition(" ")
            return (CommandGiven(name.lower(), rest.strip()),)
        found = _DEED.match(line)
        deed = self._deeds.get(found["kind"]) if found else None
        if found and deed:
            try:
                return await deed(found["kind"], found["rest"].strip())
            except ValueError:
                return self._said(line)  # somebody wrote a sentence in brackets
        if line.isdecimal() and 0 < int(line) <= len(self._buttons):
            question, _, choice = self._buttons[int(line) - 1].partition("|")
            return (ChoicePressed(choice, question),)
        return self._said(line)

    def _said(self, line: str) -> Events:
        self._texts_count += 1
        return (TextSent(line, _ref(self._texts_count)),)

    async def _pictures(self, kind: str, rest: str) -> Events:
        named, _, caption = rest.partition(" saying ")
        album, files = "", [named]
        if kind == "album":
            album, *files = shlex.split(named)
        refs = [await self._kept(file) for file in files]
        return tuple(
            PhotoSent(ref, album, caption if at == 0 else "", unpacked=kind == "file")
            for at, ref in enumerate(refs)
        )

    async def _recording(self, kind: str, rest: str) -> Events:
        size_bytes = Path(rest).expanduser().stat().st_size  # noqa: ASYNC240 - one person's file
        return (EvidenceSent(await self._kept(rest), kind, size_bytes=size_bytes),)

    async def _spot(self, kind: str, rest: str) -> Events:
        lat, lon, *label = rest.replace(",", " ").split(maxsplit=2)
        named = label[0] if label else ""
        return (PlaceShared(float(lat), float(lon), label=named, live=kind == "live"),)

    async def _edited(self, _kind: str, rest: str) -> Events:
        which, _, words = rest.partition(" ")
        return (TextEdited(words, _ref(int(which))),)

    async def _contact(self, _kind: str, _rest: str) -> Events:
        return (ContactShared(),)

    async def _sticker(self, _kind: str, _rest: str) -> Events:
        return (UnreadableSent(),)

    async def _kept(self, file: str) -> str:
        data = Path(file).expanduser().read_bytes()  # noqa: ASYNC240 - one person's terminal
        return await self._house.keep_upload(data, self._place)


def _ref(number: int) -> str:
    return f"line-{number}"
