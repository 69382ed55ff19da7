"""Reading a form of web chat: what one request says, and what of it can be saved when it fails."""

import re
from collections.abc import AsyncIterator, Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from functools import partial
from urllib.parse import parse_qsl

from backend.api.problems import Unfit
from backend.api.uploads import Memory, Part, boundary_of, read_parts
from backend.errors import TooMany
from bot.channels._web_request import Request
from handlers.dialogue.event import (
    ChoicePressed,
    CommandGiven,
    Event,
    EvidenceSent,
    Opened,
    PhotoSent,
    PlaceShared,
    TextSent,
)
from media.sniff import Family, sniff

FORM_MAX_BYTES = 256 * 1024
"""A form without files; of one with files so much is looked through for words if it fails."""

_TURN = re.compile(r"[A-Za-z0-9_-]{8,40}")
_PLACE = re.compile(r"(-?\d{1,3}(?:\.\d{1,9})?)[ ,](-?\d{1,3}(?:\.\d{1,9})?)(?:[ ,](\d{1,6}))?")
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_FIELDS_MAX = 12


@dataclass(frozen=True, slots=True)
class Said:
    """What one request says; everything may be empty."""

    turn: str = ""
    """Random, made with the page: the same form sent twice is one turn."""
    seen: str = ""
    text: str = ""
    choice: str = ""
    place: str = ""
    files: tuple[bytes, ...] = ()
    hint: str = ""
    keep: bool = False
    fresh: bool = False
    """Sent from the very first page, which shows the first words."""
    pass_: str = ""
    """Came with the page, for the moment when its source is busy (`backend/api/passes.py`)."""
    proof: str = ""
    """What the page's script worked out for the pass."""

    def events(self, refs: list[str]) -> tuple[Event, ...]:
        """The events, files first: `refs` are the handles under which they were kept."""
        made: list[Event] = [Opened(self.hint[:64])] if self.hint else []
        text = self.text
        album = self.turn if len(self.files) > 1 else ""
        for data, ref in zip(self.files, refs, strict=True):
            family = sniff(data).family
            if family in (Family.VIDEO, Family.VOICE, Family.DOCUMENT):
                made.append(EvidenceSent(ref, str(family), size_bytes=len(data), caption=text))
            else:  # a picture, or something that cleaning will refuse with its reason
                made.append(PhotoSent(ref, album=album, caption=text, unpacked=True))
            text = ""  # what was written with files is about them: the first one carries it
        if spot := _spot(self.place):
            made.append(spot)
        if text:
            made.append(_spoken(text, self.turn))
        if self.choice:
            question, _, choice = self.choice[:80].rpartition("|")
            made.append(ChoicePressed(choice, question))
        return tuple(made) or (Opened(),)


class Unread(Exception):
    """A form that cannot be taken now: why, and the words in it, so that they are not lost."""

    def __init__(self, cause: TooMany | Unfit, said: Said) -> None:
        super().__init__("unread")
        self.cause = cause
        self.said = said


def _spot(place: str) -> PlaceShared | None:
    found = _PLACE.fullmatch(place.strip())
    if found is None:
        return None
    lat, lon = float(found[1]), float(found[2])
    if abs(lat) > 90 or abs(lon) > 180:
        return None
    return PlaceShared(lat, lon, accuracy_m=float(found[3]) if found[3] else None)


def _spoken(text: str, turn: str) -> Event:
    if text.startswith("/") and len(text) < 300:
        name, _, rest = text[1:].partition(" ")
        if name.isascii() and name.isalpha():
            return CommandGiven(name.lower(), rest.strip())
    return TextSent(text, f"web-{turn}")


async def read_said(
    request: Request, memory: Memory, held: ExitStack, *, most_bytes: int, most_files: int
) -> Said:
    """What was said, in memory only: of `memory`, until `held` is closed.

    Raises:
        Unread: not a form, too large, cut short, or the memory for uploads is full for now.
    """
    body = _Body(request.chunks())
    try:
        return await _read(request, body, partial(_counted, memory, held), most_bytes, most_files)
    except (TooMany, Unfit) as error:
        held.close()
        raise Unread(error, await _saved(request, body)) from None


async def words_of(request: Request) -> Said:
    """Only the words of a form that is not going to be taken."""
    return await _saved(request, _Body(request.chunks()))


_Counted = Callable[[AsyncIterator[bytes]], AsyncIterator[bytes]]


async def _read(
    request: Request, body: "_Body", counted: _Counted, most_bytes: int, most_files: int
) -> Said:
    content_type = request.headers.get("content-type", "")
    if not content_type.startswith("multipart/"):
        return _said(_fields(await body.whole()))
    boundary = boundary_of(content_type)
    if boundary is None:
        raise Unfit("problem-multipart")
    declared = request.declared_bytes
    if declared is not None and declared > most_bytes:
        raise Unfit("problem-too-large", 413)
    chunks = body.chunks()
    if declared is None or declared > FORM_MAX_BYTES:  # words go, however full it is
        chunks = counted(chunks)
    parts = await read_parts(
        chunks, boundary, most_bytes=most_bytes, most_parts=most_files + _FIELDS_MAX
    )
    return _said(_texts(parts), tuple(one.body for one in parts if one.is_file and one.body))


class _Body:
    """A body on its way, whose beginning is remembered."""

    def __init__(self, chunks: AsyncIterator[bytes]) -> None:
        self._chunks = chunks
        self._first = bytearray()

    async def chunks(self) -> AsyncIterator[bytes]:
        async for chunk in self._chunks:
            self._first += chunk[: FORM_MAX_BYTES - len(self._first)]
            yield chunk

    async def whole(self) -> bytes:
        """All of a short form. Raises: Unfit."""
        read_bytes = 0
        async for chunk in self.chunks():
            read_bytes += len(chunk)
            if read_bytes > FORM_MAX_BYTES:
                raise Unfit("problem-too-large", 413)
        return bytes(self._first)

    async def first(self) -> bytes:
        """The beginning, read on as far as it goes."""
        with suppress(Unfit, StopAsyncIteration):
            while (room_bytes := FORM_MAX_BYTES - len(self._first)) > 0:
                self._first += (await anext(self._chunks))[:room_bytes]
        return bytes(self._first)


async def _saved(request: Request, body: _Body) -> Said:
    """The words of a form that failed; files are not among them."""
    first = await body.first()
    try:
        boundary = boundary_of(request.headers.get("content-type", ""))
        if boundary is None:
            return _said(_fields(first))
        line = b"\r\n--" + boundary
        whole = first[: first.rfind(line)] + line + b"--\r\n"
        parts = await read_parts(_once(whole), boundary, most_bytes=len(whole), most_parts=99)
    except Unfit:
        return Said()
    return _said(_texts(parts))


async def _counted(
    memory: Memory, held: ExitStack, chunks: AsyncIterator[bytes]
) -> AsyncIterator[bytes]:
    """Set memory aside as it fills: what was only announced takes it from nobody."""
    async for chunk in memory.one_by_one(chunks):
        held.enter_context(memory.hold(len(chunk)))
        yield chunk


async def _once(data: bytes) -> AsyncIterator[bytes]:
    yield data


def _fields(body: bytes) -> dict[str, str]:
    return dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))


def _texts(parts: list[Part]) -> dict[str, str]:
    return {part.name: part.body.decode("utf-8", "replace") for part in parts if not part.is_file}


def _said(fields: dict[str, str], files: tuple[bytes, ...] = ()) -> Said:
    turn = fields.get("turn", "")
    return Said(
        turn=turn if _TURN.fullmatch(turn) else "",
        seen=fields.get("seen", "")[:24],
        text=_plain(fields.get("text", "")),
        choice=fields.get("choice", ""),
        place=fields.get("place", ""),
        files=files,
        hint=fields.get("hint", ""),
        keep=fields.get("keep", "") == "yes",
        fresh=fields.get("fresh", "") == "yes",
        pass_=fields.get("pass", "")[:64],
        proof=fields.get("proof", "")[:24],
    )


def _plain(text: str) -> str:
    """The words as they were typed: a form sends each line's end as two characters."""
    return _UNSEEN.sub("", text.replace("\r\n", "\n")).strip()
