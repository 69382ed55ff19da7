"""The second person: closings, rewards, objections; and the payer."""

import pytest

from handlers.dialogue.effect import EraseMessage
from handlers.dialogue.event import ChoicePressed, CommandGiven
from tests.kit.pretend_staff import Case
from tests.kit.staff_desk import Desk, seated

CODE = "12345678901234567890"


def waiting(state: str, *roles: str, **known: object) -> tuple[Desk, Case]:
    desk = seated(*roles)
    case = desk.office.add("case-1", "4711", state, line="过道受阻", **known)
    desk.tell(CommandGiven("tasks")).press("t:case-1")
    return desk, case


def test_a_closing_is_agreed_to_with_one_confirmation() -> None:
    desk, case = waiting("awaiting", "reviewer")
    assert desk.press("approve-closing").keys() == ["approval-approve-closing"]
    assert case.taken == []
    assert desk.press("send").keys()[0] == "done-approve-closing"
    assert case.state == "reward"


def test_who_handed_a_closing_in_does_not_agree_to_it() -> None:
    desk, case = waiting("awaiting", "reviewer", "inspector")
    desk.press("approve-closing")
    case.takers.append(("desk", "close"))  # meanwhile, from another desk of theirs
    desk.press("send")
    assert desk.keys() == ["refused-own-closing", "duty-task-gone", "duty-tasks-none"]
    assert case.state == "awaiting"


def test_a_closing_is_returned_with_a_quick_reason() -> None:
    desk, case = waiting("awaiting", "reviewer")
    desk.press("return-closing").press("reason:photo-unclear").press("send")
    assert dict(case.taken[-1].fields) == {"reason": "photo-unclear"}
    assert case.returned


def test_a_closing_is_returned_in_own_words() -> None:
    desk, case = waiting("awaiting", "reviewer")
    desk.press("return-closing").type("门牌没有拍到")
    assert desk.keys() == ["reasons-confirm-colleague-words"]
    desk.press("send")
    assert dict(case.taken[-1].fields) == {"reason": "other", "words": "门牌没有拍到"}


def test_other_without_words_asks_for_them() -> None:
    desk, _ = waiting("awaiting", "reviewer")
    desk.press("return-closing").press("reason:other")
    assert desk.keys() == ["reasons-own", "reasons-choose"]


def test_a_reward_shows_its_amount_and_how_many_agreed() -> None:
    desk, case = waiting("reward", "approver", amount_yuan=500, approvals_count=1)
    desk.press("approve-reward")
    assert dict(desk.asked.args if desk.asked else ()) == {
        "amount": 500, "given": 1, "needed": 2, "number": "4711",
    }  # fmt: skip
    desk.press("send")
    assert case.state == "approved"


def test_two_people_agree_to_a_reward() -> None:
    desk, case = waiting("reward", "approver", amount_yuan=500)
    desk.press("approve-reward").press("send")
    assert "t:case-1" not in desk.buttons()
    second = seated("approver", name="second", office=desk.office)
    second.tell(CommandGiven("tasks")).press("t:case-1").press("approve-reward").press("send")
    assert case.state == "approved"


def test_a_reward_is_refused_with_a_reason() -> None:
    desk, case = waiting("reward", "approver", amount_yuan=500)
    desk.press("refuse-reward").press("reason:known-before").press("send")
    assert dict(case.taken[-1].fields) == {"reason": "known-before"}


@pytest.mark.parametrize(
    ("step", "then"),
    [("uphold-objection", "accepted"), ("reject-objection", "unsubstantiated")],
)
def test_an_objection_is_decided(step: str, then: str) -> None:
    desk, case = waiting("objected", "reviewer")
    desk.press(step)
    if step == "reject-objection":
        desk.press("reason:checked-again")
    desk.press("send")
    assert case.state == then


def test_a_late_confirmation_of_another_case_agrees_to_nothing() -> None:
    desk, case = waiting("awaiting", "reviewer")
    other = desk.office.add("case-2", "4712", "awaiting", line="另一处")
    desk.press("approve-closing")
    old = desk.shown
    desk.tell(CommandGiven("tasks")).press("t:case-2").press("approve-closing")
    assert old is not None
    desk.tell(ChoicePressed("send", old.question))
    assert desk.keys() == ["duty-late", "approval-approve-closing"]
    assert (case.taken, other.taken) == ([], [])


# ── the payer ───────────────────────────────────────────────────────────────────────────────────


def paying() -> Desk:
    desk = seated("payer")
    desk.office.claims[CODE] = (500, "good")
    return desk.type("你好")


def test_a_payer_types_a_code_sees_the_amount_and_marks_it_paid() -> None:
    desk = paying()
    assert desk.keys()[-1] == "payment-code"
    assert desk.type("1234 5678 9012 3456 7890").keys() == ["payment-pay"]
    assert dict(desk.asked.args if desk.asked else ()) == {"amount": 500}
    assert desk.press("paid").keys() == ["payment-done", "payment-code"]
    assert desk.office.claims[CODE] == (500, "paid")


def test_the_typed_code_goes_from_the_chat_once_it_was_found() -> None:
    desk = paying().type(CODE, ref="m-code")
    assert desk.office.jobs == [EraseMessage("m-code")]
    assert CODE not in repr(desk.state.lat)


def test_a_code_is_paid_once() -> None:
    desk = paying().type(CODE).type("已付").type(CODE)
    assert desk.keys() == ["claim-paid", "payment-code"]


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("11112222333344445555", "claim-unknown"),
        ("1234", "claim-mistyped"),
        ("1" * 200, "payment-not-a-code"),
    ],
)
def test_a_code_that_does_not_fit_is_answered_kindly(typed: str, key: str) -> None:
    assert paying().type(typed).keys() == [key, "payment-code"]


def test_small_talk_is_answered_with_the_question() -> None:
    assert paying().type("今天发钱吗").keys() == ["payment-code"]


def test_money_not_handed_over_stays_unpaid() -> None:
    desk = paying().type(CODE).type("先不付")
    assert desk.keys() == ["payment-not-now", "payment-code"]
    assert desk.office.claims[CODE] == (500, "good")


def test_a_payer_is_shown_no_task_by_any_way() -> None:
    desk = paying()
    desk.office.add("case-1", "4711", "reward", line="过道受阻", amount_yuan=500)
    for event in (CommandGiven("tasks"), CommandGiven("back"), ChoicePressed("t:case-1")):
        desk.tell(event)
        assert "过道" not in repr((desk.said, desk.asked, desk.state))
        assert desk.keys()[-1] == "payment-code"
