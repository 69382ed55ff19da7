"""Figures of places: looking up who leads, finding a village, proposing a sector."""

import time
from collections.abc import Callable
from itertools import cycle, islice
from pathlib import Path

from backend.places.find import find_place
from backend.places.load import known_places, load_place
from backend.places.routing import Unit, route
from backend.places.sector_model import NOTHING
from backend.places.sector_table import SECTORS
from backend.places.sectors import propose
from bench.figure import Bar, Figure, Under, figure

SECONDS = 1.0
_CHUNK = 100
_SENTENCES = Path(__file__).parent.parent / "tests" / "backend" / "places" / "sentences.tsv"
"""The labelled sentences that nothing was tuned on (`tests/backend/places/test_sectors.py`)."""


def route_lookups(runs: int) -> list[Figure]:
    """Routings a second over all places, sectors and areas, and a unit every third time."""
    asked = cycle(
        [
            (place, sector.slug, area.code, Unit(name="三楼仓库") if at % 3 == 0 else None)
            for place in map(load_place, sorted(known_places()))
            for at, sector in enumerate(SECTORS)
            for area in place.areas[at % 5 :: 5]
        ]
    )

    def some() -> None:
        for place, sector, area_code, unit in islice(asked, _CHUNK):
            route(place, sector, area_code=area_code, unit=unit)

    values = [_per_s(some) for _ in range(runs)]
    return [figure("route_lookups", values, "/s", under=Under(load="one thread, every place"))]


def gazetteer_lookups(runs: int) -> list[Figure]:
    """Villages found a second: as written within a sentence, without its end, in pinyin, a slip."""
    place = load_place("340322")
    asked = cycle([words for area in place.areas for words in _ways(area.zh, area.en)])

    def some() -> None:
        for words in islice(asked, _CHUNK):
            find_place(place, words)

    some()
    values = [_per_s(some) for _ in range(runs)]
    under = Under(load=f"one thread, {len(place.areas)} areas")
    return [figure("gazetteer_lookups", values, "/s", under=under)]


def _ways(zh: str, en: str) -> tuple[str, ...]:
    return (f"在{zh}路口那家厂后面", zh[:-1], en, zh[0] + "某" + zh[1:])


def sector_proposals(runs: int) -> list[Figure]:
    """The share of sentences whose sector is among the likeliest, and the time a sentence takes.

    Those that speak of no sector have a row of their own: how many are answered "I don't know".
    """
    lines = _SENTENCES.read_text("utf-8").splitlines()
    every = [line.split("\t") for line in lines if not line.startswith("#")]
    rows = [row for row in every if row[0] != NOTHING]
    wordless = [words for slug, words in every if slug == NOTHING]
    propose(rows[0][1])
    ranks: list[list[str]] = []
    times_ms = []
    for _ in range(runs):
        begun = time.perf_counter()
        ranks = [[one.slug for one in propose(words)] for _, words in rows]
        times_ms.append((time.perf_counter() - begun) * 1e3 / len(rows))
    under = Under(load=f"{len(rows)} sentences, none of them tuned on")
    shares = {
        top: sum(slug in rank[:top] for (slug, _), rank in zip(rows, ranks, strict=True))
        / len(rows)
        for top in (1, 3, 5)
    }
    return [
        *(
            figure(
                f"sector_top{top}", [share], "", bar=Bar(0.95) if top == 5 else None, under=under
            )
            for top, share in shares.items()
        ),
        figure(
            "sector_unknown",
            [sum(not propose(words) for words in wordless) / len(wordless)],
            "",
            under=Under(load=f"{len(wordless)} sentences that speak of no sector"),
        ),
        figure("sector_ms", times_ms, "ms", under=under),
    ]


def _per_s(some: Callable[[], None]) -> float:
    done, begun = 0, time.perf_counter()
    while (took_s := time.perf_counter() - begun) < SECONDS:
        some()
        done += _CHUNK
    return done / took_s
