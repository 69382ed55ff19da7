"""A thousand places in one Davy: how long it takes to start, and what it holds in memory."""

import asyncio
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from backend.places.load import known_places
from bench.figure import Figure, Under, figure
from bench.house import Bench, house
from bench.process import resident_mb
from bench.wire import Wire

COUNT = 1000
_CODE = "340322"
_LOAD = "1,000 places of Wuhe's size"


def write_places(folder: Path) -> list[str]:
    """The files of so many places in a folder, each as large as Wuhe's; gives their codes."""
    text = known_places()[_CODE].read_text(encoding="utf-8")
    codes = [str(501_000 + at) for at in range(COUNT)]
    for code in codes:
        own = text.replace(f'code = "{_CODE}"', f'code = "{code}"\ncovers = "{_CODE}"', 1)
        own = own.replace('parent = "340300"', 'parent = "500000"', 1)
        (folder / f"{code}-made.toml").write_text(own, encoding="utf-8")
    return codes


async def _once() -> tuple[float, float, float, float]:
    """Seconds of the first start, of the next one and of a chat's first page; MB when idle."""
    with TemporaryDirectory() as name:
        codes = write_places(Path(name))
        env = {"DAVY_PLACES": "all", "DAVY_PROFILE_DIR": name, "DAVY_PLACE": codes[0]}
        begun = time.perf_counter()
        async with house("sqlite", env=env) as bench:
            first_s = time.perf_counter() - begun
            (process,) = bench.processes
            await process.kill()
            begun = time.perf_counter()
            await process.start()
            next_s = time.perf_counter() - begun
            page_s = await _page_s(bench, codes[-1])
            await asyncio.sleep(2.0)
            assert process.process is not None
            return first_s, next_s, page_s, resident_mb(process.process.pid)


async def _page_s(bench: Bench, code: str) -> float:
    wire = Wire("127.0.0.1", bench.ports[0])
    begun = time.perf_counter()
    reply = await wire.ask("GET", f"/p/{code}/")
    assert reply.status == 200, reply.status
    wire.close()
    return time.perf_counter() - begun


def places_1000(runs: int) -> list[Figure]:
    """Start and memory with a thousand places; the first start also checks every file."""
    found = [asyncio.run(_once()) for _ in range(runs)]
    under = Under("sqlite", _LOAD)
    return [
        figure("places_1000", [one[1] for one in found], "s", under=under),
        figure("places_1000_first_start", [one[0] for one in found], "s", under=under),
        figure("places_1000_page_ms", [one[2] * 1000 for one in found], "ms", under=under),
        figure("places_1000_memory", [one[3] for one in found], "MB", under=under),
    ]
