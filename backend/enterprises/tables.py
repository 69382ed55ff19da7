"""The register of units; which unit a row stands for is sealed, as it is on a report."""

from sqlalchemy import Column, Index, String, Table

from backend.db.columns import ID, PLACE, SEALED, WITHOUT_ORDER, metadata

unit = Table(
    "unit",
    metadata,
    Column("unit_id", ID, primary_key=True),  # stands on reports: beside a clear name it would tell
    Column("place", PLACE, nullable=False),
    Column("token_hash", String(40), nullable=False),  # keyed, of the poster's token and its place
    Column("unit_sealed", SEALED, nullable=False),
    Index("ix_unit_place", "place"),
    Index("uq_unit_token_hash", "token_hash", unique=True),
    **WITHOUT_ORDER,
)
