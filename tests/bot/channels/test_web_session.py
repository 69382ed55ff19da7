"""The cookie of a web door: for the session only, for this host only, for no script."""

import re

import pytest

from bot.channels._web_session import (
    Session,
    SessionCookie,
    cookie_name,
    fresh_session,
    kept_as,
)
from tests.bot.channels.web_asking import request

SECRET = "A" * 32
OPEN = SessionCookie("davy", "/", secure=False)
SEALED = SessionCookie("davy", "/", secure=True)
STAFF = SessionCookie("davy-staff", "/staff/", secure=True, life_s=43_200)
ONION = "abcdef.onion"


@pytest.mark.parametrize(
    ("cookie", "kept", "host", "written"),
    [
        (OPEN, False, "a.cn", f"davy={SECRET}; Path=/; HttpOnly; SameSite=Strict"),
        (
            OPEN,
            True,
            "a.cn",
            f"davy={SECRET}.kept; Path=/; HttpOnly; SameSite=Strict; Max-Age=2592000",
        ),
        (SEALED, False, "a.cn", f"__Host-davy={SECRET}; Path=/; HttpOnly; SameSite=Strict; Secure"),
        (SEALED, False, ONION, f"davy={SECRET}; Path=/; HttpOnly; SameSite=Strict"),
        (
            STAFF,
            False,
            "a.cn",
            f"__Host-davy-staff={SECRET}; Path=/; HttpOnly; SameSite=Strict; Secure; Max-Age=43200",
        ),
        (
            STAFF,
            False,
            ONION,
            f"davy-staff={SECRET}; Path=/staff/; HttpOnly; SameSite=Strict; Max-Age=43200",
        ),
    ],
)
def test_a_cookie_is_written(cookie: SessionCookie, kept: bool, host: str, written: str) -> None:
    name, value = cookie.write(request(host=host), Session(SECRET, kept))
    assert (name, value.decode()) == (b"set-cookie", written)


@pytest.mark.parametrize("kept", [False, True])
@pytest.mark.parametrize("host", ["a.cn", ONION])
@pytest.mark.parametrize("cookie", [OPEN, SEALED, STAFF])
def test_what_is_written_is_read_again(cookie: SessionCookie, host: str, kept: bool) -> None:
    session = Session(SECRET, kept)
    pair = cookie.write(request(host=host), session)[1].decode().partition(";")[0]
    assert cookie.read(request(host=host, cookie=f"a=b; {pair}")) == session


@pytest.mark.parametrize(
    "value", ["", "short", "A" * 31, "A" * 33, "A" * 31 + "!", "A" * 32 + ".other", "A" * 32 + '"']
)
def test_a_value_that_we_never_gave_is_nobody(value: str) -> None:
    assert OPEN.read(request(cookie=f"davy={value}")) is None


def test_over_tls_a_cookie_of_another_site_of_the_domain_is_not_ours() -> None:
    assert SEALED.read(request(cookie=f"davy={SECRET}")) is None


def test_leaving_removes_the_cookie_where_it_was_left() -> None:
    assert b"Max-Age=0" in STAFF.end(request())[1]
    assert b"__Host-davy-staff=; Path=/;" in STAFF.end(request())[1]
    assert b"davy-staff=; Path=/staff/;" in STAFF.end(request(host=ONION))[1]


def test_sessions_are_random_and_of_the_form_that_is_read() -> None:
    secrets = {fresh_session().secret for _ in range(50)}
    assert len(secrets) == 50
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{32}", one) for one in secrets)


def test_keeping_a_draft_can_be_taken_back() -> None:
    assert kept_as(Session(SECRET, kept=True), False) == Session(SECRET)


@pytest.mark.parametrize(
    ("path", "staff", "name"),
    [
        ("/", False, "davy"),
        ("/staff/", True, "davy-staff"),
        ("/p/350213/", False, "davy-350213"),
        ("/p/350213/staff/", True, "davy-350213-staff"),
    ],
)
def test_no_two_doors_of_one_host_share_a_cookie(path: str, staff: bool, name: str) -> None:
    assert cookie_name(path, "350213", staff=staff) == name
