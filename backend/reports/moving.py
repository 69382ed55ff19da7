"""Taking a report one step further: who may, from which state, once; told and noted.

Every change of a report goes through here. The row's version is compared as it is written, so that
of two people at one instant one is told that somebody was quicker.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Row, bindparam, insert, select, update

from backend.audit.service import REPORTER as REPORTER_ACTOR
from backend.audit.service import Act, note
from backend.errors import Conflict, NotFound, Refused
from backend.office import Office
from backend.outbox.news import tell_reporter
from backend.places.calendar import local_day
from backend.reports.apart import kept_from
from backend.reports.limits import NO_LIMIT, Due, due_after
from backend.reports.lines import line_of, seal_line
from backend.reports.reasons import open_words, seal_words
from backend.reports.rules import BACK, ENDED, JOINED, REPORTER, TRANSITIONS, Move
from backend.reports.step import Taking
from backend.reports.tables import report, report_step
from backend.staff.member import Member
from backend.staff.rules import require

NEWS_STEP = "news-step"
NEWS_QUESTION = "news-question"

_NOTED = ("reason", "grade", "sector", "owner_office")
"""Of what a step sets, what the log holds: stable names."""

_ROW = select(report).where(report.c.report_id == bindparam("report_id"))  # built once


def row_of(conn: Connection, report_id: str, place: str = "") -> Row[Any]:
    """A report's row.

    Raises:
        NotFound: there is none, or it is another place's.
    """
    row = conn.execute(_ROW, {"report_id": report_id}).one_or_none()
    if row is None or place not in ("", row.place):
        raise NotFound("problem-case-unknown")
    return row


def row_for(conn: Connection, office: Office, member: Member, report_id: str) -> Row[Any]:
    """The row of a report that a member may know of.

    Raises:
        NotFound: there is none, it is another place's, or it is about their own office.
    """
    row = row_of(conn, report_id, member.place)
    if kept_from(conn, office, member, row):
        raise NotFound("problem-case-unknown")
    return row


def begin(conn: Connection, office: Office, member: Member, taking: Taking, step: str) -> Row[Any]:
    """The row that a member may take this step on now.

    Raises:
        NotFound: another place's, about their own office, or none.
        NotAllowed: the member's duties do not reach here.
        Refused: the state does not allow the step.
        Conflict: the card is older than the row.
    """
    row = row_for(conn, office, member, taking.case_id)
    require(member, capability_of(step))
    if taking.version and taking.version != row.version:
        raise changed_since(row)
    move_of(row, step)
    return row


def changed_since(row: Row[Any]) -> Conflict:
    """That a case is not as it was seen: the step that changed it last and its day, nobody's name.

    For reports and hazards.
    """
    if not row.last_step:
        return Conflict("refused-changed-meanwhile")
    return Conflict("refused-changed-since", step=row.last_step, day=row.last_on.isoformat())


def capability_of(step: str) -> str:
    """Who may take a step, in whatever state."""
    return next(move.who for (_, name), move in TRANSITIONS.items() if name == step)


def move_of(row: Row[Any], step: str) -> Move:
    """The move that a step makes from the row's state.

    Raises:
        Refused: it makes none.
    """
    move = TRANSITIONS.get((row.state, step))
    if move is None:
        raise Refused("refused-step-not-now")
    return move


def advance(
    conn: Connection,
    office: Office,
    row: Row[Any],
    step: str,
    *,
    actor: str,
    values: Mapping[str, Any] | None = None,
) -> Row[Any]:
    """Move a report, write the step the reporter sees, and note it; gives the row as it is now.

    Raises:
        Refused: the state does not allow the step.
        Conflict: the row changed since it was read.
    """
    move = move_of(row, step)
    changes = _changes(office, row, step, move) | dict(values or {})
    changed = conn.execute(
        update(report)
        .where(report.c.report_id == row.report_id, report.c.version == row.version)
        .values(**changes)
        .returning(report)
    ).one_or_none()
    if changed is None:
        raise changed_since(row_of(conn, row.report_id))
    if move.told:
        write_step(conn, office, changed, move.told)
    signed = REPORTER_ACTOR if move.who == REPORTER else actor
    details = {name: str(changes[name]) for name in _NOTED if changes.get(name)}
    note(conn, office, row.place, Act(signed, step, row.report_id, details))
    if move.who != REPORTER:
        _carry(conn, office, changed, step, move=move, actor=actor)
    return changed


def _changes(office: Office, row: Row[Any], step: str, move: Move) -> dict[str, Any]:
    """The columns that a step sets by itself."""
    place = office.place(row.place)
    now_at = office.clock.now()
    today = local_day(place, now_at)
    changes: dict[str, Any] = {"version": row.version + 1}
    changes |= {"last_step": step.removesuffix(JOINED), "last_on": today}
    to = row.merged_from if move.to == BACK else move.to
    if to != row.state:
        changes |= {"state": to, "entered_on": today, "ended_on": today if to in ENDED else None}
        if to not in ("verifying", "merged"):
            changes["assign_on"] = None  # nobody has to be found for it any more
    if move.limit not in ("keep", "extension_days"):
        due = due_after(place, move.limit, now_at)
        changes |= {"due_on": due.on, "provisional": int(due.provisional)}
    return changes


# ── joined reports ──────────────────────────────────────────────────────────────────────────────


def joined_with(conn: Connection, report_id: str) -> list[Row[Any]]:
    """The reports that are joined with this one now, in no order that tells anything."""
    query = select(report).where(report.c.merged_into == report_id, report.c.state == "merged")
    return list(conn.execute(query.order_by(report.c.report_id)))


def _carry(
    conn: Connection, office: Office, row: Row[Any], step: str, *, move: Move, actor: str
) -> None:
    """Let the joined reports take part in a step: their reporters hear what theirs alone would."""
    ends = f"{step}{JOINED}"
    for one in joined_with(conn, row.report_id):
        if ("merged", ends) in TRANSITIONS:
            ended = advance(conn, office, one, ends, actor=actor, values=_decided(office, row, one))
            tell(conn, office, ended)
        elif move.told:
            due = NO_LIMIT if move.limit == "keep" else Due(row.due_on, bool(row.provisional))
            follow(conn, office, one, move.told, due=due, ends=not move.limit)


def follow(
    conn: Connection,
    office: Office,
    one: Row[Any],
    told: str,
    *,
    due: Due = NO_LIMIT,
    ends: bool = False,
) -> Row[Any]:
    """Write a step for a joined report; its promise may only be lengthened, or end with the step.

    Raises:
        Conflict: the row changed since it was read.
    """
    values: dict[str, Any] = {"version": one.version + 1}
    if ends:
        values |= {"due_on": None, "provisional": 0}
    elif due.on is not None and (one.due_on is None or due.on > one.due_on):
        values |= {"due_on": due.on, "provisional": int(due.provisional)}
    changed = conn.execute(
        update(report)
        .where(report.c.report_id == one.report_id, report.c.version == one.version)
        .values(**values)
        .returning(report)
    ).one_or_none()
    if changed is None:
        raise Conflict("refused-changed-meanwhile")
    write_step(conn, office, changed, told)
    return changed


def _decided(office: Office, row: Row[Any], one: Row[Any]) -> dict[str, Any]:
    """What a joined report takes over from a decision, sealed as its own: it may object alone."""
    words = open_words(office, f"report.reason/{row.report_id}", row.reason_sealed)
    line = line_of(office, row)
    return {
        "reason": row.reason,
        "reason_sealed": seal_words(office, f"report.reason/{one.report_id}", words),
        "line_sealed": seal_line(office, one.report_id, line) if line else one.line_sealed,
        "sector": row.sector,
        "grade": row.grade,
        "owner_office": row.owner_office,
        "decided_by": row.decided_by,
    }


# ── what the reporter hears ─────────────────────────────────────────────────────────────────────


def write_step(conn: Connection, office: Office, row: Row[Any], key: str) -> None:
    """Add a line to what the reporter sees: a catalogue key and the day."""
    conn.execute(
        insert(report_step).values(
            report_id=row.report_id,
            turn=row.version,
            place=row.place,
            key=key,
            taken_on=local_day(office.place(row.place), office.clock.now()),
        )
    )


def tell(
    conn: Connection,
    office: Office,
    row: Row[Any],
    key: str = NEWS_STEP,
    *,
    question_id: str = "",
) -> None:
    """Queue news for the reporter, of a step for all of the joined case: nothing of what."""
    tell_reporter(
        conn, office, place=row.place, alias_id=row.alias_id, key=key, question_id=question_id
    )
    if key == NEWS_STEP:
        for one in joined_with(conn, row.report_id):
            tell_reporter(conn, office, place=one.place, alias_id=one.alias_id, key=key)


def was_told(conn: Connection, report_id: str, key: str) -> bool:
    """Whether a step stands in what the reporter of this report sees."""
    query = select(report_step.c.turn).where(
        report_step.c.report_id == report_id, report_step.c.key == key
    )
    return conn.execute(query.limit(1)).first() is not None
