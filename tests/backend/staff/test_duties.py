"""Who may do what, and whether a place has enough people for it."""

import pytest

from backend.errors import NotAllowed
from backend.office import Office
from backend.staff import service as staff
from backend.staff.member import Member
from backend.staff.rules import DUTIES, MAY, check_roles, require
from tests.backend.staff.offices import ABOVE, ELSEWHERE, HERE, hire

# capability -> the only roles that carry it
ALLOWED = {
    "words-read": {"intake"},
    "report-accept": {"intake", "supervisor"},
    "report-refuse": {"intake", "supervisor"},
    "report-ask": {"intake", "supervisor"},
    "report-verify": {"inspector"},
    "hazard-close": {"inspector"},
    "hazard-approve": {"reviewer", "supervisor"},
    "objection-decide": {"reviewer", "supervisor"},
    "case-assign": {"supervisor"},
    "reward-approve": {"approver"},
    "circumstances-read": {"approver"},
    "reward-pay": {"payer"},
    "audit-read": {"auditor"},
    "staff-manage": {"administrator"},
}


@pytest.mark.parametrize("role", DUTIES)
@pytest.mark.parametrize("capability", ALLOWED)
def test_a_capability_belongs_to_its_roles_alone(role: str, capability: str) -> None:
    member = Member("m", HERE, "", frozenset({role}))
    if role in ALLOWED[capability]:
        require(member, capability)
    else:
        with pytest.raises(NotAllowed, match="refused-not-your-duty"):
            require(member, capability)


def test_a_payer_may_do_nothing_but_pay() -> None:
    assert MAY["payer"] == {"reward-pay"}
    assert not any("reward-pay" in held for role, held in MAY.items() if role != "payer")


def test_every_other_pair_of_duties_may_be_one_person() -> None:
    for one in DUTIES:
        for other in DUTIES:
            if "payer" not in (one, other):
                assert check_roles((one, other)) == {one, other}


def test_people_are_found_by_duty_in_their_own_place(office: Office) -> None:
    here = hire(office, "inspector", "intake")
    hire(office, "inspector", place=ELSEWHERE)
    hire(office, "payer")
    with office.database.read() as conn:
        assert staff.members_with(conn, HERE, "report-verify") == [here]
        assert staff.members_with(conn, HERE, "report-accept") == [here]
        assert staff.members_with(conn, HERE, "hazard-approve") == []


def lacking(office: Office) -> list[str]:
    with office.database.read() as conn:
        return staff.understaffed(conn, office, HERE)


def test_an_empty_place_lacks_everybody(office: Office) -> None:
    assert lacking(office) == list(staff.LACKS)


def test_three_people_suffice_with_one_approval_from_the_place_above(office: Office) -> None:
    hire(office, "intake", "inspector")
    hire(office, "reviewer", "supervisor", "approver")
    hire(office, "payer")
    assert lacking(office) == ["lack-approvers"]
    hire(office, "approver", place=ABOVE)
    assert lacking(office) == []


def test_an_inspector_does_not_count_as_reviewer_or_approver_of_their_own_case(
    office: Office,
) -> None:
    hire(office, "intake", "inspector", "reviewer", "supervisor", "approver")
    hire(office, "approver")
    hire(office, "payer")
    assert lacking(office) == ["lack-reviewer", "lack-approvers"]
    hire(office, "reviewer", "approver")
    assert lacking(office) == []
