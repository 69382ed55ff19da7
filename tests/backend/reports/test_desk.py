"""The desk's steps: what each needs, what it sets going, who hears of it."""

from datetime import date

import pytest
from sqlalchemy import select

from backend.errors import Conflict, NotAllowed, NotFound, Refused
from backend.office import Office
from backend.outbox.tables import news
from backend.places.calendar import due_at
from backend.reports.adding import object_to
from backend.reports.case import case_view
from backend.reports.lines import line_of
from tests.backend.reports.cases import LINE, WORDS, accepted, crew, file, report_row, take
from tests.backend.staff.offices import ELSEWHERE, HERE, clock_of, hire


def _steps(office: Office, report_id: str) -> list[str]:
    with office.database.read() as conn:
        return [key for key, _ in case_view(conn, office, report_id).steps]


def _news_keys(office: Office, member_id: str) -> list[bytes]:
    with office.database.read() as conn:
        rows = conn.execute(select(news).where(news.c.member_id == member_id)).all()
    return [
        office.keys.open("words", row.payload_sealed, f"news.payload/{row.news_id}") for row in rows
    ]


def test_accepting_writes_the_neutral_line_and_sends_the_case_to_its_office(
    office: Office,
) -> None:
    who, filed = crew(office), file(office)
    done = take(office, who["intake"], filed.report_id, "accept", line=f" {LINE}\n", grade="major")
    row = report_row(office, filed.report_id)
    assert (row.state, row.owner_office, row.grade) == ("verifying", "fire-brigade", "major")
    assert line_of(office, row) == LINE
    assert LINE.encode() not in bytes(row.line_sealed)
    place, now_at = office.place(HERE), office.clock.now()
    assert row.due_on == due_at(place, now_at, place.limits.verify_days).on
    assert dict(done.args)["day"] == row.due_on.isoformat()
    assert _steps(office, filed.report_id) == ["step-submitted", "step-accepted", "step-assigned"]
    (told,) = _news_keys(office, who["inspector"].member_id)
    assert b"task-new" in told
    assert WORDS.encode() not in told


@pytest.mark.parametrize(
    ("fields", "key"),
    [
        ({}, "refused-field-missing"),
        ({"line": "长" * 121}, "refused-line-long"),
        ({"line": LINE, "sector": "warp"}, "refused-field-unknown"),
        ({"line": LINE, "grade": "huge"}, "refused-field-unknown"),
    ],
)
def test_accepting_needs_a_line_and_known_names(
    office: Office, fields: dict[str, str], key: str
) -> None:
    who, filed = crew(office), file(office)
    with pytest.raises(Refused, match=key):
        take(office, who["intake"], filed.report_id, "accept", **fields)
    assert report_row(office, filed.report_id).state == "submitted"


def test_a_sector_without_a_lead_goes_to_the_safety_office(office: Office) -> None:
    who, filed = crew(office), file(office, sector="")
    take(office, who["intake"], filed.report_id, "accept", line=LINE)
    assert report_row(office, filed.report_id).owner_office == "safety-office"


def test_refusing_tells_the_reason_and_until_when_one_may_object(office: Office) -> None:
    who, filed = crew(office), file(office)
    take(office, who["intake"], filed.report_id, "refuse", reason="before-court")
    with office.database.read() as conn:
        view = case_view(conn, office, filed.report_id)
    assert view.reason_key == "reason-before-court"
    assert (view.may_object, view.may_add, view.next_key) == (True, False, "next-object")
    assert view.next_on is not None
    with pytest.raises(Refused, match="refused-field-unknown"):
        take(office, who["intake"], file(office).report_id, "refuse", reason="tired")


def test_of_two_officers_at_one_instant_one_is_told(office: Office) -> None:
    first, second = hire(office, "intake"), hire(office, "intake")
    filed = file(office)
    take(office, first, filed.report_id, "ask", question="still-there", version=0)
    with pytest.raises(Conflict, match="refused-changed-since") as late:
        take(office, second, filed.report_id, "accept", line=LINE, version=7)
    assert late.value.args_by_name == {"step": "ask", "day": "2026-03-02"}
    take(office, second, filed.report_id, "accept", line=LINE, version=1)
    with pytest.raises(Refused, match="refused-step-not-now"):
        take(office, first, filed.report_id, "accept", line=LINE)


def test_another_places_case_is_no_case(office: Office) -> None:
    stranger, filed = hire(office, "intake", place=ELSEWHERE), file(office)
    with pytest.raises(NotFound, match="problem-case-unknown"):
        take(office, stranger, filed.report_id, "accept", line=LINE)


def test_an_inspector_of_another_office_finds_nothing_untrue_here(office: Office) -> None:
    who = crew(office)
    own = hire(office, "inspector", office_id="fire-brigade")
    other = hire(office, "inspector", office_id="housing-construction")
    filed = accepted(office, who)
    with pytest.raises(NotAllowed, match="refused-other-office"):
        take(office, other, filed.report_id, "verify-untrue", reason="not-found")
    take(office, own, filed.report_id, "verify-untrue", reason="not-found")
    assert report_row(office, filed.report_id).state == "unsubstantiated"


def test_an_office_without_inspectors_is_helped_by_all(office: Office) -> None:
    who = crew(office)
    other = hire(office, "inspector", office_id="housing-construction")
    filed = accepted(office, who)
    take(office, other, filed.report_id, "verify-untrue", reason="not-found")
    assert report_row(office, filed.report_id).state == "unsubstantiated"


def test_the_reporter_objects_once_and_somebody_else_decides(office: Office) -> None:
    who = crew(office)
    both = hire(office, "inspector", "reviewer")
    filed = accepted(office, who)
    take(office, both, filed.report_id, "verify-untrue", reason="not-found")
    with office.database.write() as conn:
        object_to(conn, office, filed.report_id, "明明还在")
    for step in ("uphold-objection", "reject-objection"):
        with pytest.raises(NotAllowed, match="refused-own-decision"):
            take(office, both, filed.report_id, step, reason="checked-again")
    take(office, who["reviewer"], filed.report_id, "reject-objection", reason="checked-again")
    row = report_row(office, filed.report_id)
    assert (row.state, row.reason) == ("unsubstantiated", "checked-again")
    with office.database.write() as conn, pytest.raises(Refused, match="refused-objected-already"):
        object_to(conn, office, filed.report_id, "再说一次")


def test_an_upheld_objection_has_the_case_looked_at_anew(office: Office) -> None:
    who = crew(office)
    refused, untrue = file(office), accepted(office, who)
    take(office, who["intake"], refused.report_id, "refuse", reason="not-a-hazard")
    take(office, who["inspector"], untrue.report_id, "verify-untrue", reason="not-found")
    for filed, state in ((refused, "submitted"), (untrue, "verifying")):
        with office.database.write() as conn:
            object_to(conn, office, filed.report_id, "请再看看")
        take(office, who["reviewer"], filed.report_id, "uphold-objection")
        row = report_row(office, filed.report_id)
        assert (row.state, row.reason, row.ended_on) == (state, "", None)


def test_an_objection_after_its_limit_is_too_late(office: Office) -> None:
    who, filed = crew(office), file(office)
    take(office, who["intake"], filed.report_id, "refuse", reason="not-a-hazard")
    last_on: date = report_row(office, filed.report_id).due_on
    clock_of(office).forward(days=(last_on - date(2026, 3, 2)).days)
    with office.database.read() as conn:
        assert case_view(conn, office, filed.report_id).may_object
    clock_of(office).forward(days=1)
    with office.database.write() as conn:
        assert not case_view(conn, office, filed.report_id).may_object
        with pytest.raises(Refused, match="refused-objection-not-now"):
            object_to(conn, office, filed.report_id, "不对")


def test_own_words_are_needed_where_the_reason_is_another(office: Office) -> None:
    who = crew(office)
    filed = accepted(office, who)
    take(office, who["inspector"], filed.report_id, "verify-untrue", reason="not-found")
    with office.database.write() as conn:
        object_to(conn, office, filed.report_id, "还在")
    with pytest.raises(Refused, match="refused-field-missing"):
        take(office, who["reviewer"], filed.report_id, "reject-objection", reason="other")
    take(
        office, who["reviewer"], filed.report_id, "reject-objection", reason="other", words="已复查"
    )
    with office.database.read() as conn:
        assert case_view(conn, office, filed.report_id).reason_key == "reason-own"


def test_the_other_offices_that_lead_are_told_and_nobody_else(office: Office) -> None:
    intake = hire(office, "intake")
    owners = hire(office, "inspector", office_id="transport")
    second = hire(office, "inspector", office_id="transport-enforcement")
    third = hire(office, "supervisor", office_id="highway-centre")
    strangers = [
        hire(office, role, office_id="police") for role in ("inspector", "supervisor", "reviewer")
    ]
    filed = file(office, sector="road-transport", unit_name="顺达运输公司")
    take(office, intake, filed.report_id, "accept", line=LINE)
    assert b"task-new" in _news_keys(office, owners.member_id)[0]
    for member in (second, third):
        (told,) = _news_keys(office, member.member_id)
        assert b"task-assisting" in told
        for secret in (WORDS, "顺达"):
            assert secret.encode() not in told
    assert [_news_keys(office, one.member_id) for one in strangers] == [[], [], []]


def test_an_office_that_leads_too_but_is_concerned_is_not_told(office: Office) -> None:
    hire(office, "inspector", office_id="safety-office")
    hire(office, "inspector", office_id="economy-information")
    concerned = hire(office, "inspector", office_id="police")
    filed = file(office, sector="explosives", unit_name="五河县公安局民爆库")
    take(office, hire(office, "intake"), filed.report_id, "accept", line=LINE)
    assert report_row(office, filed.report_id).owner_office == "economy-information"
    assert _news_keys(office, concerned.member_id) == []
