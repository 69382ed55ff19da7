"""The states of a report and every step between them: one table, which a test draws.

    submitted ─accept→ accepted ─assign→ verifying ─verify-true→ substantiated
        │                  └──────verify-untrue──────→ unsubstantiated ─object→ result-objected
        └─refuse→ refused ─object→ refusal-objected

Until it is decided a report may be handed to another office (`pass-on`), to an authority outside
(`transfer`, an end), to another place of the same Davy (`hand-over`: an end here, a report of that
place begins), to another inspector (`reassign`), be given more time once (`extend`), or be joined
with another report (`merge`), whose steps it then hears; `split` brings it back. What ends the
other against the reporter ends a joined one with it (`…-joined`), so that each may object.

An objection is decided by somebody else: upheld, the case goes back to `submitted` or `verifying`;
rejected, it stays as it was decided. A step that is not in the table is refused.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

STATES = (
    "submitted",
    "accepted",
    "verifying",
    "substantiated",
    "unsubstantiated",
    "refused",
    "refusal-objected",
    "result-objected",
    "transferred",
    "merged",
)

Limit = Literal[
    "",
    "keep",
    "accept_working_days",
    "verify_days",
    "objection_days",
    "review_days",
    "extension_days",
]
"""The limit of the place's profile that begins with the step; `keep` leaves the running one,
`extension_days` lengthens it by so much at most."""

BACK = "back"
"""Where `split` leads: to the state that the report had before it was joined."""

REPORTER = "reporter"
"""Who reports: a permission that nobody of the office has."""


@dataclass(frozen=True, slots=True)
class Move:
    """Where a step leads, who may take it, which limit begins and what the reporter reads."""

    to: str
    who: str
    """A capability of `staff.rules.MAY`, or `REPORTER`."""
    limit: Limit = "keep"
    told: str = ""
    """Catalogue key of the line in the reporter's list of steps; empty: nothing to tell."""


UNDECIDED = ("submitted", "accepted", "verifying")
"""States in which nobody has decided yet, in the order of the way."""

_ASKING = (*UNDECIDED, "refusal-objected", "result-objected", "merged")

TRANSITIONS: dict[tuple[str, str], Move] = {
    ("submitted", "accept"): Move("accepted", "report-accept", "verify_days", "step-accepted"),
    ("submitted", "refuse"): Move("refused", "report-refuse", "objection_days", "step-refused"),
    ("accepted", "assign"): Move("verifying", "case-assign", "keep", "step-assigned"),
    ("verifying", "verify-true"): Move("substantiated", "report-verify", "", "step-true"),
    ("verifying", "verify-untrue"): Move(
        "unsubstantiated", "report-verify", "objection_days", "step-untrue"
    ),
    ("refused", "object"): Move("refusal-objected", REPORTER, "review_days", "step-objected"),
    ("unsubstantiated", "object"): Move(
        "result-objected", REPORTER, "review_days", "step-objected"
    ),
    ("refusal-objected", "uphold-objection"): Move(
        "submitted", "objection-decide", "accept_working_days", "step-upheld"
    ),
    ("refusal-objected", "reject-objection"): Move(
        "refused", "objection-decide", "", "step-objection-rejected"
    ),
    ("result-objected", "uphold-objection"): Move(
        "verifying", "objection-decide", "review_days", "step-upheld"
    ),
    ("result-objected", "reject-objection"): Move(
        "unsubstantiated", "objection-decide", "", "step-objection-rejected"
    ),
    ("substantiated", "say-unfixed"): Move("substantiated", REPORTER, "keep", "step-unfixed"),
    **{
        (state, "transfer"): Move("transferred", "report-transfer", "", "step-transferred")
        for state in UNDECIDED
    },
    **{
        (state, "hand-over"): Move("transferred", "report-transfer", "", "step-handed-over")
        for state in UNDECIDED
    },
    ("submitted", "pass-on"): Move("submitted", "report-transfer", "keep", "step-passed-on"),
    ("accepted", "pass-on"): Move("verifying", "report-transfer", "keep", "step-passed-on"),
    ("verifying", "pass-on"): Move("verifying", "report-transfer", "keep", "step-passed-on"),
    ("accepted", "extend"): Move("accepted", "report-extend", "extension_days"),
    ("verifying", "extend"): Move("verifying", "report-extend", "extension_days"),
    ("verifying", "reassign"): Move("verifying", "case-assign"),
    **{(state, "merge"): Move("merged", "report-merge") for state in UNDECIDED},
    ("merged", "split"): Move(BACK, "report-merge"),
    ("merged", "refuse-joined"): Move("refused", "report-refuse", "objection_days", "step-refused"),
    ("merged", "verify-untrue-joined"): Move(
        "unsubstantiated", "report-verify", "objection_days", "step-untrue"
    ),
    ("merged", "transfer-joined"): Move("transferred", "report-transfer", "", "step-transferred"),
    ("merged", "hand-over-joined"): Move("transferred", "report-transfer", "", "step-handed-over"),
    ("merged", "say-unfixed"): Move("merged", REPORTER, "keep", "step-unfixed"),
    **{(state, "ask"): Move(state, "report-ask") for state in _ASKING},
    **{
        (state, step): Move(state, "question-pass")
        for state in _ASKING
        for step in ("pass-question", "return-question")
    },
    **{(state, "add"): Move(state, REPORTER) for state in STATES},
}
"""State × step → move."""

STEPS = tuple(dict.fromkeys(step for _, step in TRANSITIONS))
"""Every step of the table, in its order."""

NEXT: dict[str, str] = {
    "submitted": "next-accept",
    "accepted": "next-assign",
    "verifying": "next-verify",
    "refused": "next-object",
    "unsubstantiated": "next-object",
    "refusal-objected": "next-review",
    "result-objected": "next-review",
}
"""State → catalogue key of what happens next; a substantiated report follows its hazard."""

JOINED = "-joined"
"""How the name of a step ends that is taken together with the same one on another report."""

TOGETHER = frozenset(step for _, step in TRANSITIONS if step.endswith(JOINED)) | {"pass-on"}
"""Steps that nobody takes by name: with another report's, or as `transfer` within the place."""

FOLLOWS: dict[str, str] = {
    "listed": "next-mend",
    "rectifying": "next-mend",
    "awaiting-acceptance": "next-approve",
    "returned": "next-mend",
    "closed": "next-closed",
    "reopened": "next-mend",
}
"""The hazard's state, as a report knows it → what happens next."""

ENDED = frozenset({"refused", "unsubstantiated", "transferred"})
"""States in which the office is done with a report; `substantiated` ends with its hazard."""


def drawn() -> Iterator[str]:
    """The table as lines `state -step-> state  (who, limit)`, for people and for a test."""
    for (state, step), move in TRANSITIONS.items():
        yield f"{state} -{step}-> {move.to}  ({move.who}, {move.limit or 'none'})"
