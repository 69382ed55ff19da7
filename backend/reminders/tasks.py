"""My tasks as one list: cases and rewards together, and the card of any of them."""

from dataclasses import replace

from sqlalchemy import Connection

from backend.errors import NotFound
from backend.inspections.cards import open_task as open_case
from backend.inspections.lines import Card, Task, TaskPage, Wanted, page_of
from backend.inspections.tasks import count_beside, gather, today_of
from backend.office import Office
from backend.rewards.tasks import RewardCard, open_reward, reward_tasks
from backend.staff.member import Member
from backend.staff.rules import may, require


def all_tasks(conn: Connection, office: Office, member: Member, wanted: Wanted) -> list[Task]:
    """Everything that waits for a member, in no order."""
    return gather(conn, office, member, wanted) + reward_tasks(conn, office, member)


def list_tasks(conn: Connection, office: Office, member: Member, wanted: Wanted) -> TaskPage:
    """One page of what waits for a member, most urgent first; empty for who has no cases."""
    found = all_tasks(conn, office, member, wanted)
    page = page_of(office, found, wanted, today_of(office, member))
    return replace(page, beside_count=count_beside(conn, office, member))


def open_task(
    conn: Connection,
    office: Office,
    member: Member,
    case_id: str,
    lat: float | None = None,
    lon: float | None = None,
) -> Card | RewardCard:
    """The card of a report, hazard or reward, with the distance from a point (WGS-84).

    Raises:
        NotAllowed: the member's duties show no cases.
        NotFound: nothing of that name for this member.
    """
    if may(member, "reward-approve"):
        try:
            return open_reward(conn, office, member, case_id)
        except NotFound:
            if not may(member, "report-read"):
                raise
    require(member, "report-read")
    return open_case(conn, office, member, case_id, lat, lon)
