"""The inspector's verdict: the reported hazard is there, with its grade and words, or it is not.

verify-true    GradingFinding ─ TellingFinding
verify-untrue  a reason (`reasons.py`)
"""

from dataclasses import dataclass, replace

from handlers.desk import Work
from handlers.dialogue.event import ChoicePressed, Event, TextSent
from handlers.dialogue.facts import Facts
from handlers.dialogue.reply import Say, say
from handlers.dialogue.staff_effect import TaskCard
from handlers.dialogue.stored import stored
from handlers.part import Move, Part, ask, row, shift, stay, written
from handlers.pictures import dropped


@stored("staff-grading-finding")
@dataclass(frozen=True, slots=True)
class GradingFinding(Work):
    """Asked how grave the hazard is; the inspector decides, a report only suggests."""


@stored("staff-telling-finding")
@dataclass(frozen=True, slots=True)
class TellingFinding(Work):
    """The grade is known; words are collected, pictures may come with them."""

    grade: str = ""


def _question(work: Work, _facts: Facts) -> Say:
    if isinstance(work, TellingFinding):
        grade = say(f"grade-{work.grade}")
        if not work.words:
            return ask(
                work, "verification-words", rows=(row("change-grade"),), wants="words", grade=grade
            )
        changes = row("change-grade", "change-words")
        if work.pictures:
            changes = row("change-grade", "change-words", "change-photos")
        return ask(
            work,
            "verification-confirm",
            rows=(row("send"), changes),
            wants="photo",
            grade=grade,
            words=work.text,
            photos=len(work.pictures),
        )
    suggested = say(f"grade-{work.card.grade}") if work.card.grade else say("grade-unsure")
    return ask(
        work,
        "verification-grade",
        rows=(row("general", "major"), row("back")),
        suggested=suggested,
    )


def _advance(work: Work, event: Event, _facts: Facts) -> Move:
    match work, event:
        case GradingFinding(), ChoicePressed("general" | "major" as grade):
            return Move(shift(TellingFinding, work, grade=grade))
        case GradingFinding(), TextSent():
            return stay(written(work, event), say("verification-words-kept"))
        case GradingFinding(), ChoicePressed("back"):
            return Move(None)
        case TellingFinding(), TextSent():
            return Move(written(work, event))
        case TellingFinding(), ChoicePressed("change-grade" | "back"):
            return Move(shift(GradingFinding, work))
        case TellingFinding(), ChoicePressed("change-words"):
            return Move(replace(work, words=()))
        case TellingFinding(), ChoicePressed("change-photos"):
            return Move(replace(work, pictures=()), do=(dropped(work),))
        case TellingFinding(grade=grade), ChoicePressed("send") if work.words:
            return Move(work, fields=(("grade", grade), ("words", work.text)))
    return stay(work)


def _begin(card: TaskCard, step: str) -> Work:
    return GradingFinding(card, step)


VERIFY_TRUE = Part(begin=_begin, question=_question, advance=_advance, pictures=True)
"""The hazard is there: fields grade, words; pictures as they come."""
