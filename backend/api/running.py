"""Runs the office's synchronous services for the asynchronous edge, in a few threads of its own.

Reads that wait share a transaction and one wake of the event loop: taking each to a thread and back
by itself costs more than the read.
"""

import asyncio
import queue
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection

from backend.db.engine import Database
from backend.errors import DavyError
from backend.office import Office

P = ParamSpec("P")
T = TypeVar("T")

Service = Callable[Concatenate[Connection, Office, P], T]

_TOGETHER = 16
"""Reads of one transaction at most: a slow one holds up so many."""


@dataclass(frozen=True, slots=True)
class _Wanted:
    """One read on its way: what is to be done and who waits for it."""

    work: Callable[[Connection], Any]
    loop: asyncio.AbstractEventLoop
    future: "asyncio.Future[Any]"


class Runner:
    """`read` and `write` run one service in a transaction and give its answer.

    SQLite has one writer; PostgreSQL as many as the pool of connections bears. A refusal raised by
    a writing service rolls its transaction back.
    """

    def __init__(self, office: Office) -> None:
        self.office = office
        one = office.database.sqlite
        self._reads = _Reads(office.database, threads=2)
        self._writers = ThreadPoolExecutor(1 if one else 4, thread_name_prefix="api-write")
        self._slow = ThreadPoolExecutor(2, thread_name_prefix="api-slow")

    async def read(self, service: Service[P, T], /, *args: P.args, **named: P.kwargs) -> T:
        """Run a service that only reads."""
        office = self.office
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        self._reads.want(_Wanted(lambda conn: service(conn, office, *args, **named), loop, future))
        return await future

    async def write(self, service: Service[P, T], /, *args: P.args, **named: P.kwargs) -> T:
        """Run a service that may write; committed when this returns."""

        def work() -> T:
            with self.office.database.write() as conn:
                return service(conn, self.office, *args, **named)

        return await asyncio.get_running_loop().run_in_executor(self._writers, work)

    async def slow(self, work: Callable[[], T]) -> T:
        """Run slow work (a picture, a file) outside any transaction."""
        return await asyncio.get_running_loop().run_in_executor(self._slow, work)

    def close(self) -> None:
        """Finish what runs and take nothing more."""
        self._reads.close()
        for pool in (self._writers, self._slow):
            pool.shutdown(wait=True, cancel_futures=True)


class _Reads:
    """Threads that take all reads which wait and answer them together."""

    def __init__(self, database: Database, *, threads: int) -> None:
        self._database = database
        self._handed_in: list[_Wanted] = []
        self._waiting: queue.SimpleQueue[_Wanted | None] = queue.SimpleQueue()
        self._threads = [
            threading.Thread(target=self._run, name=f"api-read-{n}", daemon=True)
            for n in range(threads)
        ]
        for thread in self._threads:
            thread.start()

    def want(self, wanted: _Wanted) -> None:
        """Hand in one read, from its event loop: all of one round of the loop go together."""
        if not self._handed_in:
            wanted.loop.call_soon(self._hand_over)
        self._handed_in.append(wanted)

    def _hand_over(self) -> None:
        taken, self._handed_in = self._handed_in, []
        for wanted in taken:
            self._waiting.put(wanted)

    def close(self) -> None:
        """Finish what waits and stop."""
        for _ in self._threads:
            self._waiting.put(None)
        for thread in self._threads:
            thread.join(timeout=10)

    def _run(self) -> None:
        while (first := self._waiting.get()) is not None:
            taken = [first]
            while len(taken) < _TOGETHER and not self._waiting.empty():
                try:
                    more = self._waiting.get_nowait()
                except queue.Empty:
                    break
                if more is None:
                    self._waiting.put(None)
                    break
                taken.append(more)
            self._answer(taken)

    def _answer(self, taken: Sequence[_Wanted]) -> None:
        answers: list[tuple[asyncio.Future[Any], Any, BaseException | None]] = []
        while len(answers) < len(taken):
            try:
                with self._database.look() as conn:
                    self._read(conn, taken, answers)
            except Exception as error:  # the database's: it is the next one's who waits
                if len(answers) < len(taken):
                    answers.append((taken[len(answers)].future, None, error))
        by_loop: dict[asyncio.AbstractEventLoop, list[Any]] = {}
        for wanted, answer in zip(taken, answers, strict=True):
            by_loop.setdefault(wanted.loop, []).append(answer)
        for loop, told in by_loop.items():
            try:
                loop.call_soon_threadsafe(_tell, told)
            except RuntimeError:  # the loop is closed: nobody waits any more
                continue

    @staticmethod
    def _read(conn: Connection, taken: Sequence[_Wanted], answers: list[Any]) -> None:
        """Answer those without an answer yet; an error of the database ends the transaction."""
        for wanted in taken[len(answers) :]:
            try:
                answers.append((wanted.future, wanted.work(conn), None))
            except DavyError as refused:
                answers.append((wanted.future, None, refused))


def _tell(told: Sequence[tuple["asyncio.Future[Any]", Any, BaseException | None]]) -> None:
    for future, answer, error in told:
        if future.done():
            continue
        if error is None:
            future.set_result(answer)
        else:
            future.set_exception(error)
