"""Showing, claiming and paying: the person, the payer, and two payers at one instant."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields
from datetime import date

import pytest
from sqlalchemy import select

from backend.db.columns import metadata
from backend.errors import Conflict, NotAllowed, NotFound, TooMany
from backend.office import Office
from backend.reports.codes import fits, grouped
from backend.rewards.claims import (
    MISSES,
    ClaimFacts,
    Shown,
    Waiting,
    look_up,
    pay,
    purge,
    standing,
)
from backend.rewards.rules import STATES
from backend.rewards.tables import reward
from backend.staff.member import Member
from tests.backend.rewards.cases import approved, closed_case, news_count, row_of, shown, told
from tests.backend.staff.offices import ELSEWHERE, HERE, clock_of, hire

UNKNOWN = "00000000000000000098"  # its check digits fit, and nobody has it


def looked_up(office: Office, payer: Member, typed: str) -> ClaimFacts:
    with office.database.write() as conn:
        return look_up(conn, office, payer, typed)


def paid(office: Office, payer: Member, handle: str) -> int:
    with office.database.write() as conn:
        return pay(conn, office, payer, handle)


def test_the_person_sees_amount_reason_last_day_and_where_to_go(office: Office) -> None:
    case = closed_case()
    approved(office, case)
    found = shown(office, case)
    assert isinstance(found, Shown)
    assert (found.amount_yuan, found.reason_key) == (300, "reward-reason-general")
    assert found.last_on == date(2026, 5, 6)
    assert found.where == office.place(HERE).words.office
    assert fits(found.code)


def test_every_code_that_was_shown_is_good_until_one_is_paid(office: Office) -> None:
    case = closed_case()
    lost = told(office, case)
    again = shown(office, case)
    assert isinstance(again, Shown)
    payer = hire(office, "payer")
    first, second = (looked_up(office, payer, code) for code in (lost, again.code))
    assert first.good
    assert first == second
    assert paid(office, payer, first.handle) == 300
    assert [looked_up(office, payer, code).key for code in (lost, again.code)] == ["claim-paid"] * 2
    assert shown(office, case) == Waiting("reward-paid")


def test_no_claim_code_stands_in_the_database(office: Office) -> None:
    code = told(office, closed_case())
    with office.database.read() as conn:
        rows = [repr(conn.execute(select(table)).all()) for table in metadata.sorted_tables]
    assert not any(code in text or grouped(code) in text for text in rows)


def test_a_payer_reads_a_code_in_any_hand(office: Office) -> None:
    code = told(office, closed_case())
    payer = hire(office, "payer")
    for typed in (
        code,
        grouped(code),
        code.translate(str.maketrans("0123456789", "０１２３４５６７８９")),
    ):
        assert looked_up(office, payer, f" {typed} ").good


def test_a_payer_learns_amount_and_whether_it_is_good_and_nothing_else(office: Office) -> None:
    learned = {"handle", "amount_yuan", "good", "key", "sealed_name"}
    assert {field.name for field in fields(ClaimFacts)} == learned
    case = closed_case("major")
    code = told(office, case)
    found = looked_up(office, hire(office, "payer"), code)
    assert (found.amount_yuan, found.good, found.key) == (1000, True, "")
    assert found.sealed_name == ""
    with office.database.read() as conn:
        row = conn.execute(select(reward)).one()
    assert found.handle not in (row.reward_id, row.report_id, row.hazard_id, row.alias_id)
    assert row.number not in found.handle


def test_a_slip_of_the_pen_is_told_from_a_code_nobody_has(office: Office) -> None:
    payer = hire(office, "payer")
    assert looked_up(office, payer, "1234 5678 9012 3456 7890") == ClaimFacts(key="claim-mistyped")
    assert looked_up(office, payer, "12") == ClaimFacts(key="claim-mistyped")
    assert looked_up(office, payer, UNKNOWN) == ClaimFacts(key="claim-unknown")


def test_misses_have_a_budget_by_payer_that_comes_back(office: Office) -> None:
    code = told(office, closed_case())
    guessing, other = hire(office, "payer"), hire(office, "payer")
    for _ in range(MISSES):
        looked_up(office, guessing, UNKNOWN)
    with pytest.raises(TooMany) as held:
        looked_up(office, guessing, code)
    assert held.value.wait_s == 3601
    assert looked_up(office, other, code).good
    clock_of(office).forward(hours=1, seconds=1)
    assert looked_up(office, guessing, code).good
    with office.database.write() as conn:
        assert purge(conn, office) == 1


@pytest.mark.parametrize(
    "role", ["intake", "inspector", "reviewer", "supervisor", "approver", "auditor"]
)
def test_only_a_payer_looks_up_and_pays(office: Office, role: str) -> None:
    code = told(office, closed_case())
    handle = looked_up(office, hire(office, "payer"), code).handle
    member = hire(office, role)
    with pytest.raises(NotAllowed):
        looked_up(office, member, code)
    with pytest.raises(NotAllowed):
        paid(office, member, handle)


def test_a_payer_of_another_place_finds_nothing(office: Office) -> None:
    code = told(office, closed_case())
    handle = looked_up(office, hire(office, "payer"), code).handle
    stranger = hire(office, "payer", place=ELSEWHERE)
    assert looked_up(office, stranger, code) == ClaimFacts(key="claim-unknown")
    with pytest.raises(NotFound, match="claim-unknown"):
        paid(office, stranger, handle)


def test_two_payers_at_one_instant_pay_once(office: Office) -> None:
    payers = [hire(office, "payer") for _ in range(4)]
    for _ in range(5):
        case = closed_case()
        code = told(office, case)
        before = news_count(office, case)
        handles = [looked_up(office, payer, code).handle for payer in payers]
        line = threading.Barrier(len(payers))

        def try_to_pay(payer: Member, handle: str, line: threading.Barrier = line) -> int | str:
            line.wait()
            try:
                return paid(office, payer, handle)
            except Conflict as refused:
                return refused.key

        with ThreadPoolExecutor(len(payers)) as counter:
            answers = list(counter.map(try_to_pay, payers, handles))
        assert sorted(map(str, answers)) == ["300", "claim-paid", "claim-paid", "claim-paid"]
        assert news_count(office, case) == before + 1


def test_an_unclaimed_reward_cannot_be_paid(office: Office) -> None:
    case = closed_case()
    reward_id = approved(office, case)
    shown(office, case)
    with pytest.raises(Conflict, match="claim-not-ready"):
        paid(office, hire(office, "payer"), row_of(office, reward_id).claim_ref)


@pytest.mark.parametrize("state", sorted(set(STATES) - {"approved", "told", "claimed"}))
def test_what_cannot_be_shown_says_where_the_money_is(office: Office, state: str) -> None:
    case = closed_case()
    reward_id = approved(office, case)
    with office.database.write() as conn:
        conn.execute(reward.update().where(reward.c.reward_id == reward_id).values(state=state))
    found = shown(office, case)
    assert isinstance(found, Waiting)
    assert found.key.startswith("reward-")
    with office.database.read() as conn:
        assert standing(conn, case.report_id) == ("" if state == "not-due" else state)
