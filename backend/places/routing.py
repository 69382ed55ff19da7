"""Who handles a report: from place, area, sector and unit to leads, helpers, owner and limits.

Pure, and without sentences: reasons are names with arguments, for the console and the catalogues to
say. The rules are those of the domain page: every lead of every list is kept with its list; the
owner is the first lead of the sub-plan list, else the first named; what has no lead goes to the
safety office with a limit; territory always assists.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeVar

from backend.places.concerned import concerned
from backend.places.find import areas_of
from backend.places.profile import Area, Office, Place, Route
from backend.places.sectors import propose

T = TypeVar("T")

ReasonName = Literal[
    "sector-of-unit",
    "sector-from-unit-name",
    "sector-unknown",
    "lead-of-sub-plans",
    "first-named-lead",
    "several-leads",
    "two-lists",
    "derived-from-actions",
    "no-lead-named",
    "part-without-lead",
    "other-part-without-lead",
    "not-in-plan",
    "lead-is-concerned",
    "territory-assists",
]


@dataclass(frozen=True, slots=True)
class Reason:
    """One step of the way to the answer; ``args`` are office ids, area codes, slugs or terms."""

    name: ReasonName
    args: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unit:
    """What is known of the unit that a report is about; all of it may be empty."""

    name: str = ""
    sector: str | None = None
    area_code: str | None = None


@dataclass(frozen=True, slots=True)
class Lead:
    """An office that leads, with the list of the plan that says so and the part it is about."""

    office: Office
    list: Literal["campaign", "sub-plans", "actions"]
    part: str | None
    derived: bool


@dataclass(frozen=True, slots=True)
class Terms:
    """The limits of this case, days natural or working as the names say; None: no such limit."""

    accept_working_days: int
    verify_days: int
    feedback_days: int
    assign_working_days: int | None


@dataclass(frozen=True, slots=True)
class Routing:
    """The answer; ``owner`` answers for the case, ``co_leads`` are told, ``territory`` helps."""

    sector: str | None
    owner: Office
    leads: tuple[Lead, ...]
    co_leads: tuple[Office, ...]
    assisting: tuple[Office, ...]
    territory: tuple[Area, ...]
    terms: Terms
    in_plan: bool
    reasons: tuple[Reason, ...]


def route(
    place: Place,
    sector: str | None = None,
    *,
    area_code: str | None = None,
    unit: Unit | None = None,
) -> Routing:
    """Who handles a case of ``sector`` in the area with the 12-digit ``area_code``."""
    unit = unit or Unit()
    sector, reasons = _sector(place, sector, unit)
    rows = tuple(row for row in place.routes if row.sector == sector)
    leads = tuple(
        Lead(place.office_by_id[lead], row.list, row.part, row.derived)
        for row in rows
        for lead in row.leads
    )
    helping = _once(place.office_by_id[name] for row in rows for name in row.assisting)
    about = concerned(place, unit.name, _once((*(lead.office for lead in leads), *helping)))
    owner, why = _owner(place, sector, rows, leads, unit)
    if owner.id in about:
        owner, why = _without(place, owner, why)
    told = _once(x.office for x in leads if x.office is not owner and x.office.id not in about)
    territory = _territory(place, area_code or unit.area_code)
    reasons += why
    if territory:
        reasons += (Reason("territory-assists", tuple(area.code for area in territory)),)
    return Routing(
        sector=sector,
        owner=owner,
        leads=leads,
        co_leads=told,
        assisting=tuple(
            o for o in helping if o is not owner and o not in told and o.id not in about
        ),
        territory=territory,
        terms=_terms(place, why),
        in_plan=bool(rows),
        reasons=reasons,
    )


def _terms(place: Place, why: tuple[Reason, ...]) -> Terms:
    limits = place.limits
    unled = bool({reason.name for reason in why} & _UNLED)
    return Terms(
        limits.accept_working_days,
        limits.verify_days,
        limits.feedback_days,
        place.unled.assign_working_days if unled else None,
    )


_UNLED = {
    "no-lead-named",
    "not-in-plan",
    "part-without-lead",
    "sector-unknown",
    "lead-is-concerned",
}


def _sector(place: Place, sector: str | None, unit: Unit) -> tuple[str | None, tuple[Reason, ...]]:
    if sector is not None:
        return sector, ()
    if unit.sector is not None:
        return unit.sector, (Reason("sector-of-unit", (unit.sector,)),)
    proposed = propose(unit.name, place, limit=1) if unit.name else []
    if proposed:
        slug = proposed[0].slug
        return slug, (Reason("sector-from-unit-name", (slug, *proposed[0].why)),)
    return None, ()


def _owner(
    place: Place,
    sector: str | None,
    rows: tuple[Route, ...],
    leads: tuple[Lead, ...],
    unit: Unit,
) -> tuple[Office, tuple[Reason, ...]]:
    """The office that answers for the case, and why it."""
    fallback = place.office_by_id[place.unled.office]
    if sector is None:
        return fallback, (Reason("sector-unknown"),)
    if not rows:
        return fallback, (Reason("not-in-plan", (sector,)),)
    meant = [row for row in rows if any(word in unit.name for word in row.when)]
    for row in meant:
        if not row.leads:
            return fallback, (Reason("part-without-lead", (row.part or sector,)),)
    usual = [row for row in rows if row.leads and not row.when] or [r for r in rows if r.leads]
    if not usual:
        return fallback, (Reason("no-lead-named", (sector,)),)
    rows_meant = [row for row in meant if row.leads] or usual
    first = next((row for row in rows_meant if row.list == "sub-plans"), rows_meant[0])
    owner = place.office_by_id[first.leads[0]]
    why = _why(owner, first, leads)
    why += tuple(
        Reason("other-part-without-lead", (row.part or sector,))
        for row in rows
        if row.when and not row.leads
    )
    return owner, why


def _without(
    place: Place, owner: Office, why: tuple[Reason, ...]
) -> tuple[Office, tuple[Reason, ...]]:
    """The safety office instead of an owner that the report is about, which hears nothing of it."""
    concerns = Reason("lead-is-concerned", (owner.id,))
    return place.office_by_id[place.unled.office], (*why, concerns)


def _why(owner: Office, row: Route, leads: tuple[Lead, ...]) -> tuple[Reason, ...]:
    named = row.list == "sub-plans"
    reasons = [Reason("lead-of-sub-plans" if named else "first-named-lead", (owner.id,))]
    others = _once(lead.office for lead in leads)
    if len(others) > 1:
        reasons.append(Reason("several-leads", tuple(office.id for office in others)))
    lists = tuple(dict.fromkeys(lead.list for lead in leads))
    if len(lists) > 1:
        reasons.append(Reason("two-lists", lists))
    if row.derived:
        reasons.append(Reason("derived-from-actions", (row.part,) if row.part else ()))
    return tuple(reasons)


def _territory(place: Place, area_code: str | None) -> tuple[Area, ...]:
    """The village and the town around ``area_code``, as far as the place knows them."""
    area = place.area_by_code.get(area_code or "")
    if area is None:
        return ()
    return _once((area, areas_of(place).town_of(area)))


def _once(items: Iterable[T]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(items))
