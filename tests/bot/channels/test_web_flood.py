"""A real server under a flood from one address: it is held, loses no word, and others pass."""

import http.client
import itertools
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from backend.api.limits import RATES
from backend.api.passes import is_worked_for
from tests.bot.channels.test_web_served import Browser, file_report
from tests.bot.channels.web_asking import FORM
from tests.kit.served_house import served

FLOODER, NEIGHBOUR = "20.30.40.9", "20.30.40.10"
FREE = RATES["say"].burst
PASSES_WITHIN_S = 3.0


@dataclass
class From(Browser):
    """A browser whose address a known proxy names."""

    source: str = ""

    def ask(
        self, method: str, path: str, body: bytes = b"", **headers: str
    ) -> tuple[http.client.HTTPResponse, bytes]:
        return super().ask(method, path, body, x_forwarded_for=self.source, **headers)


@contextmanager
def flooding(address: str, statuses: list[int]) -> Iterator[None]:
    """Strangers at one address write on and on, until the end."""
    ends = threading.Event()

    def shout() -> None:
        while not ends.is_set():
            body = urlencode({"text": "洪水"}).encode()
            answer, _ = From(address, source=FLOODER).ask("POST", "/say", body, content_type=FORM)
            statuses.append(answer.status)

    threads = [threading.Thread(target=shout) for _ in range(6)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        ends.set()
        for thread in threads:
            thread.join()


def test_a_flood_from_one_address_is_held_and_its_neighbour_files_a_report(tmp_path: Path) -> None:
    statuses: list[int] = []
    house_at = served(tmp_path, trusted_proxies=("127.0.0.1",))
    with house_at as house, flooding(house.address, statuses):
        until = time.monotonic() + 30
        while 429 not in statuses and time.monotonic() < until:
            time.sleep(0.02)
        began = time.monotonic()
        code = file_report(From(house.address, source=NEIGHBOUR), "网吧的安全出口锁着")
        took_s = time.monotonic() - began
        held, page = shout_once(From(house.address, source=FLOODER), turn="turn-mine")
        proof = next(n for n in itertools.count() if is_worked_for(hidden(page), str(n)))
        shown = {"pass": hidden(page), "proof": str(proof), "turn": "turn-mine"}
        taken, _ = shout_once(From(house.address, source=FLOODER), **shown)
    assert len(code.split()) == 5
    assert took_s < PASSES_WITHIN_S
    assert FREE <= statuses.count(303) <= FREE + 10
    assert set(statuses) == {303, 429}
    assert held == 429
    assert "电线掉了</textarea>" in page
    assert "秒再点一次“发送”" in page
    assert taken == 303


def shout_once(browser: Browser, **fields: str) -> tuple[int, str]:
    """One form; gives the status and the page."""
    body = urlencode({"text": "电线掉了", **fields}).encode()
    answer, page = browser.ask("POST", "/say", body, content_type=FORM)
    return answer.status, page.decode()


def hidden(page: str) -> str:
    """The pass that came with the page."""
    return str(re.findall(r'name="pass" value="([^"]+)"', page)[0])
