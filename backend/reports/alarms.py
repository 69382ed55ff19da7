"""Deaths or people in danger: a lane of its own to the place's supervisors (`domain.md` 2).

They hear of it at once, whatever the hour, and again each hour until the desk opened it. While no
supervisor sits at a desk, intake hears it too; while nobody does, it stands, and is told to the
first of them who opens one.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, select, text, update

from backend.audit.service import OFFICE, Act, note
from backend.clock import whole_hour
from backend.jobs.service import win_slot
from backend.office import Office
from backend.outbox.news import tell_member
from backend.places.calendar import local_day
from backend.reports.apart import Case, case_of, not_kept
from backend.reports.rules import UNDECIDED
from backend.reports.tables import report
from backend.staff.desks import seated_in
from backend.staff.member import Member
from backend.staff.queries import members_with
from backend.staff.rules import may

MOST = 20
"""Alarms that one hour repeats for a place: more would bury the newest."""


def raise_alarms(conn: Connection, office: Office, rows: Sequence[Mapping[str, Any]]) -> None:
    """Tell who hears alarms of each report row whose `alarm` is set: its number, no word of it."""
    for row in rows:
        _sound(conn, office, row, hearing(conn, office, row["place"], case_of(row)))
        note(conn, office, row["place"], Act(OFFICE, f"alarm-{row['alarm']}", row["report_id"]))


def repeat_alarms(conn: Connection, office: Office, place_code: str) -> int:
    """Sound every alarm again that nobody has opened, once an hour; gives how many.

    Called as often as one likes, by any number of schedulers: one of them wins the hour. What came
    within this hour waits for the next.
    """
    hour = whole_hour(office.clock.now())
    rows = _unseen(conn, place_code, report.c.filed_hour < hour)
    if not rows or not win_slot(conn, office, f"alarm/{place_code}", hour.isoformat()):
        return 0
    usual = hearing(conn, office, place_code)
    for row in rows:
        case = case_of(row)
        members = hearing(conn, office, place_code, case) if case.marks else usual
        _sound(conn, office, row, members)
    return len(rows)


def tell_arrived(conn: Connection, office: Office, member: Member) -> int:
    """Tell a member who has just opened a desk of the alarms that nobody looked at; gives how many.

    They hear what they would have heard, had they been there when it came.
    """
    if not sees_alarms(member):
        return 0
    told = 0
    for row in _unseen(conn, member.place):
        if member in hearing(conn, office, member.place, case_of(row)):
            _sound(conn, office, row, [member])
            told += 1
    return told


def hearing(
    conn: Connection, office: Office, place_code: str, case: Case | None = None
) -> list[Member]:
    """Who is told of an alarm: the supervisors, and all who take reports in while none is there.

    There is who sits at a desk: a browser's ends after half a day, and nobody hears it then. Of an
    alarm about an office, nobody of that office: then `case` is given.
    """
    able = members_with(conn, place_code, "case-assign")
    supervisors = not_kept(conn, office, able, case) if case else able
    seated = seated_in(conn, office, place_code)
    if any(one.member_id in seated for one in supervisors):
        return supervisors
    able = members_with(conn, place_code, "report-accept")
    return not_kept(conn, office, able, case) if case else able


def sees_alarms(member: Member) -> bool:
    """Whether it is this member's to look at an alarm: the desk, or whoever supervises."""
    return may(member, "case-assign") or may(member, "report-accept")


def see_alarm(conn: Connection, office: Office, member: Member, report_id: str) -> bool:
    """Note that a member of the desk has opened an alarm: it sounds no more. False: not the first.

    Who else looks, an inspector or an auditor, silences nothing.
    """
    if not sees_alarms(member):
        return False
    today = local_day(office.place(member.place), office.clock.now())
    seen = conn.execute(
        update(report)
        .where(
            report.c.report_id == report_id,
            report.c.place == member.place,
            report.c.alarm != "",
            report.c.alarm_seen_on.is_(None),
        )
        .values(alarm_seen_on=today)
    )
    if not seen.rowcount:
        return False
    note(conn, office, member.place, Act(member.member_id, "alarm-seen", report_id))
    return True


def _unseen(conn: Connection, place_code: str, *more: ColumnElement[bool]) -> Sequence[RowMapping]:
    waiting = select(report).where(
        report.c.place == place_code,
        text("report.alarm <> ''"),  # written out: SQLite finds its index by the text alone
        report.c.alarm_seen_on.is_(None),
        report.c.state.in_(UNDECIDED),
        *more,
    )
    return conn.execute(waiting.order_by(report.c.number).limit(MOST)).mappings().all()


def _sound(
    conn: Connection, office: Office, row: Mapping[Any, Any], members: Sequence[Member]
) -> None:
    args = (("number", str(row["number"])), ("case_id", str(row["report_id"])))
    for member in members:
        tell_member(
            conn,
            office,
            place=row["place"],
            member_id=member.member_id,
            key=f"alarm-{row['alarm']}",
            args=args,
        )
