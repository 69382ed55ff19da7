"""The intake desk before a big table: what may be the same hazard, and a page of the list."""

import time
from collections.abc import Callable
from dataclasses import replace
from random import Random
from statistics import median

from sqlalchemy import Connection

from backend.api.ledger import Asked, list_reports
from backend.reports.duplicates import find_duplicates
from bench.big_table import BigTable, BigTables
from bench.figure import Bar, Figure, Under, at_most, figure, percentile

ASKED_COUNT = 60
_WARM_COUNT = 15
_MILLION = 1_000_000
_NAMES = {1_000: "1k", 100_000: "100k", _MILLION: "1m"}
_FILTERS = (
    Asked(),
    Asked(state="submitted"),
    Asked(state="verifying"),
    Asked(sector="fire"),
    Asked(area="3403221"),
    Asked(state="verifying", sector="coal-mines"),
    Asked(state="submitted", sector="gas", area="340322100"),
)


def duplicates(big: BigTables, database: str, count: int, runs: int) -> list[Figure]:
    """Milliseconds until the officer has the nearest candidates, scored and explained."""
    table = big.of(database, count)
    intake = table.member("intake")
    chance = Random(count)

    def ask(conn: Connection) -> None:
        report_id = chance.choice(table.waiting)
        find_duplicates(conn, table.office, intake, report_id)

    _timed(table, ask, _WARM_COUNT)
    found = [_timed(table, ask, ASKED_COUNT) for _ in range(runs)]
    name = f"duplicates_{_NAMES[count]}"
    under = Under(database, f"{count:,} reports, median of {ASKED_COUNT} asked one after another")
    bar = Bar(20.0, at_most) if count == _MILLION else None
    return [
        figure(name, [median(run) for run in found], "ms", bar=bar, under=under),
        figure(f"{name}_p95", [percentile(run, 0.95) for run in found], "ms", under=under),
    ]


def list_page(big: BigTables, database: str, runs: int) -> list[Figure]:
    """Milliseconds for a page of 50 with a filter and a cursor: over all filters, and the worst."""
    table = big.of(database, _MILLION)
    supervisor = table.member("supervisor")
    chance = Random(7)
    by_filter: dict[int, list[list[float]]] = {}
    for which, wanted in enumerate(_FILTERS):

        def ask(conn: Connection, wanted: Asked = wanted) -> None:
            cursor = f"2026-{chance.randrange(10_000):04d}-0000"
            list_reports(conn, table.office, supervisor, replace(wanted, cursor=cursor))

        _timed(table, ask, 3)
        by_filter[which] = [_timed(table, ask, 9) for _ in range(runs)]
    every = [[ms for asked in by_filter.values() for ms in asked[run]] for run in range(runs)]
    slowest = max(by_filter.values(), key=lambda asked: median(median(run) for run in asked))
    under = Under(database, f"{_MILLION:,} reports, {len(_FILTERS)} filters, a page of 50")
    bar = Bar(100.0, at_most)
    return [
        figure("list_page_1m", [median(run) for run in every], "ms", bar=bar, under=under),
        figure("list_page_1m_worst", [median(run) for run in slowest], "ms", bar=bar, under=under),
    ]


def _timed(table: BigTable, ask: Callable[[Connection], None], count: int) -> list[float]:
    """Milliseconds of each, sorted."""
    taken = []
    for _ in range(count):
        begun = time.perf_counter()
        with table.office.database.read() as conn:
            ask(conn)
        taken.append((time.perf_counter() - begun) * 1e3)
    return sorted(taken)
