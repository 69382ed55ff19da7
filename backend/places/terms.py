"""The terms of a place: its limits, rewards, rhythms, retention, calendar and words.

Days are counted as the field's name says: ``…_working_days`` by the place's calendar, ``…_days``
natural. Amounts are whole yuan. Times of day are in the place's zone.
"""

from datetime import date, time
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Rung = Literal[
    "find",
    "assign",
    "follow",
    "inspect",
    "letter",
    "circulate",
    "summon",
    "warn",
    "expose",
    "list",
    "yellow-card",
    "veto",
    "joint-discipline",
    "pass-to-discipline",
]
"""A means against an overdue hazard: 发现 交办 跟踪 督查 函告 通报 约谈 警示 曝光 挂牌 …"""


class Part(BaseModel):
    """A frozen piece of a place; a key it does not know is a fault."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


UNUSED = frozenset(
    {
        "limits.publish_working_days",
        "limits.ask_extension_before_days",
        "rewards.not_paid",
        "rhythms.deadline_notice_days",
        "calendar.opens_at",
        "calendar.closes_at",
    }
)
"""Facts that a place's file holds and that nothing obeys yet: nobody is asked to confirm them."""


class Text(Part):
    """Words in both languages."""

    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)


class Limits(Part):
    """How long each step may take."""

    accept_working_days: int = Field(gt=0)
    verify_days: int = Field(gt=0)
    extension_days: int = Field(ge=0)
    feedback_days: int = Field(gt=0)
    objection_days: int = Field(gt=0)
    review_days: int = Field(gt=0)
    rectify_general_days: int = Field(ge=0)
    rectify_major_days: int = Field(gt=0)
    publish_working_days: int = Field(gt=0)
    ask_extension_before_days: int = Field(gt=0)
    claim_days: int = Field(gt=0)
    draft_days: int = Field(gt=0)
    code_view_minutes: int = Field(gt=0)
    questions_count: int = Field(gt=0)


class Rewards(Part):
    """The reward scheme and its terms."""

    scheme: Literal["fixed-by-grade"]
    general_yuan: int = Field(ge=0)
    major_yuan: int = Field(ge=0)
    anonymous_allowed: bool
    anonymous_ceiling_yuan: int = Field(ge=0)
    approvals_count: int = Field(ge=2)
    not_paid: tuple[str, ...]


class Rhythms(Part):
    """When the clock speaks, in the place's zone."""

    digest_at: time
    digest_until: time
    push_after_minutes: int = Field(ge=0)
    push_within_minutes: int = Field(ge=0)
    quiet_from: time
    quiet_until: time
    deadline_notice_days: tuple[int, ...]
    claim_notice_days: tuple[int, ...]


class Retention(Part):
    """How long what is kept."""

    raw_words_days: int = Field(gt=0)
    """After the case was closed."""
    photos_days: int = Field(gt=0)
    """After the case was closed."""
    originals_days: int = Field(gt=0)
    """After the last right to object."""
    payment_days: int = Field(gt=0)
    """Amount and date, after payment."""
    identity_days: int = Field(gt=0)
    """A name that was given for a reward, after payment: as long as the audit needs it."""
    undelivered_code_hours: int = Field(gt=0, le=24)
    """A message with a code that could not be delivered so long is erased."""
    payload_hours: int = Field(ge=48, le=72)
    """What arrived and what is to be said stays readable so long at most: whole days, and of
    places that share one key folder the shortest. Under two days a key could go before what it
    sealed at midnight was handled."""


class Year(Part):
    """One published year: days off beside the weekends, and weekend days worked instead."""

    holidays: tuple[date, ...]
    workdays: tuple[date, ...]


class Calendar(Part):
    """Working days and hours; a year that is not in ``years`` is not published yet."""

    national: str | None = None
    weekend: tuple[int, ...] = (6, 7)
    """ISO weekdays, Monday is 1."""
    opens_at: time
    closes_at: time
    years: dict[int, Year] = Field(default_factory=dict)


class Words(Part):
    """Words of the place's own."""

    greeting: Text
    """The first line of the first words."""
    office: Text
