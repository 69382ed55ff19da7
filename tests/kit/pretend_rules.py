"""The rules of the pretend office: who may take which step from which state, and who may not."""

from dataclasses import dataclass

from handlers.dialogue.event import Event
from handlers.dialogue.public_effect import (
    FindPlace,
    PlaceFound,
    ProposeSectors,
    SectorsProposed,
    Spot,
)


@dataclass(frozen=True)
class Rule:
    """Who may take a step, from which state, and what becomes of the case."""

    roles: frozenset[str]
    state: str
    then: str
    done: str


def _rule(roles: str, state: str, then: str, done: str) -> Rule:
    return Rule(frozenset(roles.split()), state, then, done)


PASSERS = "intake reviewer supervisor"

RULES: dict[str, Rule] = {
    "accept": _rule("intake", "submitted", "accepted", "done-accept"),
    "refuse": _rule("intake", "submitted", "refused", "done-refuse"),
    "ask": _rule("intake", "submitted", "submitted", "done-ask"),
    "pass-question": _rule(PASSERS, "submitted", "submitted", "done-pass-question"),
    "return-question": _rule(PASSERS, "submitted", "submitted", "done-return-question"),
    "verify-true": _rule("inspector", "accepted", "listed", "done-verify-true"),
    "verify-untrue": _rule("inspector", "accepted", "unsubstantiated", "done-verify-untrue"),
    "close": _rule("inspector", "listed", "awaiting", "done-close"),
    "approve-closing": _rule("reviewer supervisor", "awaiting", "reward", "done-approve-closing"),
    "return-closing": _rule("reviewer supervisor", "awaiting", "listed", "done-return-closing"),
    "approve-reward": _rule("approver", "reward", "reward", "done-approve-reward"),
    "refuse-reward": _rule("approver", "reward", "closed", "done-refuse-reward"),
    "uphold-objection": _rule(
        "reviewer supervisor", "objected", "accepted", "done-uphold-objection"
    ),
    "reject-objection": _rule(
        "reviewer supervisor", "objected", "unsubstantiated", "done-reject-objection"
    ),
}


STATES = {
    "submitted": "state-report-submitted",
    "refused": "state-report-refused",
    "accepted": "state-report-verifying",
    "unsubstantiated": "state-report-unsubstantiated",
    "objected": "state-report-result-objected",
    "listed": "state-hazard-rectifying",
    "awaiting": "state-hazard-awaiting-acceptance",
    "closed": "state-hazard-closed",
    "reward": "state-reward-proposed",
    "approved": "state-reward-approved",
}
"""A case is one thing here, from report to reward: its state -> the catalogue key on its card."""

_CASE = dict.fromkeys(("approve-reward", "refuse-reward"), "refused-own-case")
APART: dict[str, dict[str, str]] = {
    "close": dict.fromkeys(("approve-closing", "return-closing"), "refused-own-closing") | _CASE,
    "verify-true": _CASE,
    "verify-untrue": dict.fromkeys(
        ("uphold-objection", "reject-objection"), "refused-own-decision"
    ),
    "approve-reward": dict.fromkeys(
        ("approve-reward", "refuse-reward"), "refused-approved-already"
    ),
}
"""Whoever took the first step may not take these on the same case: step -> what they are told."""

NEWS: dict[str, tuple[str, str]] = {
    "accept": ("verify-true", "task-new"),
    "ask": ("pass-question", "question-waits"),
    "close": ("approve-closing", "closing-waits"),
    "approve-closing": ("approve-reward", "reward-waits"),
    "return-closing": ("who:close", "task-returned"),
    "pass-question": ("who:ask", "question-passed"),
    "return-question": ("who:ask", "question-returned"),
}
"""Step -> whoever may take the next one, or who took an earlier one (`who:`), hears this."""

TASKS = {
    "accept": "accept",
    "pass-question": "pass-question",
    "verify-true": "verify",
    "close": "close",
    "approve-closing": "approve-closing",
    "approve-reward": "approve-reward",
    "uphold-objection": "decide-objection",
}
"""Step that somebody may take -> what the list says is to be done; one line for each."""

SECTORS = {"消防": "fire", "fire": "fire", "燃气": "gas", "gas": "gas", "房屋": "housing"}


def propose(effect: ProposeSectors) -> Event:
    """The sectors that words suggest; three fixed ones, the one they name, or none."""
    found = next((slug for word, slug in SECTORS.items() if word in effect.words), "")
    if effect.named:
        return SectorsProposed((), found, effect.words)
    if "说不上哪一类" in effect.words:
        return SectorsProposed((), "", effect.words)
    return SectorsProposed(("fire", "housing", "gas"), "", effect.words)


def find(effect: FindPlace) -> Event:
    """A point is where it says."""
    return PlaceFound(Spot(effect.lat or 0.0, effect.lon or 0.0), effect.text)
