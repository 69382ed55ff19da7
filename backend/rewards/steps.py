"""The steps of approvers: agreeing to a proposed reward, two people, or refusing it."""

from typing import Any

from sqlalchemy import Connection, Row, func, insert, select

from backend.aliases.ids import AliasId
from backend.audit.service import Act, note
from backend.errors import Conflict, NotFound
from backend.office import Office
from backend.outbox.news import tell_reporter
from backend.places.calendar import due_at, local_day
from backend.reports.step import Step, StepDone, Taking
from backend.reports.tables import report
from backend.rewards.rules import REFUSALS, after_approval, check_approver, next_state
from backend.rewards.tables import reward, reward_approval, reward_barred
from backend.rewards.writing import change, move
from backend.staff.member import Member
from backend.staff.rules import require


def approve(conn: Connection, office: Office, member: Member, taking: Taking) -> StepDone:
    """Agree to a reward; the last of the needed agreements makes it ready to be told.

    Raises:
        NotAllowed: not an approver, or the case is this person's own.
        NotFound: no such reward in the member's place or the one below.
        Conflict: decided already, agreed already, or changed since the card was read.
    """
    row = _open(conn, office, member, taking)
    next_state(row.state, "approve-reward")
    place = office.place(row.place)
    today = local_day(place, office.clock.now())
    conn.execute(
        insert(reward_approval).values(
            reward_id=row.reward_id, member_id=member.member_id, place=row.place, given_on=today
        )
    )
    given, needed = len(_given(conn, row.reward_id)), place.rewards.approvals_count
    state = after_approval(given, needed)
    note(conn, office, row.place, Act(member.member_id, "approve-reward", row.reward_id))
    if state == "proposed":
        change(conn, row)
        args = (("given", str(given)), ("needed", str(needed)))
        return StepDone("done-approve-reward-first", args)
    last_on = due_at(place, office.clock.now(), place.limits.claim_days).on
    move(conn, row, "approve-reward", approved_on=today, last_on=last_on)
    _tell(conn, office, row, "news-reward")
    return StepDone("done-approve-reward")


def refuse(conn: Connection, office: Office, member: Member, taking: Taking) -> StepDone:
    """Refuse a reward with a reason; staff read the reason, the reporter one kind sentence.

    Raises: as `approve`; Refused when the reason is missing or unknown.
    """
    row = _open(conn, office, member, taking)
    reason = taking.one_of("reason", REFUSALS)
    words = taking.needed("words") if reason == "other" else taking.text("words")
    bound = f"reward.words/{row.reward_id}"
    sealed = office.keys.seal("words", words.encode(), bound) if words else None
    move(conn, row, "refuse-reward", refusal=reason, words_sealed=sealed)
    act = Act(member.member_id, "refuse-reward", row.reward_id, {"reason": reason})
    note(conn, office, row.place, act)
    _tell(conn, office, row, "news-reward")
    return StepDone("done-refuse-reward")


STEPS: dict[str, Step] = {"approve-reward": approve, "refuse-reward": refuse}
"""Step name -> function; the case is a reward."""


def _open(conn: Connection, office: Office, member: Member, taking: Taking) -> Row[Any]:
    """The reward of a step, locked, when this member may decide on it."""
    require(member, "reward-approve")
    row = conn.execute(
        select(reward).where(reward.c.reward_id == taking.case_id).with_for_update()
    ).one_or_none()
    if row is None or not reaches(office, member, row.place):
        raise NotFound("problem-case-unknown")
    if taking.version and taking.version != row.version:
        raise Conflict("refused-changed-meanwhile")
    if row.state != "proposed":
        raise Conflict("refused-step-not-now")
    if opened_again(conn, row.report_id):
        raise Conflict("refused-case-open-again")
    check_approver(member, barred_from(conn, row.reward_id), _given(conn, row.reward_id))
    return row


def opened_again(conn: Connection, report_id: str) -> bool:
    """Whether the case is in work once more: its reward waits until it is closed again."""
    query = select(report.c.hazard_state).where(report.c.report_id == report_id)
    return conn.execute(query).scalar() not in ("closed", "", None)


def reaches(office: Office, member: Member, place: str) -> bool:
    """Whether an approver's place decides here: the place itself or the one above it."""
    return member.place in (place, office.place(place).parent)


def barred_from(conn: Connection, reward_id: str) -> set[str]:
    """Ids of the members who inspected or closed the case."""
    query = select(reward_barred.c.member_id).where(reward_barred.c.reward_id == reward_id)
    return set(conn.execute(query).scalars())


def may_decide(conn: Connection, member: Member, reward_id: str) -> bool:
    """Whether this approver is neither the case's inspector nor one who agreed already."""
    return member.member_id not in barred_from(conn, reward_id) | _given(conn, reward_id)


def _given(conn: Connection, reward_id: str) -> set[str]:
    query = select(reward_approval.c.member_id).where(reward_approval.c.reward_id == reward_id)
    return set(conn.execute(query).scalars())


def approvals_count(conn: Connection, reward_id: str) -> int:
    """How many people have agreed so far."""
    mine = reward_approval.c.reward_id == reward_id
    query = select(func.count()).select_from(reward_approval).where(mine)
    return int(conn.execute(query).scalar_one())


def _tell(conn: Connection, office: Office, row: Row[Any], key: str) -> None:
    alias_id = AliasId(row.alias_id)
    tell_reporter(conn, office, place=row.place, alias_id=alias_id, key=key)
