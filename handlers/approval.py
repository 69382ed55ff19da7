"""The second pair of eyes: agreeing to a closing, a reward, an objection or a question.

Agreeing is shown once more and confirmed; returning and refusing are reasons (`reasons.py`). That
nobody agrees to their own work is the office's rule; its answer is told as it comes.
"""

from dataclasses import dataclass

from handlers.desk import Work
from handlers.dialogue.event import ChoicePressed, Event, TextSent
from handlers.dialogue.facts import Facts
from handlers.dialogue.reply import Say, say
from handlers.dialogue.staff_effect import TaskCard
from handlers.dialogue.stored import stored
from handlers.part import Move, Part, ask, row, stay, written

AGREEING = ("approve-closing", "approve-reward", "uphold-objection", "reopen", "pass-question")
"""Steps of one tap and its confirmation; each has its own `approval-<step>` question."""


@stored("staff-confirming-approval")
@dataclass(frozen=True, slots=True)
class ConfirmingApproval(Work):
    """What would happen is shown; asked to agree."""


def _question(work: Work, _facts: Facts) -> Say:
    card = work.card
    rows = (row("send", "back"),)
    if work.step == "approve-reward":
        return ask(
            work,
            "approval-approve-reward",
            rows=rows,
            amount=card.amount_yuan,
            given=card.approvals_count,
            needed=card.approvals_needed,
        )
    if work.step == "pass-question":
        return ask(work, "approval-pass-question", rows=rows, words=card.note)
    return ask(work, f"approval-{work.step}", rows=rows, line=card.line)


def _advance(work: Work, event: Event, _facts: Facts) -> Move:
    match event:
        case ChoicePressed("send"):
            question = work.card.question_id if work.step == "pass-question" else ""
            return Move(work, fields=(("question_id", question),) if question else ())
        case ChoicePressed("back"):
            return Move(None)
        case TextSent():
            return stay(written(work, event), say("approval-words-kept"))
    return stay(work)


def _begin(card: TaskCard, step: str) -> Work:
    return ConfirmingApproval(card, step)


AGREE = Part(begin=_begin, question=_question, advance=_advance)
"""Agreeing to what another person handed in."""
