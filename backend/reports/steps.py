"""The desk's steps on a report: accepting, refusing, assigning, finding untrue, objections.

Finding a report true lists a hazard, so that step stands with the hazards.
"""

from typing import Any

from sqlalchemy import Connection, Row

from backend.audit.service import OFFICE
from backend.errors import NotAllowed, Refused
from backend.office import Office
from backend.places.sector_table import SECTOR_BY_SLUG
from backend.reports import handing, handover
from backend.reports.apart import refuse_concerned
from backend.reports.handing import args_of as _args
from backend.reports.handing import tell_co_leads
from backend.reports.handing import tell_inspectors as _tell_inspectors
from backend.reports.lines import check_line, seal_line
from backend.reports.moving import advance, begin, tell
from backend.reports.owners import find_owner_by, find_somebody_by, leads_of, owner_of, routing_of
from backend.reports.questions import ask, pass_question, return_question
from backend.reports.reach import require_reach
from backend.reports.reasons import reason_of, seal_words
from backend.reports.step import Step, StepDone, Taking
from backend.staff.member import Member

GRADES = frozenset({"general", "major"})
UNKNOWN = "unknown"


def accept(conn: Connection, office: Office, member: Member, taking: Taking) -> StepDone:
    """Accept under one neutral line; the case goes to its owner office and its inspectors.

    What nobody leads goes to the safety office, which has so many working days to find an owner.

    Fields: `line`; `sector` (a slug or `unknown`; as reported when left out); `grade` suggested.

    Raises:
        Refused: no line, an unknown sector or grade, or the state does not allow it.
    """
    row = begin(conn, office, member, taking, "accept")
    line = check_line(taking.needed("line"))
    sector = taking.text("sector") or row.sector
    if sector != UNKNOWN and sector not in SECTOR_BY_SLUG:
        raise Refused("refused-field-unknown", field="sector")
    grade = taking.text("grade")
    if grade and grade not in GRADES:
        raise Refused("refused-field-unknown", field="grade")
    values = {
        "line_sealed": seal_line(office, row.report_id, line),
        "sector": sector,
        "grade": grade,
        "reason": "",
        "reason_sealed": None,
        "decided_by": member.member_id,
    }
    row = advance(conn, office, row, "accept", actor=member.member_id, values=values)
    routing = routing_of(conn, office, row, sector)
    owner = row.owner_office or owner_of(office, row, routing).id
    given = {
        "owner_office": owner,
        "lead_offices": ",".join(one.id for one in leads_of(routing)),
        "assign_on": find_owner_by(office, row, routing)
        or find_somebody_by(conn, office, row, owner),
    }
    row = advance(conn, office, row, "assign", actor=OFFICE, values=given)
    tell(conn, office, row)
    _tell_inspectors(conn, office, row)
    tell_co_leads(conn, office, row, routing)
    return StepDone("done-accept", _args(office, row))


def refuse(conn: Connection, office: Office, member: Member, taking: Taking) -> StepDone:
    """Refuse with a reason of the list, which the reporter reads; they may object once.

    Raises:
        Refused: no reason of the list, or the state does not allow it.
    """
    row = begin(conn, office, member, taking, "refuse")
    values = {**_reason(office, taking, "refuse"), "decided_by": member.member_id}
    row = advance(conn, office, row, "refuse", actor=member.member_id, values=values)
    tell(conn, office, row)
    return StepDone("done-refuse", _args(office, row))


def assign(conn: Connection, office: Office, member: Member, taking: Taking) -> StepDone:
    """Give an accepted case to an office of the place (`office`).

    Raises:
        Refused: no such office, or the state does not allow it.
    """
    row = begin(conn, office, member, taking, "assign")
    owner = taking.one_of("office", frozenset(office.place(row.place).office_by_id))
    refuse_concerned(office, row, owner)
    find_by = find_somebody_by(conn, office, row, owner)
    values = {"owner_office": owner, "assignee": None, "assign_on": find_by}
    row = advance(conn, office, row, "assign", actor=member.member_id, values=values)
    tell(conn, office, row)
    _tell_inspectors(conn, office, row)
    return StepDone("done-assign", _args(office, row))


def verify_untrue(conn: Connection, office: Office, member: Member, taking: Taking) -> StepDone:
    """Found not to be so, with a reason of the list; the reporter may object once.

    Raises:
        NotAllowed: the case is another office's.
        Refused: no reason of the list, or the state does not allow it.
    """
    row = begin(conn, office, member, taking, "verify-untrue")
    require_reach(conn, office, member, "report-verify", row)
    values = {**_reason(office, taking, "verify-untrue"), "decided_by": member.member_id}
    row = advance(conn, office, row, "verify-untrue", actor=member.member_id, values=values)
    tell(conn, office, row)
    return StepDone("done-verify-untrue", _args(office, row))


def uphold_objection(conn: Connection, office: Office, member: Member, taking: Taking) -> StepDone:
    """The reporter was right to object: the case is looked at anew.

    Raises:
        NotAllowed: this member took the decision that is objected to.
    """
    row = _objected(conn, office, member, taking, "uphold-objection")
    find_by = find_somebody_by(conn, office, row, row.owner_office) if row.owner_office else None
    values = {"reason": "", "reason_sealed": None, "decided_by": None, "assign_on": find_by}
    row = advance(conn, office, row, "uphold-objection", actor=member.member_id, values=values)
    tell(conn, office, row)
    if row.state == "verifying":
        _tell_inspectors(conn, office, row)
    return StepDone("done-uphold-objection", _args(office, row))


def reject_objection(conn: Connection, office: Office, member: Member, taking: Taking) -> StepDone:
    """The decision stands, with a reason the reporter reads.

    Raises:
        NotAllowed: this member took the decision that is objected to.
        Refused: no reason of the list.
    """
    row = _objected(conn, office, member, taking, "reject-objection")
    values = _reason(office, taking, "reject-objection")
    row = advance(conn, office, row, "reject-objection", actor=member.member_id, values=values)
    tell(conn, office, row)
    return StepDone("done-reject-objection", _args(office, row))


STEPS: dict[str, Step] = {
    "accept": accept,
    "refuse": refuse,
    "ask": ask,
    "pass-question": pass_question,
    "return-question": return_question,
    "assign": assign,
    "verify-untrue": verify_untrue,
    "uphold-objection": uphold_objection,
    "reject-objection": reject_objection,
    **handing.STEPS,
    **handover.STEPS,
}
"""Step → function; the case is a report."""


def _objected(
    conn: Connection, office: Office, member: Member, taking: Taking, step: str
) -> Row[Any]:
    row = begin(conn, office, member, taking, step)
    if row.decided_by == member.member_id:
        raise NotAllowed("refused-own-decision")
    return row


def _reason(office: Office, taking: Taking, step: str) -> dict[str, Any]:
    """The columns of a step's reason and the own words beside it."""
    reason, words = reason_of(taking, step)
    sealed = seal_words(office, f"report.reason/{taking.case_id}", words)
    return {"reason": reason, "reason_sealed": sealed}
