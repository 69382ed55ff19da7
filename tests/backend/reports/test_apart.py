"""An office that a report is about: its people are not told, have no task and find nothing."""

from datetime import date, timedelta

import pytest

from backend.errors import NotAllowed, NotFound, Refused
from backend.office import Office
from backend.reminders.digests import digest_of
from backend.reports.alarms import repeat_alarms, tell_arrived
from backend.reports.apart import marks_of
from backend.reports.duplicates import find_duplicates
from backend.reports.purge import erase_words
from backend.reports.words import read_words
from backend.staff import service as staff
from tests.backend.reports.apart_views import (
    LAST,
    MARKET,
    SCHOOLS,
    card_of,
    finds_nothing,
    numbers_of,
    steps_of,
    tasks_of,
    told_to,
)
from tests.backend.reports.cases import (
    LINE,
    WORDS,
    accepted,
    crew,
    file,
    hazard_row,
    picture,
    report_row,
    take,
)
from tests.backend.staff.offices import ELSEWHERE, HERE, clock_of, hire


def test_where_the_safety_office_has_no_inspector_the_concerned_ones_are_not_asked(
    office: Office,
) -> None:
    who = {"intake": hire(office, "intake")}
    concerned = hire(office, "inspector", office_id="education-sports")
    supervisor = hire(office, "supervisor")
    filed = accepted(office, who, sector="schools", unit_name=SCHOOLS)
    row = report_row(office, filed.report_id)
    assert (row.owner_office, row.assign_on) == ("safety-office", LAST)
    finds_nothing(office, concerned, filed.report_id)
    with pytest.raises(NotFound):
        take(office, concerned, filed.report_id, "verify-untrue", reason="not-found")
    assert steps_of(office, supervisor) == ["assign"]
    other = hire(office, "inspector", office_id="police")
    assert steps_of(office, other) == ["verify"]
    finds_nothing(office, concerned, filed.report_id)
    plain = accepted(office, who, sector="coal-mines")
    assert [one.number for one in tasks_of(office, concerned)] == [plain.number]


def test_what_nobody_else_could_check_is_the_supervisors_to_assign_though_it_has_a_lead(
    office: Office,
) -> None:
    who = {"intake": hire(office, "intake")}
    concerned = hire(office, "inspector", office_id="market")
    supervisor = hire(office, "supervisor")
    filed = accepted(office, who, unit_name=MARKET)
    row = report_row(office, filed.report_id)
    assert (row.owner_office, row.assign_on) == ("fire-brigade", LAST)
    finds_nothing(office, concerned, filed.report_id)
    assert steps_of(office, supervisor) == ["assign"]
    clock_of(office).forward(days=4)
    with office.database.read() as conn:
        told = digest_of(conn, office, supervisor)
    assert (told["overdue"], told["unassigned"]) == ("1", "1")

    for step, fields in (
        ("reassign", {"office": "market"}),
        ("transfer", {"office": "market", "reason": "other-duty"}),
    ):
        with pytest.raises(Refused, match="refused-office-unfit"):
            take(office, supervisor, filed.report_id, step, **fields)
    with pytest.raises(Refused, match="refused-field-unknown"):
        take(office, supervisor, filed.report_id, "reassign", member=concerned.member_id)
    take(office, supervisor, filed.report_id, "reassign", office="police")
    assert report_row(office, filed.report_id).assign_on == date(2026, 3, 11)  # nobody there yet
    own = hire(office, "inspector", office_id="police")
    take(office, supervisor, filed.report_id, "reassign", member=own.member_id)
    assert report_row(office, filed.report_id).assign_on is None
    assert steps_of(office, own) == ["verify"]
    assert steps_of(office, supervisor) == []
    finds_nothing(office, concerned, filed.report_id)


def test_the_safety_office_itself_does_not_check_what_is_said_of_it(office: Office) -> None:
    who = {"intake": hire(office, "intake")}
    own = hire(office, "inspector", office_id="safety-office")
    supervisor = hire(office, "supervisor", office_id="safety-office")
    other = hire(office, "inspector", office_id="police")
    above = hire(office, "supervisor")
    filed = accepted(office, who, sector="coal-mines", unit_name="五河县安委会办公室")
    for concerned in (own, supervisor):
        finds_nothing(office, concerned, filed.report_id)
    assert steps_of(office, other) == ["verify"]
    assert steps_of(office, above) == ["assign"]
    take(office, other, filed.report_id, "verify-true", grade="general", words="属实")
    hazard_id = hazard_row(office).hazard_id
    assert steps_of(office, other) == ["close"]
    finds_nothing(office, own, filed.report_id, hazard_id)


def test_intake_of_the_office_reads_no_word_and_somebody_else_takes_it_in(office: Office) -> None:
    concerned = hire(office, "intake", office_id="market")
    supervisor = hire(office, "supervisor")
    filed, plain = file(office, unit_name=MARKET), file(office)
    assert [one.number for one in tasks_of(office, concerned)] == [plain.number]
    assert numbers_of(office, concerned) == [plain.number]
    with office.database.read() as conn:
        with pytest.raises(NotAllowed):
            read_words(conn, office, concerned, filed.report_id)
        with pytest.raises(NotFound):
            find_duplicates(conn, office, concerned, filed.report_id)
        assert find_duplicates(conn, office, concerned, plain.report_id) == []
    for step, fields in (("accept", {"line": LINE}), ("merge", {"into": plain.number})):
        with pytest.raises(NotFound):
            take(office, concerned, filed.report_id, step, **fields)
    with pytest.raises(Refused, match="refused-merge-unknown"):
        take(office, concerned, plain.report_id, "merge", into=filed.number)
    # Nobody else takes reports in here: this one is the supervisor's, words and all.
    assert [one.number for one in tasks_of(office, supervisor)] == [filed.number]
    assert card_of(office, supervisor, filed.report_id).words == WORDS
    take(office, supervisor, filed.report_id, "accept", line=LINE)
    assert report_row(office, filed.report_id).state == "verifying"


def test_where_everyone_who_could_is_of_that_office_it_is_not_lost(office: Office) -> None:
    intake = hire(office, "intake", office_id="market")
    inspector = hire(office, "inspector", office_id="market")
    filed = file(office, unit_name=MARKET, danger=True)
    assert steps_of(office, intake) == ["accept"]
    assert told_to(office, intake) == 1
    take(office, intake, filed.report_id, "accept", line=LINE)
    finds_nothing(office, inspector, filed.report_id)
    supervisor = hire(office, "supervisor", office_id="market")
    assert steps_of(office, supervisor) == ["assign"]
    whole = hire(office, "supervisor", "intake")
    assert steps_of(office, supervisor) == []
    assert steps_of(office, whole) == ["assign"]
    finds_nothing(office, supervisor, filed.report_id)


def test_an_alarm_about_an_office_sounds_for_the_others(office: Office) -> None:
    concerned = hire(office, "supervisor", office_id="market")
    intake = hire(office, "intake")
    file(office, unit_name=MARKET, danger=True)
    # No other supervisor is there: whoever takes reports in hears it.
    assert (told_to(office, concerned), told_to(office, intake)) == (0, 1)
    other = hire(office, "supervisor")
    file(office, unit_name=MARKET, deaths=True)
    assert (told_to(office, concerned), told_to(office, intake), told_to(office, other)) == (
        0,
        1,
        1,
    )
    clock_of(office).forward(hours=1)
    with office.database.write() as conn:
        assert repeat_alarms(conn, office, HERE) == 2
        assert tell_arrived(conn, office, concerned) == 0
    assert (told_to(office, concerned), told_to(office, intake), told_to(office, other)) == (
        0,
        1,
        3,
    )


def test_the_only_supervisor_is_let_in_for_what_waits_for_one_and_no_further(
    office: Office,
) -> None:
    concerned = hire(office, "supervisor", office_id="market")
    intake, other = hire(office, "intake"), hire(office, "inspector", office_id="police")
    market = hire(office, "inspector", office_id="market")
    led = accepted(office, {"intake": intake}, unit_name=MARKET)
    finds_nothing(office, concerned, led.report_id)
    assert steps_of(office, other) == ["verify"]
    with office.database.write() as conn:
        staff.revoke(conn, office, other.member_id)
    left = accepted(office, {"intake": intake}, unit_name=MARKET)
    assert [(one.number, one.step) for one in tasks_of(office, concerned)] == [
        (left.number, "assign")
    ]
    assert card_of(office, concerned, left.report_id).words == ""
    assert numbers_of(office, concerned) == [left.number]
    own = hire(office, "inspector", office_id="police")
    take(office, concerned, left.report_id, "reassign", office="police", member=own.member_id)
    finds_nothing(office, concerned, led.report_id, left.report_id)
    finds_nothing(office, market, led.report_id, left.report_id)


def test_a_reviewer_of_the_office_has_no_closing_of_it(office: Office) -> None:
    who = crew(office)
    concerned = hire(office, "reviewer", office_id="market")
    filed = accepted(office, who, unit_name=MARKET)
    take(office, who["intake"], filed.report_id, "ask", text="大概几辆？")
    take(office, who["inspector"], filed.report_id, "verify-true", grade="general", words="属实")
    hazard_id = hazard_row(office).hazard_id
    take(office, who["inspector"], hazard_id, "close", words="已清", photos=[picture(office)])
    assert "approve-closing" in steps_of(office, who["reviewer"])
    finds_nothing(office, concerned, filed.report_id, hazard_id)
    with pytest.raises(NotFound):
        take(office, concerned, hazard_id, "approve-closing")


def test_it_holds_when_the_units_name_is_long_erased(office: Office) -> None:
    who = crew(office)
    hire(office, "inspector", office_id="economy-information")
    concerned = hire(office, "inspector", office_id="police")
    filed = accepted(office, who, sector="explosives", unit_name="五河县公安局民爆库")
    take(office, who["inspector"], filed.report_id, "verify-untrue", reason="not-found")
    clock_of(office).at += timedelta(days=office.place(HERE).retention.raw_words_days + 1)
    with office.database.write() as conn:
        assert erase_words(conn, office, HERE) == 1
    finds_nothing(office, concerned, filed.report_id)


def test_the_marks_name_no_office_and_fit_no_other_place(office: Office) -> None:
    here, beside = (marks_of(office, office.place(one), MARKET) for one in (HERE, ELSEWHERE))
    assert here
    assert here != beside
    assert "market" not in here
    assert marks_of(office, office.place(HERE), "某某塑料制品厂") == ""
    everybody = "".join(one.zh for one in office.place(HERE).offices)
    filed = file(office, unit_name=everybody)
    assert len(report_row(office, filed.report_id).concerned.split(",")) > 5
