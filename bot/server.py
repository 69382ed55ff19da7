"""The HTTP server around one process: uvicorn, which lets pages that hold on go when it stops."""

import socket

import uvicorn

from bot.compose import Davy

STOP_S = 3


class Server(uvicorn.Server):
    """Serves a Davy. `loop` is uvicorn's name of an event loop; `port` 0 takes a free one."""

    def __init__(self, davy: Davy, *, host: str, port: int, loop: str = "uvloop") -> None:
        super().__init__(
            uvicorn.Config(
                davy.front_door(),
                host=host,
                port=port,
                loop=loop,
                http="httptools",
                log_config=None,
                access_log=False,
                server_header=False,
                date_header=False,
                proxy_headers=False,
                timeout_graceful_shutdown=STOP_S,
                backlog=2048,
            )
        )
        self._davy = davy

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop: first answer the pages that wait for news, or uvicorn would wait for them."""
        self._davy.inbox.rouse_all()
        await super().shutdown(sockets)
