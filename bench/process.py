"""The process itself: start, idle memory, a clean stop under load, and pure steps."""

import asyncio
import time
from collections import Counter
from pathlib import Path

from bench.crowd import Tally
from bench.figure import Bar, Figure, Under, at_most, figure
from bench.house import Bench, house
from bench.left_over import left_over
from bench.talking import Visitor
from bench.wire import Wire
from media.draw import draw
from tests.kit.fake_bot_api import FakeBotApi
from tests.kit.pure_steps import steps_per_s


async def _first_answer(bench: Bench) -> float:
    (process,) = bench.processes
    await process.kill()
    begun = time.perf_counter()
    await process.start()
    return time.perf_counter() - begun


def resident_mb(pid: int) -> float:
    """What a process holds in memory."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return 0.0


async def _web_once() -> tuple[float, float]:
    async with house("sqlite") as bench:
        seconds = await _first_answer(bench)
        await asyncio.sleep(2.0)
        process = bench.processes[0].process
        assert process is not None
        return seconds, resident_mb(process.pid)


async def _telegram_once() -> tuple[float, float]:
    async with FakeBotApi() as api:
        bots = {"PUBLIC": api.bot(), "STAFF": api.bot()}
        env = {f"DAVY_TELEGRAM_{name}__TOKEN": bot.token for name, bot in bots.items()}
        env |= {f"DAVY_TELEGRAM_{name}__API_URL": api.url for name in bots}
        async with house("sqlite", env=env) as bench:
            await bench.processes[0].kill()
            person = bots["PUBLIC"].person()
            begun = time.perf_counter()
            await bench.processes[0].start(ready=False)
            person.start()
            await person.reads(timeout_s=40)
            seconds = time.perf_counter() - begun
            await asyncio.sleep(2.0)
            process = bench.processes[0].process
            assert process is not None
            return seconds, resident_mb(process.pid)


def start_web(runs: int) -> list[Figure]:
    """Process start to the first answer, and memory when idle, with web chat alone."""
    found = [asyncio.run(_web_once()) for _ in range(runs)]
    return [
        _most("start_web", [one[0] for one in found], "s", 3.0),
        _most("memory_web", [one[1] for one in found], "MB", 200.0),
    ]


def start_telegram(runs: int) -> list[Figure]:
    """Process start to the first answer in the chat, and memory when idle, with both bots."""
    found = [asyncio.run(_telegram_once()) for _ in range(runs)]
    return [
        _most("start_telegram", [one[0] for one in found], "s", 6.0),
        _most("memory_telegram", [one[1] for one in found], "MB", 300.0),
    ]


def _most(name: str, values: list[float], unit: str, bar: float) -> Figure:
    return figure(name, values, unit, bar=Bar(bar, at_most), under=Under("sqlite", "idle"))


async def _stop_once() -> tuple[float, Counter[str]]:
    async with FakeBotApi() as api:
        bot = api.bot()
        env = {"DAVY_TELEGRAM_PUBLIC__TOKEN": bot.token, "DAVY_TELEGRAM_PUBLIC__API_URL": api.url}
        async with house("sqlite", env=env) as bench:
            pages = [Wire("127.0.0.1", bench.ports[0]) for _ in range(64)]
            held = [asyncio.create_task(_hold(page)) for page in pages]
            await asyncio.sleep(1.0)
            photo = asyncio.create_task(_photo(bench.ports[0]))
            await asyncio.sleep(0.3)
            seconds = await bench.processes[0].stop()
            for task in (*held, photo):
                task.cancel()
            await asyncio.gather(*held, photo, return_exceptions=True)
            return seconds, left_over(bench.url, bench.folder / "data")


async def _hold(page: Wire) -> None:
    visitor = Visitor(page, Tally())
    await visitor.say(fresh="yes", choice="menu|report")
    headers = b"cookie: " + visitor.cookie + b"\r\naccept: application/json\r\n"
    headers += f"davy-seen: {visitor.seen}\r\n".encode()
    await page.ask("GET", "/wait", headers)


async def _photo(port: int) -> None:
    visitor = Visitor(Wire("127.0.0.1", port), Tally())
    await visitor.say(fresh="yes", choice="menu|report")
    await visitor.send_file(draw(5, 4000, height_px=3000))


def stop(runs: int) -> list[Figure]:
    """A clean stop with 64 live pages open, a poll in flight and a photo in work."""
    found = [asyncio.run(_stop_once()) for _ in range(runs)]
    left = [float(kinds.total()) for _, kinds in found]
    load = "64 live pages, a poll in flight, a photo in work"
    what = ", ".join(sorted(set().union(*(kinds for _, kinds in found)))) or "nothing"
    under, after = Under("sqlite", load), Under("sqlite", f"left after it: {what}")
    return [
        figure("stop", [s for s, _ in found], "s", bar=Bar(5.0, at_most), under=under),
        figure("stop_half_written", left, "rows", bar=Bar(0.0, at_most), under=after, of=max),
    ]


def handler_steps(runs: int) -> list[Figure]:
    """Steps a second of the pure conversation."""
    values = [steps_per_s(1.0) for _ in range(runs)]
    return [figure("handler_steps", values, "/s", under=Under(load="one thread, the straight way"))]
