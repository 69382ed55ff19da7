"""How people come to a duty and leave it: invitations, links, joining, revoking.

A ticket is a secret for one use. An *invitation* makes an invited member active; a *link* opens a
further desk for one who is (a browser for twelve hours). Whoever holds no good ticket learns
nothing: used, ended and never made are answered alike.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Connection, delete, insert, select, update

from backend.aliases.service import Address
from backend.audit.service import OPERATOR, Act, note
from backend.clock import day_in
from backend.db.columns import fresh_id
from backend.errors import NotFound, Refused
from backend.office import Office
from backend.staff.desks import keep_desk, member_of_desk
from backend.staff.member import Member
from backend.staff.queries import member_by_id
from backend.staff.rules import check_roles
from backend.staff.secret import fresh_secret, hashed
from backend.staff.tables import desk, member, member_role, staff_token, ticket

INVITED_DAYS = 7
LINK_MINUTES = 15
SESSION_HOURS = 12
"""How long a browser's desk lasts (`trust.md` 19)."""


@dataclass(frozen=True, slots=True)
class RollLine:
    """One person on the roll of a place, as an administrator sees it."""

    member: Member
    state: str
    """invited, active or revoked."""
    label: str
    desk_count: int


def invite(
    conn: Connection,
    office: Office,
    *,
    place: str,
    roles: Collection[str],
    office_id: str = "",
    days: int = INVITED_DAYS,
) -> str:
    """A ticket for one new member with these duties; told once, kept as a keyed hash.

    Raises:
        Refused: an unknown role or office, or duties that one person may not hold together.
    """
    held = check_roles(roles)
    known = office.place(place).office_by_id
    if office_id and office_id not in known:
        raise Refused("refused-office-unknown")
    member_id = fresh_id()
    today = day_in(office.place(place).zone, office.clock.now())
    conn.execute(
        insert(member).values(
            member_id=member_id, place=place, office_id=office_id, state="invited", since_on=today
        )
    )
    _hold(conn, member_id, place, held)
    duties = {"roles": " ".join(sorted(held))}
    note(conn, office, place, Act(OPERATOR, "staff-invited", member_id, duties))
    return _ticket(conn, office, member_id, place, "invitation", timedelta(days=days))


def label_invited(conn: Connection, office: Office, token: str, label: str) -> None:
    """Write beside an invitation who it is for; sealed, seen by administrators alone."""
    which = hashed(office, "ticket", token)
    found = conn.execute(select(ticket.c.member_id).where(ticket.c.ticket_hash == which)).scalar()
    if found is None:
        raise NotFound("refused-invitation-unknown")
    sealed = office.keys.seal("words", label.encode(), f"member.label/{found}")
    conn.execute(update(member).where(member.c.member_id == found).values(label_sealed=sealed))


def make_link(conn: Connection, office: Office, member_id: str) -> str:
    """A ticket that opens one more desk for an active member, good for a quarter of an hour.

    Raises:
        NotFound: no such active member.
    """
    found = member_by_id(conn, member_id)
    if found is None:
        raise NotFound("problem-member-unknown")
    return _ticket(conn, office, member_id, found.place, "link", timedelta(minutes=LINK_MINUTES))


def is_for(conn: Connection, office: Office, token: str, place: str) -> bool:
    """Whether a ticket is one of this place: at another place's door it is as if never made."""
    query = select(ticket.c.member_id).where(
        ticket.c.ticket_hash == hashed(office, "ticket", token), ticket.c.place == place
    )
    return conn.execute(query).first() is not None


def join(
    conn: Connection,
    office: Office,
    *,
    token: str,
    tag: str,
    address: Address,
    hours: int | None = None,
) -> Member:
    """Use a ticket up: the conversation `tag` (40 hex digits) becomes a desk of its member.

    `hours` ends the desk by itself, for a browser. Who joins again from a desk of the same place
    and office has the new duties added to the old ones.

    Raises:
        NotFound: used, ended or never made: one answer for all.
        Refused: this desk is another's, or the duties do not go together.
    """
    # A refusal leaves the ticket whole, also where the caller's transaction goes on.
    with conn.begin_nested():
        member_id = _use(conn, office, token, tag)
        joined = member_by_id(conn, member_id)
        if joined is None:
            raise NotFound("refused-invitation-unknown")
        ends_at = office.clock.now() + timedelta(hours=hours) if hours else None
        keep_desk(conn, office, member=joined, tag=tag, address=address, ends_at=ends_at)
        note(conn, office, joined.place, Act(joined.member_id, "staff-joined", joined.member_id))
    return joined


def _use(conn: Connection, office: Office, token: str, tag: str) -> str:
    """Use a ticket up; gives the id of the member it stands for at this desk."""
    used = conn.execute(
        delete(ticket)
        .where(ticket.c.ticket_hash == hashed(office, "ticket", token))
        .where(ticket.c.ends_at > office.clock.now())
        .returning(ticket.c.member_id, ticket.c.kind)
    ).one_or_none()
    if used is None:
        raise NotFound("refused-invitation-unknown")
    if used.kind == "link":
        return str(used.member_id)
    return _activate(conn, used.member_id, member_of_desk(conn, office, tag))


def revoke(conn: Connection, office: Office, member_id: str) -> None:
    """End a member's duties at once: desks, tokens, tickets and sessions go with them.

    Raises:
        NotFound: no such member.
    """
    ended = update(member).where(member.c.member_id == member_id).values(state="revoked")
    place = conn.execute(ended.returning(member.c.place)).scalar()
    if place is None:
        raise NotFound("problem-member-unknown")
    note(conn, office, place, Act(OPERATOR, "staff-revoked", member_id))
    for table in (desk, ticket, staff_token):
        conn.execute(delete(table).where(table.c.member_id == member_id))


def roll(conn: Connection, office: Office, place: str) -> list[RollLine]:
    """Everyone ever given a duty in a place, with the labels that tell them apart."""
    rows = conn.execute(select(member).where(member.c.place == place)).all()
    roles: dict[str, set[str]] = {}
    for line in conn.execute(select(member_role).where(member_role.c.place == place)):
        roles.setdefault(line.member_id, set()).add(line.role)
    held = [
        owner for (owner,) in conn.execute(select(desk.c.member_id).where(desk.c.place == place))
    ]
    found = []
    for row in rows:
        who = Member(row.member_id, place, row.office_id, frozenset(roles.get(row.member_id, ())))
        label = b""
        if row.label_sealed is not None:
            label = office.keys.open("words", row.label_sealed, f"member.label/{row.member_id}")
        found.append(RollLine(who, row.state, label.decode(), held.count(row.member_id)))
    return found


def purge(conn: Connection, office: Office) -> int:
    """Erase tickets, sessions and tokens that have ended and invitations nobody took up."""
    now_at = office.clock.now()
    gone = 0
    for table in (ticket, desk, staff_token):
        gone += conn.execute(delete(table).where(table.c.ends_at <= now_at)).rowcount
    forgotten = (
        select(member.c.member_id)
        .where(member.c.state == "invited")
        .where(member.c.member_id.not_in(select(ticket.c.member_id)))
    )
    stale: list[str] = list(conn.execute(forgotten).scalars())
    for table in (member_role, member):
        conn.execute(delete(table).where(table.c.member_id.in_(stale)))
    return gone + len(stale)


def _ticket(
    conn: Connection, office: Office, member_id: str, place: str, kind: str, lasts: timedelta
) -> str:
    secret = fresh_secret()
    conn.execute(
        insert(ticket).values(
            ticket_hash=hashed(office, "ticket", secret),
            member_id=member_id,
            place=place,
            kind=kind,
            ends_at=office.clock.now() + lasts,
        )
    )
    return secret


def _hold(conn: Connection, member_id: str, place: str, roles: Collection[str]) -> None:
    rows = [{"member_id": member_id, "place": place, "role": role} for role in sorted(roles)]
    if rows:
        conn.execute(insert(member_role), rows)


def _activate(conn: Connection, invited_id: str, sitting: Member | None) -> str:
    """The member that an invitation makes active: the invited one, or who sits at this desk."""
    if sitting is None:
        conn.execute(update(member).where(member.c.member_id == invited_id).values(state="active"))
        return invited_id
    new = conn.execute(select(member).where(member.c.member_id == invited_id)).one()
    if (new.place, new.office_id) != (sitting.place, sitting.office_id):
        raise Refused("refused-desk-taken")
    own = select(member_role.c.role).where(member_role.c.member_id == invited_id)
    roles: frozenset[str] = frozenset(conn.execute(own).scalars())
    check_roles(roles | sitting.roles)
    conn.execute(delete(member_role).where(member_role.c.member_id == invited_id))
    conn.execute(delete(member).where(member.c.member_id == invited_id))
    _hold(conn, sitting.member_id, sitting.place, roles - sitting.roles)
    return sitting.member_id
