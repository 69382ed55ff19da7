"""What a step of the office is handed and what it gives back: one shape for all capabilities."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from sqlalchemy import Connection

from backend.errors import Refused
from backend.office import Office
from backend.staff.member import Member

WORDS_MAX = 2000
"""Characters of one step's own words; the staff's conversation has the same limit."""


@dataclass(frozen=True, slots=True)
class Taking:
    """One step on one case: the names of `fields` are those of the JSON API, all strings."""

    case_id: str
    fields: Mapping[str, str] = field(default_factory=dict)
    photos: tuple[tuple[str, str], ...] = ()
    """(ref, photo_id); an empty id never arrives here."""
    version: int = 0
    """The version of the card it was taken from; 0 does not check."""

    def text(self, name: str) -> str:
        """A field without the space around it, or empty.

        Raises:
            Refused: longer than `WORDS_MAX`.
        """
        value = self.fields.get(name, "").strip()
        if len(value) > WORDS_MAX:
            raise Refused("refused-words-long", most=WORDS_MAX)
        return value

    def needed(self, name: str) -> str:
        """A field that may not be empty.

        Raises:
            Refused: it is empty or too long.
        """
        value = self.text(name)
        if not value:
            raise Refused("refused-field-missing", field=name)
        return value

    def one_of(self, name: str, allowed: tuple[str, ...] | frozenset[str]) -> str:
        """A field that names one of a list.

        Raises:
            Refused: it is empty or names something else.
        """
        value = self.needed(name)
        if value not in allowed:
            raise Refused("refused-field-unknown", field=name)
        return value


@dataclass(frozen=True, slots=True)
class StepDone:
    """The step was taken. `key` is the catalogue key of what happens next, with its arguments."""

    key: str
    args: tuple[tuple[str, str], ...] = ()


class Step(Protocol):
    """A function that takes one step in the caller's transaction, or raises `Refused`."""

    def __call__(
        self, conn: Connection, office: Office, member: Member, taking: Taking
    ) -> StepDone:
        """Take the step."""
        ...
