"""Made members of staff, one for each duty, who take the steps of made cases and then leave."""

from collections.abc import Mapping

from sqlalchemy import Connection

from backend.aliases.service import Address
from backend.conversations.ids import tag_of
from backend.db.columns import fresh_id
from backend.office import Office
from backend.staff.member import Member
from backend.staff.service import invite, join, label_invited, revoke

_SEATS = {
    "intake": ("intake",),
    "inspector": ("inspector",),
    "reviewer": ("reviewer",),
    "supervisor": ("supervisor",),
    "approver": ("approver",),
    "second approver": ("approver",),
    "payer": ("payer",),
}
_NOBODYS = "demo"
"""A bot that no door has: nothing is ever delivered to it."""


def hire_crew(conn: Connection, office: Office, place: str) -> dict[str, Member]:
    """Seat -> member; labelled on the roll, so that an administrator knows them."""
    crew = {}
    for seat, roles in _SEATS.items():
        address = Address(_NOBODYS, fresh_id())
        token = invite(conn, office, place=place, roles=roles)
        label_invited(conn, office, token, f"demo: {seat}")
        tag = tag_of(office.keys, address)
        crew[seat] = join(conn, office, token=token, tag=tag, address=address)
    return crew


def dismiss_crew(conn: Connection, office: Office, crew: Mapping[str, Member]) -> None:
    """End their duties: nothing waits for somebody who is not there."""
    for member in crew.values():
        revoke(conn, office, member.member_id)
