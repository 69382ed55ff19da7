"""A whole Davy behind a real uvicorn on loopback, in a thread of its own."""

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from backend.clock import Clock
from bot.compose import Davy, compose
from bot.server import Server
from tests.kit.real_house import settings_in

STARTS_WITHIN_S = 30


@dataclass(frozen=True)
class Served:
    """Where it answers, and the house behind it. No slash ends `address`."""

    address: str
    davy: Davy


@contextmanager
def served(folder: Path, *, clock: Clock | None = None, **settings: Any) -> Iterator[Served]:
    """Davy, whole, on a free port; stopped cleanly at the end."""
    davy = compose(settings_in(folder, **settings), clock=clock)
    with _answering(davy) as port:
        yield Served(f"http://127.0.0.1:{port}", davy)


class _Telling(Server):
    """Says when it answers."""

    def __init__(self, davy: Davy, ready: threading.Event) -> None:
        # asyncio's own loop: the suite's watch over the network sees its connections.
        super().__init__(davy, host="127.0.0.1", port=0, loop="asyncio")
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._ready.set()


@contextmanager
def _answering(davy: Davy) -> Iterator[int]:
    ready = threading.Event()
    server = _Telling(davy, ready)
    thread = threading.Thread(target=asyncio.run, args=(server.serve(),), name="davy-served")
    thread.start()
    try:
        assert ready.wait(STARTS_WITHIN_S), "the server did not start"
        yield int(server.servers[0].sockets[0].getsockname()[1])
    finally:
        server.should_exit = True
        thread.join()
