"""The ASGI app: bare dispatch by path prefix to channels, everything else to the office's API."""

import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from bot.channel import Asgi

Hook = Callable[[], Awaitable[None]]

_API = re.compile(r"(/p/\d+)?/api/")

LOST = ""
"""The route of whoever tells people that there is nothing where they looked."""


class FrontDoor:
    """Sends each request to its channel; starts and stops the house with uvicorn."""

    def __init__(self, api: Asgi, routes: Mapping[str, Asgi], *, opens: Hook, closes: Hook) -> None:
        self._api = api
        self._exact = dict(routes)
        self._lost = self._exact.pop(LOST, None)
        # A route that ends with a slash is that page alone; any other has what lies under it too.
        self._under = {path: app for path, app in self._exact.items() if path[-1] != "/"}
        self._opens = opens
        self._closes = closes

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """One ASGI connection."""
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
            return
        app = self._route(scope["path"])
        if app is self._api and self._lost is not None and _reads_pages(scope):
            await self._api_or_lost(self._lost, scope, receive, send)
        else:
            await app(scope, receive, send)

    def _route(self, path: str) -> Asgi:
        found = self._exact.get(path)
        if found is not None:
            return found
        while path := path.rpartition("/")[0]:  # the nearest, whatever the number of places
            if (found := self._under.get(path)) is not None:
                return found
        return self._api

    async def _api_or_lost(self, lost: Asgi, scope: Any, receive: Any, send: Any) -> None:
        """What the API does not know is told on a page that a person can read."""
        missing = False

        async def watch(message: Any) -> None:
            nonlocal missing
            missing = missing or message.get("status") == 404
            if not missing:
                await send(message)

        await self._api(scope, receive, watch)
        if missing:
            await lost(scope, receive, send)

    async def _lifespan(self, receive: Any, send: Any) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                await self._opens()
                await send({"type": "lifespan.startup.complete"})
            else:
                await self._closes()
                await send({"type": "lifespan.shutdown.complete"})
                return


def _reads_pages(scope: Any) -> bool:
    """Whether a browser looks at an address that is not the API's own."""
    if scope["method"] not in ("GET", "HEAD") or _API.match(scope["path"]):
        return False
    return any(name == b"accept" and b"text/html" in value for name, value in scope["headers"])
