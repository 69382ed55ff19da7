"""Questions to a reporter: from the list at once, in free words by two people, three a case."""

import pytest
from sqlalchemy import select

from backend.errors import Conflict, NotAllowed, NotFound, Refused
from backend.office import Office
from backend.outbox.tables import news
from backend.reports.adding import Addition, add
from backend.reports.case import case_view
from backend.reports.questions import questions_of
from backend.reports.tables import report_question
from tests.backend.reports.cases import crew, file, report_row, take
from tests.backend.staff.offices import hire

FREE = "过道里大概停了多少辆？"


def _open(office: Office, report_id: str) -> tuple[tuple[str, str, str], ...]:
    with office.database.read() as conn:
        return case_view(conn, office, report_id).questions


def _told(office: Office, alias_id: str) -> int:
    with office.database.read() as conn:
        return len(conn.execute(select(news).where(news.c.alias_id == alias_id)).all())


def test_a_ready_question_goes_to_the_reporter_at_once(office: Office) -> None:
    who, filed = crew(office), file(office)
    done = take(office, who["intake"], filed.report_id, "ask", question="still-there")
    assert done.key == "done-ask"
    assert [one[1:] for one in _open(office, filed.report_id)] == [("still-there", "")]
    assert _told(office, filed.alias_id) == 1


def test_a_free_question_waits_for_a_second_person(office: Office) -> None:
    who, filed = crew(office), file(office)
    assert take(office, who["intake"], filed.report_id, "ask", text=FREE).key == "done-ask-waits"
    assert _open(office, filed.report_id) == ()
    assert _told(office, filed.alias_id) == 0
    take(office, who["reviewer"], filed.report_id, "pass-question")
    assert [one[1:] for one in _open(office, filed.report_id)] == [("", FREE)]
    assert _told(office, filed.alias_id) == 1


def test_nobody_passes_or_returns_their_own_question(office: Office) -> None:
    member, filed = hire(office, "intake", "reviewer"), file(office)
    take(office, member, filed.report_id, "ask", text=FREE)
    for step in ("pass-question", "return-question"):
        with pytest.raises(NotAllowed, match="refused-own-question"):
            take(office, member, filed.report_id, step, reason="unclear")
    assert _open(office, filed.report_id) == ()


def test_a_question_is_decided_once(office: Office) -> None:
    who, filed = crew(office), file(office)
    take(office, who["intake"], filed.report_id, "ask", text=FREE)
    with office.database.read() as conn:
        (asked,) = questions_of(conn, office, filed.report_id)
    take(office, who["reviewer"], filed.report_id, "return-question", reason="asks-who")
    with pytest.raises(Conflict, match="refused-changed-meanwhile"):
        take(
            office, who["reviewer"], filed.report_id, "pass-question", question_id=asked.question_id
        )
    assert _open(office, filed.report_id) == ()


def test_a_question_of_another_case_cannot_be_passed(office: Office) -> None:
    who, filed, other = crew(office), file(office), file(office)
    take(office, who["intake"], filed.report_id, "ask", text=FREE)
    with office.database.read() as conn:
        (asked,) = questions_of(conn, office, filed.report_id)
    with pytest.raises(NotFound, match="refused-question-unknown"):
        take(
            office,
            who["reviewer"],
            other.report_id,
            "pass-question",
            question_id=asked.question_id,
        )


def test_three_questions_are_enough_and_returned_ones_do_not_count(office: Office) -> None:
    who, filed = crew(office), file(office)
    for text in ("第一问？", "第二问？"):
        take(office, who["intake"], filed.report_id, "ask", text=text)
        take(office, who["reviewer"], filed.report_id, "return-question", reason="unclear")
    for name in ("still-there", "when-seen", "how-often"):
        take(office, who["intake"], filed.report_id, "ask", question=name)
    with pytest.raises(Refused, match="refused-questions-enough"):
        take(office, who["intake"], filed.report_id, "ask", question="wider-photo")


@pytest.mark.parametrize(
    ("fields", "key"),
    [
        ({}, "refused-field-missing"),
        ({"question": "who-are-you"}, "refused-field-unknown"),
        ({"text": "加我微信"}, "refused-question-handle"),
    ],
)
def test_a_question_that_is_none_is_refused(
    office: Office, fields: dict[str, str], key: str
) -> None:
    who, filed = crew(office), file(office)
    with pytest.raises(Refused, match=key):
        take(office, who["intake"], filed.report_id, "ask", **fields)
    assert report_row(office, filed.report_id).version == 0


def test_an_answer_finds_its_question_and_closes_it_once(office: Office) -> None:
    who, filed = crew(office), file(office)
    take(office, who["intake"], filed.report_id, "ask", question="still-there")
    ((question_id, _, _),) = _open(office, filed.report_id)
    for words in ("还在", "还在，更多了"):
        with office.database.write() as conn:
            told = Addition(words=words, question_id=question_id, ref=words)
            add(conn, office, filed.report_id, told)
    assert _open(office, filed.report_id) == ()
    assert report_row(office, filed.report_id).open_questions_count == 0
    with office.database.read() as conn:
        row = conn.execute(select(report_question)).one()
    assert row.state == "answered"


def test_free_words_of_a_question_are_sealed(office: Office) -> None:
    who, filed = crew(office), file(office)
    take(office, who["intake"], filed.report_id, "ask", text=FREE)
    with office.database.read() as conn:
        row = conn.execute(select(report_question)).one()
    assert FREE.encode() not in bytes(row.text_sealed)
