"""The desk's steps on where a report goes: on, to whom, for how long, and with which other one."""

from typing import Annotated

from fastapi import Depends, Request

from backend.api.permissions import needs
from backend.api.staff_shapes import DoneOut
from backend.api.step_shapes import DecideIn, ExtendIn, HandOverIn, MergeIn, ReassignIn, TransferIn
from backend.api.taking import Key, Report, step_router, take
from backend.staff.member import Member

router = step_router()

Transferring = Annotated[Member, Depends(needs("report-transfer"))]
Assigning = Annotated[Member, Depends(needs("case-assign"))]
Extending = Annotated[Member, Depends(needs("report-extend"))]
Joining = Annotated[Member, Depends(needs("report-merge"))]


@router.post("/transfer", summary="Hand a case on")
async def transfer(
    case_id: Report, told: TransferIn, member: Transferring, request: Request, key: Key = None
) -> DoneOut:
    """Within the place the case goes on there; an authority outside ends it here.

    The reporter then reads who answers for it now, and why.
    """
    return await take(request, member, case_id, told, key)


@router.post("/hand-over", summary="Hand a case over to another place")
async def hand_over(
    case_id: Report, told: HandOverIn, member: Transferring, request: Request, key: Key = None
) -> DoneOut:
    """It ends here and begins there as a report of that place, with a number of its own.

    A sealed copy goes along, its digest into the log of both. The reporter keeps their code, and
    reads who has it now and by when they will hear.
    """
    return await take(request, member, case_id, told, key)


@router.post("/reassign", summary="Give a case to another inspector")
async def reassign(
    case_id: Report, told: ReassignIn, member: Assigning, request: Request, key: Key = None
) -> DoneOut:
    """While it is being checked; the reporter hears nothing of it."""
    return await take(request, member, case_id, told, key)


@router.post("/extend", summary="Give the check more time")
async def extend(
    case_id: Report, told: ExtendIn, member: Extending, request: Request, key: Key = None
) -> DoneOut:
    """Once, and before the last day is past; the reporter reads why and until when."""
    return await take(request, member, case_id, told, key)


@router.post("/merge", summary="Join a report with another one")
async def merge(
    case_id: Report, told: MergeIn, member: Joining, request: Request, key: Key = None
) -> DoneOut:
    """It keeps its number, code and news, and no reporter learns of another.

    A reward belongs to whoever of them reported first.
    """
    return await take(request, member, case_id, told, key)


@router.post("/split", summary="Part a joined report again")
async def split(
    case_id: Report, told: DecideIn, member: Joining, request: Request, key: Key = None
) -> DoneOut:
    """Back to the state it had before it was joined."""
    return await take(request, member, case_id, told, key)
