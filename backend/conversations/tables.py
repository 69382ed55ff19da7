"""The conversation table: a tag, a sealed state and the day of the last word."""

from sqlalchemy import Column, Date, Index, Integer, String, Table

from backend.db.columns import PLACE, SEALED, WITHOUT_ORDER, metadata

TAG = String(40)
"""A keyed hash of bot and chat, 40 hex digits: the only way to find a conversation again."""

conversation = Table(
    "conversation",
    metadata,
    Column("tag", TAG, primary_key=True),
    Column("place", PLACE, nullable=False),
    Column("state_sealed", SEALED, nullable=False),
    Column("has_draft", Integer, nullable=False),
    Column("touched_on", Date, nullable=False),
    Index("ix_conversation_touched_on", "touched_on"),
    **WITHOUT_ORDER,
)
