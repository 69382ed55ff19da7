"""What the rest of Davy asks of staff, gathered in one place."""

from backend.staff.desks import desks_of, leave, member_of_desk
from backend.staff.entry import (
    SESSION_HOURS,
    RollLine,
    invite,
    is_for,
    join,
    label_invited,
    make_link,
    purge,
    revoke,
    roll,
)
from backend.staff.queries import member_by_id, members_of, members_with
from backend.staff.separation import LACKS, approvers, understaffed
from backend.staff.tokens import make_token, member_of_token

__all__ = [
    "LACKS",
    "SESSION_HOURS",
    "RollLine",
    "approvers",
    "desks_of",
    "invite",
    "is_for",
    "join",
    "label_invited",
    "leave",
    "make_link",
    "make_token",
    "member_by_id",
    "member_of_desk",
    "member_of_token",
    "members_of",
    "members_with",
    "purge",
    "revoke",
    "roll",
    "understaffed",
]
