"""What the desk is shown of the way to a case's owner: who leads, who helps, and why.

Before it is accepted: what would be; afterwards: what is. Reasons that come of the unit's name are
for those alone who may open the reporter's words.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from sqlalchemy import Connection, Row

from backend.office import Office
from backend.places.profile import Place
from backend.places.routing import Reason, Routing
from backend.places.terms import Text
from backend.places.why import Why, why
from backend.reports.handing import authorities
from backend.reports.owners import co_leads_of, owner_of, routing_of

_OF_UNIT = frozenset(
    {"sector-of-unit", "sector-from-unit-name", "part-without-lead", "lead-is-concerned"}
)
"""Reasons that tell something of the named unit."""


@dataclass(frozen=True, slots=True)
class Named:
    """An office or an area by its id or code, with its names."""

    id: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Led:
    """An office that leads, on which list of the plan, and for which part of the sector."""

    id: str
    zh: str
    en: str
    list: Literal["campaign", "sub-plans", "actions"]
    part: str
    """In the plan's own term, or empty."""
    derived: bool


@dataclass(frozen=True, slots=True)
class Routed:
    """Whose a case is, or would be."""

    settled: bool
    """False: not accepted yet, so this is what accepting it now would do."""
    owner: Named
    leads: tuple[Led, ...]
    co_leads: tuple[Named, ...]
    """Leads beside the owner: they are told."""
    assisting: tuple[Named, ...]
    territory: tuple[Named, ...]
    assign_working_days: int | None
    """Nobody leads: in so many working days the safety office finds an owner."""
    assign_on: date | None
    """The last day of that, while no owner is found."""
    reasons: tuple[Why, ...]


def routed_of(conn: Connection, office: Office, row: Row[Any], *, unit_shown: bool) -> Routed:
    """The routing of a report as it stands; `unit_shown`: the reader may read the unit's name."""
    place = office.place(row.place)
    routing = routing_of(conn, office, row, row.sector)
    ruled = owner_of(office, row, routing)
    owner = _owner(place, row.owner_office) or Named(ruled.id, ruled.zh, ruled.en)
    by_hand = owner.id != ruled.id
    unled = routing.owner.id == owner.id and row.alarm != "deaths"
    return Routed(
        settled=row.state != "submitted",
        owner=owner,
        leads=tuple(
            Led(x.office.id, x.office.zh, x.office.en, x.list, x.part or "", x.derived)
            for x in routing.leads
        ),
        co_leads=tuple(
            Named(one.id, one.zh, one.en) for one in co_leads_of(row, routing) if one.id != owner.id
        ),
        assisting=tuple(Named(o.id, o.zh, o.en) for o in routing.assisting if o.id != owner.id),
        territory=tuple(Named(area.code, area.zh, area.en) for area in routing.territory),
        assign_working_days=routing.terms.assign_working_days if unled else None,
        assign_on=row.assign_on,
        reasons=(
            *_before(row, owner, by_hand=by_hand),
            *(why(place, one) for one in _shown(routing, unit_shown=unit_shown)),
        ),
    )


def named_offices(place: Place, row: Row[Any]) -> tuple[tuple[Named, ...], tuple[Named, ...]]:
    """Who leads a hazard's sector by the plan, and who helps its owner, towns and villages too.

    As it was when the hazard was listed: what the place does not know any more is left out. None
    where deaths are told of: that lane is its owner's alone.
    """
    if row.alarm == "deaths":
        return (), ()
    helping = [one for one in row.assisting_offices.split(",") if one != row.owner_office]
    return leading(place, row), _named(place, helping)


def leading(place: Place, row: Row[Any]) -> tuple[Named, ...]:
    """Who leads the sector of an accepted report or a hazard; nobody where deaths are told of."""
    return () if row.alarm == "deaths" else _named(place, row.lead_offices.split(","))


def _named(place: Place, ids: list[str]) -> tuple[Named, ...]:
    known = ((one, place.office_by_id.get(one) or place.area_by_code.get(one)) for one in ids)
    return tuple(Named(one, found.zh, found.en) for one, found in known if found is not None)


def _before(row: Row[Any], owner: Named, *, by_hand: bool) -> tuple[Why, ...]:
    if by_hand:
        return (Why("routed-by-hand", Text(zh=owner.zh, en=owner.en)),)
    return (Why("routed-deaths"),) if row.alarm == "deaths" else ()


def _shown(routing: Routing, *, unit_shown: bool) -> tuple[Reason, ...]:
    return tuple(one for one in routing.reasons if unit_shown or one.name not in _OF_UNIT)


def _owner(place: Place, office_id: str) -> Named | None:
    """Who has the case now, here or outside; None before anybody has it."""
    if office_id in place.office_by_id:
        found = place.office_by_id[office_id]
        return Named(found.id, found.zh, found.en)
    outside = authorities(place).get(office_id)
    return Named(outside.id, outside.name.zh, outside.name.en) if outside else None
