"""Who may call what: no token, another duty, another place, the payer's blindness."""

import re
from typing import Any

import pytest

from backend.staff.rules import DUTIES, MAY
from tests.backend.api.calling import Api, rewarded
from tests.backend.staff.offices import ELSEWHERE

BODIES: dict[str, dict[str, Any]] = {
    "accept": {"line": "楼道停放电动车"},
    "refuse": {"reason": "not-a-hazard"},
    "assign": {"office": "fire-brigade"},
    "ask": {"question": "still-there"},
    "pass-question": {"question_id": "0" * 32},
    "return-question": {"question_id": "0" * 32, "reason": "unclear"},
    "verify-true": {"grade": "general", "words": "属实"},
    "verify-untrue": {"reason": "not-found"},
    "uphold-objection": {},
    "reject-objection": {"reason": "nothing-new"},
    "close": {"words": "清了", "photos": ["0" * 32]},
    "approve-closing": {},
    "return-closing": {"reason": "half-done"},
    "reopen": {},
    "keep-closed": {"reason": "nothing-new"},
    "approve-reward": {},
    "refuse-reward": {"reason": "own-duty"},
    "transfer": {"office": "market", "reason": "other-duty"},
    "hand-over": {"place": "340300", "reason": "other-area"},
    "reassign": {"office": "market"},
    "extend": {"reason": "needs-experts"},
    "merge": {"into": "f" * 32},
    "split": {},
}
CAPABILITY = {
    "accept": "report-accept",
    "refuse": "report-refuse",
    "assign": "case-assign",
    "ask": "report-ask",
    "pass-question": "question-pass",
    "return-question": "question-pass",
    "verify-true": "report-verify",
    "verify-untrue": "report-verify",
    "uphold-objection": "objection-decide",
    "reject-objection": "objection-decide",
    "close": "hazard-close",
    "approve-closing": "hazard-approve",
    "return-closing": "hazard-approve",
    "reopen": "hazard-reopen",
    "keep-closed": "hazard-reopen",
    "approve-reward": "reward-approve",
    "refuse-reward": "reward-approve",
    "transfer": "report-transfer",
    "hand-over": "report-transfer",
    "reassign": "case-assign",
    "extend": "report-extend",
    "merge": "report-merge",
    "split": "report-merge",
}
NOBODY = "0" * 32
OPEN = {"/reports", "/cases/open", "/cases/additions", "/cases/objections"}
OPEN |= {"/cases/unfixed", "/cases/reward"}


async def operations(api: Api) -> list[tuple[str, str, str]]:
    """(method, path under /api/v1, step or empty) of every operation for staff."""
    document = (await api.get("/openapi.json")).json()
    found = []
    for path, methods in document["paths"].items():
        short = path.removeprefix("/api/v1")
        for method in methods:
            if (method, short) != ("post", short) or short not in OPEN:
                step = short.rpartition("/steps/")[2] if "/steps/" in short else ""
                found.append((method.upper(), short, step))
    return found


async def test_every_operation_of_staff_wants_a_token(api: Api) -> None:
    for method, path, step in await operations(api):
        address = re.sub(r"\{\w+\}", NOBODY, path)
        body = BODIES.get(step, {"code": "1", "handle": "x"})
        for token in ("", "made-up"):
            carried = {"authorization": f"Bearer {token}"} if token else {}
            answer = await api.client.request(method, address, json=body, headers=carried)
            assert (answer.status_code, answer.json()["key"]) == (401, "problem-token"), address
            assert answer.headers["www-authenticate"].startswith("Bearer")


async def test_the_table_of_steps_is_whole(api: Api) -> None:
    from backend.reminders.steps import STEPS

    named = {step for _, _, step in await operations(api) if step}
    assert named == set(STEPS) == set(BODIES) == set(CAPABILITY)


@pytest.mark.parametrize("role", DUTIES)
async def test_a_duty_takes_its_own_steps_alone(api: Api, role: str) -> None:
    token = api.token(role)
    for step, body in BODIES.items():
        answer = await api.post(f"/cases/{NOBODY}/steps/{step}", body, token)
        allowed = CAPABILITY[step] in MAY[role]
        # Whoever may is told that there is no such case; whoever may not learns nothing of it.
        assert answer.status_code == (404 if allowed else 403), step


async def test_only_a_payer_handles_claims(api: Api) -> None:
    for role in DUTIES:
        token = api.token(role)
        looked = await api.post("/claims/look-up", {"code": "12"}, token)
        paid = await api.post("/claims/pay", {"handle": NOBODY}, token)
        expected = (200, 404) if role == "payer" else (403, 403)
        assert (looked.status_code, paid.status_code) == expected, role


async def test_another_places_token_finds_nothing_anywhere(api: Api) -> None:
    case = await rewarded(api)
    everybody = tuple(role for role in DUTIES if role != "payer")
    stranger, payer = api.token(*everybody, place=ELSEWHERE), api.token("payer", place=ELSEWHERE)
    photos = (await api.get(f"/cases/{case['hazard_id']}", case["inspector"])).json()["photo_ids"]
    for case_id in (case["report_id"], case["hazard_id"], case["reward_id"]):
        assert (await api.get(f"/cases/{case_id}", stranger)).status_code == 404
        for step, body in BODIES.items():
            answer = await api.post(f"/cases/{case_id}/steps/{step}", body, stranger)
            assert answer.status_code == 404, step
    assert photos
    for photo_id in photos:
        assert (await api.get(f"/photos/{photo_id}", stranger)).status_code == 404
    assert (await api.get("/reports", stranger)).json()["lines"] == []
    assert (await api.get("/tasks", stranger)).json()["total_count"] == 0
    looked = (await api.post("/claims/look-up", {"code": case["claim_code"]}, payer)).json()
    nothing = {"handle": "", "amount_yuan": 0, "good": False, "sealed_name": ""}
    assert looked == nothing | {"key": "claim-unknown"}


async def test_a_payer_sees_nothing_of_the_case(api: Api) -> None:
    case = await rewarded(api)
    payer = api.token("payer")
    seen = []
    looked = await api.post("/claims/look-up", {"code": case["claim_code"]}, payer)
    found = looked.json()
    assert (found["amount_yuan"], found["good"], found["key"]) == (300, True, "")
    assert set(found) == {"handle", "amount_yuan", "good", "key", "sealed_name"}
    assert found["sealed_name"] == ""
    seen.append(looked.text)
    for path in ("/tasks", "/reports", "/me"):
        seen.append((await api.get(path, payer)).text)
    for case_id in (case["report_id"], case["hazard_id"], case["reward_id"], found["handle"]):
        answer = await api.get(f"/cases/{case_id}", payer)
        assert answer.status_code == 403
        seen.append(answer.text)
    paid = await api.post("/claims/pay", {"handle": found["handle"]}, payer)
    assert paid.json() == {"amount_yuan": 300}
    again = await api.post("/claims/pay", {"handle": found["handle"]}, payer)
    assert (again.status_code, again.json()["key"]) == (409, "claim-paid")
    seen += [paid.text, again.text]
    hidden = [case[name] for name in ("code", "number", "report_id", "hazard_id", "reward_id")]
    for secret in (*hidden, "电动车", "fire", "117.8943"):
        assert not any(secret in text for text in seen), secret


async def test_each_duty_sees_no_more_than_its_own_of_a_case(api: Api) -> None:
    case = await rewarded(api)
    words = "三楼过道堆满电动车"
    cards = {
        role: (await api.get(f"/cases/{case['report_id']}", api.token(role)))
        for role in ("intake", "inspector", "reviewer", "supervisor", "auditor", "approver")
    }
    assert words in cards["intake"].text
    for role in ("inspector", "reviewer", "supervisor", "auditor"):
        assert cards[role].status_code == 200, role
        assert words not in cards[role].text, role
        assert "楼道停放电动车" in cards[role].text, role
    assert cards["approver"].status_code == 404
    card = (await api.get(f"/cases/{case['reward_id']}", api.token("approver"))).json()
    assert (card["amount_yuan"], card["line"], card["words"]) == (300, "楼道停放电动车", "")


async def test_revoking_a_member_ends_their_token_at_once(api: Api) -> None:
    from backend.staff import service as staff
    from tests.backend.staff.offices import hire, token_of

    member = hire(api.office, "intake")
    token = token_of(api.office, member)
    assert (await api.get("/tasks", token)).status_code == 200
    with api.office.database.write() as conn:
        staff.revoke(conn, api.office, member.member_id)
    assert (await api.get("/tasks", token)).status_code == 401
