"""Work that one process at a time does, under a lease; taken over within seconds of a crash."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable

from backend.db.engine import Database
from backend.db.lease import take

log = logging.getLogger("davy.lease")

TTL_S = 5.0
_RENEW_S = 1.5

Body = Callable[[], Awaitable[None]]


async def under_lease(database: Database, name: str, owner: str, body: Body) -> None:
    """Run `body` whenever this process holds the lease; stop it when the lease is lost.

    A body that ends or fails is started again after a pause. Runs until cancelled.
    """
    while True:
        asked_at = time.monotonic()
        if await _held(database, name, owner):
            await _while_held(database, name, owner, body=body, taken_at=asked_at)
        await asyncio.sleep(_RENEW_S)


async def _while_held(
    database: Database, name: str, owner: str, *, body: Body, taken_at: float
) -> None:
    # Time counts from before the database was asked: its own clock started no earlier.
    task = asyncio.ensure_future(body())
    until = taken_at + TTL_S - _RENEW_S
    try:
        while True:
            done, _ = await asyncio.wait({task}, timeout=min(_RENEW_S, _left_s(until)))
            if done:
                _tell(name, task)
                return
            asked_at = time.monotonic()
            if await _held(database, name, owner, within_s=_left_s(until)):
                until = asked_at + TTL_S - _RENEW_S
            elif time.monotonic() >= until:
                log.warning("%s goes on in another process", name)
                return
    finally:
        if not task.done():
            task.cancel()
            await asyncio.wait({task}, timeout=3.0)


def _tell(name: str, task: "asyncio.Future[None]") -> None:
    error = None if task.cancelled() else task.exception()
    if error is not None:
        log.error("%s failed and is started again", name, exc_info=error)


def _left_s(until: float) -> float:
    return max(until - time.monotonic(), 0.01)


async def _held(database: Database, name: str, owner: str, *, within_s: float = TTL_S) -> bool:
    """Take or renew; False when another has it, or when nobody could say in time."""
    try:
        async with asyncio.timeout(within_s):
            return await asyncio.to_thread(_take, database, name, owner)
    except Exception as error:  # whatever it is, the next look may go well
        if not isinstance(error, TimeoutError):
            log.info("%s: the lease could not be asked for: %s", name, type(error).__name__)
        return False


def _take(database: Database, name: str, owner: str) -> bool:
    with database.write() as conn:
        return take(conn, name, owner, TTL_S)
