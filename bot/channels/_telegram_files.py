"""Fetching a file that a person sent: over HTTP, or from the disk of a server beside us."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

from bot.channels._telegram import TelegramSettings
from bot.channels._telegram_wire import ApiError

Stream = Callable[[str, int], Awaitable[bytes]]
"""A library's own way to read a URL, at most so many bytes."""


async def fetched(
    settings: TelegramSettings, file_path: str, size_bytes: int, *, max_bytes: int, stream: Stream
) -> bytes:
    """The file of a getFile answer, in memory, at most `max_bytes`.

    Raises:
        ApiError: with 413 for a larger one, with 0 when it cannot be had now.
    """
    if size_bytes > max_bytes:
        raise ApiError(413)
    where: str | Path = ""
    if file_path:
        where = settings.file_location(file_path)
    if not where:
        raise ApiError(0)
    if isinstance(where, Path):
        return await asyncio.to_thread(_read, where, max_bytes)
    return await stream(where, max_bytes)


def _read(path: Path, max_bytes: int) -> bytes:
    try:
        with path.open("rb") as file:
            found = file.read(max_bytes + 1)
    except OSError:
        found = None
    if found is None:
        raise ApiError(0)
    if len(found) > max_bytes:
        raise ApiError(413)
    return found
