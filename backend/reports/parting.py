"""The officer's "no": pairs of reports that tell of two hazards, which are not proposed again.

A pair stands here both ways, so that either report finds its own by the key; the last word counts.
"""

from sqlalchemy import Connection, delete, select, tuple_

from backend.audit.service import Act, note
from backend.db.once import insert_new
from backend.errors import Refused
from backend.office import Office
from backend.reports.moving import row_for
from backend.reports.tables import report_parted
from backend.staff.member import Member
from backend.staff.rules import require


def part(conn: Connection, office: Office, member: Member, report_id: str, other_id: str) -> None:
    """An officer's no to two reports of their place; a repeat changes nothing.

    Raises:
        NotAllowed: the member's duties join no reports.
        NotFound: no such report in the member's place, one or the other.
        Refused: the two are one report, or joined with each other: `split` parts those.
    """
    require(member, "report-merge")
    one, other = (row_for(conn, office, member, which) for which in (report_id, other_id))
    if one.report_id == other.report_id:
        raise Refused("refused-merge-same")
    if (one.merged_into or one.report_id) == (other.merged_into or other.report_id):
        raise Refused("refused-step-not-now")
    if keep_apart(conn, one.place, one.report_id, other.report_id):
        acts = [Act(member.member_id, "part", row.report_id) for row in (one, other)]
        note(conn, office, one.place, *acts)


def keep_apart(conn: Connection, place: str, one: str, other: str) -> bool:
    """Keep that two reports of a place are not one; False when it is kept already."""
    both = sorted(((one, other), (other, one)))
    rows = [{"report_id": mine, "other_id": theirs, "place": place} for mine, theirs in both]
    return bool(insert_new(conn, report_parted, rows))


def bring_together(conn: Connection, one: str, other: str) -> None:
    """Take that back."""
    pair = tuple_(report_parted.c.report_id, report_parted.c.other_id)
    conn.execute(delete(report_parted).where(pair.in_([(one, other), (other, one)])))


def parted_from(conn: Connection, report_id: str) -> frozenset[str]:
    """The reports that an officer said are not the same as this one."""
    mine = select(report_parted.c.other_id).where(report_parted.c.report_id == report_id)
    return frozenset(conn.execute(mine).scalars())
