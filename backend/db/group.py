"""Group commit: work of many callers in one transaction, each with an answer of its own.

Callers put a piece of work and wait. One thread takes all that waits (a *batch*), runs the batch in
one transaction and answers after the commit. When a batch fails it is rolled back and each piece
goes alone, so that one bad piece harms no other.
"""

import asyncio
import queue
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection

Piece = TypeVar("Piece")
Answer = TypeVar("Answer")

_FLOOD = 8
"""So many pieces in one batch mean a flood."""
_FLOOD_LASTS_S = 0.05
_PATIENCE_S = 1.0
_LITTLE = 4
"""So many pieces go all the same when the flood does not end."""
_GLANCE_S = 0.005


class Closed(RuntimeError):
    """It was closed: nothing more is taken."""


Transaction = Callable[[], AbstractContextManager[Connection]]
"""`Database.write`, or `write_once` for a batch that is one statement."""
Batch = Callable[[Connection, Sequence[Piece]], Sequence[Answer]]


@dataclass(frozen=True, slots=True)
class _Waiter(Generic[Answer]):
    """Somebody on an event loop who waits: all of one batch are woken by one call."""

    loop: asyncio.AbstractEventLoop
    future: "asyncio.Future[Answer]"


Promise = Future[Answer] | _Waiter[Answer]
_Kept = tuple[Promise[Any], Any, Exception | None]


def _keep(promises: Sequence[_Kept]) -> None:
    """Answer everybody after the commit: threads one by one, each event loop at once."""
    loops: dict[asyncio.AbstractEventLoop, list[_Kept]] = {}
    for one in promises:
        promise, answer, error = one
        if isinstance(promise, _Waiter):
            loops.setdefault(promise.loop, []).append(one)
        elif not promise.cancelled():
            _settle(promise, answer, error)
    for loop, waiting in loops.items():
        with suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(_wake, waiting)


def _wake(waiting: Sequence[_Kept]) -> None:
    for promise, answer, error in waiting:
        if isinstance(promise, _Waiter) and not promise.future.done():
            _settle(promise.future, answer, error)


def _settle(future: Any, answer: Any, error: Exception | None) -> None:
    if error is None:
        future.set_result(answer)
    else:
        future.set_exception(error)


class GroupCommit(Generic[Piece, Answer]):
    """Runs `batch(conn, pieces) -> answers` (same length and order) for whoever calls `submit`."""

    def __init__(
        self,
        transaction: "Transaction",
        batch: "Batch[Piece, Answer]",
        *,
        most: int = 256,
        threads: int = 1,
        yields_to: "GroupCommit[Any, Any] | None" = None,
        name: str = "group",
    ) -> None:
        """`most` pieces a batch; `yields_to` is a group whose flood goes first."""
        self._transaction = transaction
        self._yields_to = yields_to
        self._flooded_at = -1.0
        self._taken_count = 0
        self._batch = batch
        self._most = most
        self._door = threading.Lock()
        self._closed = False
        self._waiting: queue.SimpleQueue[tuple[Piece, Promise[Answer]] | None] = queue.SimpleQueue()
        self._threads = [
            threading.Thread(target=self._work, name=f"{name}-{n}", daemon=True)
            for n in range(threads)
        ]
        for thread in self._threads:
            thread.start()

    def submit(self, piece: Piece) -> "Future[Answer]":
        """Hand in one piece; the future is done after its commit, or carries its error.

        Raises:
            Closed: nobody would ever answer.
        """
        future: Future[Answer] = Future()
        self._take_in(piece, future)
        return future

    async def put(self, piece: Piece) -> Answer:
        """Hand in one piece and wait for its commit. Raises: Closed; what the batch raised."""
        loop = asyncio.get_running_loop()
        waiter: asyncio.Future[Answer] = loop.create_future()
        self._take_in(piece, _Waiter(loop, waiter))
        return await waiter

    def _take_in(self, piece: Piece, promise: "Promise[Answer]") -> None:
        with self._door:  # nothing is put behind the end
            if self._closed:
                raise Closed
            self._waiting.put((piece, promise))

    @property
    def waiting_count(self) -> int:
        """How many pieces wait to be taken; about."""
        return self._waiting.qsize()

    @property
    def flooded(self) -> bool:
        """Many wait or are being written, or came at once within the last moment."""
        if max(self._waiting.qsize(), self._taken_count) >= _FLOOD:
            return True
        return time.monotonic() - self._flooded_at < _FLOOD_LASTS_S

    def close(self) -> None:
        """Finish what waits and stop the threads."""
        with self._door:
            if self._closed:
                return
            self._closed = True
            for _ in self._threads:
                self._waiting.put(None)
        for thread in self._threads:
            thread.join(timeout=10)

    def _work(self) -> None:
        while True:
            first = self._waiting.get()
            if first is None:
                return
            taken, last = self._taken(first, self._let_pass())
            self._taken_count = len(taken)
            self._commit(taken)
            self._taken_count = 0
            if len(taken) >= _FLOOD:
                self._flooded_at = time.monotonic()
            if last:
                return

    def _taken(
        self, first: "tuple[Piece, Promise[Answer]]", most: int
    ) -> "tuple[list[tuple[Piece, Promise[Answer]]], bool]":
        """What waits, up to `most`; and whether the end was among it."""
        taken = [first]
        while len(taken) < most:
            try:
                more = self._waiting.get_nowait()
            except queue.Empty:
                break
            if more is None:
                return taken, True
            taken.append(more)
        return taken, False

    def _let_pass(self) -> int:
        """While another group is flooded, wait a while and then take little: keeping goes first."""
        other = self._yields_to
        ends = time.monotonic() + _PATIENCE_S
        while other is not None and other.flooded:
            if time.monotonic() >= ends:
                return _LITTLE
            time.sleep(_GLANCE_S)
        return self._most

    def _commit(self, taken: "list[tuple[Piece, Promise[Answer]]]") -> None:
        try:
            answers = self._once([piece for piece, _ in taken])
        except Exception as error:
            if len(taken) == 1:
                _keep([(taken[0][1], None, error)])
                return
            for one in taken:
                self._commit([one])
            return
        _keep(
            [(promise, answer, None) for (_, promise), answer in zip(taken, answers, strict=True)]
        )

    def _once(self, pieces: Sequence[Piece]) -> Sequence[Answer]:
        with self._transaction() as conn:
            return self._batch(conn, pieces)
