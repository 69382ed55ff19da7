"""What may be the same hazard, over the API: for intake alone, with reasons that can be said."""

from backend.audit.service import acts_of_case
from locales.catalogue import load
from tests.backend.api.calling import Api
from tests.backend.staff.offices import ELSEWHERE, HERE


async def test_intake_sees_what_may_be_the_same_and_why(api: Api) -> None:
    await api.filed()
    second = await api.filed(words="楼梯口停满电瓶车，过道走不了人")
    intake = api.token("intake")
    lines = (await api.get("/tasks?filter=accept", intake)).json()["lines"]
    case_id = next(line["case_id"] for line in lines if line["number"] != second["number"])
    answer = await api.get(f"/cases/{case_id}/duplicates", intake)
    assert answer.status_code == 200, answer.text
    (line,) = answer.json()["lines"]
    assert (line["number"], line["state"], line["likely"]) == (second["number"], "submitted", True)
    assert line["score"] == sum(reason["points"] for reason in line["reasons"])
    for reason in line["reasons"]:
        assert load().say("zh-Hans", reason["key"], reason["args"])
    assert "alias" not in answer.text
    assert "电瓶车，过道" not in answer.text


async def test_what_intake_says_no_to_is_proposed_to_nobody_again(api: Api) -> None:
    for _ in range(3):
        await api.filed()
    intake = api.token("intake")
    lines = (await api.get("/tasks?filter=accept", intake)).json()["lines"]
    one, other, third = (line["case_id"] for line in lines)
    for _ in range(2):  # a repeat changes nothing
        answer = await api.post(f"/cases/{one}/duplicates/part", {"other": other}, intake)
        assert answer.status_code == 200, answer.text
        assert [line["case_id"] for line in answer.json()["lines"]] == [third]
    seen = (await api.get(f"/cases/{other}/duplicates", api.token("intake"))).json()["lines"]
    assert [line["case_id"] for line in seen] == [third]
    with api.office.database.read() as conn:
        noted = acts_of_case(conn, api.office, HERE, other)
    assert [one.act.act for one in noted if one.act].count("part") == 1


async def test_a_no_is_refused_to_one_report_to_joined_ones_and_to_others(api: Api) -> None:
    for _ in range(3):
        await api.filed()
    intake = api.token("intake")
    lines = (await api.get("/tasks?filter=accept", intake)).json()["lines"]
    one, other, third = (line["case_id"] for line in lines)
    path = f"/cases/{one}/duplicates/part"
    assert (await api.post(path, {"other": one}, intake)).status_code == 422
    assert (await api.post(path, {"other": "f" * 32}, intake)).status_code == 404
    assert (await api.post(path, {"other": other}, api.token("inspector"))).status_code == 403
    stranger = api.token("intake", place=ELSEWHERE)
    assert (await api.post(path, {"other": other}, stranger)).status_code == 404
    for joined in (other, third):
        await api.step(intake, joined, "merge", into=one)
    for which, told in ((one, other), (other, one), (other, third)):
        refused = await api.post(f"/cases/{which}/duplicates/part", {"other": told}, intake)
        assert (refused.status_code, refused.json()["key"]) == (422, "refused-step-not-now")


async def test_who_joins_nothing_sees_nothing(api: Api) -> None:
    await api.filed()
    case_id = await api.task(api.token("intake"), "accept")
    for role in ("inspector", "reviewer", "supervisor", "approver", "auditor", "payer"):
        answer = await api.get(f"/cases/{case_id}/duplicates", api.token(role))
        assert answer.status_code == 403, role
    stranger = api.token("intake", place=ELSEWHERE)
    assert (await api.get(f"/cases/{case_id}/duplicates", stranger)).status_code == 404
