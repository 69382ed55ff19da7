"""What an office leads beside a case's owner: in a list of its own, and nobody's task there."""

from backend.inspections.cards import open_task
from backend.inspections.lines import LOOK_ON, TaskPage, Wanted
from backend.office import Office
from backend.reminders.digests import digest_of
from backend.reminders.tasks import list_tasks
from backend.staff.member import Member
from tests.backend.reports.cases import LINE, file, hazard_row, picture, take
from tests.backend.staff.offices import hire


def _page(office: Office, member: Member, wanted: str = "all") -> TaskPage:
    with office.database.read() as conn:
        return list_tasks(conn, office, member, Wanted(filter=wanted))


def _beside(office: Office, member: Member) -> list[str]:
    page = _page(office, member, LOOK_ON)
    assert _page(office, member).beside_count == page.total_count == len(page.lines)
    return [one.case_id for one in page.lines]


def _filed(office: Office, **changes: object) -> str:
    filed = file(office, **{"sector": "road-transport", **changes})
    take(office, hire(office, "intake"), filed.report_id, "accept", line=LINE)
    return filed.report_id


def test_who_leads_too_finds_the_case_and_has_no_task_of_it(office: Office) -> None:
    owners = hire(office, "inspector", office_id="transport")
    second = hire(office, "inspector", office_id="transport-enforcement")
    leading = hire(office, "supervisor", office_id="highway-centre")
    stranger = hire(office, "inspector", office_id="police")
    whole = hire(office, "inspector")
    filed = file(office, sector="road-transport")
    everybody = (owners, second, leading, stranger, whole)
    assert [_beside(office, one) for one in everybody] == [[]] * 5
    take(office, hire(office, "intake"), filed.report_id, "accept", line=LINE)
    there = [filed.report_id]
    assert [_beside(office, one) for one in everybody] == [[], there, there, [], []]
    assert [len(_page(office, one).lines) for one in everybody] == [1, 0, 0, 0, 1]
    (line,) = _page(office, second, LOOK_ON).lines
    assert (line.step, line.line, line.due_on) == (LOOK_ON, LINE, None)
    with office.database.read() as conn:
        assert digest_of(conn, office, second) == {}
        shown = open_task(conn, office, second, filed.report_id)
    named = ["transport", "transport-enforcement", "highway-centre"]
    assert [one.id for one in shown.leads] == named
    assert (shown.routed, shown.steps) == (None, ())

    take(office, owners, filed.report_id, "verify-true", grade="general", words="属实")
    hazard_id = hazard_row(office).hazard_id
    assert [_beside(office, one) for one in everybody] == [[], [hazard_id], [hazard_id], [], []]
    take(office, owners, hazard_id, "close", words="已清", photos=[picture(office)])
    assert _beside(office, second) == [hazard_id]
    take(office, hire(office, "reviewer"), hazard_id, "approve-closing")
    assert _beside(office, second) == []


def test_where_the_owner_has_nobody_it_is_everybodys_task_and_beside_nobodys(
    office: Office,
) -> None:
    second = hire(office, "inspector", office_id="transport-enforcement")
    case_id = _filed(office)
    assert [one.case_id for one in _page(office, second).lines] == [case_id]
    assert _beside(office, second) == []


def test_deaths_are_their_owners_alone_and_a_concerned_office_is_beside_nothing(
    office: Office,
) -> None:
    for owner in ("transport", "safety-office", "economy-information"):
        hire(office, "inspector", office_id=owner)
    second = hire(office, "inspector", office_id="transport-enforcement")
    _filed(office, deaths=True)
    assert _beside(office, second) == []
    concerned = hire(office, "inspector", office_id="police")
    _filed(office, sector="explosives", unit_name="五河县公安局民爆库")
    assert _beside(office, concerned) == []


def test_an_office_that_the_case_was_taken_from_still_leads_and_looks_on(office: Office) -> None:
    hire(office, "inspector", office_id="police")
    case_id = _filed(office, sector="road-transport")
    take(office, hire(office, "intake"), case_id, "transfer", office="police", reason="other-duty")
    own = hire(office, "inspector", office_id="transport")
    assert _beside(office, own) == [case_id]
