"""Desks: the conversations in which a member works; addresses are sealed, a browser's desk ends."""

import json
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, delete, insert, or_, select

from backend.aliases.service import Address
from backend.office import Office
from backend.staff.member import Member
from backend.staff.queries import as_members, with_roles
from backend.staff.tables import desk, member


def keep_desk(
    conn: Connection,
    office: Office,
    *,
    member: Member,
    tag: str,
    address: Address,
    ends_at: datetime | None,
) -> None:
    """Make the conversation `tag` a desk of the member, whoever sat there before."""
    plain = json.dumps([address.bot, address.chat_ref]).encode()
    conn.execute(delete(desk).where(desk.c.tag == tag))
    conn.execute(
        insert(desk).values(
            tag=tag,
            member_id=member.member_id,
            place=member.place,
            address_sealed=office.keys.seal("addresses", plain, f"desk.address/{tag}"),
            ends_at=ends_at,
        )
    )


def member_of_desk(conn: Connection, office: Office, tag: str) -> Member | None:
    """Who works in this conversation, or None: a stranger, or a session that has ended."""
    rows = conn.execute(
        with_roles()
        .join(desk, desk.c.member_id == member.c.member_id)
        .where(desk.c.tag == tag, _open_at(office.clock.now()))
    ).all()
    return next(iter(as_members(rows)), None)


def desks_of(conn: Connection, office: Office, member_id: str) -> list[Address]:
    """Where a member can be told something now; empty when nowhere."""
    rows = conn.execute(
        select(desk.c.tag, desk.c.address_sealed)
        .join(member, member.c.member_id == desk.c.member_id)
        .where(desk.c.member_id == member_id, member.c.state == "active")
        .where(_open_at(office.clock.now()))
        .order_by(desk.c.tag)
    ).all()
    plain = (office.keys.open("addresses", row[1], f"desk.address/{row[0]}") for row in rows)
    return [Address(*json.loads(one)) for one in plain]


def seated_in(conn: Connection, office: Office, place: str) -> set[str]:
    """Ids of a place's members who can be told something now: at least one open desk is theirs."""
    query = select(desk.c.member_id).where(desk.c.place == place, _open_at(office.clock.now()))
    return set(conn.execute(query).scalars())


def leave(conn: Connection, tag: str) -> bool:
    """Unbind a conversation from its member; gives whether it was a desk."""
    return bool(conn.execute(delete(desk).where(desk.c.tag == tag)).rowcount)


def _open_at(now_at: datetime) -> ColumnElement[bool]:
    return or_(desk.c.ends_at.is_(None), desk.c.ends_at > now_at)
