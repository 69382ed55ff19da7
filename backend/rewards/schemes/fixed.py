"""A fixed table by grade: one amount for a general hazard, one for a major one.

Anonymous reporters are paid up to a ceiling where the place allows it at all: the national text
(安监总财〔2018〕19号) pays real names only, while places encourage anonymous reports.
"""

from backend.places.terms import Rewards
from backend.rewards.schemes.terms import Due, NotDue, RewardCase


def reckon(case: RewardCase, terms: Rewards) -> Due | NotDue:
    """The amount of the case's grade, never above the ceiling for those who stay unknown."""
    if case.anonymous and not terms.anonymous_allowed:
        return NotDue("reward-none-anonymous")
    full_yuan = terms.major_yuan if case.grade == "major" else terms.general_yuan
    if case.anonymous and full_yuan > terms.anonymous_ceiling_yuan:
        return _due(terms.anonymous_ceiling_yuan, "reward-reason-ceiling")
    return _due(full_yuan, f"reward-reason-{'major' if case.grade == 'major' else 'general'}")


def _due(amount_yuan: int, reason_key: str) -> Due | NotDue:
    return Due(amount_yuan, reason_key) if amount_yuan > 0 else NotDue("reward-none-grade")
