"""Whom a case reaches: the people of its owner office, or everyone able when it has none.

Nobody checks what their own office is said to have done: see `apart.py`.
"""

from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Table, and_, not_, or_, true

from backend.errors import NotAllowed
from backend.office import Office
from backend.outbox.news import tell_member
from backend.reports.apart import DESK, about, case_of, is_about, not_kept
from backend.staff.member import Member
from backend.staff.queries import members_with


def reached(
    conn: Connection, office: Office, row: Row[Any], capability: str, *, owner: str | None = None
) -> list[Member]:
    """The members a case reaches: its owner office's own and those of the whole place.

    When the owner office has nobody of its own who may, everyone in the place who may. Without the
    people of an office that it is about; it may then reach nobody. `owner`: as if it were theirs.
    """
    able = members_with(conn, row.place, capability)
    if capability in DESK:
        able = not_kept(conn, office, able, case_of(row._mapping))
    else:
        able = [one for one in able if not is_about(office, row, one.office_id)]
    return _of_owner(able, row.owner_office if owner is None else owner)


def reached_usually(conn: Connection, place: str, capability: str, owner: str) -> list[Member]:
    """Whom the cases of an owner reach that are about no office."""
    return _of_owner(members_with(conn, place, capability), owner)


def is_reached(
    conn: Connection, office: Office, member: Member, capability: str, row: Row[Any]
) -> bool:
    """Whether a case of their place reaches a member who holds the capability."""
    if capability not in DESK and is_about(office, row, member.office_id):
        return False
    others = _others(conn, member, capability)
    return row.owner_office not in others or is_about(office, row, row.owner_office)


def reaching(
    conn: Connection, office: Office, member: Member, capability: str, table: Table
) -> ColumnElement[bool]:
    """The cases that reach a member who holds the capability, for a query on report or hazard."""
    owner, marks, place = table.c.owner_office, table.c.concerned, member.place
    others = _others(conn, member, capability)
    theirs = (and_(owner == one, about(office, place, one, marks)) for one in others)
    free = true() if capability in DESK else not_(about(office, place, member.office_id, marks))
    return and_(or_(owner.not_in(others), *theirs), free)


def require_reach(
    conn: Connection, office: Office, member: Member, capability: str, row: Row[Any]
) -> None:
    """Let through whom the case reaches.

    Raises:
        NotAllowed: it is another office's, which has people of its own.
    """
    if not is_reached(conn, office, member, capability, row):
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


def _of_owner(able: list[Member], owner: str) -> list[Member]:
    if not any(one.office_id == owner for one in able):
        return able
    return [one for one in able if one.office_id in ("", owner)]


def _others(conn: Connection, member: Member, capability: str) -> tuple[str, ...]:
    """The owner offices whose cases do not reach a member who holds the capability."""
    if not member.office_id:
        return ()
    able = members_with(conn, member.place, capability)
    staffed = {one.office_id for one in able if one.office_id}
    return tuple(sorted(staffed - {member.office_id}))
