"""Whose case a report is: the routing of its sector, area and unit by the place's rows."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Table, and_, false, literal

from backend.office import Office
from backend.places.profile import Office as Department
from backend.places.routing import Routing, Unit, route
from backend.places.sector_table import SECTOR_BY_SLUG
from backend.reports.limits import ASSIGN, due_after
from backend.reports.reach import reached
from backend.reports.words import unit_name_of
from backend.staff.member import Member


def routing_of(conn: Connection, office: Office, row: Row[Any], sector: str) -> Routing:
    """Leads, helpers and owner for a report under a sector (a slug, or `unknown`).

    The unit's name counts, since no office shall look into itself; nobody is shown it.
    """
    return route(
        office.place(row.place),
        sector if sector in SECTOR_BY_SLUG else None,
        area_code=row.area_code or None,
        unit=Unit(name=unit_name_of(conn, office, row.report_id)),
    )


def owner_of(office: Office, row: Row[Any], routing: Routing) -> Department:
    """The owner by the rules; deaths and hidden accidents are the safety office's own."""
    if row.alarm == "deaths":
        place = office.place(row.place)
        return place.office_by_id[place.unled.office]
    return routing.owner


def leads_of(routing: Routing) -> tuple[Department, ...]:
    """The offices that lead by the plan, without one that the report is about."""
    led = {lead.office.id for lead in routing.leads}
    return tuple(one for one in (routing.owner, *routing.co_leads) if one.id in led)


def co_leads_of(row: Row[Any], routing: Routing) -> tuple[Department, ...]:
    """The leads beside the office that has the case: each is told, and may look on.

    None where deaths are told of: that lane is its owner's alone.
    """
    if row.alarm == "deaths":
        return ()
    return tuple(one for one in leads_of(routing) if one.id != row.owner_office)


def looks_on(member: Member, row: Row[Any]) -> bool:
    """Whether a member's office leads an accepted report or a hazard beside its owner, to read it.

    By what was kept when it was accepted or listed: without the offices that it is about.
    """
    return row.alarm != "deaths" and member.office_id in filter(None, row.lead_offices.split(","))


def looked_on(member: Member, table: Table) -> ColumnElement[bool]:
    """The same for a query on `report` or `hazard`."""
    if not member.office_id:
        return false()
    # An id has letters, digits and hyphens: no other id can be a part of it between two commas.
    led = literal(",").concat(table.c.lead_offices).concat(",")
    return and_(table.c.alarm != "deaths", led.contains(f",{member.office_id},", autoescape=True))


def find_owner_by(office: Office, row: Row[Any], routing: Routing) -> date | None:
    """The last day for the safety office to find an owner, counted from today.

    None where there is one: by the plan, by hand, or since deaths are its own.
    """
    if row.owner_office or row.alarm == "deaths" or routing.terms.assign_working_days is None:
        return None
    return due_after(office.place(row.place), ASSIGN, office.clock.now()).on


def find_somebody_by(conn: Connection, office: Office, row: Row[Any], owner: str) -> date | None:
    """The last day to find somebody to check a case of this owner that is about all who could.

    Counted from today. None where somebody can: it is their task.
    """
    if not row.concerned or reached(conn, office, row, "report-verify", owner=owner):
        return None
    return due_after(office.place(row.place), ASSIGN, office.clock.now()).on
