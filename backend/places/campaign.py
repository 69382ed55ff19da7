"""What a plan asks of a campaign: dates, stages, goals and frequencies, each under a stable key.

Later work drives reminders and indicators from the keys; ``zh`` and ``en`` are our own short
words for what the plan states, never its sentences.
"""

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Every = Literal["shift", "day", "week", "month", "quarter", "half-year", "year", "once"]
"""How often: at least once in each."""

Who = Literal[
    "enterprise",
    "safety-office",
    "departments",
    "towns",
    "unit-heads",
    "leaders",
    "government",
    "public",
]
"""Who has to do it."""


class _Row(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    key: str = Field(pattern=r"^[a-z0-9-]+$")
    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)
    sectors: tuple[str, ...] = ()
    item: str = ""
    """The plan's item, e.g. ``5``."""


class Topic(_Row):
    """One of the actions or topics that the plan is made of, and the offices that answer for it."""

    leads: tuple[str, ...] = ()
    assisting: tuple[str, ...] = ()


class Milestone(_Row):
    """Something to be reached by the end of a day."""

    due_on: date
    goal_percent: int | None = Field(default=None, ge=0, le=100)


class Stage(_Row):
    """A stage of the campaign, first and last day."""

    starts_on: date
    ends_on: date


class Indicator(_Row):
    """A figure that the plan wants watched, by what it is broken down, and its goal."""

    goal_percent: int | None = Field(default=None, ge=0, le=100)
    goal: Literal["all", "zero", "fall", "rise", "none"] = "none"
    by: tuple[Literal["area", "sector", "chain", "unit"], ...] = ()
    baseline_count: int | None = Field(default=None, ge=0)
    """How many there were when the plan began."""
    goal_count: int | None = Field(default=None, ge=0)
    """How many there are to be at its end: at most (``fall``), at least (``rise``)."""
    below_tonnes_yearly: int | None = Field(default=None, gt=0)
    """What yields less in a year is what is counted."""


class Frequency(_Row):
    """A duty that comes back: who, how often, and how often in high-risk sectors."""

    who: Who
    every: Every
    high_risk_every: Every | None = None
    month: int | None = Field(default=None, ge=1, le=12)
    day: int | None = Field(default=None, ge=1, le=31)
    hours_count: int | None = Field(default=None, gt=0)
    within_months: int | None = Field(default=None, gt=0)
    """What is due ``once`` for each case: within so many months of it."""


class Training(_Row):
    """Who is trained in one year of the campaign."""

    year: int
    who: tuple[str, ...] = ()


class Measure(_Row):
    """A means that the plan names: notices, lists, penalties, drives, incentives."""

    kind: Literal["ladder", "notice", "list", "penalty", "drive", "incentive", "report", "system"]
