"""A case that another place answers for, the whole way: handed over, taken in, closed, paid."""

import json
from typing import Any

from backend.reports.codes import completed
from media.draw import draw
from tests.backend.api.calling import Api, headers
from tests.backend.staff.offices import ABOVE, ELSEWHERE, HERE

OVER = {"place": ABOVE, "reason": "higher-level", "words": "跨县，请市里办"}


async def opened(api: Api, code: str) -> dict[str, Any]:
    """What the reporter reads by their code, at the door where they filed."""
    answer = await api.post("/cases/open", {"code": code})
    assert answer.status_code == 200, answer.text
    case: dict[str, Any] = answer.json()
    return case


async def mended(api: Api, report_id: str, intake: str) -> None:
    """The other place accepts it, finds it true, and closes it."""
    inspector = api.token("inspector", place=ABOVE)
    await api.step(intake, report_id, "accept", line="楼道停放电动车", sector="fire")
    await api.step(inspector, report_id, "verify-true", grade="general", words="属实")
    hazard_id = await api.task(inspector, "close")
    files = [("photos", draw(1, 400, height_px=300))]
    shown = await api.client.post("/photos", files=files, headers=headers(inspector))
    proof = {"words": "已清走", "photos": shown.json()["photo_ids"]}
    await api.step(inspector, hazard_id, "close", lat=33.1287, lon=117.8943, **proof)
    await api.step(api.token("reviewer", place=ABOVE), hazard_id, "approve-closing")


async def test_handed_over_taken_in_closed_and_paid_by_who_closed_it(api: Api) -> None:
    receipt = await api.filed()
    intake, theirs = api.token("intake"), api.token("intake", place=ABOVE)
    kin = (await api.get("/kin", intake)).json()
    assert {(one["place"], one["kin"]) for one in kin} == {(ABOVE, "above"), (ELSEWHERE, "beside")}
    case_id = await api.task(intake, "accept")
    done = await api.step(intake, case_id, "hand-over", **OVER)
    assert done["key"] == "done-hand-over"
    there = await api.task(theirs, "accept")
    seen = await opened(api, receipt["code"])
    assert (seen["was_number"], seen["may_add"]) == (receipt["number"], True)
    assert seen["sent_to"]["zh"] == api.office.place(ABOVE).words.office.zh
    assert (seen["next_key"], seen["next_on"]) == ("next-accept", receipt["answer_on"])
    added = await api.post("/cases/additions", {"code": receipt["code"], "words": "还在充电"})
    assert added.status_code == 200
    card = (await api.get(f"/cases/{there}", theirs)).json()
    assert card["words"].endswith("还在充电")
    await mended(api, there, theirs)
    for token in (api.token("approver", place=ABOVE), api.token("approver", place=ABOVE)):
        await api.step(token, await api.task(token, "approve-reward"), "approve-reward")
    shown = (await api.post("/cases/reward", {"code": receipt["code"]})).json()
    claim = {"code": shown["claim_code"]}
    nobody = (await api.post("/claims/look-up", claim, api.token("payer"))).json()
    assert not nobody["good"]
    payer = api.token("payer", place=ABOVE)
    found = (await api.post("/claims/look-up", claim, payer)).json()
    paid = await api.post("/claims/pay", {"handle": found["handle"]}, payer)
    assert paid.json() == {"amount_yuan": shown["amount_yuan"]}
    steps = [one["key"] for one in (await opened(api, receipt["code"]))["steps"]]
    assert steps[:4] == ["step-submitted", "step-handed-over", "step-accepted", "step-assigned"]
    assert steps[-1] == "step-closed"


async def test_the_step_is_taken_once_on_the_card_that_was_seen(api: Api) -> None:
    await api.filed()
    intake, theirs = api.token("intake"), api.token("intake", place=ABOVE)
    case_id = await api.task(intake, "accept")
    path, key = f"/cases/{case_id}/steps/hand-over", "one and the same press"
    old = await api.client.post(path, json=OVER, headers=headers(intake) | {"if-match": '"9"'})
    assert old.status_code == 412
    first = await api.post(path, OVER, intake, key=key)
    again = await api.post(path, OVER, intake, key=key)
    assert (first.status_code, first.text) == (200, again.text)
    another = await api.post(path, OVER, intake)
    assert (another.status_code, another.json()["key"]) == (422, "refused-step-not-now")
    lines = (await api.get("/reports", theirs)).json()["lines"]
    assert len(lines) == 1


async def test_only_who_may_hands_over_and_only_within_the_house(api: Api) -> None:
    await api.filed()
    case_id = await api.task(api.token("intake"), "accept")
    path = f"/cases/{case_id}/steps/hand-over"
    assert (await api.post(path, OVER, api.token("inspector"))).status_code == 403
    for place in (HERE, "350213", "999999"):
        answer = await api.post(path, OVER | {"place": place}, api.token("intake"))
        assert (answer.status_code, answer.json()["key"]) == (422, "refused-field-unknown"), place
    assert (await api.post(path, OVER | {"place": "wuhe"}, api.token("intake"))).status_code == 422


async def test_either_side_shows_the_proof_and_nothing_of_the_other(api: Api) -> None:
    receipt = await api.filed()
    intake, theirs = api.token("intake"), api.token("intake", place=ABOVE)
    case_id = await api.task(intake, "accept")
    await api.step(intake, case_id, "hand-over", **OVER)
    there = await api.task(theirs, "accept")
    (out,) = (await api.get(f"/cases/{case_id}/handovers", intake)).json()
    (back,) = (await api.get(f"/cases/{there}/handovers", theirs)).json()
    assert (out["digest"], out["whole"], out["logged"]) == (back["digest"], True, True)
    assert (back["whole"], back["logged"], back["words"]) == (True, True, OVER["words"])
    told = (await api.get(f"/cases/{case_id}", intake)).text + str(out)
    assert there not in told
    assert case_id not in (await api.get(f"/cases/{there}", theirs)).text + str(back)
    number = (await opened(api, receipt["code"]))["number"]
    assert number not in told
    inspector = api.token("inspector")
    assert (await api.get(f"/cases/{case_id}/handovers", inspector)).status_code == 403
    for token, other in ((intake, there), (theirs, case_id)):
        assert (await api.get(f"/cases/{other}/handovers", token)).status_code == 404


async def test_a_place_where_nobody_could_take_it_in_is_named_as_the_reason(api: Api) -> None:
    receipt = await api.filed()
    intake = api.token("intake")
    case_id = await api.task(intake, "accept")
    path = f"/cases/{case_id}/steps/hand-over"
    said = {"zh-Hans": "那边还没有人能受理", "en": "Nobody there could take it in yet"}
    for language, words in said.items():
        carried = headers(intake, f"one press, read in {language}") | {"accept-language": language}
        answer = await api.client.post(path, json=OVER, headers=carried)
        told = answer.json()
        assert (answer.status_code, told["key"]) == (422, "refused-nobody-there")
        assert told["type"] == "urn:davy:problem:refused-nobody-there"
        assert told["detail"].startswith(words)
    assert (await opened(api, receipt["code"]))["number"] == receipt["number"]
    api.token("supervisor", place=ABOVE)  # somebody joins there: the very same press goes through
    again = await api.post(path, OVER, intake, key="one press, read in en")
    assert again.status_code == 200


async def test_the_code_opens_it_at_the_doors_of_both_places_and_of_no_third(api: Api) -> None:
    receipt = await api.filed()
    intake, theirs = api.token("intake"), api.token("intake", place=ABOVE)
    case_id = await api.task(intake, "accept")

    async def at(place: str, code: str) -> tuple[int, str]:
        asked = f"http://davy.test/p/{place}/api/v1/cases/open"
        answer = await api.client.post(asked, json={"code": code})
        named = await api.post("/cases/open", {"code": code, "place": place})
        assert (answer.status_code, answer.text) == (named.status_code, named.text)
        return answer.status_code, answer.text

    code, nobodys = receipt["code"], completed(10**17 + 7)
    assert await at(ABOVE, code) == await at(ABOVE, nobodys)
    await api.step(intake, case_id, "hand-over", **OVER)
    assert (await at(HERE, code))[0] == 200
    assert await at(ABOVE, code) == await at(HERE, code)
    assert await at(ELSEWHERE, code) == await at(ELSEWHERE, nobodys)
    form = {"addition": json.dumps({"code": code, "words": "还在充电"})}
    files = [("photos", draw(1, 400, height_px=300))]
    asked = f"http://davy.test/p/{ABOVE}/api/v1/cases/additions"
    added = await api.client.post(asked, data=form, files=files)
    assert added.status_code == 200, added.text
    there = await api.task(theirs, "accept")
    card = (await api.get(f"/cases/{there}", theirs)).json()
    assert card["words"].endswith("还在充电")
    assert len(card["photo_ids"]) == 1
