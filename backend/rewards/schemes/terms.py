"""What a scheme is asked and what it answers."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RewardCase:
    """All that a scheme may look at: nothing of who reported, where or in what words."""

    grade: str
    """general or major, as the department decided."""
    anonymous: bool
    """The reporter stays unknown, also when paid."""


@dataclass(frozen=True, slots=True)
class Due:
    """Money is due: whole yuan, and the catalogue key of the reason in plain words."""

    amount_yuan: int
    reason_key: str


@dataclass(frozen=True, slots=True)
class NotDue:
    """No money is due; the catalogue key says why."""

    reason_key: str
