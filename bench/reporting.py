"""Reports by one call, whole conversations, and looking at a case: served, lost, doubled."""

import asyncio
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass

from bench.crowd import Tally, crowd
from bench.figure import Bar, Figure, Under, at_most, figure, percentile
from bench.house import Bench, house
from bench.talking import conversation
from bench.wire import Wire

SECONDS = 4.0
_P95_BAR = Bar(50.0, at_most)
_JSON = b"content-type: application/json\r\n"
_REPORT = json.dumps(
    {
        "words": "三楼过道堆满电动车，晚上还在充电，楼梯都走不过去",
        "spot": {"lat": 33.1287, "lon": 117.8943},
        "sector": "fire",
    },
    ensure_ascii=False,
).encode()


@dataclass(frozen=True, slots=True)
class Run:
    """What a crowd came to, and what the database held afterwards."""

    tally: Tally
    new_count: int
    """Reports that the run added."""
    numbers: frozenset[str]
    """The numbers of all reports."""

    @property
    def lost_count(self) -> int:
        """Receipts without a report of their own, whatever else was filed."""
        return len(self.tally.receipts) - len(self.numbers & set(self.tally.receipts))

    @property
    def doubled_count(self) -> int:
        """Reports beyond those that were asked for. One that failed may have been filed."""
        return max(0, self.new_count - self.tally.done_count - self.tally.failed_count)


async def _file(wire: Wire, tally: Tally) -> None:
    begun = time.perf_counter()
    reply = await wire.ask("POST", "/api/v1/reports", _JSON, _REPORT)
    tally.delays_s.append(time.perf_counter() - begun)
    if reply.status != 201:
        raise ValueError(reply.status)
    tally.receipts.append(json.loads(reply.body)["number"])
    tally.done_count += 1


async def _talk(wire: Wire, tally: Tally) -> None:
    await conversation(wire, tally)
    tally.done_count += 1


def report_call(database: str, clients: int, runs: int) -> list[Figure]:
    """Reports a second by one API call without a photo."""

    async def once() -> Run:
        async with house(database) as bench:
            before = await _warm(bench, clients, _file)
            tally = await crowd(bench.ports[0], clients, SECONDS, _file)
            return _run(bench, tally, before)

    found = [asyncio.run(once()) for _ in range(runs)]
    at_16 = clients == 16
    return _columns(
        f"report_call_{clients}",
        found,
        Under(database, f"{clients} clients, one call a report"),
        rate_bar=Bar(1000.0) if at_16 else None,
        p95_bar=_P95_BAR if at_16 else None,
    )


async def _warm(bench: Bench, clients: int, deed: object) -> int:
    for port in bench.ports:
        await crowd(port, min(clients, 8), 0.7, deed)  # type: ignore[arg-type]
    return bench.count("report")


def _run(bench: Bench, tally: Tally, before: int) -> Run:
    numbers = bench.numbers()
    return Run(tally, len(numbers) - before, frozenset(numbers))


_CONVERSATION_BARS = {
    ("sqlite", 1, 1): 40.0,
    ("sqlite", 16, 1): 100.0,
    ("sqlite", 64, 1): 100.0,
    ("postgresql", 16, 1): 60.0,
    ("postgresql", 64, 2): 100.0,
}


def report_conversation(
    database: str, clients: int, runs: int, *, processes: int = 1, photo: bytes = b""
) -> list[Figure]:
    """Whole conversations a second on web chat, counted when the receipt was fetched."""

    async def talk(wire: Wire, tally: Tally) -> None:
        await conversation(wire, tally, photo)
        tally.done_count += 1

    async def once() -> Run:
        async with house(database, processes) as bench:
            before = await _warm(bench, clients, talk if photo else _talk)
            share = clients // processes
            parts = await asyncio.gather(
                *(crowd(port, share, SECONDS, talk) for port in bench.ports)
            )
            return _run(bench, _summed(parts), before)

    found = [asyncio.run(once()) for _ in range(runs)]
    name = f"report_conversation_{clients}" + ("_photo" if photo else "")
    name += f"_{processes}p" if processes > 1 else ""
    bar = None if photo else _CONVERSATION_BARS.get((database, clients, processes))
    load = f"{clients} clients, seven requests a conversation" + (", 2 MB photo" if photo else "")
    p95_bar = _P95_BAR if clients == 16 and not photo else None
    rate_bar = Bar(bar) if bar else None
    return _columns(name, found, Under(database, load), rate_bar=rate_bar, p95_bar=p95_bar)


def _summed(parts: Sequence[Tally]) -> Tally:
    whole = Tally(seconds=max(part.seconds for part in parts))
    for part in parts:
        whole.done_count += part.done_count
        whole.failed_count += part.failed_count
        whole.receipts += part.receipts
        whole.delays_s += part.delays_s
    whole.delays_s.sort()
    return whole


def _columns(
    name: str, found: Sequence[Run], under: Under, *, rate_bar: Bar | None, p95_bar: Bar | None
) -> list[Figure]:
    """The rate and the delay by their median; what may never happen by the worst run."""
    accepted = [float(run.tally.done_count) for run in found]
    never = {
        "lost": [float(run.lost_count) for run in found],
        "doubled": [float(run.doubled_count) for run in found],
        "failed": [float(run.tally.failed_count) for run in found],
    }
    p95_ms = [percentile(run.tally.delays_s, 0.95) * 1e3 for run in found]
    none = Bar(0.0, at_most)
    return [
        figure(name, [run.tally.per_s for run in found], "/s", bar=rate_bar, under=under),
        figure(f"{name}_accepted", accepted, "reports", under=under),
        *(
            figure(f"{name}_{what}", values, "reports", bar=none, under=under, of=max)
            for what, values in never.items()
        ),
        figure(f"{name}_p95_ms", p95_ms, "ms", bar=p95_bar, under=under),
    ]


def status_reads(database: str, runs: int) -> list[Figure]:
    """Looks at a case by its code through the API, a second."""

    async def once() -> float:
        async with house(database) as bench:
            wire = Wire("127.0.0.1", bench.ports[0])
            codes = []
            for _ in range(50):
                reply = await wire.ask("POST", "/api/v1/reports", _JSON, _REPORT)
                codes.append(json.loads(reply.body)["code"])
            wire.close()
            turn = iter(range(10**9))

            async def look(wire: Wire, tally: Tally) -> None:
                body = json.dumps({"code": codes[next(turn) % 50]}).encode()
                reply = await wire.ask("POST", "/api/v1/cases/open", _JSON, body)
                if reply.status != 200:
                    raise ValueError(reply.status)
                tally.done_count += 1

            await crowd(bench.ports[0], 16, 0.5, look)
            tally = await crowd(bench.ports[0], 16, SECONDS, look)
            return tally.per_s

    values = [asyncio.run(once()) for _ in range(runs)]
    under = Under(database, "16 clients, by code")
    return [figure("status_reads", values, "/s", bar=Bar(1200.0), under=under)]
