"""What the desk is shown of a case's routing; nothing of it is said to a reporter."""

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, computed_field

from backend.api.speaking import catalogue


class _Shown(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class NamedOut(_Shown):
    """An office or an area."""

    id: str = Field(description="An office's id, or an area's code.")
    zh: str
    en: str


class LeadOut(NamedOut):
    """An office that leads, with the list of the plan that says so."""

    list: Literal["campaign", "sub-plans", "actions"]
    part: str = Field(description="The part of the sector, in the plan's own term.")
    derived: bool = Field(description="Read out of the plan's actions: no list says it.")


class NameOut(_Shown):
    """A name in both languages."""

    zh: str
    en: str


class WhyOut(_Shown):
    """One reason, as a key of the catalogues and in words."""

    key: str
    about: NameOut | None = Field(None, description="What the reason names.")

    @computed_field  # type: ignore[prop-decorator]
    @property
    def zh(self) -> str:
        """In Chinese."""
        return self._said("zh-Hans", self.about.zh if self.about else "")

    @computed_field  # type: ignore[prop-decorator]
    @property
    def en(self) -> str:
        """In English."""
        return self._said("en", self.about.en if self.about else "")

    def _said(self, language: str, named: str) -> str:
        return catalogue().say(language, self.key, {"named": named})


class RoutedOut(_Shown):
    """Who leads, who helps, and why."""

    settled: bool = Field(description="False: this is what accepting the report now would do.")
    owner: NamedOut
    leads: list[LeadOut]
    co_leads: list[NamedOut] = Field(description="Leads beside the owner: each is told.")
    assisting: list[NamedOut]
    territory: list[NamedOut] = Field(description="Village and town, which always assist.")
    assign_working_days: int | None = Field(
        description="Nobody leads: the safety office finds an owner in so many working days."
    )
    assign_on: date | None = Field(description="The last day of that, while none is found.")
    reasons: list[WhyOut]
