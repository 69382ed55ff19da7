"""The states of a hazard and every step between them: one table, which a test draws.

    listed ─order→ rectifying ─close→ awaiting-acceptance ─approve-closing→ closed
                       ↑                     └─return-closing→ returned ─resume─┐
                       └────────────────────────────────────────────────────────┤
                                             closed ─reopen→ reopened ─resume───┘

`order` and `resume` are taken together with the step they belong to: verifying true orders at once,
closing again resumes first. A step that is not in the table is refused.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

STATES = (
    "listed",
    "rectifying",
    "awaiting-acceptance",
    "returned",
    "closed",
    "reopened",
)

SOURCES = ("public-report", "inspection", "self-check")
GRADES = ("general", "major")

Limit = Literal["", "keep", "rectify"]
"""`rectify` begins the place's limit for the hazard's grade; `keep` leaves the running one."""


@dataclass(frozen=True, slots=True)
class Move:
    """Where a step leads, who may take it, which limit begins and what a reporter reads."""

    to: str
    who: str
    """A capability of `staff.rules.MAY`."""
    limit: Limit = "keep"
    told: str = ""
    """Catalogue key for the reporters of the case; empty: nothing to tell."""


TRANSITIONS: dict[tuple[str, str], Move] = {
    ("listed", "order"): Move("rectifying", "report-verify", "rectify", "step-ordered"),
    ("rectifying", "close"): Move("awaiting-acceptance", "hazard-close", "keep", "step-mended"),
    ("awaiting-acceptance", "approve-closing"): Move("closed", "hazard-approve", "", "step-closed"),
    ("awaiting-acceptance", "return-closing"): Move(
        "returned", "hazard-approve", "keep", "step-returned"
    ),
    ("returned", "resume"): Move("rectifying", "hazard-close", "keep"),
    ("closed", "reopen"): Move("reopened", "hazard-reopen", "rectify", "step-reopened"),
    ("closed", "keep-closed"): Move("closed", "hazard-reopen", "", "step-kept-closed"),
    ("reopened", "resume"): Move("rectifying", "hazard-close", "keep"),
}
"""State × step → move."""

STEPS = tuple(dict.fromkeys(step for _, step in TRANSITIONS))
"""Every step of the table, in its order."""

MENDING = ("rectifying", "returned", "reopened")
"""States in which an inspector may hand in a closing."""


def drawn() -> Iterator[str]:
    """The table as lines `state -step-> state  (who, limit)`, for people and for a test."""
    for (state, step), move in TRANSITIONS.items():
        yield f"{state} -{step}-> {move.to}  ({move.who}, {move.limit or 'none'})"
