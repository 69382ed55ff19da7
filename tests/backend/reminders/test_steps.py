"""One table of steps for all capabilities, and what an agreed closing sets off."""

import pytest
from sqlalchemy import select

from backend.errors import Conflict, NotAllowed, NotFound, Refused
from backend.hazards.tables import hazard
from backend.inspections.lines import Wanted
from backend.office import Office
from backend.reminders.digests import REWARD_WAITS, still_due
from backend.reminders.steps import take_step
from backend.reminders.tasks import list_tasks, open_task
from backend.reports.service import Circumstances
from backend.reports.step import Taking
from backend.reports.tables import photo, report
from backend.rewards.claims import standing
from backend.rewards.tables import reward
from backend.rewards.tasks import RewardCard
from backend.staff.member import Member
from tests.backend.reminders.working import (
    accepted,
    closing_handed_in,
    filed,
    step,
    tasks,
    told,
)
from tests.backend.staff.offices import ABOVE, ELSEWHERE, hire


def rewards(office: Office) -> list[object]:
    with office.database.read() as conn:
        return list(conn.execute(select(reward.c.state)).scalars())


def test_an_agreed_closing_proposes_the_reward_and_tells_the_approvers(office: Office) -> None:
    intake, inspector = hire(office, "intake"), hire(office, "inspector")
    approver, above = hire(office, "approver"), hire(office, "approver", place=ABOVE)
    hazard_id = closing_handed_in(office, intake, inspector)
    assert rewards(office) == []
    step(office, hire(office, "reviewer"), hazard_id, "approve-closing")
    assert rewards(office) == ["proposed"]
    for one in (approver, above):
        (line,) = tasks(office, one)
        assert (line.kind, line.step, line.line) == ("reward", "approve-reward", "楼道停放电动车")
        (body,) = told(office, one)
        assert (body["key"], body["args"]["case_id"]) == (REWARD_WAITS, line.case_id)


def test_a_returned_closing_proposes_nothing(office: Office) -> None:
    intake, inspector = hire(office, "intake"), hire(office, "inspector")
    hazard_id = closing_handed_in(office, intake, inspector)
    step(office, hire(office, "reviewer"), hazard_id, "return-closing", reason="half-done")
    assert rewards(office) == []


def test_the_inspector_of_the_case_neither_sees_nor_decides_its_reward(office: Office) -> None:
    intake, inspector = hire(office, "intake"), hire(office, "inspector", "approver")
    hazard_id = closing_handed_in(office, intake, inspector)
    step(office, hire(office, "reviewer"), hazard_id, "approve-closing")
    (line,) = tasks(office, hire(office, "approver"))
    assert [one.kind for one in tasks(office, inspector)] == []
    with pytest.raises(NotAllowed, match="refused-own-case"):
        step(office, inspector, line.case_id, "approve-reward")
    with office.database.read() as conn:
        card = open_task(conn, office, inspector, line.case_id)
    assert card.steps == ()


def test_the_card_of_a_reward_shows_money_and_the_neutral_line(office: Office) -> None:
    intake, inspector = hire(office, "intake"), hire(office, "inspector")
    hazard_id = closing_handed_in(office, intake, inspector)
    step(office, hire(office, "reviewer"), hazard_id, "approve-closing")
    one, other = hire(office, "approver"), hire(office, "approver")
    (line,) = tasks(office, one)
    step(office, one, line.case_id, "approve-reward")
    with office.database.read() as conn:
        card = open_task(conn, office, other, line.case_id)
        done = open_task(conn, office, one, line.case_id)
    assert isinstance(card, RewardCard)
    assert (card.state, card.amount_yuan, card.reason_key, card.grade) == (
        "state-reward-proposed",
        300,
        "reward-reason-general",
        "general",
    )
    assert (card.approvals_count, card.approvals_needed) == (1, 2)
    assert (card.steps, done.steps) == (("approve-reward", "refuse-reward"), ())
    assert tasks(office, one) == ()


def test_the_wish_for_no_reward_is_kept_from_staff_and_obeyed(office: Office) -> None:
    intake, inspector = hire(office, "intake"), hire(office, "inspector")
    report_id = accepted(office, intake, told=Circumstances(reward="no"))
    step(office, inspector, report_id, "verify-true", grade="general", words="属实")
    (line,) = tasks(office, inspector)
    step(office, inspector, line.case_id, "close", words="清了")
    step(office, hire(office, "reviewer"), line.case_id, "approve-closing")
    assert rewards(office) == []
    with office.database.read() as conn:
        assert standing(conn, report_id) == ""


@pytest.mark.parametrize(("naming", "amount"), [("named", 3000), ("unknown", 1000), ("", 1000)])
def test_who_may_give_a_name_has_no_ceiling(office: Office, naming: str, amount: int) -> None:
    intake, inspector = hire(office, "intake"), hire(office, "inspector")
    told_of = Circumstances(reward="yes", naming=naming)
    report_id = accepted(office, intake, told=told_of)
    step(office, inspector, report_id, "verify-true", grade="major", words="属实")
    (line,) = tasks(office, inspector)
    step(office, inspector, line.case_id, "close", words="清了")
    step(office, hire(office, "reviewer"), line.case_id, "approve-closing")
    with office.database.read() as conn:
        assert list(conn.execute(select(reward.c.amount_yuan)).scalars()) == [amount]


def test_a_refused_step_leaves_nothing_behind_in_a_transaction_that_goes_on(
    office: Office,
) -> None:
    intake, inspector = hire(office, "intake"), hire(office, "inspector")
    hazard_id = closing_handed_in(office, intake, inspector)
    with office.database.write() as conn:
        before = conn.execute(select(photo)).all(), conn.execute(select(hazard)).all()
        for member, name, case_id in (
            (inspector, "close", hazard_id),
            (inspector, "approve-closing", hazard_id),
            (intake, "refuse", hazard_id),
        ):
            with pytest.raises(Refused):
                take_step(conn, office, member, name, Taking(case_id, {"words": "x"}))
        assert before == (conn.execute(select(photo)).all(), conn.execute(select(hazard)).all())


def test_an_unknown_step_is_no_step(office: Office) -> None:
    report_id, intake = filed(office), hire(office, "intake")
    with pytest.raises(NotFound, match="problem-step-unknown"):
        step(office, intake, report_id, "burn")


def test_cards_of_another_place_or_nobody_are_not_found(office: Office) -> None:
    intake, inspector = hire(office, "intake"), hire(office, "inspector")
    hazard_id = closing_handed_in(office, intake, inspector)
    step(office, hire(office, "reviewer"), hazard_id, "approve-closing")
    with office.database.read() as conn:
        reward_id: str = conn.execute(select(reward.c.reward_id)).scalar_one()
        report_id: str = conn.execute(select(report.c.report_id)).scalar_one()
        everybody = ("intake", "inspector", "reviewer", "supervisor", "approver", "auditor")
    stranger = hire(office, *everybody, place=ELSEWHERE)
    approver = hire(office, "approver")
    payer = hire(office, "payer")
    with office.database.read() as conn:
        for case_id in (reward_id, report_id, hazard_id, "0" * 32):
            with pytest.raises(NotFound):
                open_task(conn, office, stranger, case_id)
            with pytest.raises(NotAllowed):
                open_task(conn, office, payer, case_id)
        for case_id in (report_id, hazard_id, "0" * 32):
            with pytest.raises(NotFound):
                open_task(conn, office, approver, case_id)
        assert list_tasks(conn, office, payer, Wanted()).total_count == 0


def test_news_of_a_reward_is_over_when_it_was_decided(office: Office) -> None:
    intake, inspector = hire(office, "intake"), hire(office, "inspector")
    hazard_id = closing_handed_in(office, intake, inspector)
    approvers = [hire(office, "approver") for _ in range(3)]
    step(office, hire(office, "reviewer"), hazard_id, "approve-closing")
    (body,) = told(office, approvers[2])
    args = {"key": body["key"], "args": list(body["args"].items())}
    with office.database.read() as conn:
        assert still_due(conn, office, approvers[2].member_id, args) is not None
    for one in approvers[:2]:
        step(office, one, body["args"]["case_id"], "approve-reward")
    with office.database.read() as conn:
        assert still_due(conn, office, approvers[2].member_id, args) is None
    with pytest.raises(Conflict):
        step(office, approvers[2], body["args"]["case_id"], "approve-reward")


def closed_again(office: Office, hazard_id: str, supervisor: Member, inspector: Member) -> None:
    """Open a closed case once more and have another inspector close it."""
    step(office, supervisor, hazard_id, "reopen")
    step(office, inspector, hazard_id, "close", words="又清了一遍")
    step(office, hire(office, "reviewer"), hazard_id, "approve-closing")


def test_whoever_hands_in_the_second_closing_is_barred_from_the_standing_reward(
    office: Office,
) -> None:
    inspector, supervisor = hire(office, "inspector"), hire(office, "supervisor")
    second = hire(office, "inspector", "approver")
    hazard_id = closing_handed_in(office, hire(office, "intake"), inspector)
    step(office, hire(office, "reviewer"), hazard_id, "approve-closing")
    (line,) = tasks(office, hire(office, "approver"))
    closed_again(office, hazard_id, supervisor, second)
    assert rewards(office) == ["proposed"]
    assert [one.kind for one in tasks(office, second)] == []
    with pytest.raises(NotAllowed, match="refused-own-case"):
        step(office, second, line.case_id, "approve-reward")


def test_the_agreement_of_whoever_inspects_later_is_taken_back(office: Office) -> None:
    inspector, supervisor = hire(office, "inspector"), hire(office, "supervisor")
    second = hire(office, "inspector", "approver")
    hazard_id = closing_handed_in(office, hire(office, "intake"), inspector)
    step(office, hire(office, "reviewer"), hazard_id, "approve-closing")
    one, other = hire(office, "approver"), hire(office, "approver")
    (line,) = tasks(office, one)
    step(office, second, line.case_id, "approve-reward")
    closed_again(office, hazard_id, supervisor, second)
    with office.database.read() as conn:
        card = open_task(conn, office, one, line.case_id)
    assert isinstance(card, RewardCard)
    assert (card.approvals_count, card.version) == (0, 2)
    step(office, one, line.case_id, "approve-reward")
    assert rewards(office) == ["proposed"]
    step(office, other, line.case_id, "approve-reward")
    assert rewards(office) == ["approved"]


def test_closing_once_more_by_the_same_inspector_changes_no_agreement(office: Office) -> None:
    inspector, supervisor = hire(office, "inspector"), hire(office, "supervisor")
    hazard_id = closing_handed_in(office, hire(office, "intake"), inspector)
    step(office, hire(office, "reviewer"), hazard_id, "approve-closing")
    one, other = hire(office, "approver"), hire(office, "approver")
    (line,) = tasks(office, one)
    step(office, one, line.case_id, "approve-reward")
    closed_again(office, hazard_id, supervisor, inspector)
    step(office, other, line.case_id, "approve-reward")
    assert rewards(office) == ["approved"]


def test_who_agreed_to_an_approved_reward_hands_in_no_closing(office: Office) -> None:
    inspector, supervisor = hire(office, "inspector"), hire(office, "supervisor")
    second = hire(office, "inspector", "approver")
    hazard_id = closing_handed_in(office, hire(office, "intake"), inspector)
    step(office, hire(office, "reviewer"), hazard_id, "approve-closing")
    (line,) = tasks(office, second)
    for one in (second, hire(office, "approver")):
        step(office, one, line.case_id, "approve-reward")
    step(office, supervisor, hazard_id, "reopen")
    with pytest.raises(NotAllowed, match="refused-agreed-reward"):
        step(office, second, hazard_id, "close", words="又清了一遍")
    step(office, inspector, hazard_id, "close", words="又清了一遍")
