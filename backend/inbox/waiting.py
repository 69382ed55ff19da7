"""Which conversations have events that nobody handled: what a killed process left."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, select

from backend.inbox.tables import inbox_event

_BOTS_NAMED = 200
"""More bots than that are not listed to the database: a process that has so many has them all."""


def waiting_tags(
    conn: Connection,
    now_at: datetime,
    *,
    older_than_s: float,
    bots: Collection[str],
    most: int = 200,
) -> list[str]:
    """Conversations of these bots with due events that nobody handled for a while."""
    bot = func.min(inbox_event.c.bot)  # a conversation has one
    query = (
        select(inbox_event.c.tag, bot.label("bot"))
        .where(
            inbox_event.c.state == "new",
            inbox_event.c.due_at <= now_at - timedelta(seconds=older_than_s),
        )
        .group_by(inbox_event.c.tag)
        .order_by(func.min(inbox_event.c.due_at))
        .limit(most)
    )
    if len(bots) <= _BOTS_NAMED:
        query = query.where(inbox_event.c.bot.in_(bots))
    return [row.tag for row in conn.execute(query) if row.bot in bots]
