"""The reward schemes, one file each: pure functions of the case and the place's terms."""

from collections.abc import Callable

from backend.places.terms import Rewards
from backend.rewards.schemes import fixed
from backend.rewards.schemes.terms import Due, NotDue, RewardCase

Scheme = Callable[[RewardCase, Rewards], Due | NotDue]

SCHEMES: dict[str, Scheme] = {"fixed-by-grade": fixed.reckon}
"""By the name that a place's file gives; a new scheme is a new file and a line here."""


def reckon(case: RewardCase, terms: Rewards) -> Due | NotDue:
    """What the place's own scheme gives for a case."""
    return SCHEMES[terms.scheme](case, terms)
