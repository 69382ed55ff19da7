"""A flood from one source at the web door: how long the others' turns take with it and without."""

import asyncio
import itertools
import secrets
import time
from urllib.parse import urlencode

from bench.crowd import Tally, crowd
from bench.figure import Bar, Figure, Under, at_most, figure, percentile
from bench.house import house
from bench.talking import conversation
from bench.wire import Wire

SECONDS = 4.0
OTHERS, FLOODERS = 4, 32
_FORM = b"content-type: application/x-www-form-urlencoded\r\naccept: application/json\r\n"
_BEHIND_A_PROXY = {"DAVY_TRUSTED_PROXIES": "127.0.0.1"}


def flood(database: str, runs: int) -> list[Figure]:
    """95 % of the others' turns are answered within so long, quiet and under a flood."""
    found = [asyncio.run(_once(database)) for _ in range(runs)]
    under = Under(database, f"{OTHERS} others; one address floods on {FLOODERS} connections")
    quiet_ms, flooded_ms, tried_per_s, passed_per_s = zip(*found, strict=True)
    return [
        figure("flood_quiet_p95_ms", quiet_ms, "ms", under=under),
        figure("flood_p95_ms", flooded_ms, "ms", bar=Bar(50.0, at_most), under=under),
        figure("flood_tried", tried_per_s, "/s", under=under),
        figure("flood_passed", passed_per_s, "/s", under=under),
    ]


async def _once(database: str) -> tuple[float, float, float, float]:
    async with house(database, env=_BEHIND_A_PROXY) as bench:
        (port,) = bench.ports
        addresses = (f"20.1.{n >> 8 & 255}.{n & 255}" for n in itertools.count())

        async def talk(wire: Wire, tally: Tally) -> None:
            wire.sent_by = next(addresses)
            await conversation(wire, tally)
            tally.done_count += 1

        await crowd(port, OTHERS, 0.7, talk)
        quiet = await crowd(port, OTHERS, SECONDS, talk)
        others, flooded = await asyncio.gather(
            crowd(port, OTHERS, SECONDS, talk), crowd(port, FLOODERS, SECONDS, _shout)
        )
        return (
            percentile(quiet.delays_s, 0.95) * 1e3,
            percentile(others.delays_s, 0.95) * 1e3,
            len(flooded.delays_s) / flooded.seconds,
            flooded.per_s,
        )


async def _shout(wire: Wire, tally: Tally) -> None:
    wire.sent_by = "20.30.40.50"
    begun = time.perf_counter()
    body = urlencode({"text": "洪水", "turn": secrets.token_urlsafe(12)}).encode()
    reply = await wire.ask("POST", "/say", _FORM, body)
    tally.delays_s.append(time.perf_counter() - begun)
    tally.done_count += reply.status == 200
