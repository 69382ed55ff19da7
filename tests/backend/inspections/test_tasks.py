"""My tasks: what waits for whom, in which order, and with what on the line."""

from datetime import timedelta

import pytest

from backend.inspections.lines import TaskPage, Wanted
from backend.inspections.tasks import count_tasks, list_tasks
from backend.office import Office
from backend.reports.adding import object_to, say_unfixed
from backend.staff.member import Member
from backend.staff.rules import DUTIES
from tests.backend.reports.cases import (
    LINE,
    WORDS,
    accepted,
    closed,
    crew,
    file,
    handed_in,
    hazard_row,
    listed,
    picture,
    report_row,
    take,
)
from tests.backend.staff.offices import ELSEWHERE, clock_of, hire


def _page(office: Office, member: Member, **wanted: object) -> TaskPage:
    with office.database.read() as conn:
        return list_tasks(conn, office, member, Wanted(**wanted))  # type: ignore[arg-type]


def _steps(office: Office, member: Member) -> list[str]:
    return [line.step for line in _page(office, member).lines]


@pytest.mark.parametrize("role", DUTIES)
def test_a_new_report_waits_for_intake_alone(office: Office, role: str) -> None:
    file(office)
    member = hire(office, role)
    # Where nobody takes reports in, they are the supervisor's.
    assert _steps(office, member) == (["accept"] if role in ("intake", "supervisor") else [])
    hire(office, "intake")
    assert _steps(office, member) == (["accept"] if role == "intake" else [])


def test_a_report_before_acceptance_shows_no_word_of_the_reporter(office: Office) -> None:
    file(office)
    (line,) = _page(office, hire(office, "intake")).lines
    assert line.line == ""
    assert WORDS not in repr(line)


def test_each_stage_waits_for_its_own_people(office: Office) -> None:
    who = crew(office)
    filed, hazard_id = handed_in(office, who)
    waiting = {role: _steps(office, member) for role, member in who.items()}
    assert waiting == {
        "intake": [],
        "inspector": [],
        "reviewer": ["approve-closing"],
        "supervisor": ["approve-closing"],
        "auditor": [],
    }
    take(office, who["reviewer"], hazard_id, "return-closing", reason="half-done")
    (line,) = _page(office, who["inspector"], filter="returned").lines
    assert (line.step, line.returned, line.line) == ("close", True, LINE)
    assert line.number != filed.number


def test_the_submitter_is_not_asked_to_agree(office: Office) -> None:
    who = crew(office)
    both = hire(office, "inspector", "reviewer")
    _, hazard_id = listed(office, who)
    take(office, both, hazard_id, "close", words="已清", photos=[picture(office)])
    assert _steps(office, both) == []
    assert _steps(office, who["reviewer"]) == ["approve-closing"]


def test_an_objection_waits_for_whoever_did_not_decide(office: Office) -> None:
    who = crew(office)
    both = hire(office, "inspector", "reviewer")
    filed = accepted(office, who)
    take(office, both, filed.report_id, "verify-untrue", reason="not-found")
    with office.database.write() as conn:
        object_to(conn, office, filed.report_id, "还在")
    assert _steps(office, both) == []
    assert _steps(office, who["reviewer"]) == ["decide-objection"]


def test_a_free_question_waits_for_a_second_person(office: Office) -> None:
    who = crew(office)
    second = hire(office, "intake")
    filed = file(office)
    take(office, who["intake"], filed.report_id, "ask", text="大概几辆？")
    assert _steps(office, who["intake"]) == ["accept"]
    assert sorted(_steps(office, second)) == ["accept", "pass-question"]
    assert _steps(office, who["reviewer"]) == ["pass-question"]


def test_a_hazard_said_to_be_there_still_waits_for_a_supervisor(office: Office) -> None:
    who = crew(office)
    filed, hazard_id = closed(office, who)
    assert _steps(office, who["supervisor"]) == []
    with office.database.write() as conn:
        say_unfixed(conn, office, filed.report_id)
    assert _steps(office, who["supervisor"]) == ["decide-reopening"]
    take(office, who["supervisor"], hazard_id, "keep-closed", reason="checked-again")
    assert _steps(office, who["supervisor"]) == []


def test_an_offices_case_waits_for_its_own_inspectors_when_it_has_some(office: Office) -> None:
    who = crew(office)
    accepted(office, who)
    other = hire(office, "inspector", office_id="housing-construction")
    assert _steps(office, other) == ["verify"]  # nobody else is there yet
    own = hire(office, "inspector", office_id="fire-brigade")
    assert _steps(office, own) == ["verify"]
    assert _steps(office, other) == []
    assert _steps(office, who["inspector"]) == ["verify"]  # of the whole place


def test_nothing_of_another_place_is_listed(office: Office) -> None:
    file(office)
    assert _steps(office, hire(office, "intake", place=ELSEWHERE)) == []


def test_what_is_overdue_comes_first_and_danger_before_it(office: Office) -> None:
    intake = hire(office, "intake")
    old = file(office)
    clock_of(office).at += timedelta(days=20)
    new, danger = file(office), file(office, danger=True)
    page = _page(office, intake)
    assert [line.number for line in page.lines] == [danger.number, old.number, new.number]
    assert page.overdue_count == 1
    days = (clock_of(office).at.date() - report_row(office, old.report_id).due_on).days
    assert page.lines[1].overdue_days == days
    assert [line.fresh for line in page.lines] == [True, False, True]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [("all", 3), ("new", 1), ("due", 1), ("overdue", 1), ("returned", 0), ("accept", 3)],
)
def test_a_filter_shows_its_own(office: Office, wanted: str, expected: int) -> None:
    intake = hire(office, "intake")
    file(office)  # on Monday, 2 March, due on the 9th
    clock_of(office).at += timedelta(days=1)
    due = file(office)  # due on the 10th
    clock_of(office).at += timedelta(days=7)
    file(office)
    page = _page(office, intake, filter=wanted)
    assert page.total_count == expected
    assert page.filter == wanted
    if wanted == "due":
        assert [line.number for line in page.lines] == [due.number]


def test_on_a_monday_new_is_what_came_since_friday(office: Office) -> None:
    intake = hire(office, "intake")
    clock_of(office).at += timedelta(days=4)  # Friday
    file(office)
    clock_of(office).at += timedelta(days=3)
    assert [line.fresh for line in _page(office, intake).lines] == [True]
    clock_of(office).at += timedelta(days=1)
    assert [line.fresh for line in _page(office, intake).lines] == [False]


def test_nearest_first_where_the_member_says_where_they_are(office: Office) -> None:
    who = crew(office)
    far = accepted(office, who, lat=33.30, lon=117.9)
    near = accepted(office, who, lat=33.1301, lon=117.9)
    nowhere = accepted(office, who, lat=None, lon=None, place_words="桥头")
    page = _page(office, who["inspector"], lat=33.13, lon=117.9)
    assert [line.number for line in page.lines] == [near.number, far.number, nowhere.number]
    assert page.lines[0].distance_m == 11
    assert page.lines[2].distance_m is None


def test_pages_turn_without_a_gap_or_a_repeat(office: Office) -> None:
    intake = hire(office, "intake")
    numbers = {file(office).number for _ in range(14)}
    seen = [
        line.number for offset in (0, 6, 12) for line in _page(office, intake, offset=offset).lines
    ]
    assert len(seen) == 14
    assert set(seen) == numbers
    assert _page(office, intake, offset=6).total_count == 14
    assert _page(office, intake, offset=60).lines == ()


def test_the_morning_round_counts_each_kind(office: Office) -> None:
    who = crew(office)
    _, hazard_id = handed_in(office, who)
    take(office, who["reviewer"], hazard_id, "return-closing", reason="half-done")
    accepted(office, who)
    row = hazard_row(office)
    clock_of(office).at += row.due_on - row.entered_on
    with office.database.read() as conn:
        counts = count_tasks(conn, office, who["inspector"])
    assert (counts.total, counts.due, counts.overdue, counts.returned) == (2, 1, 0, 1)
