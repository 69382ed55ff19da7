"""Busy sources known to every process: what each took is added up in the database every 2 seconds.

A quiet source is never written down. A row holds the keyed hash of an address and the moment at
which it owes nothing any more, by the database's clock, and is erased then: in ten minutes at most.
"""

import asyncio
import logging
from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import Connection, case, delete, exists, select
from sqlalchemy.dialects import postgresql, sqlite

from backend.api.limits import CHAT, Key, Limiter
from backend.api.passes import erase_passes
from backend.api.tables import source_debt, spent_pass
from backend.db.clock import database_now
from backend.db.columns import EPOCH
from backend.office import Office

EVERY_S = 2.0
_MOST_ROWS = 20_000

log = logging.getLogger("davy.limits")


class Sharing:
    """Tells the other processes what busy sources took here, and hears what they took there."""

    def __init__(self, office: Office, limiter: Limiter, place: str) -> None:
        self._office = office
        self._limiter = limiter
        self._place = place

    async def run(self) -> None:
        """Go on until cancelled."""
        while True:
            await self.once()
            await asyncio.sleep(EVERY_S)

    async def once(self) -> None:
        """Exchange. A database that is away leaves each process to its own counts."""
        owed_s = self._limiter.owed_s()
        try:
            known = await asyncio.to_thread(self._exchange, owed_s)
        except Exception as error:
            log.warning("the limits of other processes are not known: %s", type(error).__name__)
            return
        for (kind, source), left_s in known.items():
            self._limiter.meet(kind, source, left_s)

    def _exchange(self, owed_s: Mapping[Key, float]) -> dict[Key, float]:
        with self._office.database.read() as conn:
            over = exists().where(source_debt.c.until_ms <= now_ms(conn))
            used = exists().where(spent_pass.c.ends_at <= self._office.clock.now())
            stale = conn.execute(select(over | used)).scalar_one()
        if stale:  # apart from adding: a turn that counts a miss holds rows of both (`misses.py`)
            with self._office.database.write() as conn:
                conn.execute(delete(source_debt).where(source_debt.c.until_ms <= now_ms(conn)))
                erase_passes(conn, self._office)
        if owed_s:
            with self._office.database.write() as conn:
                add_debts(conn, self._place, owed_s)
        query = select(source_debt.c.kind, source_debt.c.source, source_debt.c.until_ms).where(
            source_debt.c.kind != CHAT  # asked for one by one, when a chat types a code
        )
        with self._office.database.read() as conn:
            at_ms = now_ms(conn)
            rows = conn.execute(query.limit(_MOST_ROWS)).all()
        return {(row.kind, row.source): (row.until_ms - at_ms) / 1000 for row in rows}


def add_debts(conn: Connection, place: str, owed_s: Mapping[Key, float]) -> None:
    """Add seconds to what each source owes; `place` is only where the row is kept."""
    at_ms = now_ms(conn)
    dialect = sqlite if conn.dialect.name == "sqlite" else postgresql
    made = dialect.insert(source_debt)
    left_ms = case((source_debt.c.until_ms > at_ms, source_debt.c.until_ms - at_ms), else_=0)
    rows = [
        {"kind": kind, "source": source, "place": place, "until_ms": at_ms + int(took_s * 1000)}
        for (kind, source), took_s in sorted(owed_s.items())
    ]
    conn.execute(
        made.on_conflict_do_update(
            index_elements=["kind", "source"], set_={"until_ms": made.excluded.until_ms + left_ms}
        ),
        rows,
    )


def now_ms(conn: Connection) -> int:
    """Milliseconds since 1970 by the database's clock."""
    return (database_now(conn) - EPOCH) // timedelta(milliseconds=1)
