"""Duties and what each may do: one table, and the separations that no switch turns off."""

from collections.abc import Collection

from backend.errors import NotAllowed, Refused
from backend.staff.member import Member

DUTIES = (
    "intake",
    "inspector",
    "reviewer",
    "supervisor",
    "approver",
    "payer",
    "auditor",
    "administrator",
)
"""The roles of `domain.md` 1, as they are stored and typed."""

MAY: dict[str, frozenset[str]] = {
    "intake": frozenset(
        {
            "report-list",
            "report-read",
            "words-read",
            "report-accept",
            "report-refuse",
            "report-ask",
            "question-pass",
            "report-transfer",
            "handover-read",
            "report-merge",
            "report-extend",
            "photo-read",
            "evidence-open",
        }
    ),
    "inspector": frozenset(
        {"report-list", "report-read", "report-verify", "hazard-close", "photo-read"}
    ),
    "reviewer": frozenset(
        {
            "report-list",
            "report-read",
            "hazard-approve",
            "objection-decide",
            "question-pass",
            "photo-read",
        }
    ),
    "supervisor": frozenset(
        {
            "report-list",
            "report-read",
            "case-assign",
            "evidence-open",
            "report-accept",
            "report-refuse",
            "report-ask",
            "hazard-approve",
            "hazard-reopen",
            "objection-decide",
            "question-pass",
            "report-transfer",
            "handover-read",
            "report-extend",
            "totals-read",
            "photo-read",
        }
    ),
    "approver": frozenset({"reward-approve", "circumstances-read"}),
    "payer": frozenset({"reward-pay"}),
    "auditor": frozenset(
        {"report-list", "report-read", "photo-read", "audit-read", "handover-read", "totals-read"}
    ),
    "administrator": frozenset({"staff-manage"}),
}
"""Role -> capabilities. A supervisor takes in what nobody else does: alarms, what is overdue at the
intake, everything where nobody has that duty (`domain.md` 1).

`words-read` opens the reporter's own words (`trust.md` 8); `circumstances-read` the insider mark,
the wish for a reward, language, door and exact time, which approvers alone see. That a person may
does not yet mean in this case: nobody reviews what they submitted, nor approves the reward of a
case they inspected; those rules stand with their steps.
"""

ALONE = frozenset({"payer"})
"""A role that stands alone in its place: whoever pays knows nothing of any case (`trust.md` 13)."""


def may(member: Member, capability: str) -> bool:
    """Whether any of the member's duties carries this capability."""
    return any(capability in MAY[role] for role in member.roles)


def require(member: Member, capability: str) -> None:
    """Let through whoever may.

    Raises:
        NotAllowed: none of the member's duties carries it.
    """
    if not may(member, capability):
        raise NotAllowed("refused-not-your-duty")


def roles_with(capability: str) -> tuple[str, ...]:
    """The roles that carry a capability, in the order of `DUTIES`."""
    return tuple(role for role in DUTIES if capability in MAY[role])


def check_roles(roles: Collection[str]) -> frozenset[str]:
    """The roles as a set, when one person may hold them together in one place.

    Raises:
        Refused: none, one that is not known, or a payer with another duty.
    """
    held = frozenset(roles)
    if not held or held - set(DUTIES):
        raise Refused("refused-role-unknown")
    if held & ALONE and len(held) > 1:
        raise Refused("refused-payer-alone")
    return held
