"""A program that fails in every way it can, with a secret in each failure; its log must not tell.

Run as `python -m tests.trust.loud SECRET`; what it prints is searched for the secret.
"""

import asyncio
import json
import logging
import sys
import threading
import warnings
from collections.abc import Callable

import structlog
from pydantic import BaseModel
from sqlalchemy import create_engine, text

from backend.errors import Broken
from bot.journal import open_journal

SECRET = sys.argv[1]
_LIBRARIES = (
    *("httpx", "httpcore.http11", "httpx2", "telegram.ext", "telegram.Bot", "aiogram.event"),
    *("aiogram.dispatcher", "aiohttp.client", "aiohttp.access", "uvicorn.error", "uvicorn.access"),
    *("sqlalchemy.engine.Engine", "sqlalchemy.pool", "alembic.runtime", "asyncio", "multipart"),
    *("python_multipart", "PIL.TiffImagePlugin", "psycopg", "fastapi", "starlette", "urllib3"),
    *("py.warnings", "concurrent.futures", "obstore", "whatever.comes.next", "root"),
)


class Spiteful(Exception):
    """Cannot even be shown."""

    def __str__(self) -> str:
        raise ValueError(SECRET)


class Shape(BaseModel):
    """Something that a person's words do not fit."""

    count: int


def _sql() -> None:
    engine = create_engine("sqlite://", hide_parameters=True)
    with engine.begin() as conn:
        conn.execute(text("create table t (a text unique)"))
        for _ in range(2):
            conn.execute(text("insert into t values (:a)"), {"a": SECRET})


def _noted() -> None:
    error = ValueError("plain")
    error.add_note(SECRET)
    raise error


def _grouped() -> None:
    raise ExceptionGroup(SECRET, [ValueError(SECRET), OSError(2, SECRET, SECRET)])


def _caused() -> None:
    try:
        int(SECRET)
    except ValueError as error:
        raise Broken("a value does not open") from error


def _spiteful() -> None:
    raise Spiteful


FAILURES: tuple[Callable[[], object], ...] = (
    lambda: int(SECRET),
    lambda: dict[str, str]()[SECRET],
    lambda: json.loads(SECRET),
    lambda: SECRET.encode("ascii"),
    lambda: open(f"/nowhere/{SECRET}"),  # noqa: PTH123, SIM115
    lambda: Shape(count=SECRET),
    lambda: compile(f"{SECRET} {SECRET}", SECRET, "exec"),
    lambda: getattr(Shape, SECRET),
    *(_sql, _noted, _grouped, _caused, _spiteful),
)


def fail_in_hand(secret: str) -> None:
    """Failures that somebody logs, with the words in the locals of each frame."""
    ours, office = logging.getLogger("davy.inbox"), structlog.get_logger("api")
    for failure in FAILURES:
        try:
            failure()
        except Exception as error:
            ours.exception("a turn failed")
            office.exception("api-failed", error=type(error).__name__)
            ours.error("and so did this", exc_info=error, stack_info=True)
    assert secret


def tell_too_much() -> None:
    """What libraries say, at every level; and lines that cannot be put together."""
    for name in _LIBRARIES:
        library = logging.getLogger(name)
        for level in (logging.DEBUG, logging.INFO, logging.WARNING, logging.ERROR):
            library.log(level, "sent %s to https://api.example/bot%s", SECRET, SECRET)
            library.log(level, SECRET, extra={"words": SECRET})
    pattern = "%d and %s"
    logging.getLogger("davy.web").info(pattern, SECRET)
    logging.getLogger("davy.web").info("one %s too few", *(), extra={"a": SECRET})
    warnings.warn(SECRET, stacklevel=1)


async def fail_alone() -> None:
    """Tasks that nobody waits for, and callbacks of the loop."""
    loop = asyncio.get_running_loop()
    for failure in FAILURES:
        loop.call_soon(failure)
        task = asyncio.create_task(asyncio.to_thread(failure))
        await asyncio.wait([task])
        del task
    await asyncio.sleep(0.01)


class Dying:
    """Fails while it is thrown away."""

    def __del__(self) -> None:
        raise ValueError(SECRET)


def main() -> None:
    """Fail."""
    open_journal("debug")
    fail_in_hand(SECRET)
    tell_too_much()
    asyncio.run(fail_alone())
    thread = threading.Thread(target=int, args=(SECRET,), name=SECRET)
    thread.start()
    thread.join()
    Dying()
    int(SECRET)


if __name__ == "__main__":
    main()
