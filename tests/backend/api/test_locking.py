"""Two people and one case: the version that was seen, in `If-Match` or in the body."""

import asyncio

from tests.backend.api.calling import Api
from tests.backend.reports.cases import accepted, crew, file

ENGLISH = {"accept-language": "en"}


async def test_a_card_carries_its_version_and_an_older_one_is_told_what_changed(api: Api) -> None:
    crew(api.office)
    filed = file(api.office)
    one, two = api.token("intake"), api.token("intake")
    seen = await api.get(f"/cases/{filed.report_id}", one)
    tag = seen.headers["etag"]
    assert tag == f'"{seen.json()["version"]}"'
    await api.step(two, filed.report_id, "ask", question="still-there")
    fresh = (await api.get(f"/cases/{filed.report_id}", one)).headers["etag"]
    assert fresh != tag
    asked = {"line": "楼道停放电动车"}
    old = await api.client.post(
        f"/cases/{filed.report_id}/steps/accept",
        json=asked,
        headers={"authorization": f"Bearer {one}", "if-match": '"7"', **ENGLISH},
    )
    problem = old.json()
    assert (old.status_code, problem["key"]) == (412, "refused-changed-since")
    assert problem["args"] == {"step": "ask", "day": "2026-03-02"}
    assert "the reporter was asked (2026-03-02)" in problem["detail"]
    body = await api.post(f"/cases/{filed.report_id}/steps/accept", asked | {"version": 7}, one)
    assert (body.status_code, body.json()["key"]) == (409, "refused-changed-since")
    taken = await api.client.post(
        f"/cases/{filed.report_id}/steps/accept",
        json=asked,
        headers={"authorization": f"Bearer {one}", "if-match": fresh},
    )
    assert taken.status_code == 200


async def test_what_is_no_version_is_refused_and_none_is_taken_as_it_is(api: Api) -> None:
    crew(api.office)
    filed = file(api.office)
    token = api.token("intake")
    path = f"/cases/{filed.report_id}/steps/ask"
    for match, status in (("5", 422), ('"x"', 422), ('"1", "2"', 422), ("*", 200), ("", 200)):
        carried = {"authorization": f"Bearer {token}"} | ({"if-match": match} if match else {})
        answer = await api.client.post(path, json={"question": "still-there"}, headers=carried)
        assert answer.status_code == status, match


async def test_of_two_at_one_instant_one_wins_and_the_other_reads_why(api: Api) -> None:
    filed = accepted(api.office, crew(api.office))
    tokens = [api.token("intake"), api.token("supervisor")]
    card = (await api.get(f"/cases/{filed.report_id}", tokens[0])).json()
    asked = {"reason": "needs-experts", "version": card["version"]}
    path = f"/cases/{filed.report_id}/steps/extend"
    answers = await asyncio.gather(*(api.post(path, asked, token) for token in tokens))
    assert sorted(one.status_code for one in answers) == [200, 409]
    (late,) = [one.json() for one in answers if one.status_code == 409]
    assert late["args"]["step"] == "extend"


async def test_opening_an_alarm_silences_it_and_the_list_shows_it(api: Api) -> None:
    filed = file(api.office, deaths=True)
    inspector, supervisor = api.token("auditor"), api.token("supervisor")
    for token, left in ((inspector, 1), (supervisor, 0)):
        assert (await api.get(f"/cases/{filed.report_id}", token)).status_code == 200
        page = (await api.get("/reports?alarm=unseen", token)).json()
        assert len(page["lines"]) == left
    (line,) = (await api.get("/reports?alarm=deaths", supervisor)).json()["lines"]
    assert (line["number"], line["alarm_seen"]) == (filed.number, True)


async def test_offices_are_named_with_their_inspectors_for_who_assigns(api: Api) -> None:
    crew(api.office)
    offices = {
        one["id"]: one for one in (await api.get("/offices", api.token("supervisor"))).json()
    }
    assert offices["county-lane"]["outside"]
    assert not offices["market"]["outside"]
    assert len(offices["market"]["inspectors"]) == 1
    others = (await api.get("/offices", api.token("intake"))).json()
    assert not any(one["inspectors"] for one in others)


async def test_a_reporter_reads_by_code_who_answers_now(api: Api) -> None:
    receipt = await api.filed()
    intake = api.token("intake")
    case_id = await api.task(intake, "accept")
    told = {"office": "county-lane", "reason": "higher-level"}
    await api.step(intake, case_id, "transfer", **told)
    shown = (await api.post("/cases/open", {"code": receipt["code"]})).json()
    lane = api.office.place("340322").numbers.county_lane
    assert shown["sent_to"] == {"zh": lane.name.zh, "en": lane.name.en, "phone": lane.number}
