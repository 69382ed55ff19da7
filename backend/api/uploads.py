"""Reading a multipart body into memory and nowhere else, up to a bound.

The web framework's own parser spools large parts to files: unsealed pictures would touch the disk
(`trust.md` 3). Here they stay in memory, within a limit for one request and one for all together.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from backend.api.problems import Unfit
from backend.errors import TooMany

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a form: its field's name, whether it is a file, and its bytes."""

    name: str
    is_file: bool
    body: bytes


@dataclass(slots=True)
class Memory:
    """How many bytes of uploads may lie in memory at once, over all requests."""

    most_bytes: int = 192 * 1024 * 1024
    held_bytes: int = 0
    _turnstile: asyncio.Lock = field(default_factory=asyncio.Lock)

    @contextmanager
    def hold(self, size_bytes: int) -> Iterator[None]:
        """Set memory aside while a body is in hand.

        Raises:
            TooMany: full for now; words without pictures still go.
        """
        if self.held_bytes + size_bytes > self.most_bytes:
            raise TooMany("refused-uploads-busy", wait_s=10)
        self.held_bytes += size_bytes
        try:
            yield
        finally:
            self.held_bytes -= size_bytes

    async def one_by_one(self, chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        """A body's pieces, one of all bodies each time round the loop: words pass in between.

        Who sends slowly holds nobody up: what has not come yet is waited for outside. Nor does who
        breaks off: no piece is handed out within the turnstile, or its reader could leave it shut.
        """
        async for chunk in chunks:
            async with self._turnstile:
                await asyncio.sleep(0)
            yield chunk


def boundary_of(content_type: str) -> bytes | None:
    """The boundary of a multipart/form-data type, or None: another type."""
    kind, options = parse_options_header(content_type)
    if kind != b"multipart/form-data":
        return None
    boundary = options.get(b"boundary", b"")
    if not 1 <= len(boundary) <= 70:  # RFC 2046, 5.1.1
        raise Unfit("problem-multipart")
    return boundary


async def read_parts(
    chunks: AsyncIterator[bytes], boundary: bytes, *, most_bytes: int, most_parts: int
) -> list[Part]:
    """All parts of a form, in their order.

    Raises:
        Unfit: not a form, cut short, too large (413) or of too many parts.
    """
    reader = _Reader(most_parts)
    parser = MultipartParser(boundary, reader.callbacks(), max_size=most_bytes)
    read_bytes = 0
    try:
        async for chunk in chunks:
            read_bytes += len(chunk)
            if read_bytes > most_bytes:
                raise Unfit("problem-too-large", 413)
            if chunk:
                parser.write(chunk)
        parser.finalize()
    except FormParserError as error:
        raise Unfit("problem-multipart") from error
    if not reader.ended:
        raise Unfit("problem-multipart")
    return reader.parts


@dataclass(slots=True)
class _Reader:
    """Collects what the parser calls out."""

    most_parts: int
    parts: list[Part] = field(default_factory=list)
    ended: bool = False
    _header: bytearray = field(default_factory=bytearray)
    _value: bytearray = field(default_factory=bytearray)
    _disposition: str = ""
    _body: bytearray = field(default_factory=bytearray)

    def callbacks(self) -> "MultipartCallbacks":
        """What the parser is to call."""
        return {
            "on_part_begin": self._begin,
            "on_header_field": lambda data, start, end: self._header.extend(data[start:end]),
            "on_header_value": lambda data, start, end: self._value.extend(data[start:end]),
            "on_header_end": self._keep_header,
            "on_part_data": lambda data, start, end: self._body.extend(data[start:end]),
            "on_part_end": self._keep_part,
            "on_end": self._end,
        }

    def _begin(self) -> None:
        if len(self.parts) >= self.most_parts:
            raise Unfit("problem-too-many-parts", 413)
        self._disposition = ""
        self._body = bytearray()

    def _keep_header(self) -> None:
        if self._header.lower() == b"content-disposition":
            # Browsers send a file's own name as it is, Chinese too; byte by byte it survives.
            self._disposition = self._value.decode("latin-1")
        self._header, self._value = bytearray(), bytearray()

    def _keep_part(self) -> None:
        try:
            _, options = parse_options_header(self._disposition)
        except ValueError:
            raise Unfit("problem-multipart") from None
        name = options.get(b"name", b"").decode("utf-8", "replace")
        self.parts.append(Part(name, b"filename" in options, bytes(self._body)))

    def _end(self) -> None:
        self.ended = True
