"""Every operation of the document, called from another place: never data, never a hint.

Each call is made twice: with what really exists in the other place, and with what exists nowhere.
The two answers may not differ in a byte. An operation that this walk does not know how to call
fails the test, so that nobody adds one that is not looked at.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from backend.reports.codes import completed
from backend.staff.rules import DUTIES
from tests.backend.api.calling import REPORT, Api, headers, rewarded
from tests.backend.api.conftest import api, office
from tests.backend.api.test_permissions import BODIES
from tests.backend.staff.offices import ELSEWHERE, HERE

__all__ = ["api", "office"]

NOBODY = "0" * 32
NEVER = completed(10**17 + 7)
"""A code that fits and that nobody has."""
KEY = "the-very-same-key-of-two-requests"
LISTS = {"/me", "/tasks", "/reports", "/totals", "/offices", "/kin"}
"""What a member reads without naming a case: it may hold nothing of another place."""
TAKES: dict[str, dict[str, Any]] = {
    "/reports": REPORT,
    "/cases/additions": {"words": "还在"},
    "/cases/objections": {"words": "不对"},
    "/cases/unfixed": {"words": "还在"},
    "/claims/look-up": {},
    "/claims/pay": {},
    "/cases/open": {},
    "/cases/reward": {},
    "/photos": {},
}
PARTED = {"other": "f" * 32}


async def operations(api: Api) -> list[tuple[str, str]]:
    """(method, path under /api/v1) of the whole document."""
    document = (await api.get("/openapi.json")).json()
    return [
        (method.upper(), path.removeprefix("/api/v1"))
        for path, methods in document["paths"].items()
        for method in methods
    ]


@pytest.fixture
async def case(api: Api) -> dict[str, str]:
    """A case of Wuhe, from its filing to a reward that waits, with a picture."""
    made = await rewarded(api)
    card = (await api.get(f"/cases/{made['hazard_id']}", made["inspector"])).json()
    return made | {"photo_id": card["photo_ids"][0]}


def named(path: str, case: dict[str, str]) -> Iterator[tuple[str, str]]:
    """The path with each thing of that place it can name, beside the path with nobody's."""
    names = re.findall(r"\{(\w+)\}", path)
    known = {
        "case_id": [case["report_id"], case["hazard_id"], case["reward_id"]],
        "photo_id": [case["photo_id"]],
    }
    assert set(names) <= set(known), f"say what stands for {names} in {path}"
    assert len(names) == 1, path
    for real in known[names[0]]:
        yield re.sub(r"\{\w+\}", real, path), re.sub(r"\{\w+\}", NOBODY, path)


def body_of(path: str) -> Any:
    """What a step or a case's operation is sent."""
    return (BODIES | {"part": PARTED}).get(path.rpartition("/")[2], {})


async def told(api: Api, method: str, path: str, body: Any, token: str) -> tuple[int, str]:
    """Status and text of one answer."""
    sent = None if method == "GET" else body
    answer = await api.client.request(method, path, json=sent, headers=headers(token))
    return answer.status_code, answer.text


async def test_another_places_staff_hear_of_a_case_what_they_hear_of_none(
    api: Api, case: dict[str, str]
) -> None:
    everybody = tuple(duty for duty in DUTIES if duty != "payer")
    strangers = (api.token(*everybody, place=ELSEWHERE), api.token("payer", place=ELSEWHERE))
    asked = 0
    for method, path in await operations(api):
        if "{" not in path:
            assert path in LISTS | set(TAKES), f"say how {method} {path} is to be called"
            continue
        for here, nowhere in named(path, case):
            for token in strangers:
                found = await told(api, method, here, body_of(path), token)
                none = await told(api, method, nowhere, body_of(path), token)
                assert found == none, f"{method} {path}"
                assert found[0] in (403, 404), f"{method} {path}: {found}"
                asked += 1
    assert asked > 50
    await _nothing_in_lists(api, case, strangers[0])
    real = await told(api, "POST", "/claims/look-up", {"code": case["claim_code"]}, strangers[1])
    assert real == await told(api, "POST", "/claims/look-up", {"code": NEVER}, strangers[1])


async def _nothing_in_lists(api: Api, case: dict[str, str], token: str) -> None:
    own = {value for name, value in case.items() if name not in ("intake", "inspector")}
    for method, path in await operations(api):
        if method == "GET" and path in LISTS:
            status, text = await told(api, "GET", path, None, token)
            assert status in (200, 403), path
            assert not [value for value in own if value in text], path


async def test_a_code_of_one_place_is_nobodys_in_another(api: Api) -> None:
    code = (await api.filed())["code"]
    for path in ("/cases/open", "/cases/additions", "/cases/objections", "/cases/unfixed"):
        for door in (path, f"http://davy.test/p/{ELSEWHERE}/api/v1{path}"):
            told_of = []
            for one in (code, NEVER):
                body = TAKES[path] | {"code": one, "place": ELSEWHERE}
                told_of.append(await told(api, "POST", door, body, ""))
            assert told_of[0] == told_of[1], path
            assert told_of[0][0] == 404, path
    assert (await api.post("/cases/open", {"code": code})).status_code == 200


async def test_a_token_is_none_at_all_under_the_path_of_another_place(api: Api) -> None:
    await api.filed()
    report_id = await api.task(api.token("intake"), "accept")
    token = api.token("supervisor", place=ELSEWHERE)
    for method, path in await operations(api):
        if path in TAKES and (method, path) != ("GET", "/reports"):
            continue
        real = re.sub(r"\{\w+\}", report_id, path)
        door = f"http://davy.test/p/{HERE}/api/v1{real}"
        assert await told(api, method, door, body_of(path), token) == await told(
            api, method, door, body_of(path), "made-up"
        ), path
    own = f"http://davy.test/p/{ELSEWHERE}/api/v1/me"
    assert (await told(api, "GET", own, None, token))[0] == 200


async def test_one_key_of_two_places_gives_nobody_the_others_answer(api: Api) -> None:
    first = await api.post("/reports", REPORT, key=KEY)
    second = await api.post("/reports", REPORT | {"place": ELSEWHERE}, key=KEY)
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json()["code"] != second.json()["code"]
    again = await api.post("/reports", REPORT | {"place": ELSEWHERE}, key=KEY)
    assert json.loads(again.text) == json.loads(second.text)


async def test_numbers_run_in_each_place_by_itself(api: Api) -> None:
    one = (await api.filed())["number"]
    token = api.token("intake", place=ELSEWHERE)
    assert (await api.get(f"/reports?cursor={one}", token)).json()["lines"] == []
