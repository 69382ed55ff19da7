"""Filing in one call, once, with photos and without."""

import asyncio
import json
from typing import Any

import pytest
from sqlalchemy import func, select

from backend.api.tables import idempotency
from backend.db.columns import metadata
from backend.office import Office
from backend.reports.tables import photo, report
from media.draw import draw
from tests.backend.api.calling import REPORT, Api, opened
from tests.backend.staff.offices import ELSEWHERE, clock_of

KEY = "a-key-that-nobody-guesses"


def count(office: Office, table: Any) -> int:
    with office.database.read() as conn:
        return int(conn.execute(select(func.count()).select_from(table)).scalar_one())


async def form(api: Api, body: Any, *photos: bytes, **headers: str) -> Any:
    parts = [("report", (None, json.dumps(body), "application/json"))]
    files = [("photos", (f"{n}.jpg", data, "image/jpeg")) for n, data in enumerate(photos)]
    return await api.client.post("/reports", files=[*parts, *files], headers=headers)


async def test_a_report_is_filed_in_one_call_and_opened_by_its_code(api: Api) -> None:
    receipt = await api.filed()
    assert receipt["answer_on"] == "2026-03-09"
    assert len(receipt["code"]) == 20
    opened_case = await api.post("/cases/open", {"code": receipt["code"]})
    assert opened_case.json()["number"] == receipt["number"]
    assert opened_case.json()["steps"] == [{"key": "step-submitted", "on": "2026-03-02"}]


async def test_words_or_a_photo_and_a_place_are_enough(api: Api) -> None:
    for body in (
        {"words": "坏了", "place_words": "头铺镇"},
        {"words": "坏了", "spot": REPORT["spot"]},
    ):
        assert (await api.post("/reports", body)).status_code == 201
    pictured = await form(api, {"spot": REPORT["spot"]}, draw(1, 400, height_px=300))
    assert pictured.status_code == 201


@pytest.mark.parametrize(
    ("body", "key"),
    [
        ({"spot": REPORT["spot"]}, "refused-report-empty"),
        ({"words": "坏了"}, "refused-report-placeless"),
        ({"words": "坏了", "spot": {"lat": 39.9, "lon": 116.4}}, "refused-place-outside"),
        ({"words": "坏了", "spot": {"lat": 91, "lon": 116.4}}, "problem-body"),
        ({"words": "字" * 20_001, "spot": REPORT["spot"]}, "problem-body"),
        (REPORT | {"phone": "13800000000"}, "problem-body"),
        ([], "problem-body"),
    ],
)
async def test_what_does_not_fit_says_why_and_repeats_no_value(
    api: Api, body: Any, key: str
) -> None:
    answer = await api.post("/reports", body)
    assert (answer.status_code, answer.json()["key"]) == (422, key)
    assert answer.headers["content-type"] == "application/problem+json"
    assert "13800000000" not in answer.text
    assert "字字" not in answer.text
    assert count(api.office, report) == 0


async def test_other_bodies_and_places_are_refused(api: Api) -> None:
    bad = await api.client.post(
        "/reports", content=b"{words", headers={"content-type": "application/json"}
    )
    assert (bad.status_code, bad.json()["key"]) == (422, "problem-body")
    text = await api.client.post("/reports", content=b"x", headers={"content-type": "text/plain"})
    assert (text.status_code, text.json()["key"]) == (415, "problem-media-type")
    huge = await api.client.post("/reports", content=b" " * 300_000)
    assert (huge.status_code, huge.json()["key"]) == (413, "problem-too-large")
    unknown = await api.post("/reports", REPORT | {"place": "999999"})
    assert (unknown.status_code, unknown.json()["key"]) == (404, "problem-place-unknown")


async def test_another_place_is_named_in_the_body(api: Api) -> None:
    receipt = await api.filed(place=ELSEWHERE)
    here = await api.post("/cases/open", {"code": receipt["code"]})
    assert here.status_code == 404
    there = await api.post("/cases/open", {"code": receipt["code"], "place": ELSEWHERE})
    assert there.status_code == 200


async def test_photos_lose_all_they_carry_and_lie_sealed(api: Api) -> None:
    carrying = draw(7, 800, height_px=600, gps=(33.12, 117.89), camera="Canary Cam", comment="who")
    answer = await form(api, REPORT, carrying, b"not a picture at all")
    good, bad = answer.json()["photos"]
    assert good["kept"]
    assert "gps" in good["removed"]
    assert (bad["kept"], bad["reason"]) == (False, "not-a-photo")
    with api.office.database.read() as conn:
        (row,) = conn.execute(select(photo)).all()
    assert row.owner_kind == "report"
    for name in (row.store_name, row.preview_name):
        stored = api.office.files.get(name)
        assert b"Canary" not in stored
        assert not stored.startswith(b"\xff\xd8")


async def test_the_same_request_with_a_key_is_done_once(api: Api) -> None:
    first, again = [await api.post("/reports", REPORT, key=KEY) for _ in range(2)]
    assert (first.status_code, first.json()) == (again.status_code, again.json())
    assert count(api.office, report) == 1
    other = await api.post("/reports", REPORT, key=KEY + "2")
    assert other.json()["number"] != first.json()["number"]


async def test_equal_requests_at_one_instant_are_done_once(api: Api) -> None:
    asked = [api.post("/reports", REPORT, key=KEY) for _ in range(12)]
    answers = await asyncio.gather(*asked)
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["code"] for answer in answers}) == 1
    assert count(api.office, report) == 1


async def test_equal_requests_to_two_processes_are_done_once(office: Office) -> None:
    async with opened(office) as one, opened(office) as other:
        asked = [each.post("/reports", REPORT, key=KEY) for each in (one, other) * 4]
        answers = await asyncio.gather(*asked)
    assert len({answer.json()["code"] for answer in answers}) == 1
    assert count(office, report) == 1


async def test_a_key_used_for_another_request_is_refused(api: Api) -> None:
    await api.post("/reports", REPORT, key=KEY)
    answer = await api.post("/reports", REPORT | {"words": "另一件事"}, key=KEY)
    assert (answer.status_code, answer.json()["key"]) == (409, "problem-idempotency-reused")
    assert count(api.office, report) == 1


@pytest.mark.parametrize("key", ["short", "x" * 201])
async def test_a_key_that_can_be_guessed_is_refused(api: Api, key: str) -> None:
    answer = await api.post("/reports", REPORT, key=key)
    assert (answer.status_code, answer.json()["key"]) == (400, "problem-idempotency-key")


async def test_a_repeated_form_cleans_no_photo_twice(api: Api) -> None:
    picture = draw(3, 400, height_px=300)
    first = await form(api, REPORT, picture, **{"idempotency-key": KEY})
    # The boundary differs from request to request: what counts is what is in the parts.
    again = await form(api, REPORT, picture, **{"idempotency-key": KEY})
    assert first.json() == again.json()
    assert count(api.office, photo) == 1


async def test_a_kept_answer_opens_with_the_clients_key_alone_and_for_a_day(api: Api) -> None:
    receipt = (await api.post("/reports", REPORT, key=KEY)).json()
    with api.office.database.read() as conn:
        everything = [repr(conn.execute(select(table)).all()) for table in metadata.sorted_tables]
        (kept,) = conn.execute(select(idempotency)).all()
    assert kept.ends_at.minute == kept.ends_at.second == 0
    for secret in (receipt["code"], KEY, "电动车"):
        assert not any(secret in text for text in everything)
    from backend.api.idempotency import purge

    clock_of(api.office).forward(hours=24)
    with api.office.database.write() as conn:
        assert purge(conn, api.office) == 0
    clock_of(api.office).forward(hours=1)
    with api.office.database.write() as conn:
        assert purge(conn, api.office) == 1


async def test_filing_alarms_nobody_with_an_address(api: Api) -> None:
    """The API's reporter has an alias like any other, and behind it is nobody."""
    from backend.aliases.ids import AliasId
    from backend.aliases.service import open_address
    from backend.aliases.tables import alias

    await api.filed()
    with api.office.database.read() as conn:
        (row,) = conn.execute(select(alias)).all()
        assert open_address(conn, api.office.keys, AliasId(row.alias_id)) is None
