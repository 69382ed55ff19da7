"""A member of staff: an opaque id, a place, an office and the duties held there."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Member:
    """Who acts. Says nothing of a name, a phone or a chat."""

    member_id: str
    place: str
    office_id: str
    """An office of the place's profile, or empty: the whole place."""
    roles: frozenset[str]
