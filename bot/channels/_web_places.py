"""The front page of a Davy that serves several places: a plain list, each name a link to its chat.

GET  /         the places; GET /staff the same for those who work there
GET  /static/… the style of the pages; GET /bye the neutral page
"""

from collections.abc import Mapping
from typing import Any

from bot.app import LOST
from bot.channel import Asgi
from bot.channels import _web_answers as answers
from bot.channels._web_page import rendered
from bot.channels._web_request import Request
from bot.voice import Voice

_STAFF = ("/staff", "/staff/")


class PlacesPage:
    """Lists the places; keeps nothing, sets no cookie, asks nothing of anybody."""

    def __init__(self, voice: Voice, names: Mapping[str, tuple[str, str]]) -> None:
        """`names`: code -> Chinese and English name, in the order in which they are listed."""
        self._voice = voice
        self._names = dict(names)
        self._made: dict[tuple[str, bool], answers.Answer] = {}

    def routes(self) -> Mapping[str, Asgi]:
        """What stands at the front of the house."""
        paths = ("/", *_STAFF, "/static", "/bye", "/robots.txt", "/favicon.ico", LOST)
        return dict.fromkeys(paths, self._app)

    async def _app(self, scope: Any, receive: Any, send: Any) -> None:
        request = Request(scope, receive)
        await answers.deliver(send, self._answer(request), bare=request.method == "HEAD")

    def _answer(self, request: Request) -> answers.Answer:
        language = request.language(self._voice.languages)
        if request.method not in ("GET", "HEAD"):
            return self._missing(language)
        match request.path.strip("/").split("/"):
            case [""]:
                return self._list(language, staff=False)
            case ["staff"]:
                return self._list(language, staff=True)
            case ["static", name]:
                return answers.static(name) or self._missing(language)
            case ["bye"]:  # at the same address, however many places there are
                return answers.Answer(200, rendered(self._voice, "bye.html", language, path="/"))
            case ["robots.txt"]:
                return answers.plain("User-agent: *\nDisallow: /\n")
            case ["favicon.ico"]:
                return answers.Answer(204)
        return self._missing(language)

    def _list(self, language: str, *, staff: bool) -> answers.Answer:
        made = self._made.get((language, staff))
        if made is None:
            chinese = language.startswith("zh")
            rest = "staff/" if staff else ""
            links = [
                {"name": zh if chinese else en, "href": f"/p/{code}/{rest}"}
                for code, (zh, en) in self._names.items()
            ]
            body = rendered(self._voice, "places.html", language, path="/", links=links)
            made = self._made[language, staff] = answers.Answer(200, body)
        return made

    def _missing(self, language: str) -> answers.Answer:
        text = self._voice.line("web-missing", language)
        body = rendered(
            self._voice, "told.html", language, path="/", text=text, back="web-places-back"
        )
        return answers.Answer(404, body)
