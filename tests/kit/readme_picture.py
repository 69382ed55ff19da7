"""Makes the README's pictures: a real conversation in a real browser, as wide as a phone.

python -m tests.kit.readme_picture
"""

import io
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, expect, sync_playwright

from backend.clock import StoppedClock
from media.draw import draw
from tests.browser.phone import SPOT, Phone, a_phone
from tests.ground.machine import find_program
from tests.kit.confirmed import confirm_examples
from tests.kit.served_house import served

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "pictures"
PICTURES = {
    "conversation.zh.png": ("zh-Hans", "楼道里立着两个煤气瓶，没有固定"),
    "conversation.png": ("en", "Two gas bottles stand loose in the stairway"),
}
"""File: language, and what the person writes beside the photo."""
AT = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
"""A Tuesday, 10:00 in Wuhe."""
SCREEN = {"width": 390, "height": 780}
GAP_PX = 20
GROUND = (226, 229, 233)
COLOURS_COUNT = 200
"""Few enough for a small file; the drawn photo stays a photo."""
GAS_BOTTLES = 1
"""The seed that draws two gas bottles before a wall."""
FLAGS = ("--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu")


def main() -> None:
    """Make all pictures anew."""
    chromium = find_program(("chromium", "chromium-browser"), setting="DAVY_TEST_CHROMIUM")
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        confirm_examples(Path(folder))
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        with served(Path(folder), clock=StoppedClock(AT)) as house:
            for file, (language, words) in PICTURES.items():
                screens = told(browser, house.address, Path(folder), language, words)
                side_by_side(screens).save(FOLDER / file, optimize=True)
        browser.close()


def told(
    browser: Browser, address: str, folder: Path, language: str, words: str
) -> list[Image.Image]:
    """Report two gas bottles; gives what the phone shows at first, in the middle and at the end."""
    photo = folder / "photo.jpg"
    photo.write_bytes(draw(GAS_BOTTLES, gps=SPOT))
    with a_phone(browser, address, folder, language=language, viewport=SCREEN) as phone:
        phone.open()
        screens = [screen(phone, 0)]
        phone.press("report")
        phone.choose_files(photo)
        before = phone.page.locator(".bubble").count()
        phone.write(words)
        expect(phone.button("yes")).to_be_visible()
        phone.press("yes")
        screens.append(screen(phone, before))
        phone.press("skip")
        phone.press("sector:gas")
        phone.press("skip-rest")
        before = phone.page.locator(".bubble").count()
        phone.press("send")
        screens.append(screen(phone, before + 1))
    return screens


def screen(phone: Phone, top: int) -> Image.Image:
    """What the phone shows with bubble number `top`, counted from 0, below the page's head."""
    phone.page.evaluate(
        """top => {
            const one = document.querySelectorAll('.bubble')[top];
            const head = document.querySelector('header').offsetHeight + 12;
            const y = top ? one.getBoundingClientRect().top + scrollY - head : 0;
            scrollTo({ top: y, behavior: 'instant' });
            document.activeElement.blur();
        }""",
        top,
    )
    return Image.open(io.BytesIO(phone.page.screenshot(animations="disabled"))).convert("RGB")


def side_by_side(screens: Sequence[Image.Image]) -> Image.Image:
    """Screens beside one another on a grey ground, in few colours."""
    width = sum(one.width for one in screens) + GAP_PX * (len(screens) + 1)
    whole = Image.new("RGB", (width, screens[0].height + 2 * GAP_PX), GROUND)
    x = GAP_PX
    for one in screens:
        whole.paste(one, (x, GAP_PX))
        x += one.width + GAP_PX
    return whole.quantize(COLOURS_COUNT, dither=Image.Dither.NONE)


if __name__ == "__main__":
    main()
