"""A flood of photos beside words: it may slow photos, and never what people write.

Everybody comes from an address of their own, so that no limit of one source holds the flood up. The
flood is a process of its own: what it costs to send may not stand in the delays of those who write.
"""

import asyncio
import itertools
import json
import secrets
import sys
from collections.abc import Iterator

from bench.crowd import Tally, crowd
from bench.figure import Bar, Figure, Under, at_most, figure, percentile
from bench.house import house
from bench.talking import Visitor, conversation
from bench.wire import Wire

SECONDS = 4.0
WRITERS, SENDERS = 4, 16
_PHOTOS_EACH = 8
_SWELLS_S = 1.0
"""From the flood's beginning to the first delay that counts."""
_BEHIND_A_PROXY = {"DAVY_TRUSTED_PROXIES": "127.0.0.1"}


def photo_flood(database: str, runs: int, photo: bytes) -> list[Figure]:
    """95 % of the worded turns are answered within so long, without a flood and beside one.

    `photo` is a JPEG; each is sent with other bytes behind its end, so that none is a repeat.
    """
    found = [asyncio.run(_once(database, photo)) for _ in range(runs)]
    size_mb = f"{len(photo) / 1e6:.1f} MB"
    under = Under(database, f"{WRITERS} write; {SENDERS} send photos of {size_mb} without a pause")
    quiet_ms, beside_ms, photo_ms, photos_per_s, failed = zip(*found, strict=True)
    return [
        figure("photo_flood_quiet_p95_ms", quiet_ms, "ms", under=under),
        figure("photo_flood_words_p95_ms", beside_ms, "ms", under=under),
        figure("photo_flood_photo_p95_ms", photo_ms, "ms", under=under),
        figure("photo_flood_photos", photos_per_s, "/s", under=under),
        figure("photo_flood_failed", failed, "turns", bar=Bar(0.0, at_most), under=under, of=max),
    ]


async def _once(database: str, photo: bytes) -> tuple[float, float, float, float, float]:
    """Delays of words without and beside the flood, of photos; photos taken a second; failures."""
    async with house(database, env=_BEHIND_A_PROXY) as bench:
        (port,) = bench.ports
        addresses = _addresses(1)

        async def write(wire: Wire, tally: Tally) -> None:
            wire.sent_by = next(addresses)
            await conversation(wire, tally)
            tally.done_count += 1

        await crowd(port, WRITERS, 0.7, write)
        quiet = await crowd(port, WRITERS, SECONDS, write)
        flooding = asyncio.create_task(_flooded(port, photo))
        await asyncio.sleep(_SWELLS_S)
        beside = await crowd(port, WRITERS, SECONDS, write)
        flood = await flooding
        return (
            percentile(quiet.delays_s, 0.95) * 1e3,
            percentile(beside.delays_s, 0.95) * 1e3,
            flood["p95_ms"],
            flood["per_s"],
            float(quiet.failed_count + beside.failed_count + flood["failed"]),
        )


async def _flooded(port: int, photo: bytes) -> dict[str, float]:
    """What the flood's own process came to. Raises: RuntimeError: it failed."""
    sender = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bench.photo_flood", str(port)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    told, _ = await sender.communicate(photo)
    if sender.returncode:
        raise RuntimeError("the flood failed")
    found: dict[str, float] = json.loads(told)
    return found


async def _flood(port: int, photo: bytes) -> dict[str, float]:
    """Send photos for as long as the writers write, and a little before and after."""
    addresses = _addresses(2)

    async def send(wire: Wire, tally: Tally) -> None:
        wire.sent_by = next(addresses)
        opening = Visitor(wire, Tally())
        await opening.say(fresh="yes", choice="menu|report")
        sender = Visitor(wire, tally, opening.cookie, opening.seen)
        for _ in range(_PHOTOS_EACH):
            await sender.send_file(photo + secrets.token_bytes(8))
            tally.done_count += 1

    sent = await crowd(port, SENDERS, SECONDS + 2 * _SWELLS_S, send)
    return {
        "p95_ms": percentile(sent.delays_s, 0.95) * 1e3,
        "per_s": sent.per_s,
        "failed": sent.failed_count,
    }


def _addresses(net: int) -> Iterator[str]:
    """One after another, so that each conversation is somebody else's."""
    return (f"20.{net}.{n >> 8 & 255}.{n & 255}" for n in itertools.count())


if __name__ == "__main__":
    print(json.dumps(asyncio.run(_flood(int(sys.argv[1]), sys.stdin.buffer.read()))))
