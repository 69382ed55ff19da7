"""The payer's two operations: what a claim code is worth, and that it was paid."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from sqlalchemy import Connection

from backend.api.describing import declined
from backend.api.edge import AnEdge
from backend.api.idempotency import Answer, once, repeat_of
from backend.api.permissions import needs
from backend.api.staff_shapes import ClaimIn, ClaimOut, PaidOut, PayIn
from backend.api.taking import Key
from backend.office import Office
from backend.rewards.claims import look_up, pay
from backend.staff.member import Member

router = APIRouter(
    prefix="/claims", tags=["claims"], responses=declined(400, 401, 403, 404, 409, 422, 429)
)

Payer = Annotated[Member, Depends(needs("reward-pay"))]


@router.post("/look-up", summary="Look a claim code up")
async def look_up_claim(edge: AnEdge, told: ClaimIn, member: Payer) -> ClaimOut:
    """The amount and whether the code is good: nothing of the case, nor of the person."""
    return ClaimOut.model_validate(await edge.runner.write(look_up, member, told.code))


@router.post("/pay", summary="Mark a claim paid")
async def pay_claim(
    edge: AnEdge, told: PayIn, member: Payer, request: Request, key: Key = None
) -> PaidOut:
    """Of several payers at one instant one pays; the others are told that it is paid."""
    body = await request.body()
    repeat = repeat_of(edge.office, key, f"pay/{member.member_id}", body)

    def work(conn: Connection, office: Office) -> Answer:
        def act() -> Answer:
            return Answer(200, {"amount_yuan": pay(conn, office, member, told.handle)})

        return once(conn, office, place=member.place, repeat=repeat, act=act)

    answer = await edge.runner.write(work)
    return PaidOut.model_validate(answer.body)
