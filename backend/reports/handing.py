"""Steps that move a case before it is decided: to another office, outside, to a person, in time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any

from sqlalchemy import Connection, Row

from backend.audit.service import Act, note
from backend.errors import Refused
from backend.office import Office
from backend.places.calendar import due_at, local_day
from backend.places.profile import Place
from backend.places.routing import Routing
from backend.places.terms import Text
from backend.reports.apart import case_of, not_kept, refuse_concerned
from backend.reports.limits import Due
from backend.reports.lines import line_of
from backend.reports.moving import advance, begin, follow, joined_with, tell, write_step
from backend.reports.owners import co_leads_of, find_somebody_by
from backend.reports.reach import reached, tell_members
from backend.reports.reasons import reason_of, seal_words
from backend.reports.step import Step, StepDone, Taking
from backend.staff.member import Member
from backend.staff.queries import member_by_id, members_with
from backend.staff.rules import may

COUNTY_LANE = "county-lane"
"""The lane for deaths and hidden accidents, by its own name and number in the place's profile."""


@dataclass(frozen=True, slots=True)
class Authority:
    """Somebody outside the place's own offices who answers for what was handed to them."""

    id: str
    name: Text
    phone: str = ""


def authorities(place: Place) -> Mapping[str, Authority]:
    """Whom the place may hand a report to outside: the county's lane, and offices marked so."""
    lane = place.numbers.county_lane
    outside = [one for one in place.offices if one.kind == "external"]
    return {
        COUNTY_LANE: Authority(COUNTY_LANE, lane.name, lane.number),
        **{
            one.id: Authority(one.id, Text(zh=one.zh, en=one.en), one.phone or "")
            for one in outside
        },
    }


def transfer(conn: Connection, office: Office, member: Member, taking: Taking) -> StepDone:
    """Hand a case to another office of the place, or to an authority outside, which ends it here.

    Fields: `office`, an office's id or `county-lane`; `reason` of the list; `words` beside it.

    Raises:
        Refused: no such office, it has the case already, no reason, or not in this state.
    """
    row = begin(conn, office, member, taking, "transfer")
    place = office.place(row.place)
    target = taking.one_of("office", frozenset({COUNTY_LANE, *place.office_by_id}))
    reason, words = reason_of(taking, "transfer")
    if target == row.owner_office:
        raise Refused("refused-office-same")
    refuse_concerned(office, row, target)
    if target not in authorities(place):
        return _pass_on(conn, office, member, row, target=target, reason=reason)
    values = {
        "owner_office": target,
        "reason": reason,
        "reason_sealed": seal_words(office, f"report.reason/{row.report_id}", words),
        "decided_by": member.member_id,
        "assignee": None,
    }
    row = advance(conn, office, row, "transfer", actor=member.member_id, values=values)
    tell(conn, office, row)
    name = authorities(place)[target].name
    named = (("office", name.zh), ("office_en", name.en))
    return StepDone("done-transfer", (("number", row.number), *named))


def _pass_on(
    conn: Connection, office: Office, member: Member, row: Row[Any], *, target: str, reason: str
) -> StepDone:
    checked = row.state != "submitted"
    find_by = find_somebody_by(conn, office, row, target) if checked else None
    values = {"owner_office": target, "assignee": None, "assign_on": find_by}
    row = advance(conn, office, row, "pass-on", actor=member.member_id, values=values)
    note(conn, office, row.place, Act(member.member_id, "handed", row.report_id, {"why": reason}))
    tell(conn, office, row)
    if row.state == "submitted":
        takers = reached(conn, office, row, "report-accept")
        others = [one for one in takers if one.member_id != member.member_id]
        tell_members(conn, office, others, key="task-assigned", args=_news(office, row))
    else:
        tell_inspectors(conn, office, row)
    return StepDone("done-pass-on", args_of(office, row))


def reassign(conn: Connection, office: Office, member: Member, taking: Taking) -> StepDone:
    """Give a case that is being checked to another office, to one inspector (`member`), or both.

    Raises:
        Refused: neither is named, no such office, or nobody who inspects for it.
    """
    row = begin(conn, office, member, taking, "reassign")
    owner = taking.text("office") or row.owner_office
    if owner not in office.place(row.place).office_by_id:
        raise Refused("refused-field-unknown", field="office")
    if owner != row.owner_office:
        refuse_concerned(office, row, owner)
    assignee = taking.text("member")
    if not assignee and owner == row.owner_office and row.assignee is None:
        raise Refused("refused-field-missing", field="member")
    if assignee:
        _check_inspector(conn, office, row, owner, assignee)
    find_by = None if assignee else find_somebody_by(conn, office, row, owner)
    values = {"owner_office": owner, "assignee": assignee or None, "assign_on": find_by}
    row = advance(conn, office, row, "reassign", actor=member.member_id, values=values)
    tell_inspectors(conn, office, row)
    return StepDone("done-reassign", args_of(office, row))


def extend(conn: Connection, office: Office, member: Member, taking: Taking) -> StepDone:
    """Give the check more time: once, by `days` (the profile's most when left out), with a reason.

    Raises:
        Refused: extended already, the last day is past, too many days, or no reason of the list.
    """
    row = begin(conn, office, member, taking, "extend")
    reason, _ = reason_of(taking, "extend")
    place = office.place(row.place)
    if row.extended:
        raise Refused("refused-extended-already")
    if row.due_on is None or row.due_on < local_day(place, office.clock.now()):
        raise Refused("refused-extend-late")
    due = _lengthened(place, row, _days(place, taking))
    values = {"extended": 1, "due_on": due.on, "provisional": int(due.provisional)}
    row = advance(conn, office, row, "extend", actor=member.member_id, values=values)
    note(conn, office, row.place, Act(member.member_id, "extended", row.report_id, {"why": reason}))
    told = f"step-extended-{reason}"
    write_step(conn, office, row, told)
    tell(conn, office, row)
    for one in joined_with(conn, row.report_id):
        if one.due_on is not None and due.on is not None and due.on > one.due_on:
            follow(conn, office, one, told, due=due)
    return StepDone("done-extend", args_of(office, row))


STEPS: dict[str, Step] = {"transfer": transfer, "reassign": reassign, "extend": extend}
"""Step → function; the case is a report."""


def tell_inspectors(conn: Connection, office: Office, row: Row[Any]) -> None:
    """Tell those whose task a case is now: its one inspector, or everyone whom it reaches."""
    members = reached(conn, office, row, "report-verify")
    if row.assignee is not None:
        members = [one for one in members if one.member_id == row.assignee]
    tell_members(conn, office, members, key="task-new", args=_news(office, row))


def tell_co_leads(conn: Connection, office: Office, row: Row[Any], routing: Routing) -> None:
    """Tell inspectors and supervisors of the other offices that lead, who may look on."""
    offices = {one.id for one in co_leads_of(row, routing)}
    able = [
        *members_with(conn, row.place, "report-verify"),
        *members_with(conn, row.place, "case-assign"),
    ]
    free = not_kept(conn, office, able, case_of(row._mapping))
    theirs = {one.member_id: one for one in free if one.office_id in offices}
    for one in reached(conn, office, row, "report-verify"):
        theirs.pop(one.member_id, None)  # it is their task: they know
    tell_members(conn, office, list(theirs.values()), key="task-assisting", args=_news(office, row))


def args_of(office: Office, row: Row[Any]) -> tuple[tuple[str, str], ...]:
    """The arguments of what is said to the member: the number, and the limit that runs now."""
    due = () if row.due_on is None else (("day", row.due_on.isoformat()),)
    owner = office.place(row.place).office_by_id.get(row.owner_office)
    named = (("office", owner.zh), ("office_en", owner.en)) if owner else (("office", ""),)
    return (("number", row.number), *due, *named)


def _news(office: Office, row: Row[Any]) -> tuple[tuple[str, str], ...]:
    return (("case_id", row.report_id), ("number", row.number), ("line", line_of(office, row)))


def _check_inspector(
    conn: Connection, office: Office, row: Row[Any], owner: str, member_id: str
) -> None:
    found = member_by_id(conn, member_id)
    fits = found is not None and found.place == row.place and may(found, "report-verify")
    if not fits or found not in reached(conn, office, row, "report-verify", owner=owner):
        raise Refused("refused-field-unknown", field="member")


def _days(place: Place, taking: Taking) -> int:
    most = place.limits.extension_days
    text = taking.text("days") or str(most)
    days = int(text) if text.isascii() and text.isdecimal() and len(text) < 5 else 0
    if not 1 <= days <= most:
        raise Refused("refused-extend-long", count=most)
    return days


def _lengthened(place: Place, row: Row[Any], days: int) -> Due:
    """The running limit and so many natural days more."""
    begins = datetime.combine(row.due_on, time(12), place.zoneinfo).astimezone(UTC)
    found = due_at(place, begins, days)
    return Due(found.on, found.provisional or bool(row.provisional))
