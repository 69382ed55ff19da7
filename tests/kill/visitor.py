"""Somebody at web chat on a bad line: what was not answered is sent again, the very same.

A broken line is either the server's (it was killed) or the visitor's own: now and then the visitor
hangs up at a random moment, before, while or after the request is taken.
"""

import asyncio
import random
import secrets
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import httpx2

from tests.kill.told import CODE, words_of
from tests.kit.doors.web_pages import PageRead

_BAD_LINE = 0.3
"""How often the visitor's own line breaks."""
_AGAIN = 0.25
"""How often what was answered is sent once more: a second tap, a page loaded anew."""
_PATIENCE_S = 60.0
Form = dict[str, str]


@dataclass
class Visitor:
    """One browser window; with the page's script, or with its plain form alone."""

    front: str
    """The address of the page."""
    mark: str
    spot: tuple[float, float]
    dice: random.Random
    photo: bytes
    scripted: bool
    told: list[str] = field(default_factory=list)
    broken_count: int = 0
    """How often a line broke while something was asked, and it was asked again."""
    doubled_count: int = 0
    """Messages that came twice in a row under two marks, word for word."""
    photos_going_count: int = 0
    """How often the photo left."""
    _http: httpx2.AsyncClient = field(init=False)
    _last: tuple[Form, bytes] = ({}, b"")
    _marks: set[str] = field(default_factory=set)
    _newest: str = ""

    def __post_init__(self) -> None:
        # A line of its own for each request: the server may have been another one in between.
        self._http = httpx2.AsyncClient(
            base_url=self.front,
            verify=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT),  # as no line is TLS: loads no roots
            limits=httpx2.Limits(max_keepalive_connections=0),
            timeout=_PATIENCE_S,
        )

    async def report(self) -> None:
        """Everything that a report needs, until there is a receipt."""
        acts: list[tuple[Form, bytes]] = [
            ({"text": words_of(self.mark)}, b""),
            ({"place": f"{self.spot[0]} {self.spot[1]}"}, b""),
            ({"text": "后面都跳过"}, b""),
            ({"text": "发送"}, b""),
        ]
        if self.photo:
            acts.insert(self.dice.randint(1, 2), ({}, self.photo))
        page = await self._page()
        for said, photo in acts:
            await asyncio.sleep(self.dice.uniform(0.02, 0.4))
            if self.scripted:
                fields = {"turn": secrets.token_hex(12)}
                fields |= {"fresh": "yes"} if self._is_new else {}
            else:
                fields = {"text": "", **page.fields}
            self._last = (fields | said, photo)
            for _ in range(1 + (self.dice.random() < _AGAIN)):
                await self._say()
            page = page if self.scripted else await self._page()
        while not CODE.search("\n".join(self.told)):
            await asyncio.sleep(0.3)
            await self._page()

    async def look_again(self) -> None:
        """Send the last form again, as a page does that is loaded anew, and read what waits."""
        await self._say()
        await self._page()
        await self._http.aclose()

    @property
    def _is_new(self) -> bool:
        return not self._http.cookies

    async def _say(self) -> None:
        """Hand the last form in, the very same again until it is answered."""
        answer = await self._answered(self._post, 200 if self.scripted else 303)
        if self.scripted:
            self._read(answer.json()["messages"])

    async def _post(self) -> httpx2.Response:
        fields, photo = self._last
        if self.scripted:
            fields = fields | {"seen": max(self._marks, default="")}
        parts: list[tuple[str, Any]] = [(name, (None, text)) for name, text in fields.items()]
        parts += [("files", ("photo.jpg" if photo else "", photo, "image/jpeg"))]
        self.photos_going_count += bool(photo)
        accept = "application/json" if self.scripted else "text/html"
        return await self._http.post("say", files=parts, headers={"accept": accept})

    async def _page(self) -> PageRead:
        """Load the page until it comes."""
        page = PageRead((await self._answered(lambda: self._http.get(""), 200)).text)
        self.told += [article.text for article in page.articles]
        return page

    async def _answered(
        self, ask: Callable[[], Awaitable[httpx2.Response]], wanted: int
    ) -> httpx2.Response:
        while True:
            try:
                async with asyncio.timeout(self._holds_s()):
                    answer = await ask()
            except httpx2.ConnectError:
                pass  # nobody is there
            except (httpx2.HTTPError, TimeoutError):
                self.broken_count += 1
            else:
                if answer.status_code == wanted:
                    return answer
                assert answer.status_code in (408, 429, 503), (answer.status_code, answer.text)
            await asyncio.sleep(self.dice.uniform(0.05, 0.6))

    def _holds_s(self) -> float:
        """How long the line holds this time."""
        if self.dice.random() < _BAD_LINE:
            return self.dice.choice((0.003, 0.01, 0.03, 0.1)) * self.dice.uniform(0.5, 1.5)
        return _PATIENCE_S

    def _read(self, messages: list[dict[str, Any]]) -> None:
        """What the script's answer says; what was shown before is known by its mark."""
        for one in messages:
            if one["mark"] in self._marks:
                continue
            self._marks.add(one["mark"])
            self.doubled_count += one["text"] == self._newest
            self._newest = one["text"]
            self.told.append(one["text"])
