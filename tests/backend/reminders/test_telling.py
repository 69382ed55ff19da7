"""A reporter's news at the moment it leaves: what was answered or claimed since is due no more."""

from sqlalchemy import select, update

from backend.office import Office
from backend.reminders.telling import still_told
from backend.reports.adding import Addition, add
from backend.reports.tables import report, report_question
from backend.rewards.tables import reward
from tests.backend.reminders.working import filed, step
from tests.backend.rewards.cases import approved, closed_case
from tests.backend.staff.offices import hire


def left(office: Office, alias_id: str, *kinds: str) -> tuple[str, ...]:
    """What of these kinds is still due."""
    body = {"alias_id": alias_id, "question_id": "", "also": kinds[:-1], "key": kinds[-1]}
    with office.database.read() as conn:
        found = still_told(conn, body)
    return () if found is None else (*found["also"], found["key"])


def test_a_question_is_told_until_it_is_answered(office: Office) -> None:
    report_id = filed(office)
    step(office, hire(office, "intake"), report_id, "ask", question="still-there")
    with office.database.read() as conn:
        alias_id: str = conn.execute(select(report.c.alias_id)).scalar_one()
        question_id: str = conn.execute(select(report_question.c.question_id)).scalar_one()
    assert left(office, alias_id, "news-question") == ("news-question",)
    with office.database.write() as conn:
        told = Addition(words="还在", question_id=question_id, ref="one")
        add(conn, office, report_id, told)
    assert left(office, alias_id, "news-question") == ()
    assert left(office, alias_id, "news-step", "news-question") == ("news-step",)


def test_that_a_claim_ends_is_told_until_it_was_claimed(office: Office) -> None:
    case = closed_case()
    reward_id = approved(office, case)
    both = ("news-reward", "news-reward-ending")
    assert left(office, case.alias_id, *both) == both
    with office.database.write() as conn:
        claimed = update(reward).where(reward.c.reward_id == reward_id).values(state="claimed")
        conn.execute(claimed)
    assert left(office, case.alias_id, *both) == ("news-reward",)
