"""Wrong codes at the doors: by chat through a restart, by address through fresh cookies."""

import http.client
import json
import re
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from backend.reports.codes import completed
from tests.bot.channels.web_asking import FORM
from tests.kit.real_house import Person, house
from tests.kit.served_house import Served, served

FLOODER, NEIGHBOUR = "20.30.40.9", "20.30.40.10"


def said_of(served: Served, code: str, address: str = "") -> str:
    """What web chat says to a code that somebody types as their first words, under no cookie."""
    forwarded = {"X-Forwarded-For": address} if address else {}
    wire = http.client.HTTPConnection(urlsplit(served.address).netloc, timeout=30)
    body = urlencode({"text": code}).encode()
    headers = {"Content-Type": FORM, "Sec-Fetch-Site": "same-origin", "Accept": "application/json"}
    wire.request("POST", "/say", body, headers | forwarded)
    answer = wire.getresponse().read().decode()
    wire.close()
    return re.sub("<[^>]+>", "", json.loads(answer)["html"] if "html" in answer else answer)


def opened(served: Served, code: str, address: str) -> int:
    """The status of the JSON API for a code."""
    wire = http.client.HTTPConnection(urlsplit(served.address).netloc, timeout=30)
    headers = {"Content-Type": "application/json", "X-Forwarded-For": address}
    wire.request("POST", "/api/v1/cases/open", json.dumps({"code": code}), headers)
    status = wire.getresponse().status
    wire.close()
    return status


def test_fresh_cookies_buy_no_more_tries_and_the_api_counts_with_them(tmp_path: Path) -> None:
    with served(tmp_path, trusted_proxies=("127.0.0.1/32",)) as there:
        told = [said_of(there, completed(number), FLOODER) for number in range(13)]
        assert ["太多" in one for one in told] == [False] * 10 + [True] * 3
        assert opened(there, completed(99), FLOODER) == 429
        assert "太多" not in said_of(there, completed(50), NEIGHBOUR)
        assert opened(there, completed(99), NEIGHBOUR) == 404


def test_whoever_shares_the_lane_is_not_shut_out_by_others(tmp_path: Path) -> None:
    with served(tmp_path) as there:
        told = [said_of(there, completed(number)) for number in range(13)]
    assert not any("太多" in one for one in told)


async def tried(person: Person, number: int) -> bool:
    """Whether a wrong code was looked for."""
    told = await person.write(completed(number))
    return not any("太多" in one.text for one in told)


async def test_a_chat_has_its_tries_through_a_restart(tmp_path: Path, database_url: str) -> None:
    async with house(tmp_path, database_url) as real:
        person = real.somebody()
        await person.open()
        assert [await tried(person, number) for number in range(6)] == [True] * 6
        with real.davy.office.database.read() as conn:
            query = "select count(*) from source_debt where kind = 'chat'"
            assert conn.exec_driver_sql(query).scalar_one() == 1
    async with house(tmp_path, database_url) as real:
        same = Person(real, person.bot, person.chat_ref)
        assert [await tried(same, number) for number in range(10, 16)] == [True] * 4 + [False] * 2
        other = real.somebody()
        await other.open()
        assert await tried(other, 20)
