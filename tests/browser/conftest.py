"""One Chromium and one Davy for all browser tests of a run; a phone of its own for each test.

Playwright's loop is on while its browser is: no other test may run between these, so they form one
group, and everything here ends with the folder.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from media.draw import draw
from tests.browser.phone import SPOT, Phone, a_phone, shots_folder
from tests.kit.served_house import Served, served

FLAGS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]

Phones = Callable[..., Phone]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep these tests together in one worker."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.fixture(scope="package")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Davy, whole, on a port of this machine."""
    with served(tmp_path_factory.mktemp("house")) as made:
        yield made


@pytest.fixture(scope="package")
def chromium(chromium_path: Path) -> Iterator[Browser]:
    """The system's Chromium, without a window."""
    expect.set_options(timeout=10_000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def phones(chromium: Browser, house: Served, tmp_path: Path) -> Iterator[Phones]:
    """Hands out phones, at 360 pixels; each starts without a cookie."""
    with ExitStack() as stack:
        yield lambda **wishes: stack.enter_context(
            a_phone(chromium, house.address, shots_folder(tmp_path), **wishes)
        )


@pytest.fixture(scope="package")
def photo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A camera's photo that says where it was taken."""
    path = tmp_path_factory.mktemp("photos") / "street.jpg"
    path.write_bytes(draw(3, 1600, height_px=1200, gps=SPOT, camera="Phone 7", artist="Somebody"))
    return path
