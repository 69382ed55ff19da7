"""Reading one request of web chat: from where it comes, in which language, what it asks for."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from starlette.datastructures import Headers

from backend.api.problems import Unfit

SEEN_HEADER = "davy-seen"
"""The newest mark that a page shows. In a header, because addresses end up in logs on the way and a
mark tells the moment at which something was said."""

STALLS_S = 60.0
"""A body of which nothing more comes for so long is given up; a slow one is waited for."""


class Request:
    """One HTTP request, read as far as it is asked for."""

    def __init__(self, scope: Any, receive: Any) -> None:
        self._scope = scope
        self._receive = receive
        self.method: str = scope["method"]
        self.path: str = scope["path"]
        self.headers = Headers(scope=scope)
        client = scope.get("client")
        self.peer: str | None = client[0] if client else None

    @cached_property
    def query(self) -> dict[str, str]:
        """Query arguments; nothing secret ever stands there."""
        return dict(parse_qsl(self._scope["query_string"].decode("latin-1"), True))

    @cached_property
    def wants_json(self) -> bool:
        """The page's script asks, not a form."""
        return "application/json" in self.headers.get("accept", "")

    @cached_property
    def is_onion(self) -> bool:
        """Asked for at an onion address: its transport is sealed without TLS."""
        return self.headers.get("host", "").partition(":")[0].lower().endswith(".onion")

    @property
    def seen(self) -> str:
        """What the asking page shows already."""
        return self.headers.get(SEEN_HEADER, "")[:24]

    @cached_property
    def declared_bytes(self) -> int | None:
        """How long the body says it is; None when it does not say."""
        given = self.headers.get("content-length", "")
        return int(given) if given.isascii() and given.isdigit() else None

    def cookie(self, name: str) -> str | None:
        """A cookie's value. What other pages of this host left beside it cannot spoil ours."""
        for pair in self.headers.get("cookie", "").split(";"):
            found, _, value = pair.strip().partition("=")
            if found == name:
                return value
        return None

    def language(self, known: Sequence[str]) -> str:
        """The best of the languages we know (the first is the default): a hint for the greeting."""
        if (asked := self.query.get("lang", "")) in known:
            return asked
        return best_language(self.headers.get("accept-language", ""), known)

    async def is_gone(self) -> bool:
        """Whether whoever asked has hung up; to be asked once the body is read."""
        listening = asyncio.ensure_future(self._receive())
        await asyncio.wait({listening}, timeout=0)
        if not listening.done():
            listening.cancel()
            return False
        return bool(listening.result()["type"] == "http.disconnect")

    async def chunks(self) -> AsyncIterator[bytes]:
        """The body as it comes.

        Raises:
            Unfit: whoever sends it is gone, or sends nothing more.
        """
        more = True
        while more:
            try:
                async with asyncio.timeout(STALLS_S):
                    message = await self._receive()
            except TimeoutError:
                raise Unfit("problem-multipart", 408) from None
            if message["type"] == "http.disconnect":
                raise Unfit("problem-multipart")
            yield message.get("body", b"")
            more = message.get("more_body", False)


def best_language(accepted: str, known: Sequence[str]) -> str:
    """The known language that a browser likes best (RFC 9110, 12.5.4); the first without any."""
    wishes: list[tuple[float, str]] = []
    for wish in accepted.split(",")[:20]:
        tag, _, given = wish.partition(";")
        try:
            wishes.append((float(given.strip().removeprefix("q=") or 1), tag.strip().lower()))
        except ValueError:
            continue
    for weight, tag in sorted(wishes, key=lambda wish: -wish[0]):
        for language in known if weight > 0 else ():
            if tag == language.lower() or tag.split("-")[0] == language.lower().split("-")[0]:
                return language
    return known[0]


def fit_for_us(request: Request) -> bool:
    """A form of our own page: browsers say where a request comes from, and it must be from here.

    Where neither header comes (no browser, or an old one without TLS) the cookie's SameSite holds.
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("origin")
    if origin is None:
        return True
    return urlsplit(origin).netloc == request.headers.get("host", "")
