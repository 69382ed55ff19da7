"""Closed cases and their rewards, brought to any state."""

from dataclasses import replace

from sqlalchemy import Row, select

from backend.aliases.ids import fresh_alias
from backend.db.columns import fresh_id
from backend.office import Office
from backend.outbox.news import kinds_of, opened_news
from backend.outbox.tables import news
from backend.reports.step import StepDone, Taking
from backend.rewards.claims import Shown, Waiting, show
from backend.rewards.proposing import ClosedCase, propose
from backend.rewards.steps import STEPS
from backend.rewards.tables import reward
from backend.staff.member import Member
from tests.backend.staff.offices import HERE, hire


def closed_case(grade: str = "general", **changes: object) -> ClosedCase:
    """A case that was closed, its reporter anonymous and wishing for a reward."""
    case = ClosedCase(
        place=HERE,
        report_id=fresh_id(),
        hazard_id=fresh_id(),
        alias_id=fresh_alias(),
        grade=grade,
        wished=True,
        anonymous=True,
        inspectors=frozenset(),
    )
    return replace(case, **changes)  # type: ignore[arg-type]


def proposed(office: Office, case: ClosedCase) -> str:
    """The id of the reward that the rules propose."""
    with office.database.write() as conn:
        return propose(conn, office, case)


def take(office: Office, member: Member, reward_id: str, step: str, **fields: str) -> StepDone:
    """One step of an approver, in a transaction of its own."""
    with office.database.write() as conn:
        return STEPS[step](conn, office, member, Taking(reward_id, fields))


def approved(office: Office, case: ClosedCase) -> str:
    """A reward that two people approved."""
    reward_id = proposed(office, case)
    for approver in (hire(office, "approver"), hire(office, "approver")):
        take(office, approver, reward_id, "approve-reward")
    return reward_id


def shown(office: Office, case: ClosedCase) -> Shown | Waiting:
    """What the reporter sees."""
    with office.database.write() as conn:
        return show(conn, office, case.report_id)


def told(office: Office, case: ClosedCase) -> str:
    """The claim code of a reward that was approved and shown."""
    approved(office, case)
    found = shown(office, case)
    assert isinstance(found, Shown)
    return found.code


def row_of(office: Office, reward_id: str) -> Row[tuple[object, ...]]:
    """The reward as it stands."""
    with office.database.read() as conn:
        return conn.execute(select(reward).where(reward.c.reward_id == reward_id)).one()


def news_count(office: Office, case: ClosedCase) -> int:
    """How many kinds of news wait for the reporter, in one push."""
    with office.database.read() as conn:
        row = conn.execute(select(news).where(news.c.alias_id == case.alias_id)).one_or_none()
    return 0 if row is None else len(kinds_of(opened_news(office, row)))
