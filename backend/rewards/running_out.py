"""What the clock does to rewards: notices before the last day to claim, and forfeiture after it."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, Row, or_, select, update

from backend.aliases.ids import AliasId
from backend.audit.service import OFFICE, Act, note
from backend.office import Office
from backend.outbox.news import tell_reporter
from backend.places.calendar import local_day
from backend.rewards.tables import reward
from backend.rewards.writing import move

NEWS_ENDING = "news-reward-ending"
OPEN = ("approved", "told")
"""States in which a last day to claim runs."""


def notice_claims(conn: Connection, office: Office, place: str) -> int:
    """Tell reporters that their claim runs out, each of the place's notices once; gives how many.

    A notice that was missed while the service was down is given late, the nearest one alone.
    """
    today = local_day(office.place(place), office.clock.now())
    told = 0
    notices = office.place(place).rhythms.claim_notice_days
    for row in _ending(conn, place, today + timedelta(days=max(notices, default=-1))):
        left_days = (row.last_on - today).days
        due = [days for days in notices if left_days <= days]
        if left_days < 0 or not due:
            continue
        nearest = min(due)
        if row.noticed_days is not None and row.noticed_days <= nearest:
            continue
        won = conn.execute(
            update(reward)
            .where(reward.c.reward_id == row.reward_id)
            .where(or_(reward.c.noticed_days.is_(None), reward.c.noticed_days > nearest))
            .values(noticed_days=nearest)
        )
        if won.rowcount:
            _tell(conn, office, place, row.alias_id, NEWS_ENDING)
            told += 1
    return told


def forfeit_claims(conn: Connection, office: Office, place: str) -> int:
    """Let rewards go that nobody claimed by their last day; gives how many.

    Whoever showed a good code in time has claimed: that one never runs out.
    """
    today = local_day(office.place(place), office.clock.now())
    over = _ending(conn, place, today - timedelta(days=1))
    for row in over:
        move(conn, row, "forfeit")
        note(conn, office, place, Act(OFFICE, "reward-forfeited", row.reward_id))
        _tell(conn, office, place, row.alias_id, "news-reward-over")
    return len(over)


def _ending(conn: Connection, place: str, until_on: date) -> Sequence[Row[Any]]:
    """Rewards whose last day is `until_on` or earlier; locked, since a claim may come just now."""
    query = select(reward).where(
        reward.c.place == place, reward.c.state.in_(OPEN), reward.c.last_on <= until_on
    )
    return conn.execute(query.with_for_update()).all()


def _tell(conn: Connection, office: Office, place: str, alias_id: str, key: str) -> None:
    tell_reporter(conn, office, place=place, alias_id=AliasId(alias_id), key=key)
