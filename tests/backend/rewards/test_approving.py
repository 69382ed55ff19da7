"""Proposing by the rules and approving by two people."""

from datetime import date

import pytest
from sqlalchemy import select

from backend.errors import Conflict, NotAllowed, NotFound, Refused
from backend.office import Office
from backend.outbox.tables import news
from backend.reports.step import Taking
from backend.rewards.claims import Waiting
from backend.rewards.steps import STEPS
from backend.rewards.tables import reward
from tests.backend.rewards.cases import (
    approved,
    closed_case,
    news_count,
    proposed,
    row_of,
    shown,
    take,
)
from tests.backend.staff.offices import ABOVE, ELSEWHERE, hire


def test_a_closed_case_is_proposed_once_however_often_it_is_closed(office: Office) -> None:
    case = closed_case("major")
    first, again = proposed(office, case), proposed(office, case)
    assert first == again
    row = row_of(office, first)
    assert (row.state, row.amount_yuan, row.reason_key) == (
        "proposed",
        1000,
        "reward-reason-ceiling",
    )


def test_who_wishes_no_reward_has_none(office: Office) -> None:
    case = closed_case(wished=False)
    assert proposed(office, case) == ""
    assert shown(office, case) == Waiting("reward-none")


def test_what_the_scheme_does_not_pay_says_why(office: Office) -> None:
    here = office.places["340322"]
    rewards = here.rewards.model_copy(update={"anonymous_allowed": False})
    office.places["340322"] = here.model_copy(update={"rewards": rewards})  # type: ignore[index]
    case = closed_case()
    assert row_of(office, proposed(office, case)).state == "not-due"
    assert shown(office, case) == Waiting("reward-none-anonymous")


def test_approvers_hear_of_a_proposal_but_not_the_inspector_of_the_case(office: Office) -> None:
    approver = hire(office, "approver")
    inspector = hire(office, "inspector", "approver")
    above = hire(office, "approver", place=ABOVE)
    hire(office, "payer")
    proposed(office, closed_case(inspectors=frozenset({inspector.member_id})))
    with office.database.read() as conn:
        told: set[str] = set(conn.execute(select(news.c.member_id)).scalars())
    assert told == {approver.member_id, above.member_id}


def test_two_different_people_approve(office: Office) -> None:
    case = closed_case()
    reward_id = proposed(office, case)
    one, other = hire(office, "approver"), hire(office, "approver")
    done = take(office, one, reward_id, "approve-reward")
    assert (done.key, dict(done.args)) == (
        "done-approve-reward-first",
        {"given": "1", "needed": "2"},
    )
    with pytest.raises(Conflict, match="refused-approved-already"):
        take(office, one, reward_id, "approve-reward")
    assert row_of(office, reward_id).state == "proposed"
    assert news_count(office, case) == 0
    assert take(office, other, reward_id, "approve-reward").key == "done-approve-reward"
    row = row_of(office, reward_id)
    assert (row.state, row.approved_on, row.last_on) == (
        "approved",
        date(2026, 3, 2),
        date(2026, 5, 6),  # sixty days end on 1 May; the holiday moves the last day on
    )
    assert news_count(office, case) == 1


def test_nobody_approves_the_reward_of_a_case_they_inspected(office: Office) -> None:
    inspector = hire(office, "inspector", "approver")
    case = closed_case(inspectors=frozenset({inspector.member_id}))
    reward_id = proposed(office, case)
    for step, fields in (("approve-reward", {}), ("refuse-reward", {"reason": "own-duty"})):
        with pytest.raises(NotAllowed, match="refused-own-case"):
            take(office, inspector, reward_id, step, **fields)


@pytest.mark.parametrize(
    "role", ["intake", "inspector", "reviewer", "supervisor", "payer", "auditor", "administrator"]
)
def test_no_other_duty_decides_about_money(office: Office, role: str) -> None:
    reward_id = proposed(office, closed_case())
    with pytest.raises(NotAllowed, match="refused-not-your-duty"):
        take(office, hire(office, role), reward_id, "approve-reward")


def test_the_place_above_may_approve_and_a_neighbour_finds_nothing(office: Office) -> None:
    reward_id = proposed(office, closed_case())
    with pytest.raises(NotFound, match="problem-case-unknown"):
        take(office, hire(office, "approver", place=ELSEWHERE), reward_id, "approve-reward")
    take(office, hire(office, "approver", place=ABOVE), reward_id, "approve-reward")
    assert row_of(office, reward_id).version == 1


def test_a_refusal_needs_a_reason_and_tells_the_reporter_one_sentence(office: Office) -> None:
    approver = hire(office, "approver")
    for reason, fields in (("known-before", {}), ("other", {"words": "a second look was asked"})):
        case = closed_case()
        reward_id = proposed(office, case)
        with pytest.raises(Refused, match="refused-field"):
            take(office, approver, reward_id, "refuse-reward", reason="" if fields else "luck")
        take(office, approver, reward_id, "refuse-reward", reason=reason, **fields)
        assert shown(office, case) == Waiting("reward-refused")
        assert news_count(office, case) == 1
        with pytest.raises(Conflict, match="refused-step-not-now"):
            take(office, approver, reward_id, "approve-reward")


def test_other_reasons_need_words_and_they_are_sealed(office: Office) -> None:
    reward_id = proposed(office, closed_case())
    approver = hire(office, "approver")
    with pytest.raises(Refused, match="refused-field-missing"):
        take(office, approver, reward_id, "refuse-reward", reason="other")
    take(office, approver, reward_id, "refuse-reward", reason="other", words="plainly doubtful")
    with office.database.read() as conn:
        assert "plainly doubtful" not in repr(conn.execute(select(reward)).all())


def test_a_card_that_is_older_than_the_reward_is_refused(office: Office) -> None:
    reward_id = proposed(office, closed_case())
    take(office, hire(office, "approver"), reward_id, "approve-reward")
    late = hire(office, "approver")
    with (
        pytest.raises(Conflict, match="refused-changed-meanwhile"),
        office.database.write() as conn,
    ):
        STEPS["approve-reward"](conn, office, late, Taking(reward_id, version=7))
    with office.database.write() as conn:
        STEPS["approve-reward"](conn, office, late, Taking(reward_id, version=1))
    assert row_of(office, reward_id).state == "approved"


def test_an_approved_reward_waits_to_be_shown(office: Office) -> None:
    row = row_of(office, approved(office, closed_case()))
    assert (row.told_on, row.claim_ref, row.paid_on) == (None, None, None)
