"""The ledger of hazards, their reports and their closings; what people wrote is sealed.

Towards an enterprise every hazard is a finding of the office: the link to reports stands in a table
of its own, which nothing that leaves the office reads (`trust.md` 9).
"""

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    Float,
    Index,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from backend.db.columns import ID, PLACE, SEALED, WITHOUT_ORDER, Instant, metadata
from backend.hazards.rules import GRADES, SOURCES, STATES
from backend.reports.tables import NAME, OFFICE, one_of

hazard = Table(
    "hazard",
    metadata,
    Column("hazard_id", ID, primary_key=True),
    Column("place", PLACE, nullable=False),
    Column("number", String(20), nullable=False),
    Column("source", NAME, nullable=False),
    Column("state", NAME, nullable=False),
    Column("version", Integer, nullable=False),
    Column("listed_hour", Instant, nullable=False),
    Column("entered_on", Date, nullable=False),  # the day it came into its state
    Column("due_on", Date),
    Column("provisional", Integer, nullable=False),
    Column("closed_on", Date),
    Column("area_code", String(12), nullable=False),
    Column("lat", Float),  # WGS-84 degrees, four decimals
    Column("lon", Float),
    Column("unit_id", ID, nullable=False),
    Column("sector", NAME, nullable=False),
    Column("grade", NAME, nullable=False),
    Column("line_sealed", SEALED, nullable=False),  # the description for the public
    Column("finding_sealed", SEALED, nullable=False),  # the office's judgement, as Finding
    Column("lead_offices", String(400), nullable=False),  # ids, comma between
    Column("assisting_offices", String(400), nullable=False),
    Column("owner_office", OFFICE, nullable=False),
    Column("concerned", Text, nullable=False, server_default=""),  # `reports/apart.py`
    Column("guessable", Integer, nullable=False),
    Column("alarm", String(8), nullable=False),
    Column("verified_by", ID, nullable=False),
    Column("submitted_by", ID),  # of the closing that waits or counts
    Column("approved_by", ID),
    Column("last_step", NAME, nullable=False, server_default=""),
    Column("last_on", Date),
    one_of("state", STATES),
    one_of("source", SOURCES),
    one_of("grade", GRADES),
    CheckConstraint("submitted_by is null or submitted_by <> approved_by", name="two_people"),
    UniqueConstraint("place", "number"),
    Index("ix_hazard_place_state_due_on", "place", "state", "due_on"),
    Index(
        "ix_hazard_place_provisional",
        "place",
        "due_on",
        sqlite_where=text("provisional = 1"),
        postgresql_where=text("provisional = 1"),
    ),
    Index("ix_hazard_place_sector_lat_lon", "place", "sector", "lat", "lon"),
    **WITHOUT_ORDER,
)

hazard_report = Table(
    "hazard_report",
    metadata,
    Column("hazard_id", ID, nullable=False),
    Column("report_id", ID, nullable=False),
    Column("place", PLACE, nullable=False),
    PrimaryKeyConstraint("hazard_id", "report_id"),
    UniqueConstraint("report_id"),
    **WITHOUT_ORDER,
)

hazard_closing = Table(
    "hazard_closing",
    metadata,
    Column("closing_id", ID, primary_key=True),
    Column("hazard_id", ID, nullable=False),
    Column("place", PLACE, nullable=False),
    Column("turn", Integer, nullable=False),  # 1, 2, … within the hazard
    Column("state", String(8), nullable=False),
    Column("submitted_by", ID, nullable=False),
    Column("submitted_on", Date, nullable=False),
    Column("distance_m", Integer),  # from the proof's place to the hazard
    Column("words_sealed", SEALED, nullable=False),
    Column("decided_by", ID),
    Column("decided_on", Date),
    Column("reason", NAME, nullable=False, server_default=""),
    Column("reason_sealed", SEALED),  # a reviewer's own words
    one_of("state", ("waiting", "approved", "returned")),
    CheckConstraint("decided_by is null or decided_by <> submitted_by", name="two_people"),
    UniqueConstraint("hazard_id", "turn"),
    **WITHOUT_ORDER,
)
