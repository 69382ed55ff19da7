"""The log: entries with salted commitments that stay, texts that can be erased, one head a place.

Without the keys an entry tells a place, a day and nothing of whom or what.
"""

from sqlalchemy import (
    Column,
    Date,
    Index,
    Integer,
    LargeBinary,
    Table,
    UniqueConstraint,
)

from backend.db.columns import ID, PLACE, SEALED, WITHOUT_ORDER, metadata

audit_entry = Table(
    "audit_entry",
    metadata,
    Column("entry_id", ID, primary_key=True),
    Column("place", PLACE, nullable=False),
    Column("noted_on", Date, nullable=False),
    Column("case_hash", LargeBinary, nullable=False),  # keyed: a case's entries, with the keys
    Column("commitment", LargeBinary, nullable=False),  # SHA-256 over salt and text
    Column("position", Integer),  # in the place's chain; empty until the next extension
    Column("link", LargeBinary),  # SHA-256 over the link before and this entry
    UniqueConstraint("place", "position"),
    Index("ix_audit_entry_case_hash", "case_hash"),
    Index("ix_audit_entry_place_noted_on", "place", "noted_on"),
    **WITHOUT_ORDER,
)

audit_text = Table(
    "audit_text",
    metadata,
    Column("entry_id", ID, primary_key=True),
    Column("place", PLACE, nullable=False),
    Column("body_sealed", SEALED, nullable=False),  # salt and text: erased together
    **WITHOUT_ORDER,
)

audit_head = Table(
    "audit_head",
    metadata,
    Column("place", PLACE, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("link", LargeBinary, nullable=False),
    Column("seal", LargeBinary, nullable=False),  # a keyed hash: nobody without keys cuts the end
    **WITHOUT_ORDER,
)
