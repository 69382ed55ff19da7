"""Handing over for tests: the step, what begins there, and what each side is shown."""

from sqlalchemy import Row, select

from backend.office import Office
from backend.reports.case import CaseFacts, view_by_code
from backend.reports.filing import Filed
from backend.reports.proofs import Proof, proofs_of
from backend.reports.tables import report
from backend.staff.member import Member
from backend.staff.queries import members_with
from tests.backend.reports.cases import take
from tests.backend.staff.offices import ABOVE, HERE, hire

OVER = {"place": ABOVE, "reason": "higher-level", "words": "两县交界，请市里办。"}


def staffed(office: Office, place: str = ABOVE) -> None:
    """Somebody in another place who can take a case in, where there is nobody yet."""
    with office.database.read() as conn:
        there = members_with(conn, place, "report-accept")
    if not there:
        hire(office, "intake", place=place)


def begun(office: Office, place: str = ABOVE) -> Row[tuple[object, ...]]:
    """The one report of another place."""
    with office.database.read() as conn:
        return conn.execute(select(report).where(report.c.place == place)).one()


def handed(office: Office, filed: Filed, who: dict[str, Member], **over: str) -> str:
    """Hand a report over; gives the id of the report that begins there."""
    fields = {**OVER, **over}
    staffed(office, fields["place"])
    take(office, who["intake"], filed.report_id, "hand-over", **fields)
    return str(begun(office, fields["place"]).report_id)


def by_code(office: Office, filed: Filed) -> CaseFacts:
    """What the code on the receipt opens at the doors of the place where it was filed."""
    found = at_door(office, HERE, filed)
    assert found is not None
    return found


def at_door(office: Office, place: str, filed: Filed) -> CaseFacts | None:
    """What the code on the receipt opens at the doors of any place."""
    with office.database.read() as conn:
        return view_by_code(conn, office, place, filed.code)


def proofs(office: Office, member: Member, report_id: str) -> list[Proof]:
    """The proofs as a member is shown them."""
    with office.database.read() as conn:
        return proofs_of(conn, office, member, report_id)
