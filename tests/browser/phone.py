"""A phone with a browser: opens the chat, does what a person does, and sees what stands there."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Locator, Page, Request, expect

CODE = re.compile(r"\d{4} \d{4} \d{4} \d{4} \d{4}")
WIDTH_PX, HEIGHT_PX = 360, 740
SPOT = (33.1287, 117.8943)
"""Within Wuhe's county town."""

LANGUAGES = {"zh-Hans": "zh-CN", "en": "en-GB"}


@dataclass
class Phone:
    """One browser with cookies of its own, and the page that lies open in it."""

    address: str
    context: BrowserContext
    page: Page
    shots: Path
    scripts: bool = True
    troubles: list[str] = field(default_factory=list)
    """What the console complains of, and requests that leave for elsewhere."""
    asked: list[str] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        """Write down what goes wrong on a page."""
        page.on("pageerror", lambda error: self.troubles.append(f"error: {error}"))
        page.on("console", lambda line: self._console(line.type, line.text))
        page.on("request", self._request)

    def _console(self, kind: str, text: str) -> None:
        if kind in ("error", "warning") and "Failed to load resource" not in text:
            self.troubles.append(f"{kind}: {text}")

    def _request(self, request: Request) -> None:
        self.asked.append(request.url)
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.troubles.append(f"elsewhere: {request.url}")

    def open(self, path: str = "/") -> None:
        """Open an address."""
        self.page.goto(self.address + path)

    @property
    def bubbles(self) -> Locator:
        """What was said to the person."""
        return self.page.locator(".bubble:not(.own) > p:not(.who)")

    @property
    def last(self) -> str:
        """What was said last."""
        return self.bubbles.last.inner_text()

    def hears(self, words: str | re.Pattern[str]) -> None:
        """Wait until this was said, last of all."""
        expect(self.bubbles.last).to_contain_text(words)

    def write(self, text: str) -> None:
        """Type words and send them."""
        self.page.locator("#text").fill(text)
        self.send()

    def send(self) -> None:
        """Press the button that sends."""
        self.page.locator("#send").click()
        self.settled()

    def choose_files(self, *files: Path) -> None:
        """Choose files to send."""
        self.page.locator("#files").set_input_files(list(files))

    def button(self, choice: str) -> Locator:
        """The ready answer of this name."""
        found = self.page.locator(f'#choices button[value$="|{choice}"]')
        return found.or_(self.page.locator(f'#choices button[value*="|{choice}:"]')).first

    def press(self, choice: str) -> None:
        """Press a ready answer."""
        self.button(choice).click()
        self.settled()

    def settled(self) -> None:
        """Wait until nothing is on its way any more."""
        if self.scripts:
            expect(self.page.locator(".own .state")).to_have_count(0)
        else:
            self.page.wait_for_load_state()

    def shoot(self, name: str, *, whole: bool = False) -> None:
        """Take a picture of what one sees."""
        path = self.shots / f"{name}.png"
        self.page.screenshot(path=path, full_page=whole, animations="disabled")

    @property
    def code(self) -> str:
        """The code that was told."""
        return str(CODE.findall(self.page.locator(".secret").inner_text())[0])

    @property
    def overflow_px(self) -> int:
        """How much wider the page is than the window."""
        return int(
            self.page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
        )


@contextmanager
def a_phone(browser: Browser, address: str, shots: Path, **wishes: object) -> Iterator[Phone]:
    """A phone for one test: `scripts`, `language`, and whatever a context of Playwright takes."""
    scripts = bool(wishes.pop("scripts", True))
    language = str(wishes.pop("language", "zh-Hans"))
    settings: dict[str, object] = {
        "viewport": {"width": WIDTH_PX, "height": HEIGHT_PX},
        "has_touch": True,
        "is_mobile": False,
        "java_script_enabled": scripts,
        "locale": LANGUAGES[language],
    }
    context = browser.new_context(**(settings | wishes))  # type: ignore[arg-type]
    context.set_default_timeout(10_000)
    page = context.new_page()
    phone = Phone(address, context, page, shots, scripts)
    phone.watch(page)
    try:
        yield phone
        assert phone.troubles == []
    finally:
        context.close()


def shots_folder(default: Path) -> Path:
    """Where pictures go: the test's own folder, or BROWSER_SHOTS to look at them afterwards."""
    folder = Path(os.environ.get("BROWSER_SHOTS", "") or default)
    folder.mkdir(parents=True, exist_ok=True)
    return folder
