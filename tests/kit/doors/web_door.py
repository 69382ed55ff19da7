"""Web chat over real HTTP: with scripts (the JSON form) and without (the page's plain form)."""

import contextlib
from collections.abc import AsyncIterator, Sequence

from bot.channel import Button
from tests.kit.doors.contract import Door, Photo, Seen
from tests.kit.doors.stage import PLACE, Stage
from tests.kit.doors.web_pages import CANNOT, Browser, PageRead, turn

_JSON, _HTML = "application/json", "text/html"


class _AtPage(Browser):
    """What both ways share: everything becomes fields of one form."""

    async def arrives(self, payload: str = "") -> None:
        """See `Somebody`. Somebody known sends the empty form: the page alone says nothing new."""
        if self._staff and payload:
            await self.types(f"/join {payload}")
            return
        known = not self.is_new
        await self._open(payload)
        if payload or known:
            await self._send({})

    async def types(self, text: str) -> None:
        """See `Somebody`."""
        await self._send({"text": text})

    async def presses(self, button: Button) -> None:
        """See `Somebody`."""
        await self._send({"choice": button.data})

    async def sends_photos(self, photos: Sequence[Photo], *, album: str, as_file: bool) -> None:
        """See `Somebody`. Files have no album here: what is chosen together is sent together."""
        await self._send({"text": photos[0].caption}, photos)

    async def sends_recording(self, kind: str, data: bytes) -> None:
        """See `Somebody`."""
        await self._send({}, [Photo(kind, data)])

    async def shares(self, kind: str, lat: float, lon: float, *, label: str) -> None:
        """See `Somebody`."""
        await self._send({"place": f"{lat} {lon} 20"})

    async def edits(self, which: int, text: str) -> None:
        """Not here (`CANNOT`)."""
        raise NotImplementedError

    async def sends(self, what: str) -> None:
        """Not here (`CANNOT`)."""
        raise NotImplementedError

    async def _open(self, payload: str) -> None:
        raise NotImplementedError

    async def _send(self, said: dict[str, str], photos: Sequence[Photo] = ()) -> None:
        raise NotImplementedError


class WithScripts(_AtPage):
    """The page's script: a form out, JSON in, and a request that holds on for news."""

    _first: PageRead | None = None
    _mark = ""

    async def _open(self, payload: str) -> None:
        page = await self.page(payload)
        if self.is_new:
            self._first = page
            for article in () if self._staff else page.articles:
                await self.look(article.text, article.pictures)
            self.offers = page.buttons

    async def _send(self, said: dict[str, str], photos: Sequence[Photo] = ()) -> None:
        hints = {}
        if self.is_new and self._first is None:
            await self._open("")
        if self.is_new and self._first is not None:
            hints = {name: self._first.fields[name] for name in ("hint", "fresh")}
        fields = {"turn": turn(), "seen": self._mark, **hints, **said}
        answer = await self.post(fields, photos, accept=_JSON)
        assert answer.status_code == 200, answer.text
        await self._take(answer.json())

    async def sees(self) -> list[Seen]:
        """See `Somebody`."""
        if not self.is_new:
            waiting = await self._stage.davy.inbox.waiting(self.address, PLACE)
            if any(one.mark > self._mark for one in waiting):  # else it would hold on in vain
                answer = await self.ask("wait", {"Accept": _JSON, "Davy-Seen": self._mark})
                await self._take(answer.json())
        return self.read()

    async def _take(self, body: dict[str, list[dict[str, object]]]) -> None:
        for one in body["messages"]:
            mark, rows, pictures = str(one["mark"]), one["rows"], one["pictures"]
            assert isinstance(rows, list)
            assert isinstance(pictures, list)
            if mark <= self._mark:
                continue
            self._mark = mark
            await self.look(str(one["text"]), pictures)
            if rows or one["asking"]:
                self.offers = [(each["data"], each["label"]) for row in rows for each in row]


class WithoutScripts(_AtPage):
    """A browser whose scripts are off: the plain form, and the page loaded anew."""

    _now: PageRead | None = None
    _read_count = 0

    async def shares(self, kind: str, lat: float, lon: float, *, label: str) -> None:
        """Without scripts nobody's place is known: it is typed."""
        await self.types(f"{lat}, {lon}")

    async def _open(self, payload: str) -> None:
        await self._show(await self.page(payload))

    async def _send(self, said: dict[str, str], photos: Sequence[Photo] = ()) -> None:
        if self._now is None:
            await self._open("")
        assert self._now is not None
        # An older page in another window has a turn of its own.
        fields = {"text": "", **self._now.fields, "turn": turn(), **said}
        files = photos or [Photo("", b"")]  # so an empty file field is sent
        answer = await self.post(fields, files, accept=_HTML)
        assert answer.status_code == 303, answer.text
        self._read_count = 0
        await self._show(await self.page())

    async def sees(self) -> list[Seen]:
        """See `Somebody`."""
        if not self.is_new:
            await self._show(await self.page())
        return self.read()

    async def _show(self, page: PageRead) -> None:
        self._now = page
        self.offers = page.buttons
        if self._staff and not await self._waits():
            return  # a staff page where nothing waits shows words of its own
        for article in page.articles[self._read_count :]:
            await self.look(article.text, article.pictures)
        self._read_count = len(page.articles)

    async def _waits(self) -> bool:
        return bool(await self._stage.davy.inbox.waiting(self.address, PLACE))


@contextlib.asynccontextmanager
async def _browsers(stage: Stage) -> AsyncIterator[None]:
    try:
        yield
    finally:
        for http in stage.props.get("browsers", ()):
            await http.aclose()


async def _with_scripts(stage: Stage, language: str, staff: bool) -> WithScripts:
    return WithScripts(stage, language, staff=staff)


async def _without_scripts(stage: Stage, language: str, staff: bool) -> WithoutScripts:
    return WithoutScripts(stage, language, staff=staff)


DOORS = tuple(
    Door(
        name,
        channels=("web",),
        kind="web",
        opening=_browsers,
        enters=enters,
        serves=True,
        greets=True,
        cannot=CANNOT,
    )
    for name, enters in (("web", _with_scripts), ("web-forms", _without_scripts))
)
