"""The desk of staff over the API: lists, cards, pictures, steps, and two people at one instant."""

import asyncio

import pytest

from media.draw import draw
from tests.backend.api.calling import REPORT, Api, closed, headers
from tests.backend.reports.cases import accepted, crew, recording

KEY = "a-third-key-that-nobody-guesses"


async def test_me_says_who_the_token_acts_as(api: Api) -> None:
    found = (await api.get("/me", api.token("inspector", "intake"))).json()
    assert (found["place"], found["roles"]) == ("340322", ["inspector", "intake"])


async def test_the_list_goes_by_pages_that_never_skip_or_repeat(api: Api) -> None:
    numbers = {(await api.filed())["number"] for _ in range(7)}
    supervisor = api.token("supervisor")
    seen: list[str] = []
    cursor = ""
    for _ in range(4):
        page = (await api.get(f"/reports?limit=2&cursor={cursor}", supervisor)).json()
        seen += [line["number"] for line in page["lines"]]
        cursor = page["cursor"]
        if not cursor:
            break
    assert len(seen) == 7
    assert set(seen) == numbers


async def test_the_list_is_filtered_by_state_sector_and_area(api: Api) -> None:
    await api.filed()
    await api.filed(sector="coal-mines")
    intake = api.token("intake")
    for query, count in (
        ("state=submitted", 2),
        ("state=refused", 0),
        ("sector=fire", 1),
        ("area=340322", 2),
        ("area=340323", 0),
    ):
        page = (await api.get(f"/reports?{query}", intake)).json()
        assert len(page["lines"]) == count, query


async def test_an_inspector_lists_only_what_may_be_inspected(api: Api) -> None:
    await api.filed()
    inspector = api.token("inspector")
    assert (await api.get("/reports", inspector)).json()["lines"] == []
    intake = api.token("intake")
    await api.step(intake, await api.task(intake, "accept"), "accept", line="楼道停放电动车")
    assert len((await api.get("/reports", inspector)).json()["lines"]) == 1


async def test_a_report_tells_intake_of_its_recordings_and_an_inspector_of_none(api: Api) -> None:
    sent = [
        (kind, kind, recording(api.office, kind, duration_s=lasting, size_bytes=size))
        for kind, lasting, size in (("video", 0, 40_000), ("voice", 7, 404))
    ]
    case = f"/cases/{accepted(api.office, crew(api.office), evidence=tuple(sent)).report_id}"
    told = (await api.get(case, api.token("intake"))).json()["recordings"]
    assert told == [
        {"kind": "video", "duration_s": None, "size_bytes": 40_000},
        {"kind": "voice", "duration_s": 7, "size_bytes": 404},
    ]
    assert (await api.get(case, api.token("inspector"))).json()["recordings"] == []


async def test_pictures_are_read_whole_and_small_without_metadata(api: Api) -> None:
    case = await closed(api)
    card = (await api.get(f"/cases/{case['hazard_id']}", case["inspector"])).json()
    (photo_id,) = card["photo_ids"]
    sizes = []
    for query in ("", "?preview=true"):
        picture = await api.get(f"/photos/{photo_id}{query}", case["inspector"])
        assert picture.headers["content-type"] == "image/jpeg"
        assert picture.headers["cache-control"] == "no-store"
        assert b"Exif" not in picture.content
        sizes.append(len(picture.content))
    assert sizes[1] <= sizes[0]


async def test_a_photo_for_a_step_that_cannot_be_made_safe_is_refused(api: Api) -> None:
    inspector = api.token("inspector")
    files = [("photos", draw(1, 300, height_px=200)), ("photos", b"GIF89a nonsense")]
    answer = await api.client.post("/photos", files=files, headers=headers(inspector))
    assert answer.status_code == 422
    assert answer.json()["key"].startswith("photo-refused-")


async def test_a_step_with_a_key_is_taken_once(api: Api) -> None:
    await api.filed()
    intake = api.token("intake")
    case_id = await api.task(intake, "accept")
    told = {"line": "楼道停放电动车", "sector": "fire"}
    first, again = [
        await api.post(f"/cases/{case_id}/steps/accept", told, intake, key=KEY) for _ in range(2)
    ]
    assert (
        (first.status_code, first.json())
        == (again.status_code, again.json())
        == (200, first.json())
    )
    plain = await api.post(f"/cases/{case_id}/steps/accept", told, intake)
    assert (plain.status_code, plain.json()["key"]) == (422, "refused-step-not-now")


async def test_of_two_reviewers_at_one_instant_one_is_told_of_the_other(api: Api) -> None:
    case = await closed(api)
    supervisors = [api.token("supervisor") for _ in range(2)]
    await api.post("/cases/unfixed", {"code": case["code"]})
    answers = await asyncio.gather(
        *(api.post(f"/cases/{case['hazard_id']}/steps/reopen", {}, one) for one in supervisors)
    )
    assert sorted(answer.status_code for answer in answers) in ([200, 409], [200, 422])


async def test_an_old_card_is_refused(api: Api) -> None:
    await api.filed()
    intake = api.token("intake")
    case_id = await api.task(intake, "accept")
    told = {"line": "楼道停放电动车", "version": 5}
    answer = await api.post(f"/cases/{case_id}/steps/accept", told, intake)
    assert (answer.status_code, answer.json()["key"]) == (409, "refused-changed-meanwhile")


async def test_a_closing_needs_another_persons_agreement(api: Api) -> None:
    await api.filed()
    both = api.token("intake", "inspector", "reviewer")
    case_id = await api.task(both, "accept")
    await api.step(both, case_id, "accept", line="楼道停放电动车", sector="fire")
    await api.step(both, case_id, "verify-true", grade="general", words="属实")
    hazard_id = await api.task(both, "close")
    files = [("photos", draw(1, 300, height_px=200))]
    handed = await api.client.post("/photos", files=files, headers=headers(both))
    await api.step(both, hazard_id, "close", words="清了", photos=handed.json()["photo_ids"])
    own = await api.post(f"/cases/{hazard_id}/steps/approve-closing", {}, both)
    assert (own.status_code, own.json()["key"]) == (403, "refused-own-closing")


@pytest.mark.parametrize(
    ("step", "body"),
    [
        ("accept", {"line": ""}),
        ("accept", {"line": "x", "grade": "huge"}),
        ("refuse", {"reason": "luck"}),
        ("close", {"words": "清了", "photos": []}),
        ("verify-true", {"grade": "general"}),
        ("accept", {"line": "x", "who": "me"}),
    ],
)
async def test_a_body_that_does_not_fit_its_step_is_refused(
    api: Api, step: str, body: dict[str, object]
) -> None:
    token = api.token("intake", "inspector")
    answer = await api.post(f"/cases/{'0' * 32}/steps/{step}", body, token)
    assert (answer.status_code, answer.json()["key"]) == (422, "problem-body")
    assert answer.json()["faults"]


async def test_nearest_comes_first(api: Api) -> None:
    await api.filed(spot={"lat": 33.05, "lon": 117.85})
    near = await api.filed()
    intake = api.token("intake")
    point = f"lat={REPORT['spot']['lat']}&lon={REPORT['spot']['lon']}"  # type: ignore[index]
    lines = (await api.get(f"/tasks?{point}", intake)).json()["lines"]
    assert lines[0]["number"] == near["number"]
    assert lines[0]["distance_m"] < 20 < lines[1]["distance_m"]


async def test_the_card_says_the_routing_in_words(api: Api) -> None:
    await api.filed(sector="road-transport")
    intake = api.token("intake")
    task = await api.task(intake, "accept")
    routed = (await api.get(f"/cases/{task}", intake)).json()["routed"]
    assert (routed["settled"], routed["owner"]["zh"]) == (False, "县交通运输局")
    assert routed["reasons"][0]["zh"] == "按子方案清单，由县交通运输局牵头。"
    assert routed["reasons"][0]["en"] == "Transport Bureau leads this sector on the sub-plan list."
    assert all(one["zh"] and one["en"] for one in routed["reasons"])
    auditor = await api.get(f"/cases/{task}", api.token("auditor"))
    assert auditor.json()["routed"] is None


async def test_a_hazards_card_names_who_leads_and_who_helps(api: Api) -> None:
    await api.filed(sector="gas")
    intake, inspector = api.token("intake"), api.token("inspector")
    await api.step(intake, await api.task(intake, "accept"), "accept", line="气瓶放在厨房")
    task = await api.task(inspector, "verify")
    before = (await api.get(f"/cases/{task}", inspector)).json()
    assert [one["zh"] for one in before["leads"]] == ["县住建局"]
    assert (await api.get(f"/cases/{task}", intake)).json()["leads"] == []  # `routed` tells it
    await api.step(inspector, task, "verify-true", grade="general", words="属实")
    shown = (await api.get(f"/cases/{await api.task(inspector, 'close')}", inspector)).json()
    assert [one["en"] for one in shown["leads"]] == ["Housing and Construction Bureau"]
    assert "县公安局" in [one["zh"] for one in shown["assisting"]]
