"""Filling a place with made reports: few through the real services, many in bulk."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random

from sqlalchemy import Connection, select

from backend.clock import StoppedClock
from backend.demo.bulk import COLUMNS, Bulk, Rows, insert_rows, numbers_taken
from backend.demo.counting import check_unreal, count_made
from backend.demo.crew import dismiss_crew, hire_crew
from backend.demo.deeds import LIVES, joins
from backend.demo.lives import Stage
from backend.demo.telling import Teller
from backend.office import Office
from backend.reports.tables import report

LIVED_MOST = 400
"""So many reports go through the real services; what is wanted beyond them is made in bulk."""

_CHUNK = 10_000
_DAYS_A_DEED = 5
_REPORTS_A_DAY = 1_500
_SPAN_DAYS = (60, 730)


@dataclass(frozen=True, slots=True)
class Filled:
    """How far it is. `lived`: through the services; otherwise in bulk."""

    lived: bool
    made_count: int
    """New since this part began; what was there already does not count."""
    seconds: float


def fill(
    office: Office, place: str, *, count: int, seed: int, on_progress: Callable[[Filled], None]
) -> int:
    """Let a place hold `count` made reports of a seed; gives how many are new.

    The same seed makes the same reports, so that a second time changes nothing.

    Raises:
        Refused: the database holds a real report, or this Davy does not serve the place.
    """
    office.place(place)
    with office.database.read() as conn:
        check_unreal(conn)
    lived = _live(office, place, min(count, LIVED_MOST), seed=seed, on_progress=on_progress)
    if count <= LIVED_MOST:
        return lived
    bulk_count = count - LIVED_MOST
    days = min(max(bulk_count // _REPORTS_A_DAY, _SPAN_DAYS[0]), _SPAN_DAYS[1])
    bulk = Bulk(office, place, seed=seed, count=bulk_count, days=days)
    return lived + _pour(office, place, bulk, on_progress=on_progress)


def _live(
    office: Office,
    place: str,
    count: int,
    *,
    seed: int,
    on_progress: Callable[[Filled], None],
) -> int:
    chance = Random(f"{place}/{seed}")  # noqa: S311
    teller = Teller(office.place(place), chance)
    now_at = office.clock.now()
    clock = StoppedClock(now_at)
    staged = replace(office, clock=clock)
    with office.database.write() as conn:
        crew = hire_crew(conn, staged, place)
    stage = Stage(staged, clock, crew, place, now_at)
    begun = time.monotonic()
    made = 0
    try:
        for turn in range(count):
            deeds_count = len(LIVES[turn % len(LIVES)])
            age_days = (deeds_count + chance.random()) * _DAYS_A_DEED
            told = teller.tell(again=joins(turn))
            made += stage.live(told, turn, seed=seed, age_days=age_days)
    finally:
        with office.database.write() as conn:
            dismiss_crew(conn, office, crew)
    on_progress(Filled(lived=True, made_count=made, seconds=time.monotonic() - begun))
    return made


def _pour(office: Office, place: str, bulk: Bulk, *, on_progress: Callable[[Filled], None]) -> int:
    with office.database.read() as conn:
        taken = numbers_taken(conn, place)
    begun = time.monotonic()
    made = 0
    while (rows := bulk.chunk(_CHUNK, taken))[report]:
        with office.database.write() as conn:
            if not _is_there(conn, rows):
                for table, columns in COLUMNS.items():
                    insert_rows(conn, table, columns, rows[table])
                count_made(conn, place, len(rows[report]))
                made += len(rows[report])
        on_progress(Filled(lived=False, made_count=made, seconds=time.monotonic() - begun))
    return made


def _is_there(conn: Connection, rows: Rows) -> bool:
    """Whether a chunk was poured before: it is there whole or not at all."""
    first = rows[report][0][0]
    return bool(conn.execute(select(report.c.place).where(report.c.report_id == first)).all())
