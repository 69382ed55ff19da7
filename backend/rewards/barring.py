"""Who inspected a case decides nothing about its reward, however late they came to it.

A case may be closed, opened again and closed once more by another inspector while its reward
stands (`trust.md` 13). As long as that is proposed, an agreement the newcomer gave is taken back;
once it is approved, whoever agreed to it does not hand in a closing of the case any more.
"""

from collections.abc import Collection

from sqlalchemy import Connection, delete, select, update

from backend.audit.service import OFFICE, Act, note
from backend.db.bulk import add_mapped
from backend.errors import NotAllowed
from backend.office import Office
from backend.rewards.tables import reward, reward_approval, reward_barred
from backend.staff.member import Member


def bar(
    conn: Connection, office: Office, place: str, reward_id: str, members: Collection[str]
) -> None:
    """Bar members from a reward; those who are barred already stay so.

    An agreement that one of them gave is void while the reward still waits for decisions.
    """
    rows = [
        {"reward_id": reward_id, "member_id": member_id, "place": place}
        for member_id in sorted(members)
    ]
    add_mapped(conn, reward_barred, rows, new_only=True)
    waits = (reward.c.reward_id == reward_id, reward.c.state == "proposed")
    if conn.execute(select(reward.c.reward_id).where(*waits).with_for_update()).first() is None:
        return
    void = conn.execute(
        delete(reward_approval).where(
            reward_approval.c.reward_id == reward_id, reward_approval.c.member_id.in_(members)
        )
    )
    if void.rowcount:
        conn.execute(update(reward).where(*waits).values(version=reward.c.version + 1))
        note(conn, office, place, Act(OFFICE, "reward-agreement-void", reward_id))


def check_closer(conn: Connection, member: Member, hazard_id: str) -> None:
    """Let through whoever may hand in a closing as far as the case's reward goes.

    Raises:
        NotAllowed: the reward is approved, and this member is one of those who agreed to it.
    """
    agreed = (
        select(reward_approval.c.member_id)
        .join(reward, reward.c.reward_id == reward_approval.c.reward_id)
        .where(
            reward.c.hazard_id == hazard_id,
            reward.c.state.not_in(("proposed", "refused")),
            reward_approval.c.member_id == member.member_id,
        )
    )
    if conn.execute(agreed).first() is not None:
        raise NotAllowed("refused-agreed-reward")
