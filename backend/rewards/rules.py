"""The states of a reward, the steps between them, and who must not take which.

    proposed ── approve-reward ──> proposed | approved     two people, none of them the inspector
    proposed ── refuse-reward ───> refused
    approved ── show ────────────> told                    the claim code is made and shown
    told ────── claim ───────────> claimed                 a payer typed a good code
    claimed ─── pay ─────────────> paid                    once
    approved | told ── forfeit ──> forfeited               the clock, after the last day

A case whose reporter wishes no reward has no row here at all; one for which the scheme gives
nothing rests in `not-due` with its reason.
"""

from collections.abc import Collection

from backend.errors import Conflict, NotAllowed
from backend.staff.member import Member

STATES = (
    "not-due",
    "proposed",
    "approved",
    "told",
    "claimed",
    "paid",
    "forfeited",
    "refused",
)

TRANSITIONS: dict[tuple[str, str], str] = {
    ("proposed", "approve-reward"): "approved",
    ("proposed", "refuse-reward"): "refused",
    ("approved", "show"): "told",
    ("told", "claim"): "claimed",
    ("claimed", "pay"): "paid",
    ("approved", "forfeit"): "forfeited",
    ("told", "forfeit"): "forfeited",
}
"""(state, step) -> next state. An approval that is not the last one leaves the state as it is."""

SHOWN = ("approved", "told", "claimed")
"""States in which the rightful person may see amount, last day and claim code."""

ENDED = ("not-due", "paid", "forfeited", "refused")
"""States out of which nothing leads."""

REFUSALS = ("known-before", "own-duty", "not-first", "other")
"""Why an approver may refuse; staff read it, the reporter reads one sentence for all of them, so
that nobody learns from it whether another report existed (`trust.md` 10)."""


def next_state(state: str, step: str) -> str:
    """Where a step leads.

    Raises:
        Conflict: this step is not possible now; somebody was quicker, or it is too late.
    """
    try:
        return TRANSITIONS[state, step]
    except KeyError:
        raise Conflict("refused-step-not-now") from None


def after_approval(given_count: int, needed_count: int) -> str:
    """The state once `given_count` different people have approved."""
    return "approved" if given_count >= needed_count else "proposed"


def check_approver(member: Member, barred: Collection[str], given: Collection[str]) -> None:
    """Let through whoever may decide on this reward.

    `barred` are those who inspected or closed the case, `given` those who approved already.

    Raises:
        NotAllowed: the case is this person's own.
        Conflict: they approved it already; another person must.
    """
    if member.member_id in barred:
        raise NotAllowed("refused-own-case")
    if member.member_id in given:
        raise Conflict("refused-approved-already")
