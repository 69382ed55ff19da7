"""What a reporter may know of their own report: steps by day, what is next, open questions."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, select

from backend.aliases.ids import AliasId
from backend.errors import NotFound
from backend.office import Office
from backend.places.calendar import local_day
from backend.reports.codes import row_by_code
from backend.reports.handed import Handed, came_from
from backend.reports.handing import Authority, authorities
from backend.reports.moving import row_of
from backend.reports.questions import questions_of
from backend.reports.reasons import open_words, reason_key
from backend.reports.rules import FOLLOWS, NEXT
from backend.reports.tables import report, report_step


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """A report in its reporter's eyes. Keys are catalogue keys, days are in the place's zone."""

    report_id: str
    alias_id: AliasId
    place: str
    number: str
    steps: tuple[tuple[str, date], ...]
    """(key, day), oldest first."""
    next_key: str
    next_on: date | None
    provisional: bool
    questions: tuple[tuple[str, str, str], ...]
    """(question_id, name of the list or empty, free text or empty), open ones alone."""
    photo_count: int
    reason_key: str
    reason_words: str
    """Own words of the office beside the reason, when there are any."""
    sent_to: Authority | None
    """Whom it was handed to, outside or another place: they answer for it now."""
    was_number: str
    """The number on the receipt, where another place gave it a new one; else empty."""
    may_add: bool
    may_object: bool
    may_say_unfixed: bool
    closed: bool
    """The hazard is closed: a reward may wait."""


def case_view(conn: Connection, office: Office, report_id: str) -> CaseFacts:
    """Where a report stands.

    Raises:
        NotFound: there is no such report.
    """
    return _facts(conn, office, row_of(conn, report_id))


def view_by_code(conn: Connection, office: Office, place: str, digits: str) -> CaseFacts | None:
    """As `case_view`, of what 20 digits open at a place's doors: one look less; or None."""
    row = row_by_code(conn, office, place, digits)
    return None if row is None else _facts(conn, office, row)


def _facts(conn: Connection, office: Office, row: Row[Any]) -> CaseFacts:
    today = local_day(office.place(row.place), office.clock.now())
    may_object = objectable(row, today)
    came = came_from(conn, office, row)
    steps = _steps(conn, office, row, came)
    next_key = _next_key(row, steps, may_object=may_object)
    return CaseFacts(
        report_id=row.report_id,
        alias_id=row.alias_id,
        place=row.place,
        number=row.number,
        steps=steps,
        next_key=next_key,
        next_on=row.due_on if next_key else None,
        provisional=bool(row.provisional),
        questions=_open_questions(conn, office, row),
        photo_count=row.photos_count,
        reason_key=reason_key(_reason(row, came)),
        reason_words=open_words(office, f"report.reason/{row.report_id}", row.reason_sealed),
        sent_to=_sent_to(office, row),
        was_number=came.number if came else "",
        may_add=row.ended_on is None,
        may_object=may_object,
        may_say_unfixed=row.hazard_state == "closed" and not row.unfixed,
        closed=row.hazard_state == "closed",
    )


def report_of_alias(conn: Connection, alias_id: str) -> str:
    """The id of the report that an alias belongs to.

    Raises:
        NotFound: none.
    """
    query = select(report.c.report_id).where(report.c.alias_id == alias_id)
    found: str | None = conn.execute(query).scalar()
    if found is None:
        raise NotFound("problem-case-unknown")
    return found


def objectable(row: Row[Any], today: date) -> bool:
    """Whether the reporter may object now: once, and within the place's limit."""
    return (
        row.state in ("refused", "unsubstantiated")
        and row.objections_count == 0
        and row.due_on is not None
        and today <= row.due_on
    )


def _sent_to(office: Office, row: Row[Any]) -> Authority | None:
    if row.handed_in and row.state != "transferred":
        place = office.place(row.place)
        return Authority(place.code, place.words.office)
    if row.state != "transferred":
        return None
    return authorities(office.place(row.place)).get(row.owner_office)


def _next_key(row: Row[Any], steps: tuple[tuple[str, date], ...], *, may_object: bool) -> str:
    told = {key for key, _ in steps}
    found_true = row.state == "substantiated" or (row.state == "merged" and "step-true" in told)
    if found_true:
        if row.unfixed:
            return "next-look-again"
        return FOLLOWS.get(row.hazard_state, "next-mend")
    if row.state == "transferred":
        return ""
    if row.state in ("refused", "unsubstantiated") and not may_object:
        return ""
    return NEXT[_seen_state(row, told)]


def _seen_state(row: Row[Any], told: set[str]) -> str:
    """The state that the reporter sees: a joined report's by its own steps, as if it were alone."""
    if row.state != "merged":
        return str(row.state)
    if row.merged_from == "verifying" or "step-assigned" in told:
        return "verifying"
    return "accepted" if "step-accepted" in told else str(row.merged_from)


def _reason(row: Row[Any], came: Handed | None) -> str:
    """Why it was decided so; of what has just come from another place, why it came."""
    return came.reason if came and row.state == "submitted" and not row.reason else str(row.reason)


def _steps(
    conn: Connection, office: Office, row: Row[Any], came: Handed | None
) -> tuple[tuple[str, date], ...]:
    filed_on = local_day(office.place(row.place), row.filed_hour)
    filed = ("step-submitted", date.fromisoformat(came.filed_on) if came else filed_on)
    if row.version == 0:
        return (filed,)
    query = (
        select(report_step.c.key, report_step.c.taken_on)
        .where(report_step.c.report_id == row.report_id)
        .order_by(report_step.c.turn)
    )
    return (filed, *((step.key, step.taken_on) for step in conn.execute(query)))


def _open_questions(
    conn: Connection, office: Office, row: Row[Any]
) -> tuple[tuple[str, str, str], ...]:
    if not row.open_questions_count:
        return ()
    found = questions_of(conn, office, row.report_id)
    return tuple((one.question_id, one.name, one.text) for one in found if one.state == "open")
