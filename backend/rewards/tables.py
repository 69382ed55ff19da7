"""Rewards, who approved them, who must not, and the payers' misses; times are days."""

from sqlalchemy import CheckConstraint, Column, Date, ForeignKey, Index, Integer, String, Table

from backend.db.columns import ID, PLACE, SEALED, WITHOUT_ORDER, Instant, metadata
from backend.rewards.rules import STATES

_STATES = ", ".join(f"'{state}'" for state in STATES)

reward = Table(
    "reward",
    metadata,
    Column("reward_id", ID, primary_key=True),
    Column("place", PLACE, nullable=False),
    Column("report_id", ID, nullable=False, unique=True),
    Column("hazard_id", ID, nullable=False),
    Column("alias_id", ID, nullable=False),
    Column("number", String(16), nullable=False),  # random, tells nothing of the report
    Column("state", String(12), nullable=False),
    Column("grade", String(8), nullable=False),
    Column("amount_yuan", Integer, nullable=False),
    Column("reason_key", String(64), nullable=False),
    Column("refusal", String(16)),
    Column("words_sealed", SEALED),  # an approver's own words for a refusal
    Column("proposed_on", Date, nullable=False),
    Column("approved_on", Date),
    Column("told_on", Date),
    Column("last_on", Date),  # the last day to claim, in the place's zone
    Column("noticed_days", Integer),  # the nearest notice given: so many days before the last
    Column("paid_on", Date),
    Column("paid_by", ID),
    Column("claim_ref", ID, unique=True),  # a payer's handle: not the reward's id
    Column("identity_id", ID, unique=True),  # a name that was given, sealed to the payer's key
    Column("named_on", Date),  # when it was given whole
    Column("version", Integer, nullable=False),
    CheckConstraint(f"state in ({_STATES})", name="state"),
    CheckConstraint("amount_yuan >= 0", name="amount"),
    Index("ix_reward_place_state", "place", "state"),
    Index("ix_reward_alias_id", "alias_id"),
    Index("ix_reward_hazard_id", "hazard_id"),
    Index("uq_reward_place_number", "place", "number", unique=True),
    **WITHOUT_ORDER,
)

reward_approval = Table(
    "reward_approval",
    metadata,
    Column("reward_id", ID, ForeignKey("reward.reward_id"), primary_key=True),
    Column("member_id", ID, primary_key=True),
    Column("place", PLACE, nullable=False),
    Column("given_on", Date, nullable=False),
    **WITHOUT_ORDER,
)

reward_barred = Table(
    "reward_barred",
    metadata,
    Column("reward_id", ID, ForeignKey("reward.reward_id"), primary_key=True),
    Column("member_id", ID, primary_key=True),
    Column("place", PLACE, nullable=False),
    **WITHOUT_ORDER,
)
"""Who inspected or closed the case: they decide nothing about its reward (`trust.md` 13)."""

reward_claim = Table(
    "reward_claim",
    metadata,
    Column("claim_hash", String(40), primary_key=True),  # keyed; the code is kept nowhere
    Column("reward_id", ID, ForeignKey("reward.reward_id"), nullable=False),
    Column("place", PLACE, nullable=False),
    Index("ix_reward_claim_reward_id", "reward_id"),
    **WITHOUT_ORDER,
)
"""Every claim code that was shown for a reward; each is good until the reward is paid."""

claim_miss = Table(
    "claim_miss",
    metadata,
    Column("member_id", ID, primary_key=True),
    Column("place", PLACE, nullable=False),
    Column("since_at", Instant, nullable=False),  # when the current hour of misses began
    Column("misses_count", Integer, nullable=False),
)
"""How many codes a payer mistyped within the hour; the row is deleted when the hour is over."""
