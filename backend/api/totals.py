"""The totals of the places below: the one thing that the place above reads of them."""

from typing import Annotated

from fastapi import APIRouter, Depends

from backend.api.describing import declined
from backend.api.edge import AnEdge
from backend.api.permissions import needs
from backend.api.staff_shapes import TotalsOut
from backend.staff.member import Member
from backend.statistics.totals import totals

router = APIRouter(tags=["totals"], responses=declined(401, 403, 429))


@router.get("/totals", summary="Totals of the places below")
async def totals_below(
    edge: AnEdge, member: Annotated[Member, Depends(needs("totals-read"))]
) -> TotalsOut:
    """Counts by state, sector, month and place, of months that are over; nothing under five.

    For staff of a place that others name as their parent. It reads no case of theirs.
    """
    return TotalsOut.model_validate(await edge.runner.read(totals, member))
