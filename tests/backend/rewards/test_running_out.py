"""A claim's time runs out: two notices, then it is over; who claimed in time keeps it."""

from datetime import UTC, datetime

from backend.office import Office
from backend.rewards.claims import Waiting, look_up, pay, purge
from backend.rewards.running_out import forfeit_claims, notice_claims
from tests.backend.rewards.cases import approved, closed_case, news_count, row_of, shown, told
from tests.backend.staff.offices import HERE, clock_of, hire


def on(office: Office, month: int, day: int) -> tuple[int, int]:
    """Notices and forfeits of the round of one day, at 09:00 in Shanghai."""
    clock_of(office).at = datetime(2026, month, day, 1, tzinfo=UTC)
    with office.database.write() as conn:
        return notice_claims(conn, office, HERE), forfeit_claims(conn, office, HERE)


def test_notices_come_fourteen_and_three_days_before_the_last(office: Office) -> None:
    case = closed_case()
    reward_id = approved(office, case)  # the last day is 6 May
    assert [on(office, 4, day)[0] for day in (21, 22, 22, 23, 30)] == [0, 1, 0, 0, 0]
    assert [on(office, 5, day)[0] for day in (2, 3, 4, 5, 6)] == [0, 1, 0, 0, 0]
    assert news_count(office, case) == 2  # that it waits, and that it ends: nobody carried them
    assert row_of(office, reward_id).state == "approved"


def test_notices_missed_while_the_service_was_down_are_one(office: Office) -> None:
    approved(office, closed_case())
    assert [on(office, 5, day)[0] for day in (5, 6)] == [1, 0]


def test_after_the_last_day_the_reward_is_over_whether_shown_or_not(office: Office) -> None:
    unseen, seen = closed_case(), closed_case()
    approved(office, unseen)
    code = told(office, seen)
    assert on(office, 5, 6)[1] == 0
    assert on(office, 5, 7) == (0, 2)
    assert on(office, 5, 8) == (0, 0)
    assert shown(office, unseen) == shown(office, seen) == Waiting("reward-forfeited")
    payer = hire(office, "payer")
    with office.database.write() as conn:
        found = look_up(conn, office, payer, code)
    assert (found.good, found.key) == (False, "claim-over")


def test_who_claimed_in_time_is_paid_also_later(office: Office) -> None:
    code = told(office, closed_case())
    payer = hire(office, "payer")
    with office.database.write() as conn:
        handle = look_up(conn, office, payer, code).handle
    assert on(office, 6, 1) == (0, 0)
    with office.database.write() as conn:
        assert pay(conn, office, payer, handle) == 300


def test_what_was_paid_is_kept_for_the_audit_and_then_erased(office: Office) -> None:
    open_one, paid_one = closed_case(), closed_case()
    told(office, open_one)
    code = told(office, paid_one)
    payer = hire(office, "payer")
    with office.database.write() as conn:
        pay(conn, office, payer, look_up(conn, office, payer, code).handle)
    kept = office.place(HERE).retention.payment_days
    clock_of(office).forward(days=kept)
    with office.database.write() as conn:
        assert purge(conn, office) == 0
    clock_of(office).forward(days=1)
    with office.database.write() as conn:
        assert purge(conn, office) == 4  # the reward, its two approvals and its code
    assert shown(office, paid_one) == Waiting("reward-none")
    assert shown(office, open_one) != Waiting("reward-none")
