"""Telling a reward, finding it by its claim code, and paying it once.

The claim code is a second secret, told when the person opens *show*. Only its keyed hash is kept,
so that nobody who holds database and keys can claim (`trust.md`, the table of adversaries). Whoever
opens *show* again, having lost the paper, gets a new code; all that were shown are good until one
of them is paid. A payer holds a handle that is neither the reward's id nor the report's.
"""

import secrets
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from backend.aliases.ids import AliasId
from backend.audit.service import OFFICE, Act, note
from backend.db.columns import fresh_id
from backend.errors import Conflict, NotFound, TooMany
from backend.office import Office
from backend.outbox.news import tell_reporter
from backend.places.calendar import local_day
from backend.places.terms import Text
from backend.reports.codes import completed, fits, typed_digits
from backend.rewards.naming import asked_how, sealed_name
from backend.rewards.rules import ENDED, SHOWN
from backend.rewards.tables import (
    claim_miss,
    reward,
    reward_approval,
    reward_barred,
    reward_claim,
)
from backend.rewards.writing import move
from backend.staff.member import Member
from backend.staff.rules import require

MISSES = 10
MISSES_WITHIN = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Shown:
    """Money waits: what the rightful person is shown, as often as they ask until it is paid."""

    amount_yuan: int
    reason_key: str
    code: str
    """20 digits."""
    last_on: date
    """The last day to claim, in the place's zone."""
    where: Text
    """The office that pays, in the place's own words."""
    naming: str
    """What is to be said of a name: ask, given, no-key, or empty when they stay unknown."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Nothing to show now: the catalogue key says where the money is."""

    key: str


@dataclass(frozen=True, slots=True)
class ClaimFacts:
    """All that a payer may learn. `handle` is empty when no reward has this code."""

    handle: str = ""
    amount_yuan: int = 0
    good: bool = False
    key: str = ""
    """Why it is not good: `claim-paid`, `claim-over`, `claim-unknown`, `claim-mistyped`."""
    sealed_name: str = ""
    """A name that was given with the claim, as text: the payer's own key alone opens it."""


def show(conn: Connection, office: Office, report_id: str) -> Shown | Waiting:
    """What the reporter of this report sees of the money; makes a claim code.

    The caller has made sure that the person may open this report.
    """
    row = conn.execute(
        select(reward).where(reward.c.report_id == report_id).with_for_update()
    ).one_or_none()
    if row is None:
        return Waiting("reward-none")
    if row.state not in SHOWN:
        key = row.reason_key if row.state == "not-due" else f"reward-{row.state}"
        return Waiting(key)
    if row.state == "approved":
        today = local_day(office.place(row.place), office.clock.now())
        move(conn, row, "show", told_on=today, claim_ref=fresh_id())
    code = _fresh_code(conn, office, row.place, row.reward_id)
    where = office.place(row.place).words.office
    naming = asked_how(conn, office, row)
    return Shown(row.amount_yuan, row.reason_key, code, row.last_on, where, naming)


def standing(conn: Connection, report_id: str) -> str:
    """Where the money of a report is: a state of `rules.STATES`, or empty when none is due."""
    query = select(reward.c.state).where(reward.c.report_id == report_id)
    state = conn.execute(query).scalar()
    return "" if state in (None, "not-due") else str(state)


def look_up(conn: Connection, office: Office, member: Member, typed: str) -> ClaimFacts:
    """What a payer learns of a typed claim code. A good one counts as claimed from now on.

    A miss is an answer, not an error, so that it is counted in the caller's transaction.

    Raises:
        NotAllowed: not a payer.
        TooMany: this payer's budget of misses for the hour is used up.
    """
    require(member, "reward-pay")
    _check_budget(conn, office, member)
    digits = typed_digits(typed)
    if not fits(digits):
        return ClaimFacts(key="claim-mistyped")
    row = claimed_by(conn, office, member.place, digits)
    if row is None:
        _miss(conn, office, member)
        return ClaimFacts(key="claim-unknown")
    if row.state == "told":
        move(conn, row, "claim")
    if row.state in ("told", "claimed"):
        return ClaimFacts(row.claim_ref, row.amount_yuan, True, sealed_name=sealed_name(conn, row))
    return ClaimFacts(row.claim_ref, row.amount_yuan, False, _why_not(row.state))


def claimed_by(conn: Connection, office: Office, place: str, digits: str) -> Row[Any] | None:
    """The reward that a claim code of 20 digits stands for in a place, locked."""
    return conn.execute(
        select(reward)
        .join(reward_claim, reward_claim.c.reward_id == reward.c.reward_id)
        .where(reward_claim.c.claim_hash == claim_hash(office, place, digits))
        .where(reward.c.place == place)
        .with_for_update(of=reward)
    ).one_or_none()


def name_for_payer(conn: Connection, office: Office, place: str, typed: str) -> str:
    """The sealed name of a claim, for the payer's own key, and a line on the log that it was taken.

    Raises:
        NotFound: no reward has this code, or no name was given with it.
    """
    digits = typed_digits(typed)
    row = claimed_by(conn, office, place, digits) if fits(digits) else None
    sealed = sealed_name(conn, row) if row is not None else ""
    if row is None or not sealed:
        raise NotFound("refused-no-sealed-name")
    note(conn, office, place, Act(OFFICE, "open-name", row.reward_id))
    return sealed


def pay(conn: Connection, office: Office, member: Member, handle: str) -> int:
    """Mark a claim paid and give its amount in yuan; of several payers at one instant one does.

    Raises:
        NotAllowed: not a payer.
        NotFound: no claim of this handle in the payer's place.
        Conflict: it is paid already, or was not claimed.
    """
    require(member, "reward-pay")
    mine = (reward.c.claim_ref == handle, reward.c.place == member.place)
    paid = conn.execute(
        update(reward)
        .where(*mine, reward.c.state == "claimed")
        .values(
            state="paid",
            paid_on=local_day(office.place(member.place), office.clock.now()),
            paid_by=member.member_id,
            version=reward.c.version + 1,
        )
        .returning(reward.c.reward_id, reward.c.amount_yuan, reward.c.report_id, reward.c.alias_id)
    ).one_or_none()
    if paid is None:
        state = conn.execute(select(reward.c.state).where(*mine)).scalar()
        if state is None:
            raise NotFound("claim-unknown")
        raise Conflict(_why_not(state))
    act = Act(member.member_id, "pay-reward", paid.reward_id)
    note(conn, office, member.place, act)
    alias_id = AliasId(paid.alias_id)
    tell_reporter(conn, office, place=member.place, alias_id=alias_id, key="news-reward-paid")
    return int(paid.amount_yuan)


def claim_hash(office: Office, place: str, digits: str) -> str:
    """What the database keeps of a claim code: 40 hex digits."""
    return office.keys.hash("codes", "claim-code", place, digits).hex()


def purge(conn: Connection, office: Office) -> int:
    """Erase misses whose hour is over, and rewards that ended so long ago as the place keeps them.

    Gives how many rows went.
    """
    before_at = office.clock.now() - MISSES_WITHIN
    gone = conn.execute(delete(claim_miss).where(claim_miss.c.since_at <= before_at)).rowcount
    held: set[str] = set(conn.execute(select(reward.c.place).distinct()).scalars())
    for place in (office.places[code] for code in office.places if code in held):
        kept = timedelta(days=place.retention.payment_days)
        before_on = local_day(place, office.clock.now()) - kept
        ended_on = func.coalesce(reward.c.paid_on, reward.c.last_on, reward.c.proposed_on)
        old = select(reward.c.reward_id).where(
            reward.c.place == place.code, reward.c.state.in_(ENDED), ended_on < before_on
        )
        for table in (reward_claim, reward_approval, reward_barred, reward):
            gone += conn.execute(delete(table).where(table.c.reward_id.in_(old))).rowcount
    return gone


def _fresh_code(conn: Connection, office: Office, place: str, reward_id: str) -> str:
    while True:
        code = completed(secrets.randbelow(10**18))
        hashed = claim_hash(office, place, code)
        known = select(reward_claim.c.claim_hash).where(reward_claim.c.claim_hash == hashed)
        if conn.execute(known).first() is None:
            break
    conn.execute(insert(reward_claim).values(claim_hash=hashed, reward_id=reward_id, place=place))
    return code


def _why_not(state: str) -> str:
    return {"paid": "claim-paid", "forfeited": "claim-over"}.get(state, "claim-not-ready")


def _check_budget(conn: Connection, office: Office, member: Member) -> None:
    row = conn.execute(
        select(claim_miss).where(claim_miss.c.member_id == member.member_id)
    ).one_or_none()
    if row is None:
        return
    left = row.since_at + MISSES_WITHIN - office.clock.now()
    if left > timedelta(0) and row.misses_count >= MISSES:
        raise TooMany("claim-wait", wait_s=int(left.total_seconds()) + 1)


def _miss(conn: Connection, office: Office, member: Member) -> None:
    """Count one; an hour that is over begins anew."""
    now_at = office.clock.now()
    mine = claim_miss.c.member_id == member.member_id
    conn.execute(delete(claim_miss).where(mine, claim_miss.c.since_at <= now_at - MISSES_WITHIN))
    counted = conn.execute(
        update(claim_miss).where(mine).values(misses_count=claim_miss.c.misses_count + 1)
    )
    if not counted.rowcount:
        conn.execute(
            insert(claim_miss).values(
                member_id=member.member_id, place=member.place, since_at=now_at, misses_count=1
            )
        )
