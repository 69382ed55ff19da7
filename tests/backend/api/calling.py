"""A client of the API for tests, and the shortest way of a case through it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx2
from fastapi import FastAPI

from backend.api.room import Room
from backend.api.terms import ApiTerms
from backend.app import build_api
from backend.office import Office
from media.draw import draw
from media.pool import PhotoPool
from tests.backend.staff.offices import HERE, hire, token_of

REPORT = {
    "words": "三楼过道堆满电动车，楼梯口被挡住。",
    "spot": {"lat": 33.1287, "lon": 117.8943},
    "sector": "fire",
}


@dataclass(frozen=True, slots=True)
class Api:
    """One app and a client of it."""

    office: Office
    app: FastAPI
    client: httpx2.AsyncClient

    async def post(self, path: str, body: Any, token: str = "", key: str = "") -> httpx2.Response:
        """POST JSON, as a member of staff when there is a token."""
        return await self.client.post(path, json=body, headers=headers(token, key))

    async def get(self, path: str, token: str = "") -> httpx2.Response:
        """GET, as a member of staff when there is a token."""
        return await self.client.get(path, headers=headers(token))

    async def filed(self, **changes: Any) -> dict[str, Any]:
        """The receipt of a fresh report."""
        answer = await self.post("/reports", REPORT | changes)
        assert answer.status_code == 201, answer.text
        receipt: dict[str, Any] = answer.json()
        return receipt

    async def step(self, token: str, case_id: str, step: str, **fields: Any) -> dict[str, Any]:
        """Take a step that must succeed."""
        answer = await self.post(f"/cases/{case_id}/steps/{step}", fields, token)
        assert answer.status_code == 200, answer.text
        done: dict[str, Any] = answer.json()
        return done

    async def task(self, token: str, step: str) -> str:
        """The case of the one task of this kind."""
        (line,) = (await self.get(f"/tasks?filter={step}", token)).json()["lines"]
        return str(line["case_id"])

    def token(self, *roles: str, place: str = HERE) -> str:
        """A bearer token of a fresh member with these duties."""
        return token_of(self.office, hire(self.office, *roles, place=place))


def headers(token: str = "", key: str = "") -> dict[str, str]:
    """What a request carries beside its body."""
    carried = {"authorization": f"Bearer {token}"} if token else {}
    return carried | ({"idempotency-key": key} if key else {})


@asynccontextmanager
async def opened(
    office: Office,
    *,
    terms: ApiTerms | None = None,
    peer: str = "127.0.0.1",
    room: Room | None = None,
    pool: PhotoPool | None = None,
) -> AsyncIterator[Api]:
    """An app with its client; `peer` is the address that its connections come from."""
    photos = pool or PhotoPool()
    app = build_api(office, terms or ApiTerms(HERE), photos=photos, room=room)
    transport = httpx2.ASGITransport(app, client=(peer, 50_000), raise_app_exceptions=False)
    base = "http://davy.test/api/v1"
    try:
        async with httpx2.AsyncClient(transport=transport, base_url=base) as client:
            yield Api(office, app, client)
    finally:
        app.state.edge.close()
        photos.close()


async def closed(api: Api, *, words: str = "拆走电动车，清出楼梯口。") -> dict[str, str]:
    """A case from filing to an agreed closing: its code, ids and the members' tokens."""
    receipt = await api.filed()
    intake, inspector = api.token("intake"), api.token("inspector")
    report_id = await api.task(intake, "accept")
    await api.step(intake, report_id, "accept", line="楼道停放电动车", sector="fire")
    await api.step(inspector, report_id, "verify-true", grade="general", words="属实")
    hazard_id = await api.task(inspector, "close")
    handed = await api.client.post(
        "/photos", files=[("photos", draw(1, 400, height_px=300))], headers=headers(inspector)
    )
    assert handed.status_code == 201, handed.text
    proof = {"words": words, "photos": handed.json()["photo_ids"]}
    await api.step(inspector, hazard_id, "close", lat=33.1287, lon=117.8943, **proof)
    await api.step(api.token("reviewer"), hazard_id, "approve-closing")
    return {
        "code": receipt["code"],
        "number": receipt["number"],
        "report_id": report_id,
        "hazard_id": hazard_id,
        "intake": intake,
        "inspector": inspector,
    }


async def rewarded(api: Api) -> dict[str, str]:
    """A closed case whose reward two people approved and whose reporter was shown it."""
    case = await closed(api)
    for token in (api.token("approver"), api.token("approver")):
        reward_id = await api.task(token, "approve-reward")
        await api.step(token, reward_id, "approve-reward")
        case["reward_id"] = reward_id
    shown = await api.post("/cases/reward", {"code": case["code"]})
    assert shown.status_code == 200, shown.text
    return case | {"claim_code": shown.json()["claim_code"]}
