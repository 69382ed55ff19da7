"""The loop's front: what channels ask of the house, each answered only after its commit."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from typing import TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from backend.aliases.service import Address
from backend.conversations.ids import tag_of
from backend.db.group import Closed, GroupCommit
from backend.db.trouble import is_passing
from backend.inbox.service import Arrival, keep_many
from backend.office import Office
from backend.outbox.service import for_showing
from bot.batch import TurnBatch
from bot.channel import HouseFull, Outbound, Pictures, Received
from bot.failing import put_off_failed, put_off_uncounted
from bot.handled import Handled, Piece
from bot.hearing import arrival
from bot.leaving import forget_unfiled, has_ended
from bot.space import Space
from bot.wire import unpack
from media.stores.store import StoreDown, StoreFull

A = TypeVar("A")
T = TypeVar("T")

_DRAIN_AFTER_S = 0.004
_FLOODED_S = 0.1
_ENOUGH = 32

log = logging.getLogger("davy.inbox")


class Inbox:
    """Keeps what arrives and runs the turns; any number of processes may run one each."""

    def __init__(
        self,
        office: Office,
        batch: TurnBatch,
        space: Space,
        *,
        keep_upload: "KeepUpload",
        pictures: Pictures,
    ) -> None:
        self._office = office
        self._batch = batch
        self._pictures = pictures
        self._closing = False
        self._fresh: dict[str, None] = {}
        self._asked: set[str] = set()
        self._draining = False
        self._space = space
        self._keep_upload = keep_upload
        self._ingest: GroupCommit[Arrival, None] = GroupCommit(
            office.database.write_once, self._keep, most=512, name="ingest"
        )
        self._turns: GroupCommit[Piece, Handled] = GroupCommit(
            office.database.write,
            batch,
            most=32,
            yields_to=self._ingest,
            name="turns",
        )
        # What another process is at waits here, so that nobody else has to.
        self._patient: GroupCommit[Piece, Handled] = GroupCommit(
            office.database.write, batch.patiently, most=8, threads=2, name="patient"
        )
        self._hands = ThreadPoolExecutor(2, thread_name_prefix="inbox")
        self._listeners: list[Callable[[Handled], None]] = []
        self._waiters: dict[str, set[asyncio.Event]] = {}
        self._loop: asyncio.AbstractEventLoop | None = None

    def listen(self, listener: Callable[[Handled], None]) -> None:
        """Have a function called on the event loop after each turn's commit."""
        self._listeners.append(listener)

    def start(self) -> None:
        """Bind to the running event loop."""
        self._loop = asyncio.get_running_loop()
        self.listen(self._rouse)

    def close(self) -> None:
        """Finish what waits."""
        self._ingest.close()
        self._turns.close()
        self._patient.close()
        self._hands.shutdown()

    # ── what channels ask ───────────────────────────────────────────────────────────────────────

    async def receive(self, received: Received) -> bool:
        """Keep it durably and have it handled soon. Raises: HouseFull."""
        self._space.check_words()
        tag = tag_of(self._office.keys, Address(received.bot, received.chat_ref))
        try:
            await self._ingest.put(arrival(received, tag))
        except (DBAPIError, OSError) as error:
            raise self._full(error) from None
        self._fresh[tag] = None
        if not self._draining:
            self._draining = True
            asyncio.get_running_loop().call_later(_DRAIN_AFTER_S, self._drain)
        return True

    async def converse(self, received: Received) -> tuple[Outbound, ...]:
        """Keep it durably, handle it, and give what is said. Raises: HouseFull."""
        self._space.check_words()
        try:
            handled = await self._turns.put(received)
            if handled.held:
                handled = await self._patient.put(received)
        except Exception as error:
            log.exception("a turn failed; its event is kept and tried again")
            await self.receive(received)
            tag = tag_of(self._office.keys, Address(received.bot, received.chat_ref))
            await self._later(tag, error)
            return ()
        self._told(handled)
        return handled.replies

    async def waiting(self, address: Address, place: str) -> tuple[Outbound, ...]:
        """What waits for a person on a channel that pulls."""
        return await self._aside(self._show, address)

    async def wait(
        self, address: Address, place: str, timeout_s: float, after: str = ""
    ) -> tuple[Outbound, ...]:
        """What waits after a mark; holds on until there is something, at most `timeout_s`."""
        tag = tag_of(self._office.keys, address)
        knock = asyncio.Event()
        self._waiters.setdefault(tag, set()).add(knock)
        deadline = asyncio.get_running_loop().time() + timeout_s
        try:
            while True:
                found = [one for one in await self._aside(self._show, address) if one.mark > after]
                left = deadline - asyncio.get_running_loop().time()
                if found or left <= 0 or self._closing:
                    return tuple(found)
                # Another process may write it: look again every few seconds besides.
                with suppress(TimeoutError):
                    async with asyncio.timeout(min(left, 3.0)):
                        await knock.wait()
                knock.clear()
        finally:
            self._waiters[tag].discard(knock)
            if not self._waiters[tag]:
                del self._waiters[tag]

    async def picture(self, address: Address, place: str, name: str) -> bytes | None:
        """A picture of a message that waits for this person; nobody else's can be asked for."""
        shown = await self.waiting(address, place)
        if not any(name in message.pictures for message in shown):
            return None
        return await self._pictures(name)

    def greet(self, bot: str, language: str) -> tuple[Outbound, ...]:
        """What somebody new is told first; nothing is kept."""
        return self._batch.greet(bot, language)

    async def keep_upload(self, data: bytes, place: str) -> str:
        """Keep a file's bytes sealed before they are spoken of. Raises: HouseFull."""
        self._space.check_files(len(data))
        try:
            return await self._keep_upload(data, place)
        except (StoreFull, StoreDown, OSError) as error:
            raise self._full(error) from None

    async def forget(self, address: Address, place: str) -> None:
        """Drop what this address left unfiled and what waits for it."""
        has_jobs = await self._aside(self._forget, (address, place))
        self._told(Handled(tag_of(self._office.keys, address), has_jobs=has_jobs))

    def _drain(self) -> None:
        """Hand over the conversations that something was kept for in the last moment.

        They wait while keeping is flooded and the turns have enough to do: they lie in the table,
        and a chat that writes ten times meanwhile is handed over once.
        """
        if self._ingest.flooded and self._turns.waiting_count >= _ENOUGH:
            asyncio.get_running_loop().call_later(_FLOODED_S, self._drain)
            return
        self._draining = False
        fresh, self._fresh = self._fresh, {}
        for tag in fresh:
            self.handle_soon(tag)

    # ── the loop ────────────────────────────────────────────────────────────────────────────────

    def handle_soon(self, tag: str) -> None:
        """Have a conversation's due events handled by this process."""
        self._asked.add(tag)
        self._hand_to(self._turns, tag)

    def _hand_to(self, group: "GroupCommit[Piece, Handled]", tag: str) -> None:
        with suppress(Closed):  # it lies there for the next process
            group.submit(tag).add_done_callback(lambda done: self._done(tag, done))

    def handle_left(self, tag: str) -> None:
        """As `handle_soon`, unless it was asked for already and waits for its turn."""
        if tag not in self._asked:
            self.handle_soon(tag)

    def rouse_all(self) -> None:
        """Let every page that holds on go (a clean stop)."""
        self._closing = True
        for knocks in self._waiters.values():
            for knock in knocks:
                knock.set()

    def _done(self, tag: str, done: "Future[Handled]") -> None:
        error = done.exception()
        if error is None and done.result().held:
            self._hand_to(self._patient, tag)
            return
        self._asked.discard(tag)
        if self._loop is None or self._loop.is_closed():
            return
        if error is None:
            self._loop.call_soon_threadsafe(self._told, done.result())
            return
        log.error("a turn failed; its event is kept and tried again", exc_info=error)
        asyncio.run_coroutine_threadsafe(self._later(tag, error), self._loop)

    def _told(self, handled: Handled) -> None:
        for listener in self._listeners:
            listener(handled)
        if handled.more:
            self.handle_soon(handled.tag)

    def _rouse(self, handled: Handled) -> None:
        for knock in self._waiters.get(handled.tag, ()):
            knock.set()

    async def _later(self, tag: str, error: BaseException) -> None:
        try:
            aside = await self._aside(self._put_off, (tag, is_passing(error)))
        except Exception:
            log.exception("a failed event could not be put off; it stays as it is")
            return
        if aside:
            log.error("an event was set aside after five tries; see davy doctor")
            self.handle_soon(tag)

    def _put_off(self, what: tuple[str, bool]) -> bool:
        tag, is_ours = what
        if is_ours:  # no room, no connection: the event is not to blame
            return put_off_uncounted(self._office, tag)
        return put_off_failed(self._office, self._batch.doors, tag)

    def _keep(self, conn: Connection, pieces: Sequence[Arrival]) -> Sequence[None]:
        keep_many(conn, self._office, pieces)
        return [None] * len(pieces)

    async def _aside(self, work: Callable[[A], T], argument: A) -> T:
        """Run a small piece of database work beside the event loop."""
        return await asyncio.get_running_loop().run_in_executor(self._hands, work, argument)

    def _show(self, address: Address) -> tuple[Outbound, ...]:
        tag = tag_of(self._office.keys, address)
        with self._office.database.look() as conn:
            rows = for_showing(conn, self._office, tag)
            shown = tuple(unpack(one.body, one.position) for one in rows)
            if any(one.protected for one in shown) and has_ended(conn, self._office, tag):
                return ()  # cards of a desk that is none any more: its next word clears them away
        return shown

    def _forget(self, whose: tuple[Address, str]) -> bool:
        address, place = whose
        with self._office.database.write() as conn:
            return forget_unfiled(conn, self._office, address=address, place=place)

    def _full(self, error: Exception) -> HouseFull:
        cause = error.orig if isinstance(error, DBAPIError) else error
        log.error("nothing can be kept now: %s", type(cause).__name__)
        return HouseFull()


KeepUpload = Callable[[bytes, str], Awaitable[str]]
