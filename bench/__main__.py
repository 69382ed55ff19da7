"""`make bench`: every figure with its bar, as a table and as `bench/latest.json`."""

import json
import sys
import time
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path

from bench import desk, places, process
from bench.big_table import BigTables
from bench.calibration import loops_per_s
from bench.databases import postgres_answers
from bench.figure import Bar, Figure, at_least, at_most, figure
from bench.flood import flood
from bench.likeness import likeness
from bench.many_places import places_1000
from bench.photo_flood import photo_flood
from bench.photos import FIGURES as PHOTO_FIGURES
from bench.photos import Figure as PhotoFigure
from bench.reporting import report_call, report_conversation, status_reads
from bench.updates import durable_updates
from media.draw import draw

LATEST = Path(__file__).parent / "latest.json"
RUNS = 5
_PHOTO_SIDE = {"photo_memory": at_most}

Measure = Callable[[], list[Figure]]


def big_photo() -> bytes:
    """A JPEG of about two megabytes."""
    photo = draw(11, 3600, height_px=2700)
    return photo + b"" if len(photo) >= 2_000_000 else draw(11, 5000, height_px=3750)


def figures(databases: list[str], big: BigTables) -> dict[str, list[Measure]]:
    """What each name measures, in the order of the table."""
    found: dict[str, list[Measure]] = {}
    for database in databases:
        found.setdefault("durable_updates", []).append(partial(durable_updates, database, RUNS))
        for clients in (1, 16, 64):
            found.setdefault(f"report_call_{clients}", []).append(
                partial(report_call, database, clients, RUNS)
            )
            found.setdefault(f"report_conversation_{clients}", []).append(
                partial(report_conversation, database, clients, RUNS)
            )
        found.setdefault("flood", []).append(partial(flood, database, RUNS))
        found.setdefault("photo_flood", []).append(partial(_photo_flood, database))
        found.setdefault("status_reads", []).append(partial(status_reads, database, RUNS))
    found["report_conversation_16_photo"] = [
        lambda: report_conversation("sqlite", 16, RUNS, photo=big_photo())
    ]
    if "postgresql" in databases:
        found["report_conversation_64_2p"] = [
            partial(report_conversation, "postgresql", 64, RUNS, processes=2)
        ]
    found["handler_steps"] = [partial(process.handler_steps, RUNS)]
    found["start_web"] = [partial(process.start_web, RUNS)]
    found["start_telegram"] = [partial(process.start_telegram, RUNS)]
    found["stop"] = [partial(process.stop, RUNS)]
    found["places_1000"] = [partial(places_1000, RUNS)]
    found["route_lookups"] = [partial(places.route_lookups, RUNS)]
    found["gazetteer_lookups"] = [partial(places.gazetteer_lookups, RUNS)]
    found["sector"] = [partial(places.sector_proposals, RUNS)]
    for database in databases:
        for count, name in ((1_000, "1k"), (100_000, "100k"), (1_000_000, "1m")):
            found.setdefault(f"duplicates_{name}", []).append(
                partial(desk.duplicates, big, database, count, RUNS)
            )
        found.setdefault("list_page_1m", []).append(partial(desk.list_page, big, database, RUNS))
    found["likeness"] = [partial(likeness, RUNS)]
    for name, one in PHOTO_FIGURES.items():
        found[name] = [partial(_photo_figure, name, one)]
    return found


def _photo_flood(database: str) -> list[Figure]:
    """Draws the photo only when it is asked for."""
    return photo_flood(database, RUNS, big_photo())


def _photo_figure(name: str, one: PhotoFigure) -> list[Figure]:
    values = [one.measure() for _ in range(RUNS)]
    bar = None if one.bar is None else Bar(one.bar, _PHOTO_SIDE.get(name, at_least))
    return [figure(name, values, one.unit, bar=bar)]


def main(only: str = "") -> int:
    """Measure, print, write; 1 when a bar does not hold."""
    databases = ["sqlite"]
    if postgres_answers():
        databases.append("postgresql")
    else:
        print("NOT RUN: the figures on PostgreSQL, because none answers")
    with closing(BigTables()) as big:
        known = figures(databases, big)
        wanted = _wanted(known, only)
        if not wanted:
            print(f"no figure is called {only!r}; there are: {', '.join(known)}")
            return 2
        begun = time.monotonic()
        rows = [
            row for measures in wanted.values() for measure in measures for row in _told(measure)
        ]
    LATEST.write_text(json.dumps([row.row() for row in rows], indent=1, ensure_ascii=False))
    missed = [row for row in rows if row.holds is False]
    print(f"\n{len(rows)} figures in {(time.monotonic() - begun) / 60:.1f} minutes; ", end="")
    print(f"{len(missed)} bars do not hold" if missed else "every bar holds")
    return 1 if missed else 0


def _wanted(known: dict[str, list[Measure]], only: str) -> dict[str, list[Measure]]:
    """What `only` names: a figure, several of one beginning, or a row of one that has several."""
    named = {name: of for name, of in known.items() if name == only or name.startswith(f"{only}_")}
    if not only or named:
        return named or known
    whose = max((name for name in known if only.startswith(f"{name}_")), key=len, default="")
    return {whose: known[whose]} if whose else {}


def _told(measure: Measure) -> list[Figure]:
    before = loops_per_s()
    rows = measure()
    speed = (before + loops_per_s()) / 2
    for row in rows:
        sign = "" if row.holds is None else (" holds " if row.holds else " MISSED")
        bar = "" if row.bar is None else f"bar {row.bar:g}"
        spread = f"{row.spread[0]:g}-{row.spread[1]:g}" if row.spread else ""
        print(
            f"{row.name:36} {row.value:>10g} {row.unit:8} {bar:>10}{sign:8} "
            f"{row.database:11} [{spread}] machine {speed:.1f} M/s  {row.load}",
            flush=True,
        )
    return rows


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:2]))
