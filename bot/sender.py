"""Delivery for one bot: messages to one conversation in order, at the bot's rates, never lost.

    queued ──send──► sent (erased)
       ├── Throttled    the whole bot waits what it was told
       ├── Unavailable  this conversation waits, longer each time; others go on, and after several
       │                in a row ever slower, until one gets through
       ├── Unreachable  this conversation is parked until the person returns
       └── Rejected     kept with its reason, alarmed; followers go on

One process sends for a bot at a time, under a lease, so its rates are counted in memory. Sends are
spread evenly, the first after a start goes alone, and none leaves while an answered one is not laid
down: with a platform that answers within the spacing, at most one message is in flight when the
process is killed, so at most one is sent twice.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from contextlib import suppress

from sqlalchemy import Connection

from backend.aliases.ids import AliasId
from backend.aliases.service import Address, open_address
from backend.db.group import GroupCommit
from backend.errors import Broken, NotFound, StoreDown
from backend.office import Office
from backend.outbox.service import (
    Waiting,
    finish_messages,
    heads,
    keep_unsendable,
    note_secret,
    park_unreached,
    put_off,
)
from bot.channel import (
    Channel,
    Outbound,
    Pictures,
    Rejected,
    Sent,
    Throttled,
    Unavailable,
    Unreachable,
)
from bot.pace import Pace
from bot.wire import unpack

log = logging.getLogger("davy.sender")

Settle = Callable[[Connection], None]
_LOOK_EVERY_S = 0.5
_IN_FLIGHT_MAX = 24
_STALE_AFTER_S = 1.0
"""What was read so long ago is read again before it is sent."""
_BROKEN_TRIES = 5
_HELD_BACK_S = 2.0
"""So long at most others wait for the first answer after a start, or for a message to be laid down.
The first takes long even where the platform is quick: its client is loaded and a line is opened."""


class Sender:
    """Sends what is queued for one bot until it is cancelled."""

    def __init__(self, office: Office, channel: Channel, pictures: Pictures) -> None:
        self._office = office
        self._channel = channel
        self._pictures = pictures
        self._busy: set[str] = set()
        self._knock = asyncio.Event()
        self._pace = Pace(channel.manners)
        self._settle: GroupCommit[Settle, None] = GroupCommit(
            office.database.write, _settle_all, name=f"sent-{channel.bot}"
        )
        self._tasks: set[asyncio.Task[None]] = set()
        self._settling: set[asyncio.Task[None]] = set()
        self._answered = False
        self.sent_count = 0

    def knock(self) -> None:
        """Something was queued: look now."""
        self._knock.set()

    @property
    def in_flight_count(self) -> int:
        """Messages that left and are not settled."""
        return len(self._tasks)

    async def run(self) -> None:
        """Send until cancelled; what is in flight then is given a moment to be settled.

        May be run again later: a lease can be lost and won back.
        """
        self._answered = False
        try:
            while True:
                if not await self._round():
                    await self._rest()
        finally:
            if self._tasks:
                await asyncio.wait(self._tasks, timeout=2.0)

    def close(self) -> None:
        """Settle what is left and end; blocks."""
        self._settle.close()

    async def _round(self) -> bool:
        """Send what may leave now; False when that was nothing."""
        try:
            found = await asyncio.to_thread(self._heads, self._busy | self._pace.resting())
        except Exception as error:
            log.error("messages could not be looked for; they are looked for again", exc_info=error)
            return False
        read_at = time.monotonic()
        for one in found:
            await self._pace.wait()
            await self._calm()
            if time.monotonic() - read_at > _STALE_AFTER_S:
                break  # it may have been erased meanwhile, and answers may have come: look again
            self._pace.take(one.tag)
            self._busy.add(one.tag)
            task = asyncio.create_task(self._send(one))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
            task.add_done_callback(self._settling.discard)
        return bool(found)

    async def _calm(self) -> None:
        """Wait while a further message would be one more to be sent twice after a kill."""
        held = self._settling if self._answered else self._tasks
        if held:
            await asyncio.wait(held, timeout=_HELD_BACK_S)

    async def _rest(self) -> None:
        # Not wait_for: in Python 3.11 it loses a cancellation that comes together with a knock.
        with suppress(TimeoutError):
            async with asyncio.timeout(_LOOK_EVERY_S):
                await self._knock.wait()
        self._knock.clear()

    def _heads(self, held: set[str]) -> list[Waiting]:
        free_count = _IN_FLIGHT_MAX - len(self._busy)
        with self._office.database.look() as conn:
            return heads(conn, self._office, self._channel.bot, held, free_count)

    async def _send(self, one: Waiting) -> None:
        task = asyncio.current_task()
        try:
            settle = await self._try(one)
            self._answered = True
            if task is not None:
                self._settling.add(task)
            await self._settle.put(settle)
        except Exception:
            log.exception("a message could not be settled; it will be tried again")
            await asyncio.sleep(1.0)
        finally:
            self._busy.discard(one.tag)
            self._knock.set()

    async def _try(self, one: Waiting) -> Settle:
        if not one.readable:
            log.error("a message cannot be read any more")
            return lambda conn: keep_unsendable(conn, one, "unreadable")
        message = unpack(one.body)
        if one.alias_id and not await asyncio.to_thread(self._still, one.alias_id):
            return lambda conn: finish_messages(conn, [one.message_id])
        try:
            sent = await self._channel.send(one.chat_ref, message, self._pictures)
        except Throttled as error:
            self._pace.succeed()  # it answers: it is not away
            self._pace.halt(error.after_s)
            after_s = error.after_s
            return lambda conn: put_off(conn, self._office, one, after_s=after_s)
        except Unreachable:
            self._pace.succeed()
            return lambda conn: park_unreached(conn, self._office, one)
        except Rejected as error:
            self._pace.succeed()
            reason = str(error)
            log.error("a message was rejected: %s", reason)
            return lambda conn: keep_unsendable(conn, one, reason)
        except Unavailable:
            self._pace.fail()
            return lambda conn: put_off(conn, self._office, one)
        except (StoreDown, OSError, TimeoutError):  # ours: no reason to slow others down
            return lambda conn: put_off(conn, self._office, one)
        except (NotFound, Broken):
            log.error("a message's picture cannot be had any more")
            return lambda conn: keep_unsendable(conn, one, "picture-gone")
        except Exception:
            log.exception("a channel broke on a message")
            if one.tries + 1 >= _BROKEN_TRIES:
                return lambda conn: keep_unsendable(conn, one, "failed")
            return lambda conn: put_off(conn, self._office, one)
        self.sent_count += 1
        self._pace.succeed()
        self._pace.add(len(sent.refs[1:]))
        return lambda conn: self._finish(conn, one, message, sent)

    def _finish(self, conn: Connection, one: Waiting, message: Outbound, sent: Sent) -> None:
        finish_messages(conn, [one.message_id])
        if message.secret and sent.refs:
            note_secret(conn, self._office, place=one.place, tag=one.tag, refs=sent.refs)

    def _still(self, alias_id: str) -> Address | None:
        with self._office.database.look() as conn:
            return open_address(conn, self._office.keys, AliasId(alias_id))


def _settle_all(conn: Connection, pieces: Sequence[Settle]) -> list[None]:
    for settle in pieces:
        settle(conn)
    return [None] * len(pieces)
