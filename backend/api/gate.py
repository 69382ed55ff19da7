"""The gate before every request: lanes, sizes, figures, no-store, and no error leaves unsaid."""

import time
from typing import Any

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog import get_logger

from backend.api.asked_place import entered
from backend.api.edge import SOURCE, Edge
from backend.api.problems import problem
from backend.api.speaking import Speak, speaker
from backend.db.trouble import is_passing

_log = get_logger("api")


class Gate:
    """Bare ASGI, since a framework's middleware costs a fifth of the rate."""

    def __init__(self, app: ASGIApp, edge: Edge) -> None:
        self._app = app
        self._edge = edge

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        scope = entered(scope)
        edge = self._edge
        headers = Headers(scope=scope)
        source = edge.sources.name(scope["client"][0] if scope.get("client") else None, headers)
        scope[SOURCE] = source
        if not edge.lanes.enter(source):
            edge.figures.turned_away.inc()
            detail = speaker(headers)("problem-busy", {})
            wait = {"Retry-After": "1"}
            busy = problem(503, "Busy", "problem-busy", detail=detail, headers=wait)
            await busy(scope, receive, send)
            return
        try:
            await self._pass(scope, receive, send, self._most_bytes(headers))
        finally:
            edge.lanes.leave(source)

    def _most_bytes(self, headers: Headers) -> int:
        terms = self._edge.terms
        form = headers.get("content-type", "").startswith("multipart/form-data")
        return terms.form_most_bytes if form else terms.json_most_bytes

    async def _pass(self, scope: Scope, receive: Receive, send: Send, most_bytes: int) -> None:
        started_s = time.perf_counter()
        status = 500
        read_bytes = 0
        answering = False

        async def receive_some() -> Message:
            nonlocal read_bytes
            message = await receive()
            read_bytes += len(message.get("body", b""))
            if read_bytes > most_bytes:
                raise _TooLarge
            return message

        async def send_on(message: Message) -> None:
            nonlocal status, answering
            if message["type"] == "http.response.start":
                answering, status = True, message["status"]
                message["headers"].append((b"cache-control", b"no-store"))
            await send(message)

        try:
            await self._app(scope, receive_some, send_on)
        except Exception as error:
            # A foreign error's message may carry what a person wrote: only its class is said.
            if answering:
                raise _Cut from None
            if not isinstance(error, _TooLarge):
                _log.error("api-failed", error=type(error).__name__)
            await _failed(error, speaker(Headers(scope=scope)))(scope, receive, send_on)
        finally:
            self._count(scope, status, time.perf_counter() - started_s)

    def _count(self, scope: Scope, status: int, took_s: float) -> None:
        route: Any = scope.get("route")
        path = getattr(route, "path", "none")
        figures = self._edge.figures
        figures.requests.labels(scope["method"], path, status).inc()
        figures.seconds.labels(path).observe(took_s)


class _TooLarge(Exception):
    """More bytes than this kind of body may have."""


class _Cut(Exception):
    """The answer broke off; what broke it was said in the log by its class."""


def _failed(error: Exception, speak: Speak) -> ASGIApp:
    if isinstance(error, _TooLarge):
        detail = speak("problem-too-large", {})
        return problem(413, "Too large", "problem-too-large", detail=detail)
    if is_passing(error):  # no room, no database: what was sent was not kept, and may come again
        again, detail = {"Retry-After": "10"}, speak("problem-busy", {})
        return problem(503, "Not now", "problem-busy", headers=again, detail=detail)
    return problem(500, "Our mistake", "problem-ours", detail=speak("problem-ours", {}))
