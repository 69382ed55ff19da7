"""What the clock does once for all processes: digests, deadlines, the log's chain, the purge."""

import asyncio
import logging
import time
from collections.abc import Callable
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from backend.audit.service import noted_places
from backend.db.levelling import HOURLY_BYTES, NIGHTLY_BYTES, level
from backend.jobs.service import had_slot, win_slot
from backend.office import Office
from bot.purge import purge_all

log = logging.getLogger("davy.rounds")

_EVERY_S = 20.0
_AGAIN_AFTER_S = 600.0
"""What failed, or takes long, is not begun again sooner."""
_NIGHT_HOUR = 3
"""Large tables are levelled then, in the first place's zone."""

Chore = Callable[[Connection, Office, str], object]


class Rounds:
    """Runs the office's chores; held under one lease, and each slot of a chore is won only once."""

    def __init__(
        self, office: Office, handle_soon: Callable[[str], None], chores: dict[str, Chore]
    ) -> None:
        self._office = office
        self._handle_soon = handle_soon
        self._chores = chores
        self._stopping = False
        self._not_before_s: dict[str, float] = {}

    async def run(self) -> None:
        """Go round until cancelled; what is cut off then is done by the next round."""
        self._stopping = False
        try:
            while True:
                await asyncio.to_thread(self.once)
                await asyncio.sleep(_EVERY_S)
        finally:
            self._stopping = True

    def once(self) -> None:
        """Every chore of every place once, each in its own transaction; then the house's own."""
        for code in self._alive():
            for name, chore in self._chores.items():
                if self._stopping:
                    return
                try:
                    with self._office.database.write() as conn:
                        chore(conn, self._office, code)
                except Exception as error:
                    self._complain(error, "the chore %s failed; it is tried again", name)
        now_at = self._office.clock.now()
        self._once_a_slot("purge", now_at.date().isoformat(), self._purge)
        self._once_a_slot("level", f"{now_at:%Y-%m-%dT%H}", self._level)
        self._guarded("journal", self._office.database.trim_journal)

    def _alive(self) -> list[str]:
        """The first place and those where anything ever happened: of a thousand most lie still."""
        codes = list(self._office.places)
        try:
            with self._office.database.read() as conn:
                noted = noted_places(conn)
        except Exception as error:
            self._complain(error, "the places could not be looked through")
            return []
        return [code for code in codes if code in noted or code == codes[0]]

    def _once_a_slot(self, name: str, slot: str, work: Callable[[], object]) -> None:
        """Once a day or an hour; noted when it is done, so that what was cut off is done again."""

        def due() -> None:
            if time.monotonic() < self._not_before_s.get(name, 0.0):
                return
            with self._office.database.read() as conn:
                if had_slot(conn, name, slot):
                    return
            self._not_before_s[name] = time.monotonic() + _AGAIN_AFTER_S
            work()
            with self._office.database.write() as conn:
                win_slot(conn, self._office, name, slot)
            del self._not_before_s[name]

        self._guarded(name, due)

    def _guarded(self, name: str, work: Callable[[], object]) -> None:
        if self._stopping:
            return
        try:
            work()
        except Exception as error:
            self._complain(error, "the %s failed; `davy db purge` does it by hand", name)

    def _purge(self) -> None:
        for tag in purge_all(self._office):
            self._handle_soon(tag)

    def _level(self) -> None:
        """Let the tables forget the hour's order; at night the large ones too."""
        zone = next(iter(self._office.places.values())).zone
        at_night = self._office.clock.now().astimezone(ZoneInfo(zone)).hour == _NIGHT_HOUR
        most_bytes = NIGHTLY_BYTES if at_night else HOURLY_BYTES
        database = self._office.database
        done = level(database, most_bytes=most_bytes, stopping=lambda: self._stopping)
        if not (done or self._stopping):
            log.warning("the tables could not be levelled this hour")

    def _complain(self, error: Exception, what: str, *args: object) -> None:
        """Log a failure; at a stop the database closes behind a chore, which is none."""
        if not self._stopping:
            log.error(what, *args, exc_info=error)
