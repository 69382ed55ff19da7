"""An office that a report is about, where reports are joined, parted and handed over."""

import pytest

from backend.errors import NotFound
from backend.office import Office
from tests.backend.reports.apart_views import (
    MARKET,
    card_of,
    numbers_of,
    steps_of,
    tasks_of,
    told_to,
)
from tests.backend.reports.cases import (
    accepted,
    crew,
    file,
    report_row,
    take,
)
from tests.backend.reports.handing_over import OVER, begun, staffed
from tests.backend.staff.offices import ABOVE, hire


def test_what_a_joined_report_is_about_its_case_is_about_too(office: Office) -> None:
    intake, supervisor = hire(office, "intake"), hire(office, "supervisor")
    market = hire(office, "inspector", office_id="market")
    filed = accepted(office, {"intake": intake})
    assert steps_of(office, market) == ["verify"]
    again = file(office, unit_name=MARKET)
    take(office, intake, again.report_id, "merge", into=filed.number)
    assert tasks_of(office, market) == []
    with pytest.raises(NotFound):
        card_of(office, market, filed.report_id)
    assert steps_of(office, supervisor) == ["assign"]
    take(office, intake, again.report_id, "split")
    assert tasks_of(office, market) == []


def test_a_report_joined_to_one_about_an_office_is_kept_from_it_until_they_are_parted(
    office: Office,
) -> None:
    intake = hire(office, "intake")
    concerned = hire(office, "intake", office_id="market")
    led, plain = file(office, unit_name=MARKET), file(office)
    assert numbers_of(office, concerned) == [plain.number]
    take(office, intake, plain.report_id, "merge", into=led.number)
    assert numbers_of(office, concerned) == []
    with pytest.raises(NotFound):
        card_of(office, concerned, plain.report_id)
    take(office, intake, plain.report_id, "split")
    assert numbers_of(office, concerned) == [plain.number]


def test_who_was_given_a_case_that_turns_out_to_be_about_their_office_has_it_no_more(
    office: Office,
) -> None:
    intake, supervisor = hire(office, "intake"), hire(office, "supervisor")
    market = hire(office, "inspector", office_id="market")
    other = hire(office, "inspector", office_id="police")
    filed = accepted(office, {"intake": intake})
    given = {"office": "market", "member": market.member_id}
    take(office, supervisor, filed.report_id, "reassign", **given)
    assert (steps_of(office, market), steps_of(office, other)) == (["verify"], [])
    again = file(office, unit_name=MARKET)
    take(office, intake, again.report_id, "merge", into=filed.number)
    assert (steps_of(office, market), steps_of(office, other)) == ([], ["verify"])
    assert report_row(office, filed.report_id).assignee is None


def test_a_report_joined_to_a_hazard_takes_it_from_the_office_it_is_about(office: Office) -> None:
    who = crew(office)
    market = hire(office, "inspector", office_id="market")
    filed = accepted(office, who)
    take(office, who["inspector"], filed.report_id, "verify-true", grade="general", words="属实")
    assert steps_of(office, market) == ["close"]
    again = accepted(office, who, unit_name=MARKET)
    take(office, who["intake"], again.report_id, "merge", into=filed.number)
    assert steps_of(office, market) == []
    assert steps_of(office, who["inspector"]) == ["close"]


def test_another_place_reckons_it_by_its_own_offices(office: Office) -> None:
    who = crew(office)
    concerned = hire(office, "intake", place=ABOVE, office_id="market")
    staffed(office)
    other = hire(office, "intake", place=ABOVE)
    filed = file(office, unit_name=MARKET)
    take(office, who["intake"], filed.report_id, "hand-over", **OVER)
    new_id = str(begun(office).report_id)
    assert (told_to(office, concerned), told_to(office, other)) == (0, 1)
    with pytest.raises(NotFound):
        card_of(office, concerned, new_id)
    assert card_of(office, other, new_id).number
