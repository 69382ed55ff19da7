"""What waits for approvers: proposed rewards, and the card of one."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, Row, Select, select

from backend.errors import NotFound
from backend.inspections.lines import Task, TaskLine
from backend.office import Office
from backend.places.calendar import is_working_day, local_day
from backend.places.shelf import parents_of
from backend.reports.tables import report
from backend.rewards.steps import approvals_count, may_decide, opened_again, reaches
from backend.rewards.tables import reward, reward_approval, reward_barred
from backend.staff.member import Member
from backend.staff.rules import may, require

STEP = "approve-reward"


@dataclass(frozen=True, slots=True)
class RewardCard:
    """One reward as an approver sees it: money, reason and the neutral line, nobody's words."""

    case_id: str
    number: str
    state: str
    """Catalogue key: `state-reward-…`."""
    steps: tuple[str, ...]
    version: int
    line: str
    sector: str
    grade: str
    amount_yuan: int
    reason_key: str
    approvals_count: int
    approvals_needed: int
    kind: str = "reward"


def reward_tasks(conn: Connection, office: Office, member: Member) -> list[Task]:
    """The rewards that wait for this member's decision, in no order.

    Those of the place, and of the places below it; none that they decided on or inspected.
    """
    if not may(member, "reward-approve"):
        return []
    mine = reward_approval.c.member_id == member.member_id
    barred = reward_barred.c.member_id == member.member_id
    query = (
        _with_line()
        .where(reward.c.state == "proposed", reward.c.place.in_(_decided_here(office, member)))
        .where(reward.c.reward_id.not_in(select(reward_approval.c.reward_id).where(mine)))
        .where(reward.c.reward_id.not_in(select(reward_barred.c.reward_id).where(barred)))
        .where(report.c.hazard_state.in_(("closed", "")) | report.c.hazard_state.is_(None))
    )
    return [_task(office, row) for row in conn.execute(query)]


def open_reward(conn: Connection, office: Office, member: Member, reward_id: str) -> RewardCard:
    """The card of a reward of the member's place, or of one below it.

    Raises:
        NotAllowed: not an approver.
        NotFound: nothing of that name here.
    """
    require(member, "reward-approve")
    row = conn.execute(_with_line().where(reward.c.reward_id == reward_id)).one_or_none()
    if row is None or not reaches(office, member, row.place):
        raise NotFound("problem-case-unknown")
    decides = (
        row.state == "proposed"
        and may_decide(conn, member, reward_id)
        and not opened_again(conn, row.report_id)
    )
    return RewardCard(
        case_id=reward_id,
        number=row.number,
        state=f"state-reward-{row.state}",
        steps=("approve-reward", "refuse-reward") if decides else (),
        version=row.version,
        line=_line(office, row),
        sector=row.sector or "",
        grade=row.grade,
        amount_yuan=row.amount_yuan,
        reason_key=row.reason_key,
        approvals_count=approvals_count(conn, reward_id),
        approvals_needed=office.place(row.place).rewards.approvals_count,
    )


def is_waiting(conn: Connection, reward_id: str) -> bool:
    """Whether a reward still waits for decisions."""
    query = select(reward.c.state).where(reward.c.reward_id == reward_id)
    return bool(conn.execute(query).scalar() == "proposed")


def _with_line() -> Select[Any]:
    return select(reward, report.c.line_sealed, report.c.sector).outerjoin(
        report, report.c.report_id == reward.c.report_id
    )


def _decided_here(office: Office, member: Member) -> list[str]:
    parents = parents_of(office.places)
    return [code for code, above in parents.items() if member.place in (code, above)]


def _task(office: Office, row: Row[Any]) -> Task:
    place = office.place(row.place)
    today = local_day(place, office.clock.now())
    since = today - timedelta(days=1)
    while not is_working_day(place, since):
        since -= timedelta(days=1)
    fresh: date = row.proposed_on
    line = TaskLine(
        case_id=row.reward_id,
        kind="reward",
        number=row.number,
        step=STEP,
        fresh=fresh >= since,
    )
    return Task(line, sealed=row.line_sealed, bound=f"report.line/{row.report_id}")


def _line(office: Office, row: Row[Any]) -> str:
    if row.line_sealed is None:
        return ""
    return office.keys.open("words", row.line_sealed, f"report.line/{row.report_id}").decode()
