"""Asking the reporter: from the list at once, in free words once a second person has passed them.

    waiting ─pass-question→ open ─(the reporter's answer)→ answered
       └─return-question→ returned

Three a case by the place's limit; what was returned does not count. The reporter need not answer,
and nobody learns whether they read it (`trust.md` 5, 7).
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from backend.db.columns import fresh_id
from backend.errors import Conflict, NotAllowed, NotFound, Refused
from backend.office import Office
from backend.places.calendar import local_day
from backend.reports.apart import case_of, not_kept
from backend.reports.contacts import check_question
from backend.reports.moving import NEWS_QUESTION, advance, begin, tell
from backend.reports.reach import tell_members
from backend.reports.reasons import QUESTIONS, open_words, reason_of, seal_words
from backend.reports.step import StepDone, Taking
from backend.reports.tables import report, report_question
from backend.staff.member import Member
from backend.staff.queries import member_by_id, members_with


@dataclass(frozen=True, slots=True)
class Question:
    """A question as a card or the reporter sees it: a name of the list, or free text."""

    question_id: str
    name: str
    text: str
    state: str
    asked_by: str
    reason: str = ""
    """Why it was returned, as a name, with own words beside it."""
    reason_words: str = ""


def ask(conn: Connection, office: Office, member: Member, taking: Taking) -> StepDone:
    """Ask one of the list (`question`) or in free words (`text`).

    Raises:
        Refused: neither or unknown, a way of contact in the words, or three were asked already.
    """
    row = begin(conn, office, member, taking, "ask")
    name = taking.one_of("question", QUESTIONS) if taking.text("question") else ""
    text = "" if name else taking.needed("text")
    if text:
        check_question(text)
    counted = [one for one in questions_of(conn, office, row.report_id) if one.state != "returned"]
    most = office.place(row.place).limits.questions_count
    if len(counted) >= most:
        raise Refused("refused-questions-enough", count=most)
    question_id = fresh_id()
    conn.execute(
        insert(report_question).values(
            question_id=question_id,
            report_id=row.report_id,
            place=row.place,
            turn=row.version,
            name=name,
            text_sealed=_sealed(office, question_id, text) if text else None,
            state="open" if name else "waiting",
            asked_by=member.member_id,
            asked_on=local_day(office.place(row.place), office.clock.now()),
        )
    )
    row = advance(conn, office, row, "ask", actor=member.member_id)
    if name:
        _open(conn, office, row, question_id)
        return StepDone("done-ask")
    able = members_with(conn, row.place, "question-pass")
    passers = not_kept(conn, office, able, case_of(row._mapping))
    others = [one for one in passers if one.member_id != member.member_id]
    tell_members(conn, office, others, key="question-waits", args=_args(row))
    return StepDone("done-ask-waits")


def pass_question(conn: Connection, office: Office, member: Member, taking: Taking) -> StepDone:
    """Let a free question go to the reporter; never by who wrote it.

    Raises:
        NotAllowed: it is this member's own question.
        NotFound, Conflict: no such question, or it was decided already.
    """
    row = begin(conn, office, member, taking, "pass-question")
    asked = _decide(conn, member, row, taking, state="open")
    row = advance(conn, office, row, "pass-question", actor=member.member_id)
    _open(conn, office, row, asked.question_id)
    _tell_asker(conn, office, row, asked=asked, key="question-passed")
    return StepDone("done-pass-question")


def return_question(conn: Connection, office: Office, member: Member, taking: Taking) -> StepDone:
    """Give a free question back with a reason; it does not count to the three.

    Raises:
        NotAllowed: it is this member's own question.
        Refused: the reason is missing.
    """
    row = begin(conn, office, member, taking, "return-question")
    reason, words = reason_of(taking, "return-question")
    asked = _decide(conn, member, row, taking, state="returned")
    bound = f"report_question.reason/{asked.question_id}"
    conn.execute(
        update(report_question)
        .where(report_question.c.question_id == asked.question_id)
        .values(reason=reason, reason_sealed=seal_words(office, bound, words))
    )
    row = advance(conn, office, row, "return-question", actor=member.member_id)
    _tell_asker(conn, office, row, asked=asked, key="question-returned")
    return StepDone("done-return-question")


def questions_of(conn: Connection, office: Office, report_id: str) -> list[Question]:
    """All questions of a report, opened, in the order they were asked."""
    rows = conn.execute(
        select(report_question)
        .where(report_question.c.report_id == report_id)
        .order_by(report_question.c.turn)
    )
    return [_question(office, row) for row in rows]


def waiting_for(
    conn: Connection, office: Office, report_id: str, member: Member
) -> Question | None:
    """The first question of a report that waits for this member's pass; None when none does."""
    return next(
        (
            one
            for one in questions_of(conn, office, report_id)
            if one.state == "waiting" and one.asked_by != member.member_id
        ),
        None,
    )


def returned_to(
    conn: Connection, office: Office, report_id: str, member: Member
) -> Question | None:
    """The member's own question that was given back, while none was asked after it."""
    asked = questions_of(conn, office, report_id)
    newest = asked[-1] if asked else None
    own = newest is not None and newest.asked_by == member.member_id
    return newest if newest and own and newest.state == "returned" else None


def _decide(
    conn: Connection, member: Member, row: Row[Any], taking: Taking, *, state: str
) -> Row[Any]:
    """Set a waiting question's state, once; the named one, or the only one that waits."""
    query = select(report_question).where(report_question.c.report_id == row.report_id)
    if wanted := taking.text("question_id"):
        query = query.where(report_question.c.question_id == wanted)
    else:
        query = query.where(report_question.c.state == "waiting")
    found = conn.execute(query).all()
    if len(found) != 1:
        raise NotFound("refused-question-unknown")
    if found[0].asked_by == member.member_id:
        raise NotAllowed("refused-own-question")
    done = conn.execute(
        update(report_question)
        .where(
            report_question.c.question_id == found[0].question_id,
            report_question.c.state == "waiting",
        )
        .values(state=state, decided_by=member.member_id)
    )
    if done.rowcount != 1:
        raise Conflict("refused-changed-meanwhile")
    return found[0]


def _open(conn: Connection, office: Office, row: Row[Any], question_id: str) -> None:
    conn.execute(
        update(report)
        .where(report.c.report_id == row.report_id)
        .values(open_questions_count=report.c.open_questions_count + 1)
    )
    tell(conn, office, row, NEWS_QUESTION, question_id=question_id)


def _tell_asker(
    conn: Connection, office: Office, row: Row[Any], *, asked: Row[Any], key: str
) -> None:
    asker = member_by_id(conn, asked.asked_by)
    if asker is not None:
        tell_members(conn, office, [asker], key=key, args=_args(row))


def _args(row: Row[Any]) -> tuple[tuple[str, str], ...]:
    return (("case_id", row.report_id), ("number", row.number))


def _sealed(office: Office, question_id: str, text: str) -> bytes:
    return office.keys.seal("words", text.encode(), f"report_question.text/{question_id}")


def _question(office: Office, row: Row[Any]) -> Question:
    text = ""
    if row.text_sealed is not None:
        bound = f"report_question.text/{row.question_id}"
        text = office.keys.open("words", row.text_sealed, bound).decode()
    return Question(
        question_id=row.question_id,
        name=row.name,
        text=text,
        state=row.state,
        asked_by=row.asked_by,
        reason=row.reason,
        reason_words=open_words(
            office, f"report_question.reason/{row.question_id}", row.reason_sealed
        ),
    )
