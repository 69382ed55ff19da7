"""Whom a case reaches: the people of its owner office, or everyone able when it has none."""

from sqlalchemy import Connection

from backend.errors import NotAllowed
from backend.office import Office
from backend.outbox.news import tell_member
from backend.staff.member import Member
from backend.staff.queries import members_with


def reached(conn: Connection, place: str, capability: str, owner_office: str) -> list[Member]:
    """The members a case of this owner reaches: its office's own and those of the whole place.

    When the owner office has nobody of its own who may, everyone in the place who may.
    """
    able = members_with(conn, place, capability)
    if not any(one.office_id == owner_office for one in able):
        return able
    return [one for one in able if one.office_id in ("", owner_office)]


def unreached_offices(conn: Connection, member: Member, capability: str) -> tuple[str, ...]:
    """The owner offices whose cases do not reach a member who holds the capability."""
    if not member.office_id:
        return ()
    able = members_with(conn, member.place, capability)
    staffed = {one.office_id for one in able if one.office_id}
    return tuple(sorted(staffed - {member.office_id}))


def require_reach(conn: Connection, member: Member, capability: str, owner_office: str) -> None:
    """Let through whom the case reaches.

    Raises:
        NotAllowed: it is another office's, which has people of its own.
    """
    if owner_office in unreached_offices(conn, member, capability):
        raise NotAllowed("refused-other-office")


def tell_members(
    conn: Connection,
    office: Office,
    members: list[Member],
    *,
    key: str,
    args: tuple[tuple[str, str], ...],
) -> None:
    """The same news, at once, to each of some members of staff."""
    for member in members:
        tell_member(
            conn, office, place=member.place, member_id=member.member_id, key=key, args=args
        )
