"""Intake's dialogues: accepting a report under one neutral line, and asking its reporter.

    accept   WritingLine ─ WeighingLine? ─ ChoosingSector? ─ ChoosingGrade ─ ConfirmingAcceptance
    ask      ChoosingQuestion ─ ConfirmingQuestion

Refusing is a reason from a list (`reasons.py`). The neutral line is what everyone but intake sees
(`trust.md` 8), so a line that seems to give somebody away is weighed once more.
"""

from dataclasses import dataclass, replace

from handlers.desk import Work
from handlers.dialogue.event import ChoicePressed, Event, TextSent
from handlers.dialogue.facts import Facts
from handlers.dialogue.public_effect import ProposeSectors, SectorsProposed
from handlers.dialogue.reply import Say, choice, say
from handlers.dialogue.staff_effect import TaskCard
from handlers.dialogue.stored import stored
from handlers.part import Move, Part, Rows, ask, rewritten, row, shift, stay
from handlers.reasons import QUESTIONS
from handlers.wording import LINE_MAX, QUESTION_MAX, SHORT_MIN, line_doubts, question_faults

GRADES = ("general", "major")
UNSURE = "unsure"
"""No grade is suggested: the inspector decides on the spot."""
UNKNOWN = "unknown"
"""No sector is known: the safety office finds the owner."""


@dataclass(frozen=True, slots=True)
class Accepting(Work):
    """What is known of an acceptance so far."""

    sector: str = ""
    grade: str = ""


@stored("staff-writing-line")
@dataclass(frozen=True, slots=True)
class WritingLine(Accepting):
    """Asked for the one neutral line."""


@stored("staff-weighing-line")
@dataclass(frozen=True, slots=True)
class WeighingLine(Accepting):
    """The line may give somebody away: asked to keep or rewrite it."""

    doubts: tuple[str, ...] = ()


@stored("staff-choosing-sector")
@dataclass(frozen=True, slots=True)
class ChoosingSector(Accepting):
    """Asked whose field it is."""

    sectors: tuple[str, ...] = ()


@stored("staff-choosing-grade")
@dataclass(frozen=True, slots=True)
class ChoosingGrade(Accepting):
    """Asked how grave it looks; only a suggestion to the inspector."""


@stored("staff-confirming-acceptance")
@dataclass(frozen=True, slots=True)
class ConfirmingAcceptance(Accepting):
    """All is known and shown once more."""


@stored("staff-choosing-question")
@dataclass(frozen=True, slots=True)
class ChoosingQuestion(Work):
    """Asked what the reporter shall be asked."""


@stored("staff-confirming-question")
@dataclass(frozen=True, slots=True)
class ConfirmingQuestion(Work):
    """The question is known: one of the list, or the words written here."""

    name: str = ""


def _ask_acceptance(work: Work, _facts: Facts) -> Say:
    match work:
        case WeighingLine(doubts=doubts):
            why = tuple(say(f"intake-doubt-{name}") for name in doubts)
            return ask(
                work,
                "intake-weigh",
                rows=(row("keep", "rewrite"),),
                line=work.text,
                why=why,
            )
        case ChoosingSector(sectors=sectors):
            offered = tuple((choice(f"sector:{name}", f"sector-{name}"),) for name in sectors)
            key = "intake-sector" if offered else "intake-sector-open"
            return ask(work, key, rows=(*offered, row("sector-unknown", "back")))
        case ChoosingGrade():
            return ask(work, "intake-grade", rows=(row(*GRADES, UNSURE), row("back")))
        case ConfirmingAcceptance(sector=sector, grade=grade):
            return ask(
                work,
                "intake-confirm",
                rows=(
                    row("send"),
                    row("change-line", "change-sector", "change-grade"),
                    row("back"),
                ),
                line=work.text,
                sector=say(f"sector-{sector}"),
                grade=say(f"grade-{grade}"),
            )
    rows: Rows = (row("keep", "back"),) if work.words else (row("back"),)
    key = "intake-line-again" if work.words else "intake-line"
    return ask(work, key, rows=rows, wants="words", line=work.text)


def _accept(work: Work, event: Event, _facts: Facts) -> Move:
    match work, event:
        case Accepting(), TextSent(text, ref) if _too_short(text) and _is_line(work, ref):
            return stay(work, say("intake-line-short"))
        case ((WritingLine() | WeighingLine()), TextSent()):
            return _weigh(shift(WritingLine, rewritten(work, event)))
        case Accepting(), TextSent(ref=ref) if ref in dict(work.words):  # the line was edited
            return _weigh(shift(WritingLine, rewritten(work, event)))
        case WritingLine(), ChoicePressed("keep") if work.words:
            return _weigh(work)
        case WeighingLine(), ChoicePressed("keep"):
            return _next(work)
        case WeighingLine(), ChoicePressed("rewrite" | "back"):
            return Move(shift(WritingLine, work))
        case ChoosingSector(), _:
            return _choose_sector(work, event)
        case ChoosingGrade(), ChoicePressed("general" | "major" | "unsure" as grade):
            return _next(replace(work, grade=grade))
        case ChoosingGrade(), ChoicePressed("back"):
            return _next(replace(work, sector="", grade=""))
        case ConfirmingAcceptance(), ChoicePressed(name):
            return _confirm(work, name)
        case WritingLine(), ChoicePressed("back"):
            return Move(None)
    return stay(work)


def _too_short(text: str) -> bool:
    return len(text.strip()) < SHORT_MIN


def _is_line(work: Work, ref: str) -> bool:
    """Are words of this message meant as the line: asked for now, or an edit of it?"""
    return isinstance(work, WritingLine | WeighingLine) or ref in dict(work.words)


def _weigh(work: WritingLine) -> Move:
    """Look at a line before it goes on: too long is asked again, doubtful is weighed."""
    if len(work.text) > LINE_MAX:
        return stay(work, say("intake-line-long", count=len(work.text), most=LINE_MAX))
    if doubts := line_doubts(work.text, work.card.words):
        return Move(shift(WeighingLine, work, doubts=doubts))
    return _next(work)


def _next(work: Accepting) -> Move:
    """Go to the first thing not known yet."""
    if not work.sector:
        asking = ProposeSectors(work.text)
        return Move(shift(ChoosingSector, work, sectors=()), do=(asking,))
    if not work.grade:
        return Move(shift(ChoosingGrade, work))
    return Move(shift(ConfirmingAcceptance, work))


def _choose_sector(work: ChoosingSector, event: Event) -> Move:
    match event:
        case SectorsProposed(exact=exact) if exact:
            return _next(replace(work, sector=exact))
        case SectorsProposed(sectors=sectors, words=words):
            unclear = (say("intake-sector-unclear"),) if words != work.text else ()
            return Move(replace(work, sectors=sectors or work.sectors), unclear)
        case TextSent(text):
            return Move(work, do=(ProposeSectors(text, named=True),))
        case ChoicePressed("sector-unknown"):
            return _next(replace(work, sector=UNKNOWN))
        case ChoicePressed("back"):
            return Move(shift(WritingLine, work))
        case ChoicePressed(name) if name.startswith("sector:"):
            return _next(replace(work, sector=name.removeprefix("sector:")))
    return stay(work)


def _confirm(work: ConfirmingAcceptance, name: str) -> Move:
    match name:
        case "send":
            grade = "" if work.grade == UNSURE else work.grade
            known = (("line", work.text), ("sector", work.sector), ("grade", grade))
            return Move(work, fields=tuple((key, value) for key, value in known if value))
        case "change-line":
            return Move(shift(WritingLine, work))
        case "change-sector":
            return _next(replace(work, sector=""))
        case "change-grade" | "back":
            return _next(replace(work, grade=""))
    return stay(work)


def _begin_accepting(card: TaskCard, step: str) -> Work:
    line = (("card", card.line),) if card.line else ()
    sector = "" if card.sector == UNKNOWN else card.sector
    return WritingLine(card, step, words=line, sector=sector)


ACCEPT = Part(begin=_begin_accepting, question=_ask_acceptance, advance=_accept)
"""Accepting a report: fields line, sector, grade."""


def _ask_question(work: Work, _facts: Facts) -> Say:
    if isinstance(work, ConfirmingQuestion):
        if work.name:
            told = say(f"question-{work.name}")
            return ask(work, "intake-ask-send", rows=(row("send", "back"),), told=told)
        return ask(work, "intake-ask-own", rows=(row("send", "back"),), words=work.text)
    listed = tuple((choice(f"question:{name}", f"question-short-{name}"),) for name in QUESTIONS)
    fit = bool(work.words) and len(work.text) <= QUESTION_MAX and not question_faults(work.text)
    rows = (*listed, *((row("keep"),) if fit else ()), row("back"))
    key = "intake-ask-again" if work.words else "intake-ask"
    return ask(work, key, rows=rows, words=work.text)


def _question_reporter(work: Work, event: Event, _facts: Facts) -> Move:
    match work, event:
        case ChoosingQuestion(), ChoicePressed(name) if name.startswith("question:"):
            chosen = name.removeprefix("question:")
            return Move(shift(ConfirmingQuestion, work, name=chosen))
        case _, TextSent(text) if _too_short(text):
            return stay(work, say("intake-ask-short"))
        case _, TextSent():
            return _weigh_question(rewritten(work, event))
        case ChoosingQuestion(), ChoicePressed("keep") if work.words:
            return _weigh_question(work)
        case ConfirmingQuestion(name=name), ChoicePressed("send"):
            return Move(work, fields=(("question", name) if name else ("text", work.text),))
        case ConfirmingQuestion(), ChoicePressed("back"):
            return Move(shift(ChoosingQuestion, work))
        case _, ChoicePressed("back"):
            return Move(None)
    return stay(work)


def _weigh_question(work: Work) -> Move:
    """A free question without ways of contact goes on to be confirmed; others are asked again."""
    again = shift(ChoosingQuestion, work)
    if len(work.text) > QUESTION_MAX:
        return stay(again, say("intake-ask-long", count=len(work.text), most=QUESTION_MAX))
    if faults := question_faults(work.text):
        return stay(again, *(say(f"intake-ask-{name}") for name in faults))
    return Move(shift(ConfirmingQuestion, work, name=""))


def _begin_asking(card: TaskCard, step: str) -> Work:
    return ChoosingQuestion(card, step)


ASK = Part(begin=_begin_asking, question=_ask_question, advance=_question_reporter)
"""Asking the reporter: a ready question by name, or free text that a second person passes."""
