"""Reports: what is needed for finding and deciding stands open, what people wrote is sealed.

No row holds a time finer than the hour, an order of filing, or a word of the reporter in clear.
No phone's exact place is kept: `lat`, `lon` are the hazard's, rounded to some eleven metres.
"""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    Float,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from backend.db.columns import ID, PLACE, SEALED, WITHOUT_ORDER, Instant, metadata
from backend.reports.rules import FOLLOWS, STATES

NAME = String(32)
"""A stable name of ours: a state, a reason, a sector, a ready question."""

OFFICE = String(64)
"""An office's id in the place's profile."""


def one_of(column: str, names: tuple[str, ...], /) -> CheckConstraint:
    """A named check that a text column holds one of a few names."""
    listed = ", ".join(f"'{name}'" for name in names)
    return CheckConstraint(f"{column} in ({listed})", name=column)


report = Table(
    "report",
    metadata,
    Column("report_id", ID, primary_key=True),  # a keyed hash of the draft: a repeat meets itself
    Column("place", PLACE, nullable=False),
    Column("alias_id", ID, nullable=False),
    Column("number", String(16), nullable=False),
    Column("code_hash", LargeBinary, nullable=False),
    Column("state", NAME, nullable=False),
    Column("version", Integer, nullable=False, server_default="0"),
    Column("filed_hour", Instant, nullable=False),
    Column("entered_on", Date, nullable=False),  # the day it came into its state
    Column("answer_on", Date, nullable=False),  # promised on the receipt
    Column("due_on", Date),
    Column("provisional", Integer, nullable=False),  # reckoned with an unpublished year
    Column("ended_on", Date),
    Column("sector", NAME, nullable=False),
    Column("area_code", String(12), nullable=False),
    Column("unit_id", ID, nullable=False),
    Column("lat", Float),  # WGS-84 degrees, four decimals
    Column("lon", Float),
    Column("cell", BigInteger, nullable=False, server_default="0"),  # `cells.py`, of the point
    Column("datum", String(8), nullable=False),  # what it was given in
    Column("ongoing", String(8), nullable=False),
    Column("guessable", Integer, nullable=False),
    Column("alarm", String(8), nullable=False),
    Column("photos_count", Integer, nullable=False),
    Column("circumstances_sealed", SEALED),  # insider, wish, language, door, exact time and order
    Column("line_sealed", SEALED),  # the neutral line
    Column("grade", String(8), nullable=False, server_default=""),
    Column("owner_office", OFFICE, nullable=False, server_default=""),
    Column("lead_offices", String(400), nullable=False, server_default=""),  # ids, comma between
    Column("concerned", Text, nullable=False, server_default=""),  # `apart.py`, comma between
    Column("decided_by", ID),
    Column("reason", NAME, nullable=False, server_default=""),
    Column("reason_sealed", SEALED),  # own words beside it
    Column("objections_count", Integer, nullable=False, server_default="0"),
    Column("open_questions_count", Integer, nullable=False, server_default="0"),
    Column("hazard_state", NAME, nullable=False, server_default=""),
    Column("unfixed", Integer, nullable=False, server_default="0"),
    Column("merged_into", ID),  # the report that it is joined with
    Column("merged_from", NAME, nullable=False, server_default=""),  # the state it had before
    Column("assignee", ID),  # the one inspector it was given to; null: everyone of its office
    Column("assign_on", Date),  # nobody leads it: the last day to find it an owner
    Column("extended", Integer, nullable=False, server_default="0"),
    Column("alarm_seen_on", Date),  # the day somebody of the desk first opened an alarm
    Column("last_step", NAME, nullable=False, server_default=""),
    Column("last_on", Date),
    Column("handed_in", Integer, nullable=False, server_default="0"),  # it came from another place
    one_of("state", STATES),
    one_of("hazard_state", ("", *FOLLOWS)),
    one_of("alarm", ("", "danger", "deaths")),
    one_of("ongoing", ("", "yes", "no", "unknown")),
    one_of("grade", ("", "general", "major")),
    UniqueConstraint("alias_id"),
    UniqueConstraint("place", "number"),
    UniqueConstraint("code_hash"),
    Index("ix_report_place_state_due_on", "place", "state", "due_on"),
    # The list of the desk goes by the random number, within a state or an area or whole.
    Index("ix_report_place_state_number", "place", "state", "number"),
    Index("ix_report_place_area_code_number", "place", "area_code", "number"),
    # What may be the same hazard, told twice: `duplicates.py`.
    Index("ix_report_near", "place", "cell", "sector", "filed_hour", "lat", "lon"),
    # These hold few cases, so that filing pays little or nothing for them.
    Index(
        "ix_report_place_unit_id",
        "place",
        "unit_id",
        sqlite_where=text("unit_id <> ''"),
        postgresql_where=text("unit_id <> ''"),
    ),
    Index(
        "ix_report_place_number_open",
        "place",
        "number",
        sqlite_where=text("ended_on is null"),
        postgresql_where=text("ended_on is null"),
    ),
    Index(
        "ix_report_place_owner_office_number",
        "place",
        "owner_office",
        "number",
        sqlite_where=text("owner_office <> ''"),
        postgresql_where=text("owner_office <> ''"),
    ),
    Index(
        "ix_report_place_number_alarm",
        "place",
        "number",
        sqlite_where=text("alarm <> ''"),
        postgresql_where=text("alarm <> ''"),
    ),
    Index(
        "ix_report_place_provisional",
        "place",
        "due_on",
        sqlite_where=text("provisional = 1"),
        postgresql_where=text("provisional = 1"),
    ),
    Index(
        "ix_report_merged_into",
        "merged_into",
        sqlite_where=text("merged_into is not null"),
        postgresql_where=text("merged_into is not null"),
    ),
    Index(
        "ix_report_place_unfixed",
        "place",
        sqlite_where=text("unfixed = 1"),
        postgresql_where=text("unfixed = 1"),
    ),
    Index(
        "ix_report_place_assign_on",
        "place",
        "assign_on",
        sqlite_where=text("assign_on is not null"),
        postgresql_where=text("assign_on is not null"),
    ),
    Index(
        "ix_report_place_ended_on",
        "place",
        "ended_on",
        sqlite_where=text("ended_on is not null"),
        postgresql_where=text("ended_on is not null"),
    ),
    **WITHOUT_ORDER,
)

report_words = Table(
    "report_words",
    metadata,
    Column("report_id", ID, nullable=False),
    Column("words_id", ID, nullable=False),  # of the filing: the report's own id
    Column("place", PLACE, nullable=False),
    Column("kind", String(12), nullable=False),
    Column("said_on", Date, nullable=False),
    Column("question_id", ID, nullable=False, server_default=""),
    Column("body_sealed", SEALED, nullable=False),
    one_of("kind", ("filing", "addition", "answer", "objection", "unfixed")),
    PrimaryKeyConstraint("report_id", "words_id"),
    **WITHOUT_ORDER,
)

report_step = Table(
    "report_step",
    metadata,
    Column("report_id", ID, nullable=False),
    Column("turn", Integer, nullable=False),  # 1, 2, … within the report
    Column("place", PLACE, nullable=False),
    Column("key", String(40), nullable=False),
    Column("taken_on", Date, nullable=False),
    PrimaryKeyConstraint("report_id", "turn"),
    **WITHOUT_ORDER,
)

report_parted = Table(
    "report_parted",
    metadata,
    Column("report_id", ID, nullable=False),
    Column("other_id", ID, nullable=False),  # not the same hazard: an officer said so
    Column("place", PLACE, nullable=False),
    PrimaryKeyConstraint("report_id", "other_id"),
    **WITHOUT_ORDER,
)

report_question = Table(
    "report_question",
    metadata,
    Column("question_id", ID, primary_key=True),
    Column("report_id", ID, nullable=False),
    Column("place", PLACE, nullable=False),
    Column("turn", Integer, nullable=False),  # of the report when it was asked
    Column("name", NAME, nullable=False),  # of the list, or empty
    Column("text_sealed", SEALED),  # in free words
    Column("state", String(8), nullable=False),
    Column("asked_by", ID, nullable=False),
    Column("asked_on", Date, nullable=False),
    Column("decided_by", ID),
    Column("answered_on", Date),
    Column("reason", NAME, nullable=False, server_default=""),  # why it was returned
    Column("reason_sealed", SEALED),
    one_of("state", ("waiting", "open", "answered", "returned")),
    Index("ix_report_question_report_id", "report_id"),
    Index("ix_report_question_place_state", "place", "state"),
    **WITHOUT_ORDER,
)

report_handover = Table(
    "report_handover",
    metadata,
    Column("report_id", ID, nullable=False),
    Column("way", String(4), nullable=False),
    Column("place", PLACE, nullable=False),
    Column("handed_on", Date, nullable=False),
    Column("facts_sealed", SEALED, nullable=False),  # the other place and report, why, the digest
    Column("copy_sealed", SEALED),  # what was handed; erased with the words
    one_of("way", ("out", "in")),
    PrimaryKeyConstraint("report_id", "way"),
    **WITHOUT_ORDER,
)

photo = Table(
    "photo",
    metadata,
    Column("photo_id", ID, primary_key=True),
    Column("place", PLACE, nullable=False),
    Column("owner_kind", String(8), nullable=False),
    Column("owner_id", ID, nullable=False),  # empty while a draft's
    Column("part", String(8), nullable=False, server_default=""),
    Column("turn", Integer, nullable=False, server_default="0"),  # in the order of telling
    Column("store_name", String(96), nullable=False),
    Column("preview_name", String(96), nullable=False),
    Column("exact_hash", LargeBinary, nullable=False),  # keyed, per place
    Column("likeness_sealed", SEALED),  # erased at closing
    Column("kept_on", Date, nullable=False),
    Column("width_px", Integer, nullable=False),
    Column("height_px", Integer, nullable=False),
    one_of("owner_kind", ("draft", "report", "hazard", "dropped")),
    one_of("part", ("", "before", "after")),
    Index("ix_photo_owner_id", "owner_id"),
    Index("ix_photo_owner_kind_kept_on", "owner_kind", "kept_on"),
    Index("ix_photo_place_exact_hash", "place", "exact_hash"),
    **WITHOUT_ORDER,
)

evidence = Table(
    "evidence",
    metadata,
    Column("evidence_id", ID, primary_key=True),
    Column("place", PLACE, nullable=False),
    Column("owner_kind", String(8), nullable=False),
    Column("owner_id", ID, nullable=False),
    Column("kind", String(8), nullable=False),
    Column("duration_s", Integer, nullable=False),
    Column("size_bytes", Integer, nullable=False),
    Column("store_name", String(96), nullable=False),
    Column("boxed", Integer, nullable=False, server_default="0"),  # to the key for evidence
    Column("kept_on", Date, nullable=False),
    one_of("owner_kind", ("draft", "report", "dropped")),
    one_of("kind", ("video", "voice", "document", "original")),
    Index("ix_evidence_owner_id", "owner_id"),
    Index("ix_evidence_owner_kind_kept_on", "owner_kind", "kept_on"),
    **WITHOUT_ORDER,
)
