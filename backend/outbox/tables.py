"""Messages on their way out and news that waits for its moment; payloads are sealed and erased."""

from sqlalchemy import CheckConstraint, Column, Index, Integer, String, Table

from backend.conversations.tables import TAG
from backend.db.columns import ID, PLACE, SEALED, WITHOUT_ORDER, Instant, metadata

outbox_message = Table(
    "outbox_message",
    metadata,
    Column("message_id", ID, primary_key=True),
    Column("place", PLACE, nullable=False),
    Column("bot", String(64), nullable=False),
    Column("tag", TAG, nullable=False),  # messages to one conversation keep their order
    Column("position", String(24), nullable=False),  # order in time of queueing
    Column("lane", Integer, nullable=False),  # 0 answers, 1 news, 2 mass messages
    Column("state", String(8), nullable=False),
    Column("tries", Integer, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("expires_at", Instant),  # secrets are erased when undelivered by then
    Column("reason", String(64)),  # why it can never go
    Column("payload_sealed", SEALED),  # with the handle, and the alias that news is for
    CheckConstraint("state in ('queued', 'parked', 'kept')", name="state"),
    Index("ix_outbox_message_bot_state_due_at", "bot", "state", "due_at"),
    Index("ix_outbox_message_tag_position", "tag", "position"),
    **WITHOUT_ORDER,
)

news = Table(
    "news",
    metadata,
    Column("news_id", ID, primary_key=True),
    Column("place", PLACE, nullable=False),
    Column("alias_id", ID),  # a reporter's, or
    Column("member_id", ID),  # a member of staff's
    Column("due_at", Instant, nullable=False),
    Column("not_after", Instant),
    Column("payload_sealed", SEALED, nullable=False),
    Index("ix_news_due_at", "due_at"),
    Index("uq_news_alias_id", "alias_id", unique=True),  # what waits for a reporter is one message
    **WITHOUT_ORDER,
)

sent_secret = Table(
    "sent_secret",
    metadata,
    Column("tag", TAG, primary_key=True),
    Column("place", PLACE, nullable=False),
    Column("refs_sealed", SEALED, nullable=False),  # handles of our newest message with a code
    **WITHOUT_ORDER,
)
