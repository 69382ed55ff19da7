"""A lean HTTP/1.1 client over one kept connection: the load must not cost more than the server."""

import asyncio
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer."""

    status: int
    headers: bytes
    body: bytes

    def header(self, name: bytes) -> bytes:
        """A header's value, or empty; `name` in lower case."""
        for line in self.headers.split(b"\r\n"):
            key, _, value = line.partition(b":")
            if key.lower() == name:
                return value.strip()
        return b""


class Wire:
    """One connection; requests go one after another. `sent_by` is whom a proxy would name."""

    def __init__(self, host: str, port: int) -> None:
        self._host, self._port = host, port
        self.sent_by = ""
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def ask(self, method: str, path: str, headers: bytes = b"", body: bytes = b"") -> Reply:
        """One request, one answer; connects when needed."""
        if self._writer is None:
            self._reader, self._writer = await asyncio.open_connection(self._host, self._port)
        head = f"{method} {path} HTTP/1.1\r\nhost: {self._host}\r\ncontent-length: {len(body)}\r\n"
        if self.sent_by:
            head += f"x-forwarded-for: {self.sent_by}\r\n"
        self._writer.write(head.encode() + headers + b"\r\n" + body)
        return await self._read()

    async def _read(self) -> Reply:
        assert self._reader is not None
        raw = await self._reader.readuntil(b"\r\n\r\n")
        status_line, _, headers = raw.partition(b"\r\n")
        low = headers.lower()
        at = low.find(b"content-length:")
        length = int(low[at + 15 : low.find(b"\r\n", at)]) if at >= 0 else 0
        body = await self._reader.readexactly(length) if length else b""
        return Reply(int(status_line[9:12]), headers, body)

    def close(self) -> None:
        """Let the connection go."""
        if self._writer is not None:
            self._writer.close()
            self._writer = None
