"""Bearer tokens of staff for the JSON API: made once, kept as keyed hashes, ended by time."""

from datetime import timedelta

from sqlalchemy import Connection, insert

from backend.audit.service import OPERATOR, Act, note
from backend.errors import NotFound
from backend.office import Office
from backend.staff.member import Member
from backend.staff.queries import as_members, member_by_id, with_roles
from backend.staff.secret import fresh_secret, hashed
from backend.staff.tables import member, staff_token


def make_token(conn: Connection, office: Office, *, member_id: str, days: int) -> str:
    """A token that acts as this member for `days` days; told once.

    Raises:
        NotFound: no such active member.
    """
    found = member_by_id(conn, member_id)
    if found is None:
        raise NotFound("problem-member-unknown")
    secret = fresh_secret()
    conn.execute(
        insert(staff_token).values(
            token_hash=hashed(office, "token", secret),
            member_id=member_id,
            place=found.place,
            ends_at=office.clock.now() + timedelta(days=days),
        )
    )
    note(conn, office, found.place, Act(OPERATOR, "staff-token-made", member_id))
    return secret


def member_of_token(conn: Connection, office: Office, token: str) -> Member | None:
    """Who a token acts as, or None: never made, ended, or its member was revoked."""
    rows = conn.execute(
        with_roles()
        .join(staff_token, staff_token.c.member_id == member.c.member_id)
        .where(staff_token.c.token_hash == hashed(office, "token", token))
        .where(staff_token.c.ends_at > office.clock.now())
    ).all()
    return next(iter(as_members(rows)), None)
