"""What a place is: the frozen object that a place's file becomes, handed around and never changed.

Its limits, rewards, rhythms and words are in `terms`; what its plan asks for is in `campaign`.
"""

from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import ConfigDict, Field

from backend.places.campaign import (
    Frequency,
    Indicator,
    Measure,
    Milestone,
    Stage,
    Topic,
    Training,
)
from backend.places.reading import Origin
from backend.places.sector_table import SECTORS, Sector
from backend.places.terms import (
    Calendar,
    Limits,
    Part,
    Retention,
    Rewards,
    Rhythms,
    Rung,
    Text,
    Words,
)


class Identity(Part):
    """Which place this is; ``parent`` is the code of the place above it, if there is one."""

    code: str = Field(pattern=r"^\d{2}(\d{2}){0,2}(\d{3}){0,2}$")
    names: Text
    level: Literal["province", "city", "county", "township"]
    zone: str
    parent: str | None = None
    covers: str = ""
    """Codes of its areas begin so; the place's own code when left out."""


class Plan(Part):
    """The campaign plan that the place follows, by its number among the sources."""

    number: str
    title: str
    document: str = ""
    issued_on: date | None = None
    starts_on: date
    ends_on: date


Number = Annotated[str, Field(pattern=r"^[0-9+\- ]{3,20}$")]
"""A number to call."""


class Lane(Part):
    """A number to call and who answers."""

    name: Text
    number: Number


class Numbers(Part):
    """Numbers for people in danger, and the lane for deaths or a hidden accident."""

    fire: Number
    police: Number
    ambulance: Number
    traffic: Number
    safety_hotline: Number
    government_hotline: Number
    county_lane: Lane


class Geo(Part):
    """Where the place lies (WGS-84 degrees), and how maps of its country shift coordinates."""

    south: float = Field(ge=-90, le=90)
    west: float = Field(ge=-180, le=180)
    north: float = Field(ge=-90, le=90)
    east: float = Field(ge=-180, le=180)
    outside_m: int = Field(gt=0)
    """A point farther than this from every centre of an area is outside."""
    shifted_maps: bool
    """Maps here use GCJ-02 and BD-09; without it every point is taken as WGS-84."""
    boundaries: str | None = None
    """A GeoJSON file beside the profile, whose features carry an area's ``code``."""


class Area(Part):
    """A part of the place: 12-digit statistics code, names and, where known, its centre."""

    code: str = Field(pattern=r"^\d{12}$")
    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)
    other: tuple[str, ...] = ()
    lat: float | None = None
    lon: float | None = None
    approximate: bool = False

    @property
    def level(self) -> Literal["county", "town", "village"]:
        """By the zeros at the code's end."""
        if self.code.endswith("000000"):
            return "county"
        return "town" if self.code.endswith("000") else "village"

    @property
    def prefix(self) -> str:
        """What the codes of everything inside this area begin with."""
        return {"county": self.code[:6], "town": self.code[:9], "village": self.code}[self.level]


class Office(Part):
    """A department or station that leads, assists or owns."""

    id: str = Field(pattern=r"^[a-z0-9-]+$")
    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)
    aliases: tuple[str, ...] = ()
    phone: str | None = None
    kind: Literal["department", "external", "territory"] = "department"


class Route(Part):
    """One row of a plan: who leads and assists one sector, and on which of its lists."""

    sector: str
    list: Literal["campaign", "sub-plans", "actions"]
    leads: tuple[str, ...] = ()
    assisting: tuple[str, ...] = ()
    derived: bool = False
    """Read out of the plan's actions; the plan itself names no lead for the sector."""
    part: str | None = None
    """The part of the sector that the row is about, in the plan's own term."""
    when: tuple[str, ...] = ()
    """Words of a unit's name that show this part; without one of them the row owns nothing."""


class Unled(Part):
    """Who takes what has no lead, and in how many days it must find an owner."""

    office: str
    assign_working_days: int = Field(gt=0)


class Place(Part):
    """A jurisdiction: everything that differs from place to place."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=True, arbitrary_types_allowed=True
    )

    identity: Identity
    plan: Plan
    numbers: Numbers
    geo: Geo
    areas: tuple[Area, ...]
    offices: tuple[Office, ...]
    routes: tuple[Route, ...]
    unled: Unled
    limits: Limits
    rewards: Rewards
    rhythms: Rhythms
    retention: Retention
    calendar: Calendar
    ladder: tuple[Rung, ...]
    topics: tuple[Topic, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    stages: tuple[Stage, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    frequencies: tuple[Frequency, ...] = ()
    trainings: tuple[Training, ...] = ()
    measures: tuple[Measure, ...] = ()
    words: Words
    origins: dict[str, Origin] = Field(default_factory=dict, repr=False)
    example_keys: tuple[str, ...] = Field(default=(), repr=False)
    folder: Path | None = Field(default=None, repr=False)
    """Where its file lies, and beside it what the file names."""

    @property
    def code(self) -> str:
        """The place's code, e.g. ``340322``."""
        return self.identity.code

    @property
    def names(self) -> Text:
        """The place's names."""
        return self.identity.names

    @property
    def zone(self) -> str:
        """The IANA name of its time zone."""
        return self.identity.zone

    @property
    def parent(self) -> str | None:
        """The code of the place above, or None."""
        return self.identity.parent

    @property
    def sectors(self) -> tuple[Sector, ...]:
        """The 34 sectors, in the vocabulary's order; the same in every place."""
        return SECTORS

    @property
    def trial(self) -> bool:
        """True while any value is still our example."""
        return bool(self.example_keys)

    def examples(self) -> list[str]:
        """The dotted keys of values that are still examples, in the file's order."""
        return list(self.example_keys)

    def origin(self, key: str) -> Origin | None:
        """Who says the value at dotted ``key``: its own word or that of the table around it."""
        parts = key.split(".")
        for end in range(len(parts), 0, -1):
            if (found := self.origins.get(".".join(parts[:end]))) is not None:
                return found
        return None

    @cached_property
    def zoneinfo(self) -> ZoneInfo:
        """Its time zone."""
        return ZoneInfo(self.zone)

    @cached_property
    def office_by_id(self) -> dict[str, Office]:
        """Offices by id."""
        return {office.id: office for office in self.offices}

    @cached_property
    def area_by_code(self) -> dict[str, Area]:
        """Areas by 12-digit code."""
        return {area.code: area for area in self.areas}
