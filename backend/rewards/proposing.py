"""Proposing a reward by the rules, when the closing of its case was approved."""

from dataclasses import dataclass

from sqlalchemy import Connection, insert, or_, select

from backend.aliases.ids import AliasId
from backend.audit.service import OFFICE, Act, note
from backend.db.columns import fresh_id
from backend.office import Office
from backend.outbox.news import tell_member
from backend.places.calendar import local_day
from backend.reports.draws import number_of
from backend.rewards.barring import bar
from backend.rewards.schemes import reckon
from backend.rewards.schemes.terms import Due, RewardCase
from backend.rewards.tables import reward
from backend.staff.separation import approvers


@dataclass(frozen=True, slots=True)
class ClosedCase:
    """What the rules look at when a case was closed: of all its reports the one filed first."""

    place: str
    report_id: str
    hazard_id: str
    alias_id: AliasId
    grade: str
    """general or major."""
    wished: bool
    """The reporter wants a reward."""
    anonymous: bool
    inspectors: frozenset[str]
    """Ids of those who verified it or handed in its closing."""


def propose(conn: Connection, office: Office, case: ClosedCase) -> str:
    """Write the reward that the place's scheme gives; the id, or empty when none was wished.

    A case that was closed, opened again and closed once more keeps the reward it has; whoever
    inspected it since is barred from that too.
    """
    if not case.wished:
        return ""
    same = or_(reward.c.report_id == case.report_id, reward.c.hazard_id == case.hazard_id)
    known = select(reward.c.reward_id).where(same)
    standing: list[str] = list(conn.execute(known.order_by(reward.c.reward_id)).scalars())
    if standing:
        for reward_id in standing:
            bar(conn, office, case.place, reward_id, case.inspectors)
        return standing[0]
    terms = office.place(case.place).rewards
    found = reckon(RewardCase(case.grade, case.anonymous), terms)
    due = isinstance(found, Due)
    today = local_day(office.place(case.place), office.clock.now())
    reward_id, number = fresh_id(), _number(conn, office, case, today.year)
    conn.execute(
        insert(reward).values(
            reward_id=reward_id,
            place=case.place,
            report_id=case.report_id,
            hazard_id=case.hazard_id,
            alias_id=case.alias_id,
            number=number,
            state="proposed" if due else "not-due",
            grade=case.grade,
            amount_yuan=found.amount_yuan if isinstance(found, Due) else 0,
            reason_key=found.reason_key,
            proposed_on=today,
            version=0,
        )
    )
    bar(conn, office, case.place, reward_id, case.inspectors)
    note(conn, office, case.place, Act(OFFICE, "reward-proposed", reward_id))
    if due:
        _tell_approvers(conn, office, case, reward_id=reward_id, number=number)
    return reward_id


def _number(conn: Connection, office: Office, case: ClosedCase, year: int) -> str:
    """A number of the reward's own: it leads neither to the report nor to an order."""
    attempt = 0
    while True:
        parts = (case.place, case.report_id, str(attempt))
        number = number_of(office.keys, "reward", *parts, year=year)
        taken = select(reward.c.reward_id).where(
            reward.c.place == case.place, reward.c.number == number
        )
        if conn.execute(taken).first() is None:
            return number
        attempt += 1


def _tell_approvers(
    conn: Connection, office: Office, case: ClosedCase, *, reward_id: str, number: str
) -> None:
    for one in approvers(conn, office, case.place):
        if one.member_id not in case.inspectors:
            tell_member(
                conn,
                office,
                place=one.place,
                member_id=one.member_id,
                key="reward-waits",
                args=(("case_id", reward_id), ("number", number)),
            )
