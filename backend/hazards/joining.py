"""Joining reports of one hazard, and parting them again: the desk's alone to do (`trust.md` 10).

A joined report keeps its number, its code and its news: its reporter hears of each step what they
would hear of their own report, on the day on which it is taken. Which of them was filed first stays
sealed; the rules read it when the reward is proposed. Here because a joined report belongs to the
hazard that the other one led to.
"""

from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, delete, insert, or_, select, update

from backend.errors import Refused
from backend.hazards.tables import hazard, hazard_report
from backend.office import Office
from backend.reports.apart import apart_of, case_of, is_about, joined_marks, marks_of
from backend.reports.limits import NO_LIMIT, Due, due_after
from backend.reports.moving import advance, begin, follow, joined_with, tell, was_told, write_step
from backend.reports.owners import find_somebody_by
from backend.reports.parting import bring_together, keep_apart
from backend.reports.rules import UNDECIDED
from backend.reports.step import StepDone, Taking
from backend.reports.tables import report
from backend.reports.words import unit_name_of
from backend.staff.member import Member
from backend.staff.queries import member_by_id

_WAY = (*UNDECIDED, "substantiated")
"""How far a report is, in order: one is joined with another that is at least as far."""

_HEARD = (("accepted", "step-accepted"), ("verifying", "step-assigned"))
"""What the reporter of a report hears on its way to being checked."""


def merge(conn: Connection, office: Office, member: Member, taking: Taking) -> StepDone:
    """Join a report with another one of the place (`into`: its case id or its number).

    Raises:
        Refused: no such report, the same one, one that is ended or less far, or not in this state.
    """
    begin(conn, office, member, taking, "merge")
    into = _other(conn, office, member, taking)
    row = begin(conn, office, member, taking, "merge")  # as it is now that both are held
    _check(row, into)
    for one in joined_with(conn, row.report_id):
        _touch(conn, one, merged_into=into.report_id)
        _link(conn, into, one)
    values = {"merged_into": into.report_id, "merged_from": row.state, "assignee": None}
    row = advance(conn, office, row, "merge", actor=member.member_id, values=values)
    _link(conn, into, row)
    bring_together(conn, row.report_id, into.report_id)
    alarm = {"alarm": row.alarm, "alarm_seen_on": row.alarm_seen_on} if row.alarm else {}
    _touch(conn, into, last_step="merge", last_on=row.last_on, **({} if into.alarm else alarm))
    if row.concerned or into.concerned:
        _widen(conn, office, into, row)
    _hear(conn, office, row, into)
    return StepDone("done-merge", (("number", row.number), ("into", into.number)))


def split(conn: Connection, office: Office, member: Member, taking: Taking) -> StepDone:
    """Part a joined report again: it is back in the state it had, and goes on alone.

    The two are not proposed as duplicates any more.

    Raises:
        Refused: it is not joined, or its hazard is closed.
    """
    row = begin(conn, office, member, taking, "split")
    if row.hazard_state == "closed":
        raise Refused("refused-split-closed")
    _lock(conn, report.c.report_id.in_((row.report_id, row.merged_into)))
    place, now_at, back = office.place(row.place), office.clock.now(), row.merged_from
    due = Due(row.due_on, bool(row.provisional))
    if back == "submitted":
        due = due_after(place, "accept_working_days", now_at)
    elif row.due_on is None or row.hazard_state:
        due = due_after(place, "verify_days", now_at)
    values: dict[str, Any] = {"merged_into": None, "merged_from": "", "hazard_state": ""}
    values |= {"due_on": due.on, "provisional": int(due.provisional)}
    values["concerned"] = marks_of(office, place, unit_name_of(conn, office, row.report_id))
    into = row.merged_into
    anew = _heard_more(conn, row)
    row = advance(conn, office, row, "split", actor=member.member_id, values=values)
    conn.execute(delete(hazard_report).where(hazard_report.c.report_id == row.report_id))
    other = conn.execute(select(report).where(report.c.report_id == into)).one()
    _touch(conn, other, last_step="split", last_on=row.last_on)
    keep_apart(conn, row.place, row.report_id, other.report_id)
    if anew:
        write_step(conn, office, row, "step-anew")
        tell(conn, office, row)
    return StepDone("done-split", (("number", row.number), ("into", other.number)))


def _other(conn: Connection, office: Office, member: Member, taking: Taking) -> Row[Any]:
    """The report to join with; both rows are held, in one order, until the step is done."""
    named = taking.needed("into")
    wanted = or_(
        report.c.report_id.in_((named, taking.case_id)),
        and_(report.c.place == member.place, report.c.number == named),
    )
    own = apart_of(conn, office, member)
    held = _lock(conn, wanted)
    here = [
        one for one in held if one.place == member.place and not own.keeps(case_of(one._mapping))
    ]
    into = next((one for one in here if named in (one.report_id, one.number)), None)
    if into is None:
        raise Refused("refused-merge-unknown")
    return into


def _lock(conn: Connection, which: ColumnElement[bool]) -> list[Row[Any]]:
    query = select(report).where(which).order_by(report.c.report_id)
    return list(conn.execute(query.with_for_update()))


def _check(row: Row[Any], into: Row[Any]) -> None:
    if into.report_id == row.report_id:
        raise Refused("refused-merge-same")
    if into.state not in _WAY or into.hazard_state == "closed":
        raise Refused("refused-merge-ended")
    if _WAY.index(into.state) < _WAY.index(row.state):
        raise Refused("refused-merge-order")


def _touch(conn: Connection, row: Row[Any], **values: Any) -> None:
    """Another's step changed this row: whoever decides on what they saw before is told so."""
    mine = update(report).where(report.c.report_id == row.report_id)
    conn.execute(mine.values(version=report.c.version + 1, **values))


def _link(conn: Connection, into: Row[Any], row: Row[Any]) -> None:
    """Where the other report led to a hazard already, this one belongs to it too."""
    query = select(hazard_report.c.hazard_id).where(hazard_report.c.report_id == into.report_id)
    hazard_id = conn.execute(query).scalar()
    if hazard_id is not None:
        one = {"hazard_id": hazard_id, "report_id": row.report_id, "place": row.place}
        conn.execute(insert(hazard_report).values(one))


def _widen(conn: Connection, office: Office, into: Row[Any], row: Row[Any]) -> None:
    """What one of the joined reports is about, all are: nobody of that office has them any more.

    For the case it stays so when they are parted: better one too many kept away than one too few.
    """
    marks = joined_marks(into.concerned, row.concerned)
    mine = report.c.report_id == into.report_id
    joined = and_(report.c.merged_into == into.report_id, report.c.state == "merged")
    conn.execute(update(report).where(or_(mine, joined)).values(concerned=marks))
    now = conn.execute(select(report).where(mine)).one()
    if now.state == "verifying":
        find_by = now.assign_on or find_somebody_by(conn, office, now, now.owner_office)
        given = None if now.assignee is None else member_by_id(conn, now.assignee)
        left = given is not None and not is_about(office, now, given.office_id)
        freed = {"assign_on": find_by, "assignee": now.assignee if left else None}
        conn.execute(update(report).where(mine).values(**freed))
    led_to = select(hazard_report.c.hazard_id).where(hazard_report.c.report_id == into.report_id)
    found = hazard.c.hazard_id.in_(led_to.scalar_subquery())
    conn.execute(update(hazard).where(found).values(concerned=marks))


def _hear(conn: Connection, office: Office, row: Row[Any], into: Row[Any]) -> None:
    """Tell what a report alone would have come to by now, save the result of a check.

    That one comes with the case's next step: told at once it would say that the office knew before.
    """
    heard = False
    for state, key in _HEARD:
        if _WAY.index(row.merged_from) < _WAY.index(state) <= _WAY.index(into.state):
            place, now_at = office.place(row.place), office.clock.now()
            due = due_after(place, "verify_days", now_at) if state == "accepted" else NO_LIMIT
            row = follow(conn, office, row, key, due=due)
            heard = True
    if heard:
        tell(conn, office, row)


def _heard_more(conn: Connection, row: Row[Any]) -> bool:
    """Whether the reporter heard of steps that a report in its former state has not taken."""
    ahead = _HEARD[_WAY.index(row.merged_from) :]
    return any(was_told(conn, row.report_id, key) for key in ("step-true", *(k for _, k in ahead)))
