"""The amount that a scheme gives, and why it gives none."""

import pytest

from backend.places.terms import Rewards
from backend.rewards.schemes import reckon
from backend.rewards.schemes.terms import Due, NotDue, RewardCase
from tests.backend.staff.offices import HERE, places

TERMS = places()[HERE].rewards


def terms(**changes: object) -> Rewards:
    return TERMS.model_copy(update=changes)


@pytest.mark.parametrize(
    ("grade", "anonymous", "expected"),
    [
        ("general", True, Due(300, "reward-reason-general")),
        ("general", False, Due(300, "reward-reason-general")),
        ("major", False, Due(3000, "reward-reason-major")),
        ("major", True, Due(1000, "reward-reason-ceiling")),
    ],
)
def test_the_table_of_grades_and_the_ceiling_of_the_unknown(
    grade: str, anonymous: bool, expected: Due
) -> None:
    assert reckon(RewardCase(grade, anonymous), TERMS) == expected


def test_a_place_that_pays_real_names_alone_says_so() -> None:
    names_only = terms(anonymous_allowed=False)
    assert reckon(RewardCase("major", True), names_only) == NotDue("reward-none-anonymous")
    assert reckon(RewardCase("major", False), names_only) == Due(3000, "reward-reason-major")


def test_a_grade_without_an_amount_earns_nothing() -> None:
    unpaid = terms(general_yuan=0)
    assert reckon(RewardCase("general", True), unpaid) == NotDue("reward-none-grade")
