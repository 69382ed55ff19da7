"""`durable_updates`: real update JSON through the real webhook, one a request, 32 connections."""

import asyncio
import json
import time
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.crowd import Tally, crowd
from bench.databases import fresh
from bench.figure import Bar, Figure, Under, at_most, figure, percentile
from bench.wire import Wire
from tests.kit.confirmed import confirm_examples
from tests.kit.davy_process import DavyProcess

CONNECTIONS = 32
BARS = {"sqlite": 6000.0, "postgresql": 3500.0}
SECRET = "bench-secret"
_HEADERS = (
    b"content-type: application/json\r\nx-telegram-bot-api-secret-token: "
    + SECRET.encode()
    + b"\r\n"
)
_COUNT = count(1)


def update() -> bytes:
    """An update as Telegram sends it: a text in a private chat, each from another person."""
    number = next(_COUNT)
    chat = 1_000_000_000 + number % 5000
    return json.dumps(
        {
            "update_id": 700_000_000 + number,
            "message": {
                "message_id": 1000 + number,
                "from": {
                    "id": chat,
                    "is_bot": False,
                    "first_name": "小明",
                    "language_code": "zh-hans",
                },
                "chat": {"id": chat, "first_name": "小明", "type": "private"},
                "date": 1_795_000_000,
                "text": "三楼过道堆满电动车，晚上还在充电，楼梯都走不过去",
            },
        },
        ensure_ascii=False,
    ).encode()


async def _post(wire: Wire, tally: Tally) -> None:
    body = update()
    begun = time.perf_counter()
    reply = await wire.ask("POST", "/hooks/telegram-public-340322", _HEADERS, body)
    tally.delays_s.append(time.perf_counter() - begun)
    if reply.status == 200:
        tally.done_count += 1
    else:
        tally.failed_count += 1


async def _run(url: str, folder: Path, seconds: float) -> Tally:
    davy = DavyProcess(folder, {"DAVY_DATABASE_URL": url})
    davy.env |= {
        "DAVY_TELEGRAM_PUBLIC__TOKEN": "1:bench",
        "DAVY_TELEGRAM_PUBLIC__API_URL": "http://127.0.0.1:9",
        "DAVY_TELEGRAM_PUBLIC__WEBHOOK_URL": davy.url,
        "DAVY_TELEGRAM_PUBLIC__WEBHOOK_SECRET": SECRET,
    }
    confirm_examples(folder)
    await davy.start()
    try:
        await crowd(davy.port, CONNECTIONS, 0.5, _post)
        return await crowd(davy.port, CONNECTIONS, seconds, _post)
    finally:
        await davy.kill()


def durable_updates(database: str, runs: int = 5, seconds: float = 3.0) -> list[Figure]:
    """Updates made durable a second, with the delays of their answers."""
    tallies = []
    for _ in range(runs):
        with TemporaryDirectory() as name, fresh(database, Path(name)) as url:
            tallies.append(asyncio.run(_run(url, Path(name), seconds)))
    load = f"{CONNECTIONS} connections, one update a request, turns running beside"
    rates = [tally.per_s for tally in tallies]
    p50 = [percentile(tally.delays_s, 0.5) * 1e3 for tally in tallies]
    p99 = [percentile(tally.delays_s, 0.99) * 1e3 for tally in tallies]
    under = Under(database, load)
    return [
        figure("durable_updates", rates, "/s", bar=Bar(BARS[database]), under=under),
        figure("durable_updates_p50_ms", p50, "ms", under=under),
        figure("durable_updates_p99_ms", p99, "ms", bar=Bar(30.0, at_most), under=under),
    ]
