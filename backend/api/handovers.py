"""Between places: where a case can be handed over to, and the proof of what was."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path

from backend.api.describing import declined
from backend.api.edge import AnEdge
from backend.api.permissions import needs
from backend.api.staff_shapes import CaseId, KinOut, ProofOut
from backend.places.kin import kin_of
from backend.reports.proofs import proofs_of
from backend.staff.member import Member

router = APIRouter(tags=["between places"])

Transferring = Annotated[Member, Depends(needs("report-transfer"))]
Reading = Annotated[Member, Depends(needs("handover-read"))]
Report = Annotated[CaseId, Path(description="Of a report.")]


@router.get("/kin", responses=declined(401, 403, 429), summary="Places a case can be handed to")
async def kin(edge: AnEdge, member: Transferring) -> list[KinOut]:
    """The place above, those beside and those below that this Davy serves."""
    places = edge.office.places
    found = kin_of(places, member.place)
    return [
        KinOut(place=code, zh=places[code].names.zh, en=places[code].names.en, kin=where)
        for code, where in found.items()
    ]


@router.get(
    "/cases/{case_id}/handovers",
    responses=declined(401, 403, 404, 422, 429),
    summary="Proof of a handing over",
)
async def handovers(edge: AnEdge, member: Reading, case_id: Report) -> list[ProofOut]:
    """How a report came from another place and went to one: when, why, and the copy's digest.

    Both sides show the same digest. `whole` says that what was told still stands as it was handed;
    it is null once the place's term for words is over. Nothing of the other place's work is shown.
    """
    found = await edge.runner.read(proofs_of, member, case_id)
    return [ProofOut.model_validate(one) for one in found]
