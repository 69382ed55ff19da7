"""What may tell of the same hazard as a report: for who may join reports, and nobody else."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path

from backend.api.describing import declined
from backend.api.edge import AnEdge
from backend.api.permissions import needs
from backend.api.staff_shapes import CaseId, DuplicateOut, DuplicatesOut, ReasonOut
from backend.api.step_shapes import PartIn
from backend.reports.duplicates import Duplicate, find_duplicates
from backend.reports.parting import part
from backend.staff.member import Member

router = APIRouter(tags=["desk"])


@router.get(
    "/cases/{case_id}/duplicates",
    responses=declined(401, 403, 404, 422, 429),
    summary="What may be the same hazard",
)
async def duplicates(
    edge: AnEdge,
    member: Annotated[Member, Depends(needs("report-merge"))],
    case_id: Annotated[CaseId, Path(description="Of a report.")],
) -> DuplicatesOut:
    """The likeliest first, each with its reasons; nothing is joined, no reporter hears of it."""
    found = await edge.runner.read(find_duplicates, member, case_id)
    return DuplicatesOut(lines=[_line(one) for one in found])


@router.post(
    "/cases/{case_id}/duplicates/part",
    responses=declined(400, 401, 403, 404, 422, 429),
    summary="Not the same hazard",
)
async def not_the_same(
    edge: AnEdge,
    member: Annotated[Member, Depends(needs("report-merge"))],
    case_id: Annotated[CaseId, Path(description="Of a report.")],
    told: PartIn,
) -> DuplicatesOut:
    """The officer's no to a pair: it is not proposed again, from either side; gives what is left.

    Joining the two takes it back, and parting them again (`split`) says it anew.
    """
    await edge.runner.write(part, member, case_id, told.other)
    found = await edge.runner.read(find_duplicates, member, case_id)
    return DuplicatesOut(lines=[_line(one) for one in found])


def _line(one: Duplicate) -> DuplicateOut:
    reasons = [
        ReasonOut(key=reason.key, points=reason.points, args=dict(reason.args))
        for reason in one.likeness.reasons
    ]
    return DuplicateOut(
        case_id=one.case_id,
        number=one.number,
        state=one.state,
        hazard_state=one.hazard_state,
        line=one.line,
        distance_m=one.distance_m,
        score=one.likeness.score,
        likely=one.likeness.likely,
        reasons=reasons,
    )
