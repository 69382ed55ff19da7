"""Closing a hazard: proof by its inspector, agreed to by somebody else, reopened on a look back."""

from dataclasses import dataclass
from datetime import date
from math import inf
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update

from backend.audit.service import Act, note
from backend.db.columns import fresh_id
from backend.errors import Conflict, NotAllowed, Refused
from backend.hazards.finding import line_of
from backend.hazards.moving import advance, begin, reports_of, said_unfixed
from backend.hazards.tables import hazard_closing
from backend.office import Office
from backend.places.calendar import local_day
from backend.places.distance import metres_between
from backend.reports.apart import case_of, not_kept
from backend.reports.photos import claim, erase_likenesses
from backend.reports.reach import reached, require_reach, tell_members
from backend.reports.reasons import open_words, reason_of, seal_words
from backend.reports.step import StepDone, Taking
from backend.staff.member import Member
from backend.staff.queries import member_by_id, members_with


@dataclass(frozen=True, slots=True)
class Closing:
    """Proof that a hazard is gone, as its reviewer sees it."""

    words: str
    distance_m: int | None
    submitted_by: str
    state: str
    reason: str
    reason_words: str
    on: date
    """The day it was handed in."""


def close(conn: Connection, office: Office, member: Member, taking: Taking) -> StepDone:
    """Hand in the proof: `words`, at least one picture, and where it was taken (`lat`, `lon`).

    Raises:
        NotAllowed: the hazard is another office's.
        Refused: no words, no picture that is stored, or the state does not allow it.
    """
    row = begin(conn, office, member, taking, "close")
    require_reach(conn, office, member, "hazard-close", row)
    words = taking.needed("words")
    count = claim(
        conn,
        owner_kind="hazard",
        owner_id=row.hazard_id,
        place=row.place,
        photos=taking.photos,
        part="after",
    )
    if not count:
        raise Refused("refused-closing-photo")
    metres = _distance_m(row, taking)
    if row.state != "rectifying":
        row = advance(conn, office, row, "resume", actor=member.member_id)
    values = {"submitted_by": member.member_id, "approved_by": None}
    row = advance(conn, office, row, "close", actor=member.member_id, values=values)
    _keep(conn, office, row, words=words, metres=metres)
    able = members_with(conn, row.place, "hazard-approve")
    reviewers = not_kept(conn, office, able, case_of(row._mapping))
    others = [one for one in reviewers if one.member_id != member.member_id]
    tell_members(conn, office, others, key="closing-waits", args=_news(office, row))
    return StepDone("done-close", _args(row))


def approve_closing(conn: Connection, office: Office, member: Member, taking: Taking) -> StepDone:
    """Agree that the hazard is gone; never by who handed the proof in.

    Raises:
        NotAllowed: it is this member's own closing.
        Conflict: somebody decided on it already.
    """
    row = _awaiting(conn, office, member, taking, "approve-closing")
    values = {"approved_by": member.member_id}
    row = advance(conn, office, row, "approve-closing", actor=member.member_id, values=values)
    _decide(conn, office, row, member=member, state="approved")
    erase_likenesses(conn, [row.hazard_id, *reports_of(conn, row.hazard_id)])
    return StepDone("done-approve-closing", _args(row))


def return_closing(conn: Connection, office: Office, member: Member, taking: Taking) -> StepDone:
    """Give a closing back with a reason; the inspector goes on mending.

    Raises:
        NotAllowed: it is this member's own closing.
        Refused: no reason of the list.
        Conflict: somebody decided on it already.
    """
    row = _awaiting(conn, office, member, taking, "return-closing")
    reason, words = reason_of(taking, "return-closing")
    row = advance(conn, office, row, "return-closing", actor=member.member_id)
    _decide(conn, office, row, member=member, state="returned", reason=(reason, words))
    submitter = member_by_id(conn, row.submitted_by)
    if submitter is not None:
        tell_members(conn, office, [submitter], key="task-returned", args=_news(office, row))
    return StepDone("done-return-closing", _args(row))


def reopen(conn: Connection, office: Office, member: Member, taking: Taking) -> StepDone:
    """Open a closed hazard again: a look back, or a reporter's word, found it still there.

    Raises:
        NotAllowed: this member agreed to the closing or handed it in.
    """
    row = _looked_back(conn, office, member, taking, "reopen")
    values = {"approved_by": None}
    row = advance(conn, office, row, "reopen", actor=member.member_id, values=values)
    inspectors = reached(conn, office, row, "hazard-close")
    tell_members(conn, office, inspectors, key="task-returned", args=_news(office, row))
    return StepDone("done-reopen", _args(row))


def keep_closed(conn: Connection, office: Office, member: Member, taking: Taking) -> StepDone:
    """Leave a hazard closed that somebody said is still there: it was looked at again.

    Raises:
        NotAllowed: this member agreed to the closing or handed it in.
        Refused: no reason of the list, or nobody said so.
    """
    row = _looked_back(conn, office, member, taking, "keep-closed")
    reason, _ = reason_of(taking, "keep-closed")
    if not said_unfixed(conn, row):
        raise Refused("refused-step-not-now")
    row = advance(conn, office, row, "keep-closed", actor=member.member_id)
    looked = Act(member.member_id, "look-back", row.hazard_id, {"reason": reason})
    note(conn, office, row.place, looked)
    return StepDone("done-keep-closed", _args(row))


def last_closing(conn: Connection, office: Office, hazard_id: str) -> Closing | None:
    """The newest closing of a hazard, opened; None before the first."""
    row = conn.execute(
        select(hazard_closing)
        .where(hazard_closing.c.hazard_id == hazard_id)
        .order_by(hazard_closing.c.turn.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    words = open_words(office, f"hazard_closing.words/{row.closing_id}", row.words_sealed)
    own = open_words(office, f"hazard_closing.reason/{row.closing_id}", row.reason_sealed)
    return Closing(
        words=words,
        distance_m=row.distance_m,
        submitted_by=row.submitted_by,
        state=row.state,
        reason=row.reason,
        reason_words=own,
        on=row.submitted_on,
    )


def _awaiting(
    conn: Connection, office: Office, member: Member, taking: Taking, step: str
) -> Row[Any]:
    row = begin(conn, office, member, taking, step)
    if row.submitted_by == member.member_id:
        raise NotAllowed("refused-own-closing")
    return row


def _looked_back(
    conn: Connection, office: Office, member: Member, taking: Taking, step: str
) -> Row[Any]:
    row = begin(conn, office, member, taking, step)
    if member.member_id in (row.submitted_by, row.approved_by):
        raise NotAllowed("refused-own-closing")
    return row


def _distance_m(row: Row[Any], taking: Taking) -> int | None:
    """Metres from where the proof was taken to the hazard; None while either is unknown.

    The inspector's own place is not kept, only how far it was.
    """
    if not taking.text("lat") or not taking.text("lon"):
        return None
    taken_at = (_degrees(taking, "lat", 90), _degrees(taking, "lon", 180))
    if row.lat is None or row.lon is None:
        return None
    return round(metres_between(taken_at, (row.lat, row.lon)))


def _degrees(taking: Taking, name: str, most: int) -> float:
    try:
        degrees = float(taking.text(name))
    except ValueError:
        degrees = inf
    if not abs(degrees) <= most:
        raise Refused("refused-field-unknown", field=name)
    return degrees


def _keep(
    conn: Connection, office: Office, row: Row[Any], *, words: str, metres: int | None
) -> None:
    closing_id = fresh_id()
    mine = hazard_closing.c.hazard_id == row.hazard_id
    turn = conn.execute(select(func.count()).select_from(hazard_closing).where(mine)).scalar_one()
    bound = f"hazard_closing.words/{closing_id}"
    conn.execute(
        insert(hazard_closing).values(
            closing_id=closing_id,
            hazard_id=row.hazard_id,
            place=row.place,
            turn=turn + 1,
            state="waiting",
            submitted_by=row.submitted_by,
            submitted_on=local_day(office.place(row.place), office.clock.now()),
            distance_m=metres,
            words_sealed=office.keys.seal("words", words.encode(), bound),
        )
    )


def _decide(
    conn: Connection,
    office: Office,
    row: Row[Any],
    *,
    member: Member,
    state: str,
    reason: tuple[str, str] = ("", ""),
) -> None:
    waiting = (hazard_closing.c.hazard_id == row.hazard_id, hazard_closing.c.state == "waiting")
    closing_id = conn.execute(select(hazard_closing.c.closing_id).where(*waiting)).scalar()
    sealed = seal_words(office, f"hazard_closing.reason/{closing_id}", reason[1])
    done = conn.execute(
        update(hazard_closing)
        .where(hazard_closing.c.closing_id == closing_id, hazard_closing.c.state == "waiting")
        .values(
            state=state,
            decided_by=member.member_id,
            decided_on=local_day(office.place(row.place), office.clock.now()),
            reason=reason[0],
            reason_sealed=sealed,
        )
    )
    if done.rowcount != 1:
        raise Conflict("refused-changed-meanwhile")


def _args(row: Row[Any]) -> tuple[tuple[str, str], ...]:
    due = () if row.due_on is None else (("day", row.due_on.isoformat()),)
    return (("number", row.number), *due)


def _news(office: Office, row: Row[Any]) -> tuple[tuple[str, str], ...]:
    return (("case_id", row.hazard_id), ("number", row.number), ("line", line_of(office, row)))
