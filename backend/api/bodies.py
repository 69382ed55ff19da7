"""Reading a request's body: JSON up to a bound, or a form with one JSON part and photos."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TypeVar

from fastapi import Request
from pydantic import BaseModel, ValidationError

from backend.api.edge import Edge
from backend.api.problems import Misfit, Unfit
from backend.api.uploads import Part, boundary_of, read_parts

Shape = TypeVar("Shape", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Asked:
    """A request's body, read: its JSON, the photos beside it, and what a repeat is compared by."""

    text: bytes
    photos: tuple[bytes, ...] = ()

    @property
    def whole(self) -> bytes:
        """All of it in one, for comparing a repeated request."""
        return b"\x00".join((self.text, *self.photos))


async def read_json(request: Request, edge: Edge) -> bytes:
    """The body of a JSON request. Raises: Unfit (413, 415)."""
    kind = request.headers.get("content-type", "application/json").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise Unfit("problem-media-type", 415)
    return await _bounded(request.stream(), edge.terms.json_most_bytes)


@asynccontextmanager
async def reading(request: Request, edge: Edge, name: str) -> AsyncIterator[Asked]:
    """A JSON body, or a form whose part `name` is JSON and whose parts `photos` are files.

    The memory that an upload takes is set aside until the block ends.

    Raises:
        Unfit: another type, too large, too many parts, or a part nobody asked for.
        TooMany: uploads fill the memory set aside for them.
    """
    boundary = boundary_of(request.headers.get("content-type", ""))
    if boundary is None:
        yield Asked(await read_json(request, edge))
        return
    # What the header promises is set aside before a byte is read; without a promise, the most.
    promised = request.headers.get("content-length", "")
    size_bytes = int(promised) if promised.isdecimal() else edge.terms.form_most_bytes
    if size_bytes > edge.terms.form_most_bytes:
        raise Unfit("problem-too-large", 413)
    most_parts = edge.terms.photos_count + 1
    with edge.memory.hold(size_bytes):
        chunks = edge.memory.one_by_one(request.stream())
        parts = await read_parts(chunks, boundary, most_bytes=size_bytes, most_parts=most_parts)
        yield _sorted(parts, name)


def parse(shape: type[Shape], text: bytes) -> Shape:
    """A body as its model. Raises: Misfit, naming fields and repeating no value."""
    try:
        return shape.model_validate_json(text)
    except ValidationError as error:
        raise Misfit(error.errors(include_url=False, include_input=False)) from None


async def _bounded(chunks: AsyncIterator[bytes], most_bytes: int) -> bytes:
    body = bytearray()
    async for chunk in chunks:
        body += chunk
        if len(body) > most_bytes:
            raise Unfit("problem-too-large", 413)
    return bytes(body)


def _sorted(parts: list[Part], name: str) -> Asked:
    text = b"{}"
    photos = []
    for part in parts:
        if part.name == name:
            text = part.body
        elif part.name == "photos":
            photos.append(part.body)
        else:
            raise Unfit("problem-multipart")
    return Asked(text, tuple(photos))
