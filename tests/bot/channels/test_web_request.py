"""Reading a request of web chat: language, cookies, where it comes from."""

from typing import Any

import pytest

from bot.channels._web_request import best_language, fit_for_us
from tests.bot.channels.web_asking import HERE, request

KNOWN = ("zh-Hans", "en")


@pytest.mark.parametrize(
    ("accepted", "best"),
    [
        ("", "zh-Hans"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh-Hans"),
        ("zh-TW", "zh-Hans"),
        ("en-GB,en;q=0.9", "en"),
        ("EN", "en"),
        ("fr-FR,fr;q=0.9,en;q=0.5", "en"),
        ("fr,de", "zh-Hans"),
        ("en;q=0.3, zh;q=0.7", "zh-Hans"),
        ("en;q=0, fr", "zh-Hans"),
        ("*", "zh-Hans"),
        ("en;q=much, zh", "zh-Hans"),
        (";;;,,,=", "zh-Hans"),
        ("enx", "zh-Hans"),
    ],
)
def test_the_best_known_language_is_spoken(accepted: str, best: str) -> None:
    assert best_language(accepted, KNOWN) == best


def test_a_link_may_ask_for_a_known_language() -> None:
    assert request("/?lang=en", accept_language="zh").language(KNOWN) == "en"
    assert request("/?lang=xx", accept_language="en").language(KNOWN) == "en"


@pytest.mark.parametrize(
    ("headers", "fits"),
    [
        ({}, True),
        ({"sec_fetch_site": "same-origin"}, True),
        ({"sec_fetch_site": "none"}, True),
        ({"sec_fetch_site": "same-site"}, False),
        ({"sec_fetch_site": "cross-site"}, False),
        ({"sec_fetch_site": "cross-site", "origin": f"https://{HERE}"}, False),
        ({"origin": f"https://{HERE}"}, True),
        ({"origin": f"http://{HERE}"}, True),
        ({"origin": "https://elsewhere.example"}, False),
        ({"origin": f"https://{HERE}.elsewhere.example"}, False),
        ({"origin": "null"}, False),
    ],
)
def test_a_form_is_taken_only_from_our_own_page(headers: dict[str, Any], fits: bool) -> None:
    assert fit_for_us(request("/say", "POST", **headers)) is fits


@pytest.mark.parametrize(
    ("cookies", "value"),
    [
        ("davy=abc", "abc"),
        ("other=1; davy=abc; more=2", "abc"),
        ('odd={"a":[1, 2]}; davy=abc', "abc"),
        ("davy=abc; davy=def", "abc"),
        ("davy-staff=abc", None),
        ("", None),
        ("davy", ""),
    ],
)
def test_a_cookie_is_found_among_others(cookies: str, value: str | None) -> None:
    assert request(cookie=cookies).cookie("davy") == value


@pytest.mark.parametrize(
    ("host", "onion"),
    [("abc.onion", True), ("ABC.ONION:80", True), ("abc.onion.example", False), ("a.cn", False)],
)
def test_an_onion_address_is_known(host: str, onion: bool) -> None:
    assert request(host=host).is_onion is onion


@pytest.mark.parametrize(
    ("given", "length"), [("12", 12), ("", None), ("-1", None), ("1e3", None), ("٣", None)]
)
def test_a_length_is_read_or_not_known(given: str, length: int | None) -> None:
    assert request(content_length=given).declared_bytes == length
