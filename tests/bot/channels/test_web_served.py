"""Web chat behind a real server: what only the wire shows."""

import http.client
import json
import logging
import re
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest

from tests.bot.channels.web_asking import FORM, multipart
from tests.kit.served_house import Served, served

CODE = re.compile(r"\d{4} \d{4} \d{4} \d{4} \d{4}")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Davy on a port, for this module; files of at most one megabyte."""
    with served(tmp_path_factory.mktemp("served"), upload_max_mb=1) as made:
        yield made


@dataclass
class Browser:
    """A browser without scripts: it keeps a cookie, follows forms and reads what stands there."""

    address: str
    cookie: str = ""
    page: str = ""
    said: list[str] = field(default_factory=list)

    def ask(
        self, method: str, path: str, body: bytes = b"", **headers: str
    ) -> tuple[http.client.HTTPResponse, bytes]:
        """One request on a connection of its own."""
        wire = http.client.HTTPConnection(urlsplit(self.address).netloc, timeout=30)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        wire.request(method, path, body, {"Cookie": self.cookie, "Accept": "text/html"} | named)
        answer = wire.getresponse()
        data = answer.read()
        if cookie := answer.getheader("Set-Cookie"):
            self.cookie = cookie.partition(";")[0]
        wire.close()
        return answer, data

    def look(self) -> str:
        """Look at the page."""
        self.page = self.ask("GET", "/")[1].decode()
        self.said += re.findall(r"<p>([^<]*)</p>\n</article>", self.page)
        return self.page

    def say(self, **fields: str) -> str:
        """Send the page's form."""
        hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', self.page))
        body = urlencode({**hidden, **fields}).encode()
        answer, _ = self.ask("POST", "/say", body, content_type=FORM, sec_fetch_site="same-origin")
        assert answer.status == 303
        return self.look()

    def press(self, choice: str) -> str:
        """Press a button of the page."""
        offered = re.findall(r'name="choice" value="([^"]*)"', self.page)
        (value,) = [one for one in offered if one.endswith(f"|{choice}")][:1]
        return self.say(choice=value)


def file_report(browser: Browser, words: str) -> str:
    """Report by forms alone; gives the code."""
    browser.look()
    browser.press("report")
    browser.say(text=words)
    browser.say(text="城关镇")
    browser.press("skip-rest")
    browser.press("send")
    return str(CODE.findall(browser.page)[0])


def test_a_report_is_filed_and_followed_by_plain_forms(
    house: Served, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    words = "网吧的安全出口锁着，canary-4471"
    browser = Browser(house.address)
    code = file_report(browser, words)
    other = Browser(house.address)
    other.look()
    other.say(text=code)
    assert "网吧" not in other.page
    assert re.search(r"\d{4}-\d{4}-\d{4}", other.page)
    session = browser.cookie.partition("=")[2]
    for canary in (words, "canary-4471", code, code.replace(" ", ""), session):
        assert canary not in caplog.text


def test_people_who_are_lost_are_told_so_on_a_page(house: Served) -> None:
    browser = Browser(house.address)
    for path in ("/nowhere", "/staff/nowhere", "/p/999999/", "/static/none.js"):
        answer, data = browser.ask("GET", path)
        assert (answer.status, answer.getheader("Content-Type")) == (
            404,
            "text/html; charset=utf-8",
        )
        assert "这里没有内容" in data.decode()
    answer, data = browser.ask("GET", "/api/v1/nowhere")
    assert answer.status == 404
    assert json.loads(data)


def test_the_office_answers_beside_the_chat(house: Served) -> None:
    answer, _ = Browser(house.address).ask("GET", "/healthz")
    assert answer.status == 200


def test_an_address_without_its_last_slash_leads_to_where_the_cookie_is_sent(house: Served) -> None:
    answer, _ = Browser(house.address).ask("GET", "/staff?lang=en")
    assert (answer.status, answer.getheader("Location")) == (303, "/staff/?lang=en")


def test_a_look_without_a_body_is_answered(house: Served) -> None:
    browser = Browser(house.address)
    for path in ("/", "/staff/", "/bye", "/static/chat.css", "/robots.txt"):
        answer, data = browser.ask("HEAD", path)
        assert (answer.status, data) == (200, b"")
        assert int(answer.getheader("Content-Length") or 0) > 0


def test_a_huge_file_is_declined_kindly_with_the_words_kept(house: Served) -> None:
    browser = Browser(house.address)
    body, kind = multipart({"turn": "turn-0001", "text": "楼道堆满了"}, bytes(6_000_000))
    answer, data = browser.ask("POST", "/say", body, content_type=kind)
    assert answer.status == 413
    assert "楼道堆满了</textarea>" in data.decode()


def test_two_doors_keep_two_sessions(house: Served) -> None:
    browser = Browser(house.address)
    browser.look()
    browser.say(text="你好")
    public = browser.cookie
    _, data = browser.ask("GET", "/staff/")
    assert "只对受邀请的人开放" in data.decode()
    answer, _ = browser.ask("POST", "/staff/say", b"text=hello", content_type=FORM)
    cookie = answer.getheader("Set-Cookie") or ""
    assert cookie.startswith("davy-staff=")
    assert "Path=/staff/" in cookie
    assert cookie.partition("=")[2][:32] not in public


def test_a_stop_lets_pages_go_that_wait_for_news(tmp_path: Path) -> None:
    answered: list[int] = []
    with served(tmp_path) as made:
        browser = Browser(made.address)
        browser.look()
        browser.say(text="你好")
        seen = re.findall(r'name="seen" value="([^"]*)"', browser.page)[0]

        def hold_on() -> None:
            answered.append(browser.ask("GET", "/wait", davy_seen=seen)[0].status)

        pages = [threading.Thread(target=hold_on) for _ in range(16)]
        for page in pages:
            page.start()
        web = made.davy.doors["web-340322"].channel
        until = time.monotonic() + 10
        while web._waits_count < 16 and time.monotonic() < until:  # type: ignore[attr-defined]
            time.sleep(0.01)
        began = time.monotonic()
    assert time.monotonic() - began < 2.5
    for page in pages:
        page.join()
    assert answered == [200] * 16
