"""What a browser holds of web chat: the page taken apart, its form, its cookie, its pictures."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

import httpx2

from backend.aliases.service import Address
from bot.channel import Outbound
from bot.channels._web_session import cookie_name
from tests.kit.doors.contract import Photo, Seen
from tests.kit.doors.stage import PLACE, Stage

CANNOT = {
    "edit": "what a page has sent stays as it is",
    "delete": "what a page has sent stays as it is",
    "contact": "a page sends no contact cards",
    "sticker": "a page sends no stickers",
    "live": "a page tells where one is once",
    "venue": "a page knows no named places",
}
_FILE = "application/octet-stream"
_CUT_OFF = (httpx2.ReadError, httpx2.RemoteProtocolError)


@dataclass
class Article:
    """One message on the page."""

    texts: list[str] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """What it says, without who says it."""
        return self.texts[-1].strip() if self.texts else ""


class PageRead(HTMLParser):
    """A page as a person reads it: messages, fields, buttons."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.articles: list[Article] = []
        self.fields: dict[str, str] = {}
        self.buttons: list[tuple[str, str]] = []
        """(data, label) in the order in which they are read."""
        self._article: Article | None = None
        self._into: list[str] | None = None
        self._in_link = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element."""
        given = {name: value or "" for name, value in attrs}
        match tag:
            case "article" if "lang" in given:  # the page's own remark has no language
                self._article = Article()
                self.articles.append(self._article)
            case "p" if self._article is not None:
                self._article.texts.append("")
                self._into = self._article.texts
            case "a" if self._into is not None:  # a link is read as where it leads
                self._into[-1] += given["href"]
                self._in_link = True
            case "img" if self._article is not None:
                self._article.pictures.append(given["src"])
            case "input" if given.get("type") == "hidden":
                self.fields[given["name"]] = given.get("value", "")
            case "button" if given.get("name") == "choice" and "|" in given["value"]:
                self.buttons.append((given["value"], ""))
                self._into = None

    def handle_endtag(self, tag: str) -> None:
        """Close an element."""
        if tag == "a":
            self._in_link = False
        if tag in ("p", "article"):
            self._into = None
        if tag == "article":
            self._article = None

    def handle_data(self, data: str) -> None:
        """Text of whatever is open."""
        if self._into is not None:
            self._into[-1] += "" if self._in_link else data
        elif self.lasttag == "button" and self.buttons and not self.buttons[-1][1]:
            self.buttons[-1] = (self.buttons[-1][0], data.strip())


class Browser:
    """One browser window at one web door: what it asks for and what it was given."""

    def __init__(self, stage: Stage, language: str, *, staff: bool) -> None:
        self.greeted: list[Outbound] = []
        self._stage = stage
        self._staff = staff
        self._language = language
        self._path = "/staff/" if staff else "/"
        self._bot = stage.bot(staff=staff)
        self._cookie = cookie_name(self._path, PLACE, staff=staff)
        self._seen: list[Seen] = []
        self._typed_in_count = 0
        self.offers: list[tuple[str, str]] = []
        # A line of its own for each request: the server may have been another one in between.
        self._http = httpx2.AsyncClient(
            base_url=stage.url,
            headers={"Accept-Language": language},
            limits=httpx2.Limits(max_keepalive_connections=0),
            timeout=30,
        )
        stage.props.setdefault("browsers", []).append(self._http)

    @property
    def address(self) -> Address:
        """See `Somebody`."""
        value = self._http.cookies.get(self._cookie) or ""
        return Address(self._bot, value.partition(".")[0])

    @property
    def is_new(self) -> bool:
        """Whether the door has left its cookie here."""
        return not self._http.cookies.get(self._cookie)

    def offered(self) -> list[str]:
        """See `Somebody`."""
        return [label for _, label in self.offers]

    async def page(self, payload: str = "") -> PageRead:
        """Load the page."""
        if self.is_new and not self._staff:
            self.greeted = list(self._stage.davy.inbox.greet(self._bot, self._language))
        query = {"unit": payload} if payload else {}
        answer = await self._http.get(self._path, params=query)
        assert answer.status_code == 200, answer.text
        return PageRead(answer.text)

    async def post(
        self, fields: dict[str, str], photos: Sequence[Photo] = (), *, accept: str
    ) -> httpx2.Response:
        """Send the form."""
        parts: list[tuple[str, Any]] = [(name, (None, text)) for name, text in fields.items()]
        parts += [("files", (one.name, one.data, _FILE)) for one in photos]
        return await self._http.post(
            f"{self._path}say", files=parts, headers={"Accept": accept}, follow_redirects=False
        )

    async def ask(self, part: str, headers: dict[str, str]) -> httpx2.Response:
        """Ask for something beside the page."""
        return await self._http.get(f"{self._path}{part}", headers=headers)

    async def look(self, text: str, sources: Sequence[str]) -> None:
        """Read a message; only pictures that load are seen."""
        loaded = [source for source in sources if await self._loads(source)]
        self._seen.append(Seen(text, len(loaded)))

    async def _loads(self, source: str) -> bool:
        if source.startswith("data:image/"):
            return True
        answer = await self._http.get(source)
        return answer.status_code == 200 and answer.headers["content-type"].startswith("image/")

    def read(self) -> list[Seen]:
        """What was not read yet."""
        fresh, self._seen = self._seen, []
        return fresh


def turn() -> str:
    """What tells one sending from another, as the page makes it."""
    return secrets.token_urlsafe(12)
