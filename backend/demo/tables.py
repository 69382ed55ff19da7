"""How many of a place's reports are made, so that made ones are never mixed with real ones."""

from sqlalchemy import Column, Integer, Table

from backend.db.columns import PLACE, WITHOUT_ORDER, metadata

demo_fill = Table(
    "demo_fill",
    metadata,
    Column("place", PLACE, primary_key=True),
    Column("reports_count", Integer, nullable=False),
    **WITHOUT_ORDER,
)
