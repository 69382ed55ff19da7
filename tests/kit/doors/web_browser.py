"""Web chat in a real Chromium, with scripts: what a person touches and what stands on the page."""

import contextlib
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from typing import Any

from playwright.async_api import BrowserContext, FilePayload, Page, async_playwright

from backend.aliases.service import Address
from bot.channel import Button, Outbound
from bot.channels._web_session import cookie_name
from tests.ground.machine import CHROMIUM, find_program, miss
from tests.kit.doors.contract import Door, Photo, Seen
from tests.kit.doors.stage import PLACE, Stage
from tests.kit.doors.web_pages import CANNOT

FLAGS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]
PHONE_PX = {"width": 360, "height": 740}
LANGUAGES = {"zh-Hans": "zh-CN", "en": "en-GB"}
PATIENCE_MS = 15_000

_REOPENED = "a page that is loaded anew shows where it was, and says nothing more"
_LATE = "an answered question's buttons are gone from the page"

_READ = """() => [...document.querySelectorAll("#talk article:not(.own):not([data-read])")]
  .map((article) => {
    article.dataset.read = "yes";
    const words = article.querySelector("p:not(.who)");
    const copy = words ? words.cloneNode(true) : document.createElement("p");
    copy.querySelectorAll("a").forEach((link) => link.replaceWith(link.href));
    const pictures = [...article.querySelectorAll("img")];
    return { text: copy.textContent, pictures: pictures.length };
  })"""
_LOADED = """() => Promise.all([...document.querySelectorAll("#talk article:not(.own) img")]
  .map((image) => image.decode()))"""
_SHOWS = """(mark) => document.querySelector("input[name=seen]").value >= mark"""
_SENT = """() => !document.querySelector(".own .state")"""
_OFFERED = """() => [...document.querySelectorAll("#choices button")]
  .map((one) => one.textContent)"""


class InBrowser:
    """Somebody with a phone."""

    def __init__(self, stage: Stage, page: Page, language: str, *, staff: bool) -> None:
        self.greeted: list[Outbound] = []
        self._stage = stage
        self._page = page
        self._language = language
        self._staff = staff
        self._path = "/staff/" if staff else "/"
        self._bot = stage.bot(staff=staff)
        self._session = ""
        self._open = False
        self._offered: list[str] = []

    @property
    def address(self) -> Address:
        """See `Somebody`."""
        return Address(self._bot, self._session)

    async def arrives(self, payload: str = "") -> None:
        """See `Somebody`. Staff are handed a link."""
        invited = f"#join={payload}" if self._staff and payload else ""
        hint = f"?unit={payload}" if payload and not invited else ""
        if not self._staff:
            self.greeted = list(self._stage.davy.inbox.greet(self._bot, self._language))
        address = f"{self._stage.url}{self._path}{hint}{invited}"
        if hint:  # the page says at once through which poster somebody came
            await self._does(lambda: self._page.goto(address))
        else:
            await self._page.goto(address)
        self._open = True
        if invited:
            await self._page.wait_for_function(_SENT)
            await self._page.wait_for_selector("#talk article")
        await self._noted()

    async def types(self, text: str) -> None:
        """See `Somebody`."""
        await self._at_page()
        await self._page.fill("#text", text)
        await self._does(self._page.locator("#send").click)

    async def presses(self, button: Button) -> None:
        """See `Somebody`."""
        chosen = self._page.locator(f'#choices button[value="{button.data}"]')
        await self._does(chosen.click)

    async def sends_photos(self, photos: Sequence[Photo], *, album: str, as_file: bool) -> None:
        """See `Somebody`."""
        await self._send_files(
            [_payload(one.name, "image/jpeg", one.data) for one in photos], photos[0].caption
        )

    async def sends_recording(self, kind: str, data: bytes) -> None:
        """See `Somebody`."""
        await self._send_files([_payload(kind, "application/octet-stream", data)], "")

    async def shares(self, kind: str, lat: float, lon: float, *, label: str) -> None:
        """See `Somebody`. The button stands where a place is asked for; else it is typed."""
        await self._at_page()
        here = self._page.locator("#here")
        if not await here.is_visible():
            await self.types(f"{lat}, {lon}")
            return
        spot: Any = {"latitude": lat, "longitude": lon, "accuracy": 20}
        await self._page.context.set_geolocation(spot)
        await self._does(here.click)

    async def edits(self, which: int, text: str) -> None:
        """Not here (`CANNOT`)."""
        raise NotImplementedError

    async def sends(self, what: str) -> None:
        """Not here (`CANNOT`)."""
        raise NotImplementedError

    async def sees(self) -> list[Seen]:
        """See `Somebody`. News come by the request that the page holds open."""
        if not self._open:
            return []
        waiting = await self._stage.davy.inbox.waiting(self.address, PLACE)
        if waiting:
            await self._page.wait_for_function(_SHOWS, arg=waiting[-1].mark)
        await self._page.evaluate(_LOADED)
        self._offered = list(await self._page.evaluate(_OFFERED))
        found = await self._page.evaluate(_READ)
        return [Seen(one["text"], one["pictures"]) for one in found]

    def offered(self) -> list[str]:
        """See `Somebody`."""
        return self._offered

    async def _at_page(self) -> None:
        if not self._open:
            await self.arrives()
            if self._staff:
                await self._page.evaluate(_READ)  # the page's own words to a stranger

    async def _send_files(self, files: list[FilePayload], caption: str) -> None:
        await self._at_page()
        await self._page.set_input_files("#files", files)
        if caption:
            await self._page.fill("#text", caption)
        await self._does(self._page.locator("#send").click)

    async def _does(self, act: Callable[[], Awaitable[object]]) -> None:
        """Touch something; done when the house has answered and the page shows it."""
        async with self._page.expect_response(re.compile(r"/say$")):
            await act()
        await self._page.wait_for_function(_SENT)
        await self._noted()

    async def _noted(self) -> None:
        name = cookie_name(self._path, PLACE, staff=self._staff)
        for cookie in await self._page.context.cookies():
            if cookie["name"] == name:
                self._session = cookie["value"].partition(".")[0]


def _payload(name: str, kind: str, data: bytes) -> FilePayload:
    return {"name": name, "mimeType": kind, "buffer": data}


@contextlib.asynccontextmanager
async def _chromium(stage: Stage) -> AsyncIterator[None]:
    path = find_program(("chromium", "chromium-browser"), setting="DAVY_TEST_CHROMIUM")
    if path is None:
        miss(CHROMIUM)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=FLAGS)
        stage.props["browser"] = browser
        try:
            yield
        finally:
            await browser.close()


async def _enters(stage: Stage, language: str, staff: bool) -> InBrowser:
    context: BrowserContext = await stage.props["browser"].new_context(
        viewport=PHONE_PX, locale=LANGUAGES[language], permissions=["geolocation"]
    )
    context.set_default_timeout(PATIENCE_MS)
    return InBrowser(stage, await context.new_page(), language, staff=staff)


DOORS = (
    Door(
        "browser",
        channels=("web",),
        kind="web",
        opening=_chromium,
        enters=_enters,
        serves=True,
        greets=True,
        cannot={**CANNOT, "restart": _REOPENED, "late-tap": _LATE},
    ),
)
