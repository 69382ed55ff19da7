"""Which places are of one house: the one above, those beside it, those below.

A case may be handed over along these lines alone: they are what a place's file says of its parent,
so that nobody sends a report to an office that has nothing to do with it. By several such steps it
may come from anywhere in the house.
"""

from collections.abc import Mapping
from typing import Literal

from backend.places.profile import Place
from backend.places.shelf import parents_of

Kin = Literal["above", "beside", "below"]


def kin_of(places: Mapping[str, Place], code: str) -> dict[str, Kin]:
    """Code of each served place of the same house → where it stands; reads no file of a shelf.

    Places beside it have the same parent, whether that one is served or not.
    """
    parents = parents_of(places)
    above = parents[code]
    found: dict[str, Kin] = {above: "above"} if above in parents else {}
    for other, parent in sorted(parents.items()):
        if parent == code:
            found[other] = "below"
        elif parent and parent == above and other != code:
            found[other] = "beside"
    return found


def house_of(places: Mapping[str, Place], code: str) -> list[str]:
    """Codes of the other served places of the house, however far; reads no file of a shelf."""
    parents = parents_of(places)
    top = _top(parents, code)
    return [other for other in parents if other != code and _top(parents, other) == top]


def _top(parents: Mapping[str, str], code: str) -> str:
    """The highest place above this one that a file names; itself when none does."""
    passed = {code}
    while (above := parents.get(code, "")) and above not in passed:  # two may name one another
        passed.add(above)
        code = above
    return code
