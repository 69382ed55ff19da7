"""Reasons and ready questions as names; their words are `reason-<name>` and `question-<name>`."""

from backend.errors import Refused
from backend.office import Office
from backend.reports.step import Taking

OTHER = "other"
"""A reason in one's own words, which then have to be given."""

REASONS: dict[str, tuple[str, ...]] = {
    "refuse": ("no-place-or-fact", "handled-outside", "before-court", "not-a-hazard"),
    "verify-untrue": ("not-found", "already-mended", "allowed", "wrong-place"),
    "return-closing": ("photo-unclear", "wrong-spot", "half-done", "words-missing", OTHER),
    "return-question": ("tells-too-much", "asks-who", "unclear", OTHER),
    "reject-objection": ("checked-again", "nothing-new", OTHER),
    "transfer": ("other-duty", "other-area", "higher-level"),
    "hand-over": ("other-area", "other-duty", "higher-level"),
    "extend": ("needs-experts", "needs-visits", "needs-offices", "needs-weather"),
    "keep-closed": ("checked-again", "nothing-new", OTHER),
}
"""Step → names of its reasons. `handled-outside` is for what another authority has in hand: what
stands in a report of this ledger is joined with it, or its reporter would lose the news."""

INSTEAD = {("refuse", "already-handled"): "refused-merge-instead"}
"""A step and a reason that is none → what says which step to take instead."""

QUESTIONS: tuple[str, ...] = (
    "where-exactly",
    "still-there",
    "when-seen",
    "how-often",
    "which-unit",
    "wider-photo",
    "people-at-risk",
)
"""Ready questions, which need no second person: none asks who."""


def reason_of(taking: Taking, step: str) -> tuple[str, str]:
    """The reason of a step and the own words beside it, required where the reason is `other`.

    Raises:
        Refused: no reason of the list, or `other` without words.
    """
    if instead := INSTEAD.get((step, taking.text("reason"))):
        raise Refused(instead)
    reason = taking.one_of("reason", REASONS[step])
    words = taking.needed("words") if reason == OTHER else taking.text("words")
    return reason, words


def seal_words(office: Office, bound: str, words: str) -> bytes | None:
    """The own words beside a reason, sealed; None when there are none."""
    return office.keys.seal("words", words.encode(), bound) if words else None


def open_words(office: Office, bound: str, sealed: bytes | None) -> str:
    """The own words beside a reason; empty when there are none."""
    return "" if sealed is None else office.keys.open("words", sealed, bound).decode()


def reason_key(reason: str) -> str:
    """The catalogue key of a reason's plain words; empty for none."""
    if not reason:
        return ""
    return "reason-own" if reason == OTHER else f"reason-{reason}"
