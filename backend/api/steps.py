"""The office's steps over the API: one operation each, its permission in its signature."""

from typing import Annotated

from fastapi import Depends, Path, Request

from backend.api.permissions import needs
from backend.api.staff_shapes import CaseId, DoneOut
from backend.api.step_shapes import (
    AcceptIn,
    AskIn,
    AssignIn,
    CloseIn,
    DecideIn,
    KeepClosedIn,
    PassIn,
    RefuseIn,
    RefuseRewardIn,
    RejectIn,
    ReturnClosingIn,
    ReturnQuestionIn,
    VerifyTrueIn,
    VerifyUntrueIn,
)
from backend.api.taking import Key, Report, step_router, take
from backend.staff.member import Member

router = step_router()

Hazard = Annotated[CaseId, Path(description="Of a hazard.")]
Reward = Annotated[CaseId, Path(description="Of a reward.")]
Accepting = Annotated[Member, Depends(needs("report-accept"))]
Refusing = Annotated[Member, Depends(needs("report-refuse"))]
Assigning = Annotated[Member, Depends(needs("case-assign"))]
Asking = Annotated[Member, Depends(needs("report-ask"))]
Passing = Annotated[Member, Depends(needs("question-pass"))]
Verifying = Annotated[Member, Depends(needs("report-verify"))]
Deciding = Annotated[Member, Depends(needs("objection-decide"))]
Closing = Annotated[Member, Depends(needs("hazard-close"))]
Approving = Annotated[Member, Depends(needs("hazard-approve"))]
Reopening = Annotated[Member, Depends(needs("hazard-reopen"))]
Rewarding = Annotated[Member, Depends(needs("reward-approve"))]
"""Who may take a step; that it is not their own case is the step's own rule."""


@router.post("/accept", summary="Accept a report")
async def accept(
    case_id: Report, told: AcceptIn, member: Accepting, request: Request, key: Key = None
) -> DoneOut:
    """Write the one neutral line; the case goes to its owner office and its inspectors."""
    return await take(request, member, case_id, told, key)


@router.post("/refuse", summary="Refuse a report")
async def refuse(
    case_id: Report, told: RefuseIn, member: Refusing, request: Request, key: Key = None
) -> DoneOut:
    """With a reason that the reporter reads; they may object once."""
    return await take(request, member, case_id, told, key)


@router.post("/assign", summary="Give a case to an office")
async def assign(
    case_id: Report, told: AssignIn, member: Assigning, request: Request, key: Key = None
) -> DoneOut:
    """Where the rules found no owner, or another one is right."""
    return await take(request, member, case_id, told, key)


@router.post("/ask", summary="Ask the reporter")
async def ask(
    case_id: Report, told: AskIn, member: Asking, request: Request, key: Key = None
) -> DoneOut:
    """From the list, or in free words that a second person passes; three a case."""
    return await take(request, member, case_id, told, key)


@router.post("/pass-question", summary="Pass a colleague's question")
async def pass_question(
    case_id: Report, told: PassIn, member: Passing, request: Request, key: Key = None
) -> DoneOut:
    """A question in free words goes to the reporter."""
    return await take(request, member, case_id, told, key)


@router.post("/return-question", summary="Give a question back")
async def return_question(
    case_id: Report, told: ReturnQuestionIn, member: Passing, request: Request, key: Key = None
) -> DoneOut:
    """It would tell too much, or ask who."""
    return await take(request, member, case_id, told, key)


@router.post("/verify-true", summary="Found as reported")
async def verify_true(
    case_id: Report, told: VerifyTrueIn, member: Verifying, request: Request, key: Key = None
) -> DoneOut:
    """The hazard is listed under the inspector's own words and its mending ordered."""
    return await take(request, member, case_id, told, key)


@router.post("/verify-untrue", summary="Not found as reported")
async def verify_untrue(
    case_id: Report, told: VerifyUntrueIn, member: Verifying, request: Request, key: Key = None
) -> DoneOut:
    """With a reason that the reporter reads; they may object once."""
    return await take(request, member, case_id, told, key)


@router.post("/uphold-objection", summary="Agree with an objection")
async def uphold_objection(
    case_id: Report, told: DecideIn, member: Deciding, request: Request, key: Key = None
) -> DoneOut:
    """The case is looked at anew."""
    return await take(request, member, case_id, told, key)


@router.post("/reject-objection", summary="Let a decision stand")
async def reject_objection(
    case_id: Report, told: RejectIn, member: Deciding, request: Request, key: Key = None
) -> DoneOut:
    """With a reason; never by who took the decision."""
    return await take(request, member, case_id, told, key)


@router.post("/close", summary="Hand in the proof of a closing")
async def close(
    case_id: Hazard, told: CloseIn, member: Closing, request: Request, key: Key = None
) -> DoneOut:
    """Words and photos (`POST /photos`) from the place itself."""
    return await take(request, member, case_id, told, key)


@router.post("/approve-closing", summary="Agree to a closing")
async def approve_closing(
    case_id: Hazard, told: DecideIn, member: Approving, request: Request, key: Key = None
) -> DoneOut:
    """Never by who handed it in; a reward is proposed by the rules."""
    return await take(request, member, case_id, told, key)


@router.post("/return-closing", summary="Give a closing back")
async def return_closing(
    case_id: Hazard, told: ReturnClosingIn, member: Approving, request: Request, key: Key = None
) -> DoneOut:
    """The inspector goes on mending."""
    return await take(request, member, case_id, told, key)


@router.post("/reopen", summary="Open a closed hazard again")
async def reopen(
    case_id: Hazard, told: DecideIn, member: Reopening, request: Request, key: Key = None
) -> DoneOut:
    """A look back, or the reporter's word, found it still there."""
    return await take(request, member, case_id, told, key)


@router.post("/keep-closed", summary="Leave a hazard closed")
async def keep_closed(
    case_id: Hazard, told: KeepClosedIn, member: Reopening, request: Request, key: Key = None
) -> DoneOut:
    """The reporter said it is still there; it was looked at again."""
    return await take(request, member, case_id, told, key)


@router.post("/approve-reward", summary="Agree to a reward")
async def approve_reward(
    case_id: Reward, told: DecideIn, member: Rewarding, request: Request, key: Key = None
) -> DoneOut:
    """Two different people, neither of them the case's inspector."""
    return await take(request, member, case_id, told, key)


@router.post("/refuse-reward", summary="Refuse a reward")
async def refuse_reward(
    case_id: Reward, told: RefuseRewardIn, member: Rewarding, request: Request, key: Key = None
) -> DoneOut:
    """With a reason that staff read; the reporter is told kindly that there is none."""
    return await take(request, member, case_id, told, key)
