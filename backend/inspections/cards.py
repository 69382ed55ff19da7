"""The card of one case: what a member's duties allow to see of it, and to do with it now.

The neutral line, the cleaned pictures and the place are for all who may read cases; the reporter's
words, the place in words and the named unit for intake alone; a reviewer sees the inspector's own
pictures, not the reporter's.
"""

from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Row, select

from backend.errors import NotFound
from backend.hazards import rules as hazard_rules
from backend.hazards.closing import last_closing
from backend.hazards.finding import finding_of
from backend.hazards.finding import line_of as hazard_line
from backend.hazards.moving import reports_of, said_unfixed
from backend.hazards.tables import hazard
from backend.inspections.lines import Card, overdue_days
from backend.inspections.tasks import distance_m, today_of
from backend.office import Office
from backend.places.kin import kin_of
from backend.places.mapurl import map_url
from backend.reports import rules as report_rules
from backend.reports.apart import kept_from
from backend.reports.evidence import recordings_of
from backend.reports.lines import line_of as report_line
from backend.reports.moving import joined_with
from backend.reports.owners import looks_on
from backend.reports.photos import photos_of, sees_reported
from backend.reports.questions import returned_to, waiting_for
from backend.reports.reach import is_reached
from backend.reports.reasons import reason_key
from backend.reports.routed import leading, named_offices, routed_of
from backend.reports.tables import report
from backend.reports.words import Said, objection_of, opens_words, read_words
from backend.staff.member import Member
from backend.staff.rules import may, require

_TOGETHER = frozenset({"order", "resume"})
"""Steps that are taken together with another and offered to nobody."""

_OFFICES_OWN = {"verify-true": "report-verify", "verify-untrue": "report-verify"}
"""Steps of the owner office's people, with the capability they are reached by."""


def open_task(
    conn: Connection,
    office: Office,
    member: Member,
    case_id: str,
    lat: float | None = None,
    lon: float | None = None,
) -> Card:
    """The card of a report or hazard of the member's place, with the distance from a point.

    Raises:
        NotAllowed: the member's duties show no cases.
        NotFound: nothing of that name here, it is another office's, or about their own.
    """
    require(member, "report-read")
    row = conn.execute(select(report).where(report.c.report_id == case_id)).one_or_none()
    if row is not None and row.place == member.place:
        _check_apart(conn, office, member, row)
        card = _report_card(conn, office, member, row)
    else:
        row = conn.execute(select(hazard).where(hazard.c.hazard_id == case_id)).one_or_none()
        if row is None or row.place != member.place:
            raise NotFound("problem-case-unknown")
        _check_apart(conn, office, member, row)
        card = _hazard_card(conn, office, member, row)
    metres = distance_m(row, lat, lon)
    return card if metres is None else replace(card, distance_m=metres)


def _check_apart(conn: Connection, office: Office, member: Member, row: Row[Any]) -> None:
    if kept_from(conn, office, member, row):
        raise NotFound("problem-case-unknown")


def _report_card(conn: Connection, office: Office, member: Member, row: Row[Any]) -> Card:
    if _only_inspects(member) and not _inspectable(conn, office, member, row):
        raise NotFound("problem-case-unknown")
    rows = [row, *joined_with(conn, row.report_id)]
    card = Card(
        case_id=row.report_id,
        kind="report",
        number=row.number,
        state=f"state-report-{row.state}",
        steps=_report_steps(conn, office, member, row),
        line=report_line(office, row),
        grade=row.grade,
        reason_key=reason_key(row.reason),
        photo_ids=_reported_photos(conn, member, [one.report_id for one in rows]),
        recordings=recordings_of(conn, member, [one.report_id for one in rows]),
        routine=True,
        alarm_seen=row.alarm_seen_on is not None,
        assignee=row.assignee or "",
        **_shared(office, member, row),
    )
    if any(one.guessable for one in rows) and not row.alarm:
        card = replace(card, hold=True)
    if may(member, "report-merge"):
        joined = tuple(one.report_id for one in rows[1:])
        card = replace(card, merged_into=row.merged_into or "", joined=joined)
    opens = opens_words(conn, office, member, row)
    card = _with_leads(conn, office, member, card, row, unit_shown=opens)
    if opens:
        told = [read_words(conn, office, member, one.report_id) for one in rows]
        card = _with_words(card, [said for one in told for said in one])
    if may(member, "objection-decide") and row.state in ("refusal-objected", "result-objected"):
        card = replace(card, note=objection_of(conn, office, row.report_id))
    if may(member, "report-ask"):
        card = _with_returned(conn, office, member, card)
    if may(member, "question-pass"):
        asked = waiting_for(conn, office, row.report_id, member)
        if asked is not None:
            card = replace(card, note=asked.text, question_id=asked.question_id)
    return card


def _with_leads(
    conn: Connection, office: Office, member: Member, card: Card, row: Row[Any], *, unit_shown: bool
) -> Card:
    if may(member, "report-accept"):
        return replace(card, routed=routed_of(conn, office, row, unit_shown=unit_shown))
    return replace(card, leads=leading(office.place(row.place), row))


def _hazard_card(conn: Connection, office: Office, member: Member, row: Row[Any]) -> Card:
    if (
        _only_inspects(member)
        and not is_reached(conn, office, member, "hazard-close", row)
        and not looks_on(member, row)
    ):
        raise NotFound("problem-case-unknown")
    reports = reports_of(conn, row.hazard_id)
    own = photos_of(conn, [row.hazard_id])
    leads, assisting = named_offices(office.place(row.place), row)
    card = Card(
        case_id=row.hazard_id,
        kind="hazard",
        number=row.number,
        state=f"state-hazard-{row.state}",
        steps=_hazard_steps(conn, office, member, row),
        line=hazard_line(office, row),
        grade=row.grade,
        unit=finding_of(office, row).unit_name,
        photo_ids=_reported_photos(conn, member, reports) + own,
        recordings=recordings_of(conn, member, reports),
        routine=bool(reports),
        leads=leads,
        assisting=assisting,
        **_shared(office, member, row),
    )
    proof = last_closing(conn, office, row.hazard_id)
    if proof is None:
        return card
    if row.state == "returned":
        return replace(card, note=proof.reason_words, reason_key=reason_key(proof.reason))
    return replace(card, note=proof.words, proof_distance_m=proof.distance_m, proof_on=proof.on)


def _shared(office: Office, member: Member, row: Row[Any]) -> dict[str, Any]:
    place = office.place(row.place)
    area = place.area_by_code.get(row.area_code)
    point = None if row.lat is None or row.lon is None else (row.lat, row.lon)
    ended = getattr(row, "ended_on", None) is not None or row.state == "merged"
    return {
        "version": row.version,
        "sector": row.sector,
        "place": area.zh if area else "",
        "place_en": area.en if area else "",
        "map_url": map_url(place, point) if point else "",
        "lat": row.lat,
        "lon": row.lon,
        "due_on": row.due_on,
        "overdue_days": 0 if ended else overdue_days(row.due_on, today_of(office, member)),
        "alarm": row.alarm,
        "owner_office": row.owner_office,
        "hold": bool(row.guessable) and not row.alarm,
    }


def _with_words(card: Card, told: list[Said]) -> Card:
    """The card for intake: what was said, with the place in words and the named unit."""
    first = told[0].body if told else None
    paragraphs = [one.body.words for one in told if one.kind != "answer" and one.body.words]
    places = [one.body.place_words for one in told if one.body.place_words]
    return replace(
        card,
        words="\n\n".join(paragraphs),
        answers=tuple(one.body.words for one in told if one.kind == "answer"),
        place=_joined(card.place, places),
        place_en=_joined(card.place_en, places),
        unit=first.unit_name if first else "",
    )


def _joined(area: str, places: list[str]) -> str:
    return " · ".join(dict.fromkeys([*filter(None, [area]), *places]))


def _with_returned(conn: Connection, office: Office, member: Member, card: Card) -> Card:
    """The card for who asked: their question that was given back, and why."""
    back = returned_to(conn, office, card.case_id, member)
    if back is None or card.reason_key:
        return card
    note = "\n".join(filter(None, [back.text, back.reason_words]))
    return replace(card, note=note, reason_key=reason_key(back.reason))


def _report_steps(
    conn: Connection, office: Office, member: Member, row: Row[Any]
) -> tuple[str, ...]:
    offered = []
    for (state, step), move in report_rules.TRANSITIONS.items():
        if state != row.state or move.who == report_rules.REPORTER or not may(member, move.who):
            continue
        if step in report_rules.TOGETHER or (step == "extend" and row.extended):
            continue
        if step == "hand-over" and not kin_of(office.places, row.place):
            continue
        if step == "split" and row.hazard_state == "closed":
            continue
        needed = _OFFICES_OWN.get(step)
        if needed and not is_reached(conn, office, member, needed, row):
            continue
        if step.endswith("-objection") and row.decided_by == member.member_id:
            continue
        if step.endswith("-question") and not waiting_for(conn, office, row.report_id, member):
            continue
        offered.append(step)
    return tuple(offered)


def _hazard_steps(
    conn: Connection, office: Office, member: Member, row: Row[Any]
) -> tuple[str, ...]:
    offered = []
    for step in hazard_rules.STEPS:
        move = _hazard_move(row.state, step)
        if move is None or step in _TOGETHER or not may(member, move.who):
            continue
        if step == "close" and not is_reached(conn, office, member, move.who, row):
            continue
        if move.who == "hazard-approve" and row.submitted_by == member.member_id:
            continue
        if move.who == "hazard-reopen":
            if member.member_id in (row.submitted_by, row.approved_by):
                continue
            if step == "keep-closed" and not said_unfixed(conn, row):
                continue
        offered.append(step)
    return tuple(offered)


def _hazard_move(state: str, step: str) -> hazard_rules.Move | None:
    if step == "close" and state in hazard_rules.MENDING:
        state = "rectifying"
    return hazard_rules.TRANSITIONS.get((state, step))


def _reported_photos(conn: Connection, member: Member, report_ids: list[str]) -> tuple[str, ...]:
    return photos_of(conn, report_ids) if sees_reported(member) else ()


def _only_inspects(member: Member) -> bool:
    return member.roles == {"inspector"}


def _inspectable(conn: Connection, office: Office, member: Member, row: Row[Any]) -> bool:
    """An inspector sees what is to be checked and what they decided, of their own office's.

    Who leads beside the owner looks on: the card is theirs to read, without a step of its owner's.
    """
    if row.state in ("submitted", "merged", "transferred"):
        return False
    return is_reached(conn, office, member, "report-verify", row) or looks_on(member, row)
