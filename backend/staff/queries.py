"""Finding members: by duty, by desk, by id; rows become `Member`s here and nowhere else."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, select

from backend.staff.member import Member
from backend.staff.rules import roles_with
from backend.staff.tables import member, member_role


def members_with(conn: Connection, place: str, capability: str) -> list[Member]:
    """Everyone active in this place whose duties carry the capability, ordered by id."""
    able = select(member_role.c.member_id).where(
        member_role.c.place == place, member_role.c.role.in_(roles_with(capability))
    )
    return _members(conn, member.c.place == place, member.c.member_id.in_(able))


def members_of(conn: Connection, place: str) -> list[Member]:
    """Everyone active in this place."""
    return _members(conn, member.c.place == place)


def member_by_id(conn: Connection, member_id: str) -> Member | None:
    """An active member, or None when there is none or they were revoked."""
    return next(iter(_members(conn, member.c.member_id == member_id)), None)


def with_roles() -> Select[tuple[Any, ...]]:
    """Active members, one row a role: member_id, place, office_id, role."""
    return (
        select(member.c.member_id, member.c.place, member.c.office_id, member_role.c.role)
        .join(member_role, member_role.c.member_id == member.c.member_id)
        .where(member.c.state == "active")
    )


def as_members(rows: Sequence[Row[Any]]) -> list[Member]:
    """Rows of `with_roles`, those of one member side by side, as members."""
    return [_member(list(own)) for _, own in groupby(rows, key=lambda row: row.member_id)]


def _members(conn: Connection, *conditions: ColumnElement[bool]) -> list[Member]:
    asked = with_roles().where(*conditions).order_by(member.c.member_id)
    return as_members(conn.execute(asked).all())


def _member(rows: Iterable[Row[Any]]) -> Member:
    own = list(rows)
    first = own[0]
    roles = frozenset(row.role for row in own)
    return Member(first.member_id, first.place, first.office_id, roles)
