"""A case from filing to its closing, as each of its people sees it."""

from backend.audit.service import OFFICE, REPORTER, acts_of_case
from backend.office import Office
from backend.reports.case import case_view
from backend.reports.codes import find_by_code
from tests.backend.reports.cases import crew, file, hazard_row, picture, report_row, take
from tests.backend.staff.offices import HERE


def test_a_report_is_filed_accepted_verified_closed_and_agreed_to(office: Office) -> None:
    who = crew(office)
    filed = file(office)
    take(office, who["intake"], filed.report_id, "accept", line="过道停放电动自行车")
    take(office, who["inspector"], filed.report_id, "verify-true", grade="general", words="属实")
    hazard_id = hazard_row(office).hazard_id
    take(office, who["inspector"], hazard_id, "close", words="已清", photos=[picture(office)])
    take(office, who["reviewer"], hazard_id, "approve-closing")
    assert hazard_row(office).state == "closed"
    assert report_row(office, filed.report_id).hazard_state == "closed"
    with office.database.read() as conn:
        assert find_by_code(conn, office, HERE, filed.code) == filed.report_id
        view = case_view(conn, office, filed.report_id)
    assert [key for key, _ in view.steps] == [
        "step-submitted",
        "step-accepted",
        "step-assigned",
        "step-true",
        "step-ordered",
        "step-mended",
        "step-closed",
    ]
    assert (view.next_key, view.closed, view.may_say_unfixed) == ("next-closed", True, True)


def test_every_act_of_the_way_is_on_the_log_without_a_word(office: Office) -> None:
    who = crew(office)
    filed = file(office)
    take(office, who["intake"], filed.report_id, "ask", text="大概几辆？")
    take(office, who["reviewer"], filed.report_id, "pass-question")
    take(office, who["intake"], filed.report_id, "accept", line="过道停放电动自行车")
    take(office, who["inspector"], filed.report_id, "verify-true", grade="general", words="属实")
    hazard_id = hazard_row(office).hazard_id
    take(office, who["inspector"], hazard_id, "close", words="已清", photos=[picture(office)])
    take(office, who["reviewer"], hazard_id, "approve-closing")
    with office.database.read() as conn:
        noted = [
            one.act
            for case_id in (filed.report_id, hazard_id)
            for one in acts_of_case(conn, office, HERE, case_id)
            if one.act
        ]
    ids = {role: member.member_id for role, member in who.items()}
    assert {(act.actor, act.act) for act in noted} == {
        (REPORTER, "file"),
        (ids["intake"], "ask"),
        (ids["reviewer"], "pass-question"),
        (ids["intake"], "accept"),
        (OFFICE, "assign"),
        (ids["inspector"], "verify-true"),
        (ids["inspector"], "list"),
        (ids["inspector"], "order"),
        (ids["inspector"], "close"),
        (ids["reviewer"], "approve-closing"),
    }
    told = repr([act.details for act in noted])
    assert not any(words in told for words in ("电动", "属实", "已清", "几辆", filed.number))
