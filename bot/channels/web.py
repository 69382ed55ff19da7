"""Web chat: one page and four requests, the same with and without scripts; for people and staff.

    GET  <path>            the page: what waits, the open question, a form
    POST <path>say         something said: a form in, a redirect (or JSON for the script) out
    GET  <path>wait        holds on until there is something new (script only)
    GET  <path>picture/…   a picture of a message that waits for this very person
    POST <path>leave       quick exit: the draft is dropped, a neutral page is shown

Whoever has the cookie is the person: a random value, for the session only unless "keep my draft on
this phone" is chosen. Nothing of a conversation is kept here: messages wait in the house until the
next request says that they were seen.
"""

import asyncio
import logging
import secrets
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from backend.aliases.service import Address
from backend.api.keeper import Keeper
from backend.api.passes import WORK_BITS
from backend.api.problems import Unfit
from backend.api.uploads import Memory
from backend.errors import TooMany
from bot.app import LOST
from bot.channel import Asgi, House, HouseFull, Inbound, Manners, Outbound, Pictures, Rejected, Sent
from bot.channels import _web_answers as answers
from bot.channels._web_codes import CodeBudget
from bot.channels._web_declined import Cause, declined, given_back
from bot.channels._web_page import Limits, Offer, Page, picture_ref
from bot.channels._web_request import Request, fit_for_us
from bot.channels._web_said import FORM_MAX_BYTES, Said, Unread, read_said, words_of
from bot.channels._web_session import Session, SessionCookie, cookie_name, fresh_session, kept_as
from bot.channels._web_turns import Turns
from bot.packed import unpack_events
from bot.voice import Voice

MANNERS = Manners(kind="web", pulls=True)
WAIT_S = 25.0
WAITS_MAX = 4000
"""Pages that may hold on at once in one process; beyond, each is answered at once."""
FORGET_WITHIN_S = 1.5
"""Whoever leaves in a hurry is not kept waiting: the rest is forgotten behind them."""
STAFF_S = 12 * 3600
"""The browser drops a staff session then; its desk ends by itself in the office besides."""

log = logging.getLogger("davy.web")


@dataclass(frozen=True, slots=True)
class WebSettings:
    """One web door. `path` begins and ends with a slash."""

    path: str = "/"
    staff: bool = False
    secure: bool = False
    """Cookies only over TLS: set when the outside address is https."""
    upload_max_bytes: int = 20_000_000
    files_max: int = 10
    memory: Memory = field(default_factory=Memory)
    """Shared by the doors of a process: a thousand places have no more of it than one."""


class WebChat:
    """The channel of one web door."""

    manners = MANNERS

    def __init__(
        self, bot: str, place: str, settings: WebSettings, voice: Voice, keeper: Keeper
    ) -> None:
        self.bot = bot
        self.place = place
        self.staff = settings.staff
        self._settings = settings
        self._path = settings.path
        self._form_max_bytes = settings.upload_max_bytes * 2
        limits = Limits(settings.upload_max_bytes, self._form_max_bytes - FORM_MAX_BYTES)
        self._page = Page(voice, settings.path, limits, staff=settings.staff, offer=self._offer)
        self._cookie = SessionCookie(
            cookie_name(settings.path, place, staff=settings.staff),
            settings.path,
            secure=settings.secure,
            life_s=STAFF_S if settings.staff else None,
        )
        self._keeper = keeper
        self._memory = settings.memory
        codes = None if settings.staff else CodeBudget(keeper.limiter)
        self._turns = Turns(bot, place, codes)
        self._waits_count = 0
        self._leaving: set[asyncio.Task[None]] = set()

    # ── the contract ────────────────────────────────────────────────────────────────────────────

    def translate(self, raw: bytes) -> Inbound | None:
        """The events of one request."""
        return unpack_events(self.bot, raw)

    async def send(self, chat_ref: str, message: Outbound, pictures: Pictures) -> Sent:
        """Never called: the web pulls."""
        raise Rejected("the web pulls")

    async def fetch(self, file_ref: str, max_bytes: int) -> bytes:
        """Never called: files are kept as uploads."""
        raise Rejected("the web keeps uploads")

    async def erase(self, chat_ref: str, refs: tuple[str, ...]) -> None:
        """What the page shows goes with the next request."""

    def routes(self, house: House) -> Mapping[str, Asgi]:
        """The page and what stands under it."""

        async def app(scope: Any, receive: Any, send: Any) -> None:
            await self._serve(house, Request(scope, receive), send)

        front = self._path
        parts = ("say", "wait", "picture", "leave", "bye", "static")
        beside = ("/robots.txt", "/favicon.ico", LOST) if front == "/" else (front[:-1],)
        return dict.fromkeys((front, *beside, *(front + part for part in parts)), app)

    async def run(self, house: House) -> None:
        """Nothing runs beside requests."""

    async def close(self) -> None:
        """Give no connections back, but finish forgetting those who left."""
        await asyncio.gather(*self._leaving, return_exceptions=True)

    # ── requests ────────────────────────────────────────────────────────────────────────────────

    async def _serve(self, house: House, request: Request, send: Any) -> None:
        try:
            answer = await self._answer(house, request)
        except (HouseFull, TooMany, Unfit) as error:
            await self._keeper.pause(error)
            answer = declined(self._page, request, error)
        await answers.deliver(send, answer, bare=request.method == "HEAD")

    async def _answer(self, house: House, request: Request) -> answers.Answer:
        rest = (request.path + "/").removeprefix(self._path).removesuffix("/")
        part, _, name = rest.partition("/")
        match "GET" if request.method == "HEAD" else request.method, part:
            case "GET", "" if request.path != self._path:  # the cookie is for what lies beneath
                asked = urlencode(request.query)
                return answers.redirect(self._path + (f"?{asked}" if asked else ""))
            case "GET", "":
                return await self._show(house, request)
            case "POST", "say":
                return await self._say(house, request)
            case "GET", "wait":
                return await self._wait(house, request)
            case "GET", "picture":
                return await self._picture(house, request, name)
            case "POST", "leave":
                return await self._leave(house, request)
            case "GET", "bye":
                return self._page.bye(request)
            case "GET", "static":
                return answers.static(name) or self._page.told(request, 404, "web-missing")
            case "GET", "robots.txt":
                return answers.plain("User-agent: *\nDisallow: /\n")
            case "GET", "favicon.ico":  # a mark in the list of visited pages would tell
                return answers.Answer(204)
            case "GET", ("say" | "leave"):  # somebody looked at a form's address again
                return answers.redirect(self._path)
        return self._page.told(request, 404, "web-missing")

    async def _show(self, house: House, request: Request) -> answers.Answer:
        self._keeper.limiter.spend("open", self._source(request))
        session = self._cookie.read(request)
        return self._page.chat(request, await self._shown(house, request, session), session)

    async def _shown(
        self, house: House, request: Request, session: Session | None
    ) -> tuple[Outbound, ...]:
        shown: tuple[Outbound, ...] = ()
        if session is not None:
            shown = await house.waiting(self._address(session), self.place)
        if session is None or (self.staff and not shown):
            return house.greet(self.bot, self._page.language(request))
        return shown

    async def _say(self, house: House, request: Request) -> answers.Answer:
        if not fit_for_us(request):
            return self._page.told(request, 403, "web-unfit")
        said: Said | None = None
        source = self._source(request)
        try:
            # Files stay counted until they are kept: they may have to wait for that.
            with self._keeper.lane(source), ExitStack() as held:
                self._keeper.limiter.spend("open", source)
                said = await read_said(
                    request,
                    self._memory,
                    held,
                    most_bytes=self._form_max_bytes,
                    most_files=self._settings.files_max,
                )
                await self._admit(request, source, said)
                return await self._taken(house, request, said)
        except Unread as error:
            return await self._not_taken(house, request, error.cause, error.said)
        except (HouseFull, TooMany) as error:
            kept = said if said is not None else await words_of(request)
            await self._keeper.pause(error)
            return await self._not_taken(house, request, error, kept)

    async def _admit(self, request: Request, source: bytes, said: Said) -> None:
        """Let it in. Raises: TooMany: the source is busy and shows no pass, or floods."""
        session = self._cookie.read(request)
        # Whoever has no session gets a new one each time: there no turn is the same as another.
        turn = f"{session.secret}/{said.turn}" if session and said.turn else secrets.token_hex(16)
        await self._keeper.admit(source, self.place, said.pass_, proof=said.proof, turn=turn)
        if said.files:
            self._keeper.limiter.spend("photo", source, len(said.files))

    async def _taken(self, house: House, request: Request, said: Said) -> answers.Answer:
        known = self._cookie.read(request)
        session = kept_as(known or fresh_session(), said.keep and not self.staff)
        language, source = self._page.language(request), self._source(request)
        replies = await self._turns.take(house, session.secret, said, language, source)
        if known is None and await request.is_gone():
            # Whoever it was has no cookie for it and never will: nobody can come back to this.
            await house.forget(self._address(session), self.place)
        # A staff session is not prolonged by being used, only by a new invitation or link.
        lasting = self.staff and known is not None and not said.text.startswith("/join ")
        headers = () if lasting else (self._cookie.write(request, session),)
        if request.wants_json:
            return self._page.as_json(request, replies, session, began=known is None).having(
                *headers
            )
        return answers.redirect(f"{self._path}?said", *headers)

    async def _not_taken(
        self, house: House, request: Request, cause: Cause, said: Said
    ) -> answers.Answer:
        """Why not. The script keeps the words itself; a page without it is given them back."""
        if request.wants_json or not (said.text or said.choice or said.place):
            return declined(self._page, request, cause)
        session = self._cookie.read(request)
        shown = await self._shown(house, request, session)
        return given_back(self._page, request, cause, said, shown=shown, session=session)

    async def _wait(self, house: House, request: Request) -> answers.Answer:
        self._keeper.limiter.spend("open", self._source(request))
        session = self._cookie.read(request)
        if session is None:
            return self._page.as_json(request, (), None, ended=True)
        timeout_s = WAIT_S if self._waits_count < WAITS_MAX else 0.0
        self._waits_count += 1
        try:
            address = self._address(session)
            found = await house.wait(address, self.place, timeout_s, request.seen)
        finally:
            self._waits_count -= 1
        return self._page.as_json(request, found, session)

    async def _picture(self, house: House, request: Request, ref: str) -> answers.Answer:
        """A picture of a message that waits for this session; nobody else's can be asked for."""
        session = self._cookie.read(request)
        data = None
        if session is not None:
            address = self._address(session)
            for message in await house.waiting(address, self.place):
                for name in message.pictures:
                    if secrets.compare_digest(picture_ref(name, session), ref):
                        data = await house.picture(address, self.place, name)
        return answers.picture(data) if data else self._page.told(request, 404, "web-missing")

    async def _leave(self, house: House, request: Request) -> answers.Answer:
        """Out, whatever happens: nothing may keep somebody here who has to be gone."""
        session = self._cookie.read(request)
        if session is not None and fit_for_us(request):
            forgetting = asyncio.create_task(self._forget(house, session))
            self._leaving.add(forgetting)
            forgetting.add_done_callback(self._leaving.discard)
            await asyncio.wait([forgetting], timeout=FORGET_WITHIN_S)
        return answers.leave(f"{self._path}bye", self._cookie.end(request))

    async def _forget(self, house: House, session: Session) -> None:
        try:
            await self._turns.rest(session.secret)
            await house.forget(self._address(session), self.place)
        except Exception:
            log.exception("somebody left quickly, and the draft could not be dropped")

    def _address(self, session: Session) -> Address:
        return Address(self.bot, session.secret)

    def _source(self, request: Request) -> bytes:
        return self._keeper.sources.name(request.peer, request.headers)

    def _offer(self, request: Request) -> Offer:
        busy = self._keeper.is_busy(self._source(request))
        return Offer(self._keeper.passes.fresh(), WORK_BITS if busy else 0)
