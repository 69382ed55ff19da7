"""Asking a web door without a server: requests as ASGI scopes, answers as values, and a twin house.

The twin keeps in memory what the real house keeps in the database, as far as a door can see it:
what arrived, what waits for each session, which pictures are where.
"""

import asyncio
import itertools
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from backend.aliases.service import Address
from backend.api.keeper import Keeper
from backend.api.limits import Limiter
from backend.api.passes import Passes
from backend.api.sources import Sources
from backend.clock import StoppedClock
from bot.channel import Asgi, HouseFull, Outbound, Received
from bot.channels._web_request import Request
from bot.channels.web import WebChat, WebSettings
from bot.packed import unpack_events
from bot.voice import Voice
from locales.catalogue import Catalogue, load

HERE = "davy.example"
NOON = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
FORM = "application/x-www-form-urlencoded"


@dataclass
class Answered:
    """An answer as it left."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def header(self, name: str) -> str:
        """The one header of a name; empty without it."""
        found = [value for known, value in self.headers if known == name]
        assert len(found) <= 1, f"{name} is there {len(found)} times"
        return found[0] if found else ""

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode()


def request(path: str = "/", method: str = "GET", *, body: bytes = b"", **headers: Any) -> Request:
    """A request; `accept_language` is the header Accept-Language.

    With `hangs_up="yes"` whoever asks is gone once the body is sent; with `stalls="yes"` the rest
    of the body never comes.
    """
    hangs_up = headers.pop("hangs_up", "") == "yes"
    stalls = headers.pop("stalls", "") == "yes"
    chunks = [body[at : at + 60_000] for at in range(0, len(body), 60_000)] or [b""]
    messages: list[Any] = [
        {"type": "http.request", "body": chunk, "more_body": stalls or number < len(chunks)}
        for number, chunk in enumerate(chunks, 1)
    ]
    coming = iter(messages + [{"type": "http.disconnect"}] * hangs_up)

    async def receive() -> Any:
        for message in coming:
            return message
        return await asyncio.Event().wait()

    return Request(scope(path, method, **headers), receive)


def scope(path: str, method: str, **headers: str) -> dict[str, Any]:
    """The ASGI scope of a request from the outside world."""
    bare, _, query = path.partition("?")
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return {
        "type": "http",
        "method": method,
        "path": bare,
        "query_string": query.encode(),
        "headers": [(n.encode(), v.encode()) for n, v in ({"host": HERE} | named).items()],
        "client": ("1.2.3.4", 50_000),
    }


def multipart(fields: dict[str, str], *files: bytes, boundary: str = "edge") -> tuple[bytes, str]:
    """A form with files as a browser sends it: its body and its content type."""
    body = b""
    for name, value in fields.items():
        front = f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'
        body += front.encode() + value.encode() + b"\r\n"
    for data in files:
        front = (
            f'--{boundary}\r\nContent-Disposition: form-data; name="files"; filename="a"\r\n\r\n'
        )
        body += front.encode() + data + b"\r\n"
    return body + f"--{boundary}--\r\n".encode(), f"multipart/form-data; boundary={boundary}"


@dataclass
class TwinHouse:
    """A house in memory. `says` is what every turn is answered with."""

    says: tuple[Outbound, ...] = (Outbound("好的"),)
    full: bool = False
    files_full: bool = False
    arrived: list[Received] = field(default_factory=list)
    uploads: list[bytes] = field(default_factory=list)
    forgotten: list[str] = field(default_factory=list)
    waits: list[tuple[float, str]] = field(default_factory=list)
    waiting_for: dict[str, tuple[Outbound, ...]] = field(default_factory=dict)
    held_up: asyncio.Event | None = None
    """While it is there and not set, a turn or somebody's leaving takes its time."""
    entered: asyncio.Event = field(default_factory=asyncio.Event)
    """Somebody came in."""
    _marks: Any = field(default_factory=lambda: itertools.count(1))

    async def receive(self, received: Received) -> bool:
        self._check()
        self.arrived.append(received)
        return True

    async def converse(self, received: Received) -> tuple[Outbound, ...]:
        self._check()
        await self._moment()
        if any(one.keys == received.keys for one in self.arrived):
            return self.waiting_for.get(received.chat_ref, ())
        self.arrived.append(received)
        said = tuple(replace(one, mark=f"{next(self._marks):024d}") for one in self.says)
        self.waiting_for[received.chat_ref] = said
        return said

    async def waiting(self, address: Address, place: str) -> tuple[Outbound, ...]:
        return self.waiting_for.get(address.chat_ref, ())

    async def wait(
        self, address: Address, place: str, timeout_s: float, after: str = ""
    ) -> tuple[Outbound, ...]:
        self.waits.append((timeout_s, after))
        return tuple(one for one in await self.waiting(address, place) if one.mark > after)

    async def picture(self, address: Address, place: str, name: str) -> bytes | None:
        return b"\xff\xd8" + name.encode()

    def greet(self, bot: str, language: str) -> tuple[Outbound, ...]:
        return (Outbound(f"greeting in {language}", language=language),)

    async def keep_upload(self, data: bytes, place: str) -> str:
        if self.files_full:
            raise HouseFull
        self.uploads.append(data)
        return f"up-{len(self.uploads)}"

    async def forget(self, address: Address, place: str) -> None:
        await self._moment()
        self.forgotten.append(address.chat_ref)

    def _check(self) -> None:
        if self.full:
            raise HouseFull

    async def _moment(self) -> None:
        self.entered.set()
        if self.held_up is not None:
            await self.held_up.wait()


def twin_keeper(clock: StoppedClock) -> Keeper:
    """A keeper that counts for one process alone; time stands still for its limits too."""
    spent: dict[str, str] = {}

    async def spend(place: str, pass_: str, turn: str) -> bool:
        return spent.setdefault(pass_, turn) == turn

    limiter = Limiter(monotonic_s=lambda: (clock.now() - NOON).total_seconds())
    return Keeper(Sources(clock), limiter, Passes(b"k" * 20, clock), spend, pause_s=0.0)


@dataclass
class Door:
    """A web door with a twin house behind it, and a browser's cookies before it."""

    house: TwinHouse = field(default_factory=TwinHouse)
    settings: WebSettings = field(default_factory=WebSettings)
    catalogue: Catalogue = field(default_factory=lambda: load(strict=True))
    cookies: dict[str, str] = field(default_factory=dict)
    clock: StoppedClock = field(default_factory=lambda: StoppedClock(NOON))
    keeper: Keeper = field(init=False)

    def __post_init__(self) -> None:
        self.keeper = twin_keeper(self.clock)
        name = "web-staff" if self.settings.staff else "web"
        self.chat = WebChat(name, "340322", self.settings, Voice(self.catalogue), self.keeper)

    async def get(self, path: str, **headers: Any) -> Answered:
        """GET a page."""
        return await self.ask(path, "GET", **headers)

    async def post(self, path: str, *, body: bytes = b"", **headers: Any) -> Answered:
        """POST a form of our own page."""
        given: dict[str, Any] = {"content_type": FORM, "sec_fetch_site": "same-origin", **headers}
        return await self.ask(path, "POST", body=body, **given)

    async def ask(self, path: str, method: str, *, body: bytes = b"", **headers: Any) -> Answered:
        """One request with the cookies of this browser, which keeps what it is given."""
        if self.cookies:
            headers["cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        asked = request(path, method, body=body, **headers)
        answer = await self._answered(asked, path.partition("?")[0])
        if cookie := answer.header("set-cookie"):
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
            if not value:
                del self.cookies[name]
        return answer

    async def _answered(self, asked: Request, path: str) -> Answered:
        answered: list[Any] = []

        async def send(message: Any) -> None:
            answered.append(message)

        app = self._app(path)
        await app(asked._scope, asked._receive, send)
        start, last = answered
        headers = [(name.decode(), value.decode()) for name, value in start["headers"]]
        return Answered(start["status"], headers, last["body"])

    def _app(self, path: str) -> Asgi:
        routes = self.chat.routes(self.house)
        return routes.get(path) or next(iter(routes.values()))


def form(**fields: str) -> bytes:
    """A form without files."""
    return urlencode(fields).encode()


async def said(door: Door, **fields: str) -> Answered:
    """Say something by a plain form."""
    return await door.post("/say", body=form(**fields))


def events(door: Door) -> list[object]:
    """Every event that the house was given."""
    found: list[object] = []
    for received in door.house.arrived:
        found += unpack_events("web", received.raw).events
    return found
