"""One Davy for several places: the list at the front, a chat, staff and an API for each."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from backend.places.tools import new_file
from backend.staff.service import invite
from tests.bot.channels.test_web_served import Browser
from tests.kit.served_house import Served, served

WUHE, XIANGAN, ADDED = "340322", "350213", "360102"
REPORT = {"words": "三楼过道堆满电动车", "place_words": "村口", "sector": "fire"}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Two places that come along, and a fifth whose file was added to the data folder."""
    folder = tmp_path_factory.mktemp("many")
    own = folder / "data" / "places"
    own.mkdir(parents=True)
    assert new_file(own, ADDED, "donghu", zh="东湖区", en="Donghu")[0] == 0
    with served(folder, places=(XIANGAN, ADDED)) as made:
        yield made


def asked(house: Served, path: str, body: object = None, token: str = "") -> tuple[int, str]:
    """Status and body of one JSON request."""
    browser = Browser(house.address)
    headers = {"Accept": "application/json", "Content-Type": "application/json"}
    headers |= {"Authorization": f"Bearer {token}"} if token else {}
    method, data = ("GET", b"") if body is None else ("POST", json.dumps(body).encode())
    answer, found = browser.ask(method, path, data, **headers)
    return answer.status, found.decode()


def test_the_front_lists_the_places_and_each_leads_to_its_chat(house: Served) -> None:
    browser = Browser(house.address)
    page = browser.look()
    links = re.findall(r'<a href="(/p/\d+/)">([^<]+)</a>', page)
    assert links == [
        (f"/p/{WUHE}/", "五河县"),
        (f"/p/{XIANGAN}/", "厦门市翔安区"),
        (f"/p/{ADDED}/", "东湖区"),
    ]
    assert browser.cookie == ""
    for path, _ in links:
        answer, data = browser.ask("GET", path)
        assert (answer.status, 'action="' + path + 'say"' in data.decode()) == (200, True)
    staff = browser.ask("GET", "/staff")[1].decode()
    assert f'href="/p/{ADDED}/staff/"' in staff
    assert browser.ask("GET", f"/p/{ADDED}/staff/")[0].status == 200
    for path in ("/static/chat.css", "/bye"):
        assert browser.ask("GET", path)[0].status == 200


@pytest.mark.parametrize("path", ["/p/999999/", "/p/", "/nothing", "/p/340322x/", "/say"])
def test_what_is_no_place_is_told_on_a_page(house: Served, path: str) -> None:
    answer, data = Browser(house.address).ask("GET", path)
    assert answer.status == 404
    assert b'href="/"' in data


def test_a_place_that_was_added_as_a_file_takes_reports(house: Served) -> None:
    status, told = asked(house, f"/p/{ADDED}/api/v1/reports", REPORT)
    assert status == 201, told
    opened = {"code": json.loads(told)["code"]}
    assert asked(house, f"/p/{ADDED}/api/v1/cases/open", opened)[0] == 200
    assert asked(house, "/api/v1/cases/open", opened | {"place": ADDED})[0] == 200
    for path in (f"/p/{WUHE}/api/v1/cases/open", "/api/v1/cases/open"):
        assert asked(house, path, opened)[0] == 404


def test_path_and_body_may_not_name_two_places(house: Served) -> None:
    status, told = asked(house, f"/p/{WUHE}/api/v1/reports", REPORT | {"place": ADDED})
    assert (status, json.loads(told)["key"]) == (404, "problem-place-unknown")
    assert asked(house, "/p/999999/api/v1/reports", REPORT)[0] == 404


def test_the_document_of_a_place_says_where_its_operations_are(house: Served) -> None:
    for code in (WUHE, XIANGAN):
        document = json.loads(asked(house, f"/p/{code}/api/v1/openapi.json")[1])
        assert document["servers"] == [{"url": f"/p/{code}"}]
    assert "servers" not in json.loads(asked(house, "/api/v1/openapi.json")[1])


def test_the_chat_of_one_place_knows_nothing_of_a_cookie_of_another(house: Served) -> None:
    def say(path: str, cookie: str, words: str) -> tuple[str, str]:
        browser = Browser(house.address, cookie=cookie)
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "text/html"}
        browser.ask("POST", f"{path}say", f"text={words}".encode(), **headers)
        return browser.cookie, browser.ask("GET", path)[1].decode()

    cookie, _ = say(f"/p/{WUHE}/", "", "SPILLED-PAINT")
    name, _, value = cookie.partition("=")
    assert name == f"davy-{WUHE}"
    stolen = f"davy-{XIANGAN}={value}; {cookie}"
    page = Browser(house.address, cookie=stolen).ask("GET", f"/p/{XIANGAN}/")[1].decode()
    assert "SPILLED-PAINT" not in page


def test_an_invitation_of_one_place_opens_no_desk_of_another(house: Served) -> None:
    office = house.davy.office
    with office.database.write() as conn:
        token = invite(conn, office, place=WUHE, roles=["intake"], office_id="")
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}

    def join(code: str) -> str:
        body = f"text=%2Fjoin+{token}".encode()
        path = f"/p/{code}/staff/say"
        return Browser(house.address).ask("POST", path, body, **headers)[1].decode()

    strange = Browser(house.address).ask(
        "POST", f"/p/{XIANGAN}/staff/say", b"text=%2Fjoin+nobody", **headers
    )[1]
    refused = [one["text"] for one in json.loads(strange)["messages"]]
    assert [one["text"] for one in json.loads(join(XIANGAN))["messages"]] == refused
    assert [one["text"] for one in json.loads(join(WUHE))["messages"]] != refused


def test_only_a_place_without_a_file_stops_the_start(tmp_path: Path) -> None:
    from backend.settings import SettingsWrong

    with (
        pytest.raises(SettingsWrong, match=r"DAVY_PLACES: '999999' was given; .*340322"),
        served(tmp_path, places=(XIANGAN, "999999")),
    ):
        pass
