"""The job table: sealed payloads, leases, growing pauses."""

from sqlalchemy import Column, Date, Index, Integer, String, Table

from backend.conversations.tables import TAG
from backend.db.columns import ID, PLACE, SEALED, WITHOUT_ORDER, Instant, metadata

job = Table(
    "job",
    metadata,
    Column("job_id", ID, primary_key=True),
    Column("place", PLACE, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("tag", TAG, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("breaks", Integer, nullable=False),  # of the tries those that broke
    Column("held_by", String(32)),
    Column("held_until", Instant),
    Column("payload_sealed", SEALED),  # none: it always broke, and was set aside
    Index("ix_job_due_at", "due_at"),
    **WITHOUT_ORDER,
)

job_run = Table(
    "job_run",
    metadata,
    Column("job", String(80), primary_key=True),
    Column("slot", String(40), primary_key=True),
    Column("run_on", Date, nullable=False),
)
"""Planned work: the one process that writes (job, slot) does it."""
