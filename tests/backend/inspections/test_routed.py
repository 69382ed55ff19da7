"""Whose a case is and why, on the card; and who leads too, who looks on."""

from dataclasses import replace

import pytest

from backend.errors import NotAllowed, NotFound
from backend.inspections.cards import open_task
from backend.inspections.lines import Card
from backend.office import Office
from backend.staff.member import Member
from tests.backend.reports.cases import LINE, accepted, crew, file, hazard_row, take
from tests.backend.staff.offices import hire

UNIT = "某某塑料制品厂"


def card_of(office: Office, member: Member, case_id: str) -> Card:
    """What a member is shown of a case."""
    with office.database.read() as conn:
        return open_task(conn, office, member, case_id)


def test_the_card_says_who_would_lead_and_why_and_then_who_does(office: Office) -> None:
    who = crew(office)
    filed = file(office, sector="road-transport", unit_name=UNIT)
    before = card_of(office, who["intake"], filed.report_id).routed
    assert before is not None
    assert (before.settled, before.owner.zh) == (False, "县交通运输局")
    assert [one.zh for one in before.co_leads] == [
        "市交通综合执法大队六大队",
        "市公路管理服务中心五河分中心",
    ]
    assert [one.list for one in before.leads] == ["sub-plans"] * 3
    assert [one.key for one in before.reasons[:2]] == [
        "routed-lead-of-sub-plans",
        "routed-several-leads",
    ]
    take(office, who["intake"], filed.report_id, "accept", line=LINE)
    after = card_of(office, who["intake"], filed.report_id).routed
    assert after == replace(before, settled=True)
    fields = {"office": "police", "reason": "other-duty"}
    take(office, who["intake"], filed.report_id, "transfer", **fields)
    handed = card_of(office, who["intake"], filed.report_id).routed
    assert handed is not None
    assert (handed.owner.id, handed.reasons[0].key) == ("police", "routed-by-hand")
    assert "transport" in [one.id for one in handed.co_leads]


def test_what_nobody_leads_is_the_safety_offices_with_its_limit(office: Office) -> None:
    filed = file(office, sector="coal-mines")
    shown = card_of(office, hire(office, "intake"), filed.report_id).routed
    assert shown is not None
    assert (shown.owner.id, shown.assign_working_days) == ("safety-office", 3)
    assert shown.reasons[0].key == "routed-not-in-plan"


def test_a_reason_that_names_the_unit_is_for_who_may_read_the_words(office: Office) -> None:
    who = crew(office)
    filed = accepted(office, who, sector="schools", unit_name="五河县教育体育局")
    shown = {role: card_of(office, who[role], filed.report_id).routed for role in who}
    assert [role for role in who if shown[role]] == ["intake", "supervisor"]
    assert "lead-is-concerned" in repr(shown["intake"])
    assert "lead-is-concerned" not in repr(shown["supervisor"])


def test_who_leads_too_looks_on_without_a_step_or_a_word(office: Office) -> None:
    intake = hire(office, "intake")
    owners = hire(office, "inspector", office_id="transport")
    second = hire(office, "inspector", office_id="transport-enforcement")
    stranger = hire(office, "inspector", office_id="police")
    filed = file(office, sector="road-transport", unit_name=UNIT)
    with pytest.raises(NotFound):
        card_of(office, second, filed.report_id)
    take(office, intake, filed.report_id, "accept", line=LINE)
    shown = card_of(office, second, filed.report_id)
    assert (shown.line, shown.steps, shown.words, shown.unit) == (LINE, (), "", "")
    found = {"grade": "general", "words": "现场属实"}
    with pytest.raises(NotAllowed):
        take(office, second, filed.report_id, "verify-true", **found)
    take(office, owners, filed.report_id, "verify-true", **found)
    hazard_id = hazard_row(office).hazard_id
    assert card_of(office, second, hazard_id).steps == ()
    for case_id in (filed.report_id, hazard_id):
        with pytest.raises(NotFound):
            card_of(office, stranger, case_id)


def test_an_office_that_leads_too_but_is_concerned_sees_nothing(office: Office) -> None:
    intake = hire(office, "intake")
    owners = hire(office, "inspector", office_id="economy-information")
    concerned = hire(office, "inspector", office_id="police")
    filed = file(office, sector="explosives", unit_name="五河县公安局民爆库")
    take(office, intake, filed.report_id, "accept", line=LINE)
    take(office, owners, filed.report_id, "verify-true", grade="general", words="现场属实")
    for case_id in (filed.report_id, hazard_row(office).hazard_id):
        with pytest.raises(NotFound):
            card_of(office, concerned, case_id)


def test_a_hazards_card_names_who_leads_and_who_helps_to_all_who_see_it(office: Office) -> None:
    who = crew(office)
    filed = accepted(office, who, sector="gas", area_code="340322100001")
    take(office, who["inspector"], filed.report_id, "verify-true", grade="general", words="属实")
    hazard_id = hazard_row(office).hazard_id
    for role in ("inspector", "reviewer", "supervisor", "intake", "auditor"):
        shown = card_of(office, who[role], hazard_id)
        assert [one.zh for one in shown.leads] == ["县住建局"]
        assert {one.en for one in shown.assisting} >= {"Public Security Bureau", "Chengguan"}
        assert len(shown.assisting) == 7  # five offices of the plan, the village and its town


def test_an_office_that_got_the_hazard_is_not_named_as_its_own_helper(office: Office) -> None:
    who = crew(office)
    filed = accepted(office, who, sector="gas")
    fields = {"office": "police", "reason": "other-duty"}
    take(office, who["intake"], filed.report_id, "transfer", **fields)
    take(office, who["inspector"], filed.report_id, "verify-true", grade="general", words="属实")
    shown = card_of(office, who["inspector"], hazard_row(office).hazard_id)
    assert shown.owner_office == "police"
    assert "police" not in [one.id for one in shown.assisting]


def test_where_deaths_are_told_of_nobody_is_named_to_be_asked_in(office: Office) -> None:
    who = crew(office)
    filed = accepted(office, who, sector="gas", deaths=True)
    take(office, who["inspector"], filed.report_id, "verify-true", grade="major", words="属实")
    shown = card_of(office, who["inspector"], hazard_row(office).hazard_id)
    assert (shown.leads, shown.assisting) == ((), ())
