"""Following a report with its code alone."""

import json
from concurrent.futures import Future
from dataclasses import replace
from typing import Any

import pytest

from backend.office import Office
from media.draw import draw
from media.pool import PhotoPool
from media.scrub import CleanPhoto
from tests.backend.api.calling import REPORT, Api, closed, headers, opened, rewarded
from tests.backend.staff.offices import clock_of

KEY = "another-key-that-nobody-guesses"


async def by_code(api: Api, code: str) -> dict[str, Any]:
    answer = await api.post("/cases/open", {"code": code})
    assert answer.status_code == 200, answer.text
    view: dict[str, Any] = answer.json()
    return view


async def test_the_page_tells_each_step_by_day(api: Api) -> None:
    case = await closed(api)
    view = await by_code(api, case["code"])
    assert [step["key"] for step in view["steps"]] == [
        "step-submitted",
        "step-accepted",
        "step-assigned",
        "step-true",
        "step-ordered",
        "step-mended",
        "step-closed",
    ]
    assert (view["reward"], view["may_say_unfixed"], view["may_add"]) == ("proposed", True, False)


async def test_a_question_is_asked_answered_and_seen_by_intake(api: Api) -> None:
    receipt = await api.filed()
    intake = api.token("intake")
    report_id = await api.task(intake, "accept")
    await api.step(intake, report_id, "ask", question="still-there")
    (question,) = (await by_code(api, receipt["code"]))["questions"]
    assert question["key"] == "question-still-there"
    told = {"words": "还在充电", "question_id": question["question_id"]}
    answer = await api.post("/cases/additions", {"code": receipt["code"], **told})
    assert answer.status_code == 200
    assert (await by_code(api, receipt["code"]))["questions"] == []
    assert (await api.get(f"/cases/{report_id}", intake)).json()["answers"] == ["还在充电"]


async def test_words_added_twice_with_one_key_are_kept_once(api: Api) -> None:
    receipt = await api.filed()
    intake = api.token("intake")
    report_id = await api.task(intake, "accept")
    for _ in range(2):
        told = {"code": receipt["code"], "words": "二楼也有"}
        assert (await api.post("/cases/additions", told, key=KEY)).status_code == 200
    words = (await api.get(f"/cases/{report_id}", intake)).json()["words"]
    assert words == f"{REPORT['words']}\n\n二楼也有"


class CountingPool(PhotoPool):
    """Knows how many photos it was given."""

    cleaned_count = 0

    def submit(self, data: bytes) -> Future[CleanPhoto]:
        """As the pool does, counted."""
        self.cleaned_count += 1
        return super().submit(data)


async def test_a_photo_more_than_a_report_takes_is_said_before_it_is_cleaned(api: Api) -> None:
    whole = replace(api.office, photos_max=2)
    with CountingPool() as pool:
        await _fill_up(whole, pool)


async def _fill_up(whole: Office, pool: CountingPool) -> None:
    async with opened(whole, pool=pool) as small:
        receipt = await small.filed()

        async def add(*seeds: int, key: str = "") -> Any:
            told = json.dumps({"code": receipt["code"]})
            parts: list[Any] = [("addition", (None, told, "application/json"))]
            parts += [("photos", (None, draw(one, height_px=40), "image/jpeg")) for one in seeds]
            carried = headers(key=key)
            return await small.client.post("/cases/additions", files=parts, headers=carried)

        assert (await add(1, 2, key=KEY)).status_code == 200
        full = await add(3)
        assert (full.status_code, full.json()["key"]) == (422, "refused-photos-enough")
        assert "2" in full.json()["detail"]
        assert pool.cleaned_count == 2
        assert (await add(1, 2, key=KEY)).status_code == 200  # the same request, sent again
        assert (await by_code(small, receipt["code"]))["photo_count"] == 2


async def test_nothing_to_add_is_said_kindly(api: Api) -> None:
    receipt = await api.filed()
    empty = await api.post("/cases/additions", {"code": receipt["code"], "words": "  "})
    assert (empty.status_code, empty.json()["key"]) == (422, "refused-addition-empty")


async def test_a_refusal_can_be_objected_to_once(api: Api) -> None:
    receipt = await api.filed()
    intake = api.token("intake")
    report_id = await api.task(intake, "accept")
    await api.step(intake, report_id, "refuse", reason="not-a-hazard")
    view = await by_code(api, receipt["code"])
    assert (view["reason_key"], view["may_object"]) == ("reason-not-a-hazard", True)
    told = {"code": receipt["code"], "words": "请再看看"}
    first = await api.post("/cases/objections", told, key=KEY)
    assert first.json()["may_object"] is False
    assert (await api.post("/cases/objections", told, key=KEY)).json() == first.json()
    again = await api.post("/cases/objections", told)
    assert (again.status_code, again.json()["key"]) == (422, "refused-objected-already")


async def test_a_closed_hazard_can_be_said_to_be_there_still(api: Api) -> None:
    case = await closed(api)
    said = await api.post("/cases/unfixed", {"code": case["code"], "words": "又停满了"})
    assert said.json()["next_key"] == "next-look-again"
    supervisor = api.token("supervisor")
    hazard_id = await api.task(supervisor, "decide-reopening")
    assert hazard_id == case["hazard_id"]
    await api.step(supervisor, hazard_id, "reopen")
    assert (await by_code(api, case["code"]))["next_key"] == "next-mend"


async def test_a_reward_waits_until_the_case_is_closed_again(api: Api) -> None:
    case = await closed(api)
    approver = api.token("approver")
    reward_id = await api.task(approver, "approve-reward")
    await api.post("/cases/unfixed", {"code": case["code"]})
    await api.step(api.token("supervisor"), case["hazard_id"], "reopen")
    refused = await api.post(f"/cases/{reward_id}/steps/approve-reward", {}, approver)
    assert (refused.status_code, refused.json()["key"]) == (409, "refused-case-open-again")
    assert (await api.get("/tasks", approver)).json()["lines"] == []


async def test_the_reward_is_shown_with_a_claim_code(api: Api) -> None:
    case = await rewarded(api)
    assert (await by_code(api, case["code"]))["reward"] == "told"
    shown = (await api.post("/cases/reward", {"code": case["code"]})).json()
    assert (shown["amount_yuan"], shown["key"], shown["last_on"]) == (
        300,
        "reward-reason-general",
        "2026-05-06",
    )
    assert shown["where"]
    assert shown["claim_code"] != case["claim_code"]


async def test_before_the_approval_only_where_it_stands_is_told(api: Api) -> None:
    case = await closed(api)
    shown = (await api.post("/cases/reward", {"code": case["code"]})).json()
    assert shown == {
        "key": "reward-proposed",
        "amount_yuan": 0,
        "claim_code": "",
        "last_on": None,
        "where": "",
    }


async def test_who_wished_no_reward_has_none(api: Api) -> None:
    receipt = await api.filed(reward="no")
    intake, inspector = api.token("intake"), api.token("inspector")
    report_id = await api.task(intake, "accept")
    await api.step(intake, report_id, "accept", line="楼道停放电动车", sector="fire")
    await api.step(inspector, report_id, "verify-true", grade="general", words="属实")
    hazard_id = await api.task(inspector, "close")
    picture = [("photos", draw(1, 300, height_px=200))]
    handed = await api.client.post("/photos", files=picture, headers=headers(inspector))
    proof = {"words": "清了", "photos": handed.json()["photo_ids"]}
    await api.step(inspector, hazard_id, "close", **proof)
    await api.step(api.token("reviewer"), hazard_id, "approve-closing")
    assert (await by_code(api, receipt["code"]))["reward"] == ""
    assert (await api.get("/tasks", api.token("approver"))).json()["total_count"] == 0


@pytest.mark.parametrize("path", ["open", "additions", "objections", "unfixed", "reward"])
async def test_a_code_that_nobody_has_opens_nothing(api: Api, path: str) -> None:
    told = {"code": "00000000000000000098"}
    told |= {"words": "x"} if path in ("additions", "objections") else {}
    answer = await api.post(f"/cases/{path}", told)
    assert (answer.status_code, answer.json()["key"]) == (404, "refused-code-unknown")


async def test_a_code_stands_in_no_address(api: Api) -> None:
    document = (await api.get("/openapi.json")).json()
    for path, operations in document["paths"].items():
        assert "code" not in path.replace("by-code", "")
        for operation in operations.values():
            named = {
                one["name"] for one in operation.get("parameters", ()) if one["in"] != "header"
            }
            assert "code" not in named


async def test_an_open_reward_runs_out_on_its_day(api: Api) -> None:
    from backend.rewards.running_out import forfeit_claims

    case = await rewarded(api)
    clock_of(api.office).forward(days=66)
    with api.office.database.write() as conn:
        forfeit_claims(conn, api.office, "340322")
    shown = (await api.post("/cases/reward", {"code": case["code"]})).json()
    assert shown["key"] == "reward-forfeited"
