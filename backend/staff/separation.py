"""Whether a place has enough people: who is missing so that no one has to judge their own work."""

from sqlalchemy import Connection

from backend.office import Office
from backend.staff.member import Member
from backend.staff.queries import members_with

LACKS = (
    "lack-intake",
    "lack-inspector",
    "lack-reviewer",
    "lack-approvers",
    "lack-payer",
    "lack-supervisor",
)
"""Catalogue keys of what can be missing, in the order in which `understaffed` names them."""


def approvers(conn: Connection, office: Office, place: str) -> list[Member]:
    """Who may approve this place's rewards: its own approvers and those of the place above it."""
    own = members_with(conn, place, "reward-approve")
    parent = office.place(place).parent
    return own + (members_with(conn, parent, "reward-approve") if parent else [])


def understaffed(conn: Connection, office: Office, place: str) -> list[str]:
    """The catalogue keys of what is missing; empty when every case can be decided by the rules.

    Three people suffice, one of the two approvals coming from the place above or a leader
    (`trust.md` 13): whatever inspector has a case, another person must be there to review it, and
    as many approvers as the place asks for who did not inspect it.
    """
    inspectors = _ids(members_with(conn, place, "report-verify"))
    reviewers = _ids(members_with(conn, place, "hazard-approve"))
    able = _ids(approvers(conn, office, place))
    wanted = office.place(place).rewards.approvals_count
    fits = {
        "lack-intake": bool(members_with(conn, place, "report-accept")),
        "lack-inspector": bool(inspectors),
        "lack-reviewer": bool(reviewers) and all(reviewers - {one} for one in inspectors),
        "lack-approvers": all(len(able - {one}) >= wanted for one in inspectors or {""}),
        "lack-payer": bool(members_with(conn, place, "reward-pay")),
        "lack-supervisor": bool(members_with(conn, place, "case-assign")),
    }
    return [key for key in LACKS if not fits[key]]


def _ids(members: list[Member]) -> set[str]:
    return {one.member_id for one in members}
