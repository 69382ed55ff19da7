"""The pages of web chat, rendered from templates; every text comes from the catalogues."""

import base64
import hashlib
import json
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from backend.api.passes import WORK_BITS
from bot.channel import Button, Outbound
from bot.channels._web_answers import Answer
from bot.channels._web_links import pieces
from bot.channels._web_request import Request
from bot.channels._web_said import Said
from bot.channels._web_session import Session
from bot.pictures import draw_digits
from bot.voice import Voice

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "web_templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_JSON = b"application/json"
_LANGUAGE = "language:"
_SEND = "send"
RIGHT_TO_LEFT = ("ar", "fa", "he", "ug", "ur")
SCRIPT_WORDS = (
    *("sending", "not-sent", "again", "picture", "you", "answer", "here", "locating", "no-place"),
    *("remove", "file-large", "cookie", "map", "bye", "bye-title"),
)
"""What the page's script says: `web-<name>` of the catalogues."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What the page's script keeps to, so that nothing is sent only to be refused."""

    file_max_bytes: int
    form_max_bytes: int


@dataclass(frozen=True, slots=True)
class Offer:
    """The pass that a page is given (`backend/api/passes.py`)."""

    pass_: str = ""
    work_bits: int = 0
    """The source is busy: the page's script should work for it now. 0: nothing is asked."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why something was not taken: a key of the catalogues, and after how long it may be again."""

    key: str
    wait_s: int = 0


class Page:
    """Renders the pages of one web door. `offer` gives the pass for whoever asks."""

    def __init__(
        self,
        voice: Voice,
        path: str,
        limits: Limits,
        *,
        staff: bool,
        offer: Callable[[Request], Offer] = lambda _: Offer(),
    ) -> None:
        self._voice = voice
        self._path = path
        self._limits = limits
        self._staff = staff
        self._offer = offer

    def language(self, request: Request) -> str:
        """The language that the browser asks for, of those that the catalogues hold."""
        return request.language(self._voice.languages)

    def chat(
        self,
        request: Request,
        shown: Sequence[Outbound],
        session: Session | None,
        *,
        trouble: Trouble | None = None,
        said: Said | None = None,
    ) -> Answer:
        """The chat page with what waits; after a problem with the words that were not taken."""
        language = shown[-1].language if shown else self.language(request)
        unsaid, offer = said or Said(), self._offer(request)
        asked = next((one for one in reversed(shown) if one.rows or one.asking), None)
        return self._render(
            "chat.html",
            language,
            messages=[self._message(one, session) for one in shown],
            rows=_rows(asked.rows if asked else ()),
            wants=asked.wants if asked else "",
            turn=unsaid.turn or secrets.token_urlsafe(12),
            seen=max((one.mark for one in shown), default="") if session else "",
            text=unsaid.text,
            place=unsaid.place,
            keep=unsaid.keep if said else bool(session and session.kept),
            hint=unsaid.hint or request.query.get("unit", "")[:64],
            fresh=session is None,
            lost="said" in request.query and session is None,
            problem=self._voice.line(trouble.key, language, count=trouble.wait_s)
            if trouble
            else "",
            pass_=unsaid.pass_ or offer.pass_,
            work_bits=offer.work_bits,
            staff=self._staff,
            limits=self._limits,
            script_words=SCRIPT_WORDS,
        )

    def as_json(
        self,
        request: Request,
        shown: Sequence[Outbound],
        session: Session | None,
        *,
        began: bool = False,
        ended: bool = False,
    ) -> Answer:
        """Messages for the page's script.

        `began`: the request had no session and got one; `ended`: it has none any more.
        """
        offer = self._offer(request)
        body = {
            "pass": offer.pass_,
            "work_bits": offer.work_bits,
            "messages": [self._message(one, session) for one in shown],
            "turn": secrets.token_urlsafe(12),
            "began": began,
            "ended": ended,
        }
        return Answer(200, json.dumps(body, ensure_ascii=False).encode(), _JSON)

    def bye(self, request: Request) -> Answer:
        """The neutral page after a quick exit."""
        return self._render("bye.html", self.language(request))

    def told(
        self, request: Request, status: int, key: str, *, pass_: str = "", wait_s: int = 0
    ) -> Answer:
        """One sentence, and the way back; for the script with the pass that it shall show."""
        language = self.language(request)
        text = self._voice.line(key, language, count=wait_s)
        if request.wants_json:
            told: dict[str, str | int] = {"problem": text}
            if pass_:
                told |= {"pass": pass_, "work_bits": WORK_BITS}
            return Answer(status, json.dumps(told, ensure_ascii=False).encode(), _JSON)
        made = self._render("told.html", language, text=text, back="web-back")
        return Answer(status, made.body, made.content_type)

    def _render(self, template: str, language: str, **values: Any) -> Answer:
        return Answer(200, rendered(self._voice, template, language, path=self._path, **values))

    def _message(self, one: Outbound, session: Session | None) -> dict[str, Any]:
        return {
            "text": one.text,
            "pieces": pieces(one.text) if self._staff else [{"text": one.text, "href": ""}],
            "rows": _rows(one.rows),
            "pictures": [self._source(name, session) for name in one.pictures],
            "wants": one.wants,
            "asking": one.asking,
            "secret": one.secret,
            "mark": one.mark,
            "language": one.language,
            "direction": direction(one.language),
        }

    def _source(self, name: str, session: Session | None) -> str:
        kind, _, rest = name.partition(":")
        if kind == "code":  # within the page: a code never stands in an address
            return "data:image/png;base64," + base64.b64encode(draw_digits(rest)).decode()
        return f"{self._path}picture/{picture_ref(name, session)}"


def rendered(voice: Voice, template: str, language: str, *, path: str, **values: Any) -> bytes:
    """A page from its template; `path` is that of the door, with a slash at both ends."""

    def line(key: str, **args: object) -> str:
        return voice.line(key, language, **args)

    made = _TEMPLATES.get_template(template).render(
        line=line, language=language, direction=direction(language), path=path, **values
    )
    return made.encode()


def picture_ref(name: str, session: Session | None) -> str:
    """A picture's address for this session alone: in a log on the way it names no picture."""
    key = session.secret.encode() if session else b""
    return hashlib.blake2b(name.encode(), key=key, digest_size=16).hexdigest()


def direction(language: str) -> str:
    """The way in which a language is written: ltr or rtl."""
    return "rtl" if language.partition("-")[0] in RIGHT_TO_LEFT else "ltr"


def _rows(rows: tuple[tuple[Button, ...], ...]) -> list[list[dict[str, str | bool]]]:
    return [[_button(one) for one in row] for row in rows]


def _button(one: Button) -> dict[str, str | bool]:
    choice = one.data.partition("|")[2]
    # Each language is named in its own words.
    language = choice.removeprefix(_LANGUAGE) if choice.startswith(_LANGUAGE) else ""
    deed = choice == _SEND  # what hands everything in stands out
    return {"label": one.label, "data": one.data, "language": language, "deed": deed}
