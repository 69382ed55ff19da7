"""A map service on loopback: Nominatim's and Baidu's wire, and bad manners when told."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit


@dataclass
class MapServer:
    """What it answers, and what it was asked."""

    body: Any = None
    """JSON, or bytes as they are."""
    status: int = 200
    waits_s: float = 0.0
    drips: bool = False
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    url: str = ""

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        """One request."""
        parts = urlsplit(handler.path)
        self.asked.append((parts.path, {k: v[0] for k, v in parse_qs(parts.query).items()}))
        time.sleep(self.waits_s)
        body = self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()
        handler.send_response(self.status)
        handler.send_header("content-type", "application/json")
        handler.send_header("content-length", str(len(body)))
        handler.end_headers()
        for at in range(len(body)):
            handler.wfile.write(body[at : at + 1] if self.drips else body)
            if not self.drips:
                return
            time.sleep(0.1)


@contextmanager
def map_server() -> Iterator[MapServer]:
    """The server, while it is there."""
    told = MapServer()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            try:
                told.answer(self)
            except OSError:  # whoever asked has left
                self.close_connection = True

        def log_message(self, *_: object) -> None:
            """Silence."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    told.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield told
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def nominatim(lat: object, lon: object, name: str = "somewhere") -> list[dict[str, object]]:
    """An answer of Nominatim."""
    return [{"lat": lat, "lon": lon, "display_name": name}]


def baidu(lat: object, lon: object) -> dict[str, object]:
    """An answer of Baidu."""
    return {"status": 0, "result": {"location": {"lng": lon, "lat": lat}, "level": "道路"}}
