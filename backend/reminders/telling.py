"""News of a reporter at the moment it leaves: what of it is still due (`domain.md` 6)."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, select

from backend.outbox.news import kinds_of
from backend.reports.moving import NEWS_QUESTION
from backend.reports.tables import report, report_question
from backend.rewards.running_out import NEWS_ENDING, OPEN
from backend.rewards.tables import reward


def still_told(conn: Connection, body: Mapping[str, Any]) -> dict[str, Any] | None:
    """What `outbox.news` keeps for an alias, without what is over; None when all of it is."""
    alias_id = body["alias_id"]
    left = [kind for kind in kinds_of(body) if _is_due(conn, kind, alias_id)]
    return {**body, "key": left[-1], "also": left[:-1]} if left else None


def _is_due(conn: Connection, kind: str, alias_id: str) -> bool:
    if kind == NEWS_QUESTION:  # answered meanwhile, from wherever its code was typed
        asked = (
            select(report_question.c.question_id)
            .join(report, report.c.report_id == report_question.c.report_id)
            .where(report.c.alias_id == alias_id, report_question.c.state == "open")
        )
        return conn.execute(asked).first() is not None
    if kind == NEWS_ENDING:  # claimed meanwhile
        runs = select(reward.c.reward_id).where(
            reward.c.alias_id == alias_id, reward.c.state.in_(OPEN)
        )
        return conn.execute(runs).first() is not None
    return True
