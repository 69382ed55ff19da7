"""Taking a hazard one step further: who may, from which state, once; told and noted."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Row, Select, literal, select, update

from backend.audit.service import Act, note
from backend.errors import NotFound, Refused
from backend.hazards.rules import MENDING, TRANSITIONS, Move
from backend.hazards.tables import hazard, hazard_report
from backend.office import Office
from backend.places.calendar import local_day
from backend.places.profile import Place
from backend.reports.apart import kept_from
from backend.reports.following import follow_hazard
from backend.reports.limits import NO_LIMIT, Due, due_after
from backend.reports.moving import changed_since
from backend.reports.step import Taking
from backend.reports.tables import report
from backend.staff.member import Member
from backend.staff.rules import require

BEGINNING = {"close": "resume"}
"""A step that takes another one first where the state asks for it."""


def row_of(conn: Connection, hazard_id: str, place: str = "") -> Row[Any]:
    """A hazard's row.

    Raises:
        NotFound: there is none, or it is another place's.
    """
    row = conn.execute(select(hazard).where(hazard.c.hazard_id == hazard_id)).one_or_none()
    if row is None or place not in ("", row.place):
        raise NotFound("problem-case-unknown")
    return row


def reports_of(conn: Connection, hazard_id: str) -> list[str]:
    """The ids of a hazard's reports, in no order."""
    query = select(hazard_report.c.report_id).where(hazard_report.c.hazard_id == hazard_id)
    return list(conn.execute(query.order_by(hazard_report.c.report_id)).scalars())


def unfixed_in(place: str) -> Select[tuple[str]]:
    """The ids of the hazards of a place of which a reporter says that they are still there."""
    return (
        select(hazard_report.c.hazard_id)
        .join(report, report.c.report_id == hazard_report.c.report_id)
        # In the text itself: SQLite uses a partial index only for what it can read.
        .where(report.c.place == place, report.c.unfixed == literal(1, literal_execute=True))
    )


def said_unfixed(conn: Connection, row: Row[Any]) -> bool:
    """Whether a reporter of this hazard says that it is still there."""
    mine = unfixed_in(row.place).where(hazard_report.c.hazard_id == row.hazard_id)
    return conn.execute(mine.limit(1)).first() is not None


def begin(conn: Connection, office: Office, member: Member, taking: Taking, step: str) -> Row[Any]:
    """The row that a member may take this step on now.

    Raises:
        NotFound: another place's, about their own office, or none.
        NotAllowed: the member's duties do not reach here.
        Refused: the state does not allow the step.
        Conflict: the card is older than the row.
    """
    row = row_of(conn, taking.case_id, member.place)
    if kept_from(conn, office, member, row):
        raise NotFound("problem-case-unknown")
    require(member, capability_of(step))
    if taking.version and taking.version != row.version:
        raise changed_since(row)
    move_of(row.state, step)
    return row


def capability_of(step: str) -> str:
    """Who may take a step, in whatever state."""
    return next(move.who for (_, name), move in TRANSITIONS.items() if name == step)


def move_of(state: str, step: str) -> Move:
    """The move that a step makes from a state; `close` may resume the mending first.

    Raises:
        Refused: it makes none.
    """
    first = TRANSITIONS.get((state, BEGINNING.get(step, "")))
    move = TRANSITIONS.get((first.to if first else state, step))
    if move is None:
        raise Refused("refused-step-not-now")
    return move


def limit_of(place: Place, grade: str, office: Office) -> Due:
    """The last day for mending a hazard of this grade that begins now."""
    return due_after(place, f"rectify_{grade}_days", office.clock.now())


def advance(
    conn: Connection,
    office: Office,
    row: Row[Any],
    step: str,
    *,
    actor: str,
    values: Mapping[str, Any] | None = None,
) -> Row[Any]:
    """Move a hazard, let its reports know, and note it; gives the row as it is now.

    Raises:
        Refused: the state does not allow the step.
        Conflict: the row changed since it was read.
    """
    move = move_of(row.state, step)
    place = office.place(row.place)
    today = local_day(place, office.clock.now())
    changes: dict[str, Any] = {"version": row.version + 1, **(values or {})}
    changes |= {"last_step": step, "last_on": today}
    if move.to != row.state:
        changes |= {"state": move.to, "entered_on": today}
        changes["closed_on"] = today if move.to == "closed" else None
    due = Due(row.due_on, bool(row.provisional))
    if move.limit != "keep":
        due = limit_of(place, row.grade, office) if move.limit == "rectify" else NO_LIMIT
        changes |= {"due_on": due.on, "provisional": int(due.provisional)}
    changed = conn.execute(
        update(hazard)
        .where(hazard.c.hazard_id == row.hazard_id, hazard.c.version == row.version)
        .values(**changes)
        .returning(hazard)
    ).one_or_none()
    if changed is None:
        raise changed_since(row_of(conn, row.hazard_id))
    shown = due if move.to in MENDING else NO_LIMIT
    reports = reports_of(conn, row.hazard_id)
    follow_hazard(conn, office, reports, state=move.to, told=move.told, due=shown)
    note(conn, office, row.place, Act(actor, step, row.hazard_id))
    return changed
