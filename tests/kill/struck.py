"""A process whose children hand cases over through the API and are killed on the way.

It reads one request a line from its input and gives one line for each: `killed`, the number of
statements when nothing killed the child, or `broken`. Every child is forked before anything of the
office is opened, has connections of its own, and dies by `kill -9` at the place that it was told.
"""

import asyncio
import json
import os
import signal
import sys
import threading
import traceback
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, NoReturn, TextIO

from sqlalchemy import event

from backend.clock import StoppedClock
from backend.db.engine import Database
from backend.keys.ring import KeyRing
from backend.office import Office
from media.stores.memory import MemoryStore
from tests.backend.api.calling import opened
from tests.backend.staff.offices import MONDAY, places

COMMIT, ANSWER, NEVER = -1, -2, 0


@dataclass(frozen=True, slots=True)
class Press:
    """One press on *hand over*: whose, on what, under which key, and where it is cut short."""

    token: str
    case_id: str
    key: str
    at: int
    """The statement of the writing thread before which it dies, from 1; or one of the above:
    before the commit, after it and before the answer, not at all."""
    body: dict[str, str]

    def line(self) -> str:
        """As it is sent to the process."""
        return json.dumps(asdict(self)) + "\n"


class Watch:
    """Counts the statements of the threads that write, and kills at the place that was told."""

    def __init__(self, database: Database, at: int) -> None:
        self.count, self.at, self.handed = 0, at, False
        event.listen(database.engine, "before_cursor_execute", self._statement)
        event.listen(database.engine, "commit", self._commit)
        event.listen(database.engine, "checkin", self._given_back)

    def _statement(self, _conn: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if not threading.current_thread().name.startswith("api-write"):
            return
        self.count += 1
        self.handed = self.handed or "report_handover" in statement
        if self.count == self.at:
            _die()

    def _commit(self, _conn: Any) -> None:
        if self.handed and self.at == COMMIT:
            _die()

    def _given_back(self, *_connection: Any) -> None:
        if self.handed and self.at == ANSWER:
            _die()


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


async def _press(office: Office, press: Press) -> None:
    async with opened(office) as api:
        path = f"/cases/{press.case_id}/steps/hand-over"
        answer = await api.post(path, press.body, press.token, key=press.key)
        assert answer.status_code == 200, answer.text


def _child(url: str, keys: Path, press: Press) -> int:
    """Do it, or die of it; gives how many statements there were."""
    clock = StoppedClock(MONDAY)
    office = Office(Database(url), KeyRing(keys), clock, places(), MemoryStore())
    watch = Watch(office.database, press.at)
    asyncio.run(_press(office, press))
    return watch.count


def _told(url: str, keys: Path, press: Press, answers: TextIO) -> NoReturn:
    """The child's whole life; nothing that the parent began is ended here."""
    try:
        answers.write(f"{_child(url, keys, press)}\n")
        answers.flush()
        os._exit(0)
    except BaseException:
        traceback.print_exc()
        os._exit(1)


def main(url: str, keys: str) -> None:
    """Take one line after another until the input ends."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what is logged is no answer
    for line in sys.stdin:
        pid = os.fork()
        if not pid:
            _told(url, Path(keys), Press(**json.loads(line)), answers)
        _, ended = os.waitpid(pid, 0)
        if ended:
            killed = os.WIFSIGNALED(ended) and os.WTERMSIG(ended) == signal.SIGKILL
            answers.write("killed\n" if killed else "broken\n")
            answers.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
