"""The inbox: events that wait, in order; and beside them the keys under which each came once.

Events are laid down by being deleted. Their keys stay for 72 hours, without place in any order, and
guard against repeats. The two lie apart because keys are random and events are not: a batch of
events then goes to the end of one table instead of all over it.
"""

from sqlalchemy import CheckConstraint, Column, Date, Index, Integer, LargeBinary, String, Table

from backend.conversations.tables import TAG
from backend.db.columns import PLACE, SEALED, WITHOUT_ORDER, Instant, metadata

inbox_key = Table(
    "inbox_key",
    metadata,
    Column("key_hash", LargeBinary(20), primary_key=True),
    Column("place", PLACE, nullable=False),
    Column("arrived_on", Date, nullable=False),
    **WITHOUT_ORDER,
)

inbox_event = Table(
    "inbox_event",
    metadata,
    Column("position", String(24), primary_key=True),
    Column("place", PLACE, nullable=False),
    Column("bot", String(64), nullable=False),
    Column("tag", TAG, nullable=False),
    Column("state", String(8), nullable=False),
    Column("tries", Integer, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("payload_sealed", SEALED, nullable=False),
    CheckConstraint("state in ('new', 'aside')", name="state"),
    Index("ix_inbox_event_tag_position", "tag", "position"),
    Index("ix_inbox_event_due_at", "due_at"),
    **WITHOUT_ORDER,
)
