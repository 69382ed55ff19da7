"""What a member finds of the cases of their place, and the units that tests report about."""

from datetime import date

import pytest
from sqlalchemy import func, select

from backend.api.ledger import Asked, list_reports
from backend.errors import NotFound
from backend.inspections.cards import open_task
from backend.inspections.lines import Card, TaskLine, Wanted
from backend.office import Office
from backend.outbox.tables import news
from backend.reminders.digests import digest_of
from backend.reminders.tasks import list_tasks
from backend.staff.member import Member

SCHOOLS = "五河县教育体育局"
MARKET = "五河县市场监督管理局食堂"
LAST = date(2026, 3, 5)
"""Three working days after Monday, 2 March."""


def tasks_of(office: Office, member: Member) -> list[TaskLine]:
    """Their tasks, most urgent first."""
    with office.database.read() as conn:
        return list(list_tasks(conn, office, member, Wanted()).lines)


def steps_of(office: Office, member: Member) -> list[str]:
    """What is to be done in each of them."""
    return [one.step for one in tasks_of(office, member)]


def told_to(office: Office, member: Member) -> int:
    """How many news they were told."""
    query = select(func.count()).select_from(news).where(news.c.member_id == member.member_id)
    with office.database.read() as conn:
        return conn.execute(query).scalar_one()


def card_of(office: Office, member: Member, case_id: str) -> Card:
    """The card of a case."""
    with office.database.read() as conn:
        return open_task(conn, office, member, case_id)


def numbers_of(office: Office, member: Member) -> list[str]:
    """The list of reports, by number."""
    with office.database.read() as conn:
        return [one.number for one in list_reports(conn, office, member, Asked())[0]]


def finds_nothing(office: Office, member: Member, *case_ids: str) -> None:
    """Neither task, news, line of a list or of the morning round, nor card."""
    assert (tasks_of(office, member), told_to(office, member)) == ([], 0)
    assert numbers_of(office, member) == []
    with office.database.read() as conn:
        assert digest_of(conn, office, member) == {}
    for case_id in case_ids:
        with pytest.raises(NotFound):
            card_of(office, member, case_id)
