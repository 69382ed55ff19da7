"""What the edges remember: answers for 24 hours, and for less than one what holds a flood back."""

from sqlalchemy import BigInteger, Column, Index, LargeBinary, String, Table

from backend.db.columns import PLACE, SEALED, WITHOUT_ORDER, Instant, metadata

idempotency = Table(
    "idempotency",
    metadata,
    Column("key_hash", LargeBinary(20), primary_key=True),  # keyed; the key itself is kept nowhere
    Column("place", PLACE, nullable=False),
    Column("ends_at", Instant, nullable=False),  # a whole hour
    Column("answer_sealed", SEALED, nullable=False),  # opens with the client's own key alone
    Index("ix_idempotency_ends_at", "ends_at"),
    **WITHOUT_ORDER,
)

source_debt = Table(
    "source_debt",
    metadata,
    Column("kind", String(8), primary_key=True),
    Column("source", LargeBinary(16), primary_key=True),  # keyed for a day; never an alias's
    Column("place", PLACE, nullable=False),
    Column("until_ms", BigInteger, nullable=False),  # since 1970, by the database's clock
    **WITHOUT_ORDER,
)
"""What busy addresses took in all processes together; a row goes within minutes."""

spent_pass = Table(
    "spent_pass",
    metadata,
    Column("pass_hash", LargeBinary(16), primary_key=True),
    Column("place", PLACE, nullable=False),
    Column("turn_hash", LargeBinary(16), nullable=False),  # the same turn may come with it again
    Column("ends_at", Instant, nullable=False),
    Index("ix_spent_pass_ends_at", "ends_at"),
    **WITHOUT_ORDER,
)
"""Passes of web chat that were used; gone within the hour, with the pass's own life."""
