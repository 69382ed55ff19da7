"""A reason of the routing as the catalogues say it: the key, and what its text names.

One wording for all who read it: the desk's card, the API and `davy place route`.
"""

from dataclasses import dataclass

from backend.places.profile import Place
from backend.places.routing import Reason
from backend.places.sector_table import SECTOR_BY_SLUG
from backend.places.terms import Text


@dataclass(frozen=True, slots=True)
class Why:
    """One reason: a catalogue key, and what `{named}` in its text is in each language."""

    key: str
    about: Text | None = None


_ALL = frozenset({"several-leads", "territory-assists"})
"""Reasons that name everything they are given, not its first alone."""


def why(place: Place, reason: Reason) -> Why:
    """The key of a reason, and the names of the offices, areas or sectors that it is about."""
    args = reason.args if reason.name in _ALL else reason.args[:1]
    names = [_name(place, arg) for arg in args]
    key = f"routed-{reason.name}"
    if not names:
        return Why(key)
    return Why(key, Text(zh="、".join(n.zh for n in names), en=", ".join(n.en for n in names)))


def _name(place: Place, arg: str) -> Text:
    for found in (
        place.office_by_id.get(arg),
        place.area_by_code.get(arg),
        SECTOR_BY_SLUG.get(arg),
    ):
        if found is not None:
            return Text(zh=found.zh, en=found.en)
    return Text(zh=arg, en=arg)
