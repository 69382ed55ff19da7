"""How a step of the office is taken over the API: once for a key, on the version that was seen.

A step names the version of the card that was decided on, in `If-Match` (412 when it is older) or in
its body (409). A step that names none is taken on the case as it is now, if its state allows.
"""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Path, Request
from sqlalchemy import Connection

from backend.api.describing import declined
from backend.api.edge import edge_of
from backend.api.idempotency import LEAST, MOST, Answer, once, repeat_of
from backend.api.staff_shapes import CaseId, DoneOut
from backend.api.step_shapes import StepIn
from backend.errors import Conflict, Outdated
from backend.office import Office
from backend.reminders.steps import take_step
from backend.staff.member import Member

Report = Annotated[CaseId, Path(description="Of a report.")]
Key = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=LEAST,
        max_length=MOST,
        pattern="^[ -~]+$",
        description="16 to 200 random characters: the same request is done once within a day.",
    ),
]

Seen = Annotated[
    str | None,
    Header(
        alias="If-Match",
        pattern=r'^(\*|(W/)?"[0-9]{1,9}")$',
        description="The `ETag` of the card that was decided on, or its `version` in the body. "
        "Without either the step is taken on the case as it is now.",
        examples=['"3"'],
    ),
]


async def stated(seen: Seen = None) -> None:
    """Every step takes `If-Match`; `_take` reads it."""
    del seen


CHANGED = ("refused-changed-since", "refused-changed-meanwhile")


def step_router() -> APIRouter:
    """A router for operations that are steps."""
    return APIRouter(
        prefix="/cases/{case_id}/steps",
        tags=["steps"],
        dependencies=[Depends(stated)],
        responses=declined(400, 401, 403, 404, 409, 412, 422, 429),
    )


async def take(
    request: Request, member: Member, case_id: str, told: StepIn, key: str | None
) -> DoneOut:
    """Take the step that the address names, once for each Idempotency-Key."""
    edge = edge_of(request)
    step = request.url.path.rpartition("/")[2]
    scope = f"step/{member.member_id}/{case_id}/{step}"
    repeat = repeat_of(edge.office, key, scope, await request.body())
    seen = version_of(request)
    taking = told.taking(case_id)
    if seen:
        taking = replace(taking, version=seen)

    def work(conn: Connection, office: Office) -> Answer:
        def act() -> Answer:
            done = take_step(conn, office, member, step, taking)
            return Answer(200, {"key": done.key, "args": dict(done.args)})

        return once(conn, office, place=member.place, repeat=repeat, act=act)

    try:
        answer = await edge.runner.write(work)
    except Conflict as changed:
        if seen and changed.key in CHANGED:
            raise Outdated(changed.key, **changed.args_by_name) from changed
        raise
    return DoneOut.model_validate(answer.body)


def version_of(request: Request) -> int:
    """The version that `If-Match` names; 0 where it is absent or takes any."""
    return int("".join(filter(str.isdecimal, request.headers.get("if-match", ""))) or 0)
