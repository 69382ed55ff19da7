"""Listing a hazard: what an inspector found true of a report, ordered to be mended at once."""

from typing import Any

from sqlalchemy import Connection, Row, insert, select

from backend.audit.service import Act, note
from backend.db.columns import fresh_id
from backend.errors import Broken
from backend.hazards.finding import Finding, seal_finding, seal_line
from backend.hazards.moving import advance
from backend.hazards.moving import row_of as hazard_row
from backend.hazards.rules import GRADES
from backend.hazards.tables import hazard, hazard_report
from backend.office import Office
from backend.places.calendar import local_day
from backend.reports.draws import ATTEMPTS, number_of
from backend.reports.limits import hour_of
from backend.reports.lines import line_of
from backend.reports.moving import advance as advance_report
from backend.reports.moving import begin as begin_report
from backend.reports.moving import joined_with
from backend.reports.owners import leads_of, routing_of
from backend.reports.photos import claim
from backend.reports.reach import require_reach
from backend.reports.step import StepDone, Taking
from backend.staff.member import Member


def verify_true(conn: Connection, office: Office, member: Member, taking: Taking) -> StepDone:
    """Found true on the spot: the hazard is listed and ordered to be mended.

    The case is a report. Fields: `grade`; `words` of the finding; `standard`, `measures`,
    `emergency`, `unit` if known; pictures become the hazard's picture before.

    Raises:
        NotAllowed: the case is another office's.
        Refused: no grade or no words, or the state does not allow it.
    """
    row = begin_report(conn, office, member, taking, "verify-true")
    require_reach(conn, office, member, "report-verify", row)
    grade = taking.one_of("grade", GRADES)
    finding = Finding(
        words=taking.needed("words"),
        standard=taking.text("standard"),
        measures=taking.text("measures"),
        emergency=taking.text("emergency"),
        unit_name=taking.text("unit"),
    )
    values = {"grade": grade, "decided_by": member.member_id}
    row = advance_report(conn, office, row, "verify-true", actor=member.member_id, values=values)
    hazard_id = _list(conn, office, member, row, finding)
    photos = taking.photos
    claim(
        conn, owner_kind="hazard", owner_id=hazard_id, place=row.place, photos=photos, part="before"
    )
    note(conn, office, row.place, Act(member.member_id, "list", hazard_id))
    listed = hazard_row(conn, hazard_id)
    ordered = advance(conn, office, listed, "order", actor=member.member_id)
    args = (("number", ordered.number), ("day", ordered.due_on.isoformat()))
    return StepDone("done-verify-true", args)


def _list(conn: Connection, office: Office, member: Member, row: Row[Any], finding: Finding) -> str:
    place = office.place(row.place)
    now_at = office.clock.now()
    hazard_id = fresh_id()
    reports = [row, *joined_with(conn, row.report_id)]
    routed = routing_of(conn, office, row, row.sector)
    leads = [one.id for one in leads_of(routed)]
    helping = [one.id for one in routed.assisting] + [area.code for area in routed.territory]
    conn.execute(
        insert(hazard).values(
            hazard_id=hazard_id,
            place=row.place,
            number=_number(conn, office, row.place, hazard_id),
            source="public-report",
            state="listed",
            version=0,
            listed_hour=hour_of(place, now_at),
            entered_on=local_day(place, now_at),
            provisional=0,
            area_code=row.area_code,
            lat=row.lat,
            lon=row.lon,
            unit_id=row.unit_id,
            sector=row.sector,
            grade=row.grade,
            line_sealed=seal_line(office, hazard_id, line_of(office, row)),
            finding_sealed=seal_finding(office, hazard_id, finding),
            lead_offices=",".join(leads),
            assisting_offices=",".join(helping),
            owner_office=row.owner_office,
            concerned=row.concerned,
            guessable=max(one.guessable for one in reports),
            alarm=row.alarm,
            verified_by=member.member_id,
        )
    )
    link = {"hazard_id": hazard_id, "place": row.place}
    conn.execute(insert(hazard_report), [{**link, "report_id": one.report_id} for one in reports])
    return hazard_id


def _number(conn: Connection, office: Office, place: str, hazard_id: str) -> str:
    """A free number of its own, H in front: it leads to no report."""
    year = local_day(office.place(place), office.clock.now()).year
    for attempt in range(ATTEMPTS):
        parts = (place, hazard_id, str(attempt))
        number = f"H{number_of(office.keys, 'hazard', *parts, year=year)}"
        taken = select(hazard.c.hazard_id).where(hazard.c.place == place, hazard.c.number == number)
        if conn.execute(taken).first() is None:
            return number
    raise Broken("no free number for a hazard")
