"""Reasons and ready questions that staff choose from, and the small dialogue of giving a reason.

Each reason has two catalogue keys: `reason-short-<name>` on its button and `reason-<name>`, the
plain words in which the other side reads it.
"""

from dataclasses import dataclass

from handlers.desk import Work
from handlers.dialogue.event import ChoicePressed, Event, TextSent
from handlers.dialogue.facts import Facts
from handlers.dialogue.reply import Say, choice, say
from handlers.dialogue.staff_effect import TaskCard
from handlers.dialogue.stored import stored
from handlers.part import Move, Part, Rows, ask, do, pressed, row, shift, stay, written

OTHER = "other"
"""A reason in one's own words."""

REASONS: dict[str, tuple[str, ...]] = {
    "refuse": ("no-place-or-fact", "handled-outside", "before-court", "not-a-hazard"),
    "verify-untrue": ("not-found", "already-mended", "allowed", "wrong-place"),
    "return-closing": ("photo-unclear", "wrong-spot", "half-done", "words-missing", OTHER),
    "refuse-reward": ("known-before", "own-duty", "not-first", OTHER),
    "return-question": ("tells-too-much", "asks-who", "unclear", OTHER),
    "reject-objection": ("checked-again", "nothing-new", OTHER),
    "keep-closed": ("checked-again", "nothing-new", OTHER),
}
"""Step -> names of its reasons, commonest first. `other` wants own words."""

QUESTIONS: tuple[str, ...] = (
    "where-exactly",
    "still-there",
    "when-seen",
    "how-often",
    "which-unit",
    "wider-photo",
    "people-at-risk",
)
"""Names of the ready questions to a reporter; the text is `question-<name>`."""

PUBLIC_STEPS = frozenset({"refuse", "verify-untrue", "reject-objection", "keep-closed"})
"""Steps whose reason the reporter reads."""


# Questions that offer a list want no words in particular: there a typed number is a button's.


@stored("staff-choosing-reason")
@dataclass(frozen=True, slots=True)
class ChoosingReason(Work):
    """Asked for the reason of a refusal or return."""


@stored("staff-confirming-reason")
@dataclass(frozen=True, slots=True)
class ConfirmingReason(Work):
    """The reason is known and shown as the other side will read it; words can still be added."""

    reason: str = ""


def _question(work: Work, _facts: Facts) -> Say:
    step = say(f"duty-do-{work.step}")
    if isinstance(work, ConfirmingReason):
        told = say(f"reason-{work.reason}") if work.reason != OTHER else say("reason-own")
        whom = "reporter" if work.step in PUBLIC_STEPS else "colleague"
        key = f"reasons-confirm-{whom}" + ("-words" if work.words else "")
        rows = (row("send", "back"),)
        return ask(work, key, rows=rows, told=told, words=work.text, step=step)
    return ask(work, "reasons-choose", rows=reason_rows(work.step), step=step)


def reason_rows(step: str) -> Rows:
    """One button a reason, then the way back."""
    names = REASONS[step]
    return (
        *((choice(f"reason:{name}", f"reason-short-{name}"),) for name in names),
        (do("back"),),
    )


def _advance(work: Work, event: Event, _facts: Facts) -> Move:
    match work, event:
        case ChoosingReason(), ChoicePressed() if event.choice.startswith("reason:"):
            reason = event.choice.removeprefix("reason:")
            chosen = shift(ConfirmingReason, work, reason=reason)
            if reason == OTHER and not work.words:
                return stay(work, say("reasons-own"))
            return Move(chosen)
        case ChoosingReason(), TextSent():
            if OTHER in REASONS[work.step]:
                return Move(shift(ConfirmingReason, written(work, event), reason=OTHER))
            return stay(written(work, event), say("reasons-words-kept"))
        case ConfirmingReason(), TextSent():
            return Move(written(work, event))
        case ConfirmingReason(), _ if pressed(event, "send"):
            return Move(work, fields=_fields(work))
        case ConfirmingReason(), _ if pressed(event, "back"):
            return Move(shift(ChoosingReason, work))
        case _, _ if pressed(event, "back"):
            return Move(None)
    return stay(work)


def _fields(work: ConfirmingReason) -> tuple[tuple[str, str], ...]:
    known = (("reason", work.reason), ("words", work.text), ("question_id", work.card.question_id))
    return tuple((name, value) for name, value in known if value)


def _begin(card: TaskCard, step: str) -> Work:
    return ChoosingReason(card, step)


REASONED = Part(begin=_begin, question=_question, advance=_advance)
"""Refusing or returning with a reason."""
