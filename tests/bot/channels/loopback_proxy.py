"""A small proxy on loopback that speaks HTTP (CONNECT and absolute addresses) and SOCKS5."""

import asyncio
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

Reader = asyncio.StreamReader
Writer = asyncio.StreamWriter


class LoopbackProxy:
    """Counts what goes through it."""

    def __init__(self) -> None:
        self.lines_count = 0
        self.port = 0
        self._tasks: set[asyncio.Task[None]] = set()

    async def serve(self, reader: Reader, writer: Writer) -> None:
        """One client."""
        task = asyncio.current_task()
        if task is not None:
            self._tasks.add(task)
        try:
            first = await reader.readexactly(1)
            if first == b"\x05":
                host, port = await _socks(reader, writer)
                head = b""
            else:
                head = first + await reader.readuntil(b"\r\n\r\n")
                host, port, head = _http(head)
                if not head:
                    writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
            self.lines_count += 1
            await _join(reader, writer, host, port, head)
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def end(self) -> None:
        """Cut every line."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


def _http(head: bytes) -> tuple[str, int, bytes]:
    """Where to, and what to pass on: nothing for CONNECT, else the request with its path alone."""
    method, target, rest = head.split(b" ", 2)
    if method == b"CONNECT":
        host, _, port = target.decode().partition(":")
        return host, int(port), b""
    url = urlsplit(target.decode())
    return url.hostname or "", url.port or 80, b" ".join([method, url.path.encode(), rest])


async def _socks(reader: Reader, writer: Writer) -> tuple[str, int]:
    """The greeting and the request of RFC 1928, without a password."""
    await reader.readexactly((await reader.readexactly(1))[0])
    writer.write(b"\x05\x00")
    _, _, _, kind = await reader.readexactly(4)
    if kind == 1:
        host = ".".join(str(part) for part in await reader.readexactly(4))
    else:
        host = (await reader.readexactly((await reader.readexactly(1))[0])).decode()
    (port,) = struct.unpack(">H", await reader.readexactly(2))
    writer.write(b"\x05\x00\x00\x01\x7f\x00\x00\x01\x00\x00")
    return host, port


async def _join(reader: Reader, writer: Writer, host: str, port: int, head: bytes) -> None:
    there, back = await asyncio.open_connection(host, port)
    back.write(head)
    try:
        await asyncio.gather(_pass_on(reader, back), _pass_on(there, writer))
    finally:
        back.close()


async def _pass_on(reader: Reader, writer: Writer) -> None:
    while some := await reader.read(65_536):
        writer.write(some)
        await writer.drain()
    writer.close()


@asynccontextmanager
async def loopback_proxy() -> AsyncIterator[LoopbackProxy]:
    """A running proxy."""
    proxy = LoopbackProxy()
    server = await asyncio.start_server(proxy.serve, "127.0.0.1", 0)
    proxy.port = server.sockets[0].getsockname()[1]
    try:
        yield proxy
    finally:
        server.close()
        await proxy.end()
        await server.wait_closed()
