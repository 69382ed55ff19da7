"""Whom a case can be handed to: the place's offices with their inspectors, and those outside."""

from dataclasses import dataclass

from sqlalchemy import Connection

from backend.office import Office
from backend.reports.handing import authorities
from backend.reports.reach import reached_usually
from backend.staff.member import Member
from backend.staff.rules import may, require


@dataclass(frozen=True, slots=True)
class Taker:
    """One office or authority."""

    id: str
    zh: str
    en: str
    outside: bool
    """A transfer there ends the case here."""
    inspectors: tuple[str, ...] = ()
    """Ids of the members whom its cases reach; for who may assign."""


def list_offices(conn: Connection, office: Office, member: Member) -> list[Taker]:
    """Everybody whom the member's place can hand a case to, its own offices first.

    Raises:
        NotAllowed: the member's duties list no reports.
    """
    require(member, "report-list")
    place = office.place(member.place)
    outside = authorities(place)
    own = [one for one in place.offices if one.id not in outside]
    assigns = may(member, "case-assign")
    return [
        *(
            Taker(one.id, one.zh, one.en, False, _ids(conn, member, one.id) if assigns else ())
            for one in own
        ),
        *(Taker(one.id, one.name.zh, one.name.en, True) for one in outside.values()),
    ]


def _ids(conn: Connection, member: Member, office_id: str) -> tuple[str, ...]:
    able = reached_usually(conn, member.place, "report-verify", office_id)
    return tuple(sorted(one.member_id for one in able))
