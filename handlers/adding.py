"""What a person sends for a filed report: more of it, and answers to the office's questions."""

from dataclasses import replace

from handlers import alarms
from handlers.dialogue.effect import Effect, KeepEvidence, KeepPhoto
from handlers.dialogue.event import ChoicePressed, Event, EvidenceSent, PhotoSent, TextSent
from handlers.dialogue.facts import Facts
from handlers.dialogue.public_effect import (
    AddToCase,
    CaseAdded,
    CaseDeclined,
    CaseView,
    OfficeQuestion,
    PlaceFound,
)
from handlers.dialogue.reply import Say, choice, say
from handlers.dialogue.turn import Ask, Turn
from handlers.doing import (
    Adding,
    Answering,
    Objecting,
    ShowingUnfixed,
    Viewing,
)
from handlers.follow import beside
from handlers.talking import Awaited, PublicState, Step


def adding(state: PublicState, event: Event, facts: Facts) -> Step | None:
    """Asked what to add, or shown a question of the office."""
    doing = state.doing
    if not isinstance(doing, Adding | Answering):
        return None
    question_id = doing.question_id if isinstance(doing, Answering) else ""
    handle = doing.view.handle
    match event:
        case TextSent(text=text, ref=ref) if text.strip():
            add = AddToCase(handle, words=text.strip(), question_id=question_id, ref=ref)
            call = (say("danger-call"),) if alarms.sounds_dangerous(text) else ()
            return Turn(handed(state, (ref, text.strip())), call, (add,), Ask.NOT)
        case PhotoSent():
            return _picture(state, event, handle, question_id)
        case EvidenceSent():
            coming = Awaited(event.ref, handle, question_id, event.kind)
            waiting = replace(state, awaited=(*state.awaited, coming))
            keep = KeepEvidence(event.ref, event.kind, event.duration_s)
            return Turn(waiting, (say("case-evidence-coming"),), (keep,))
        case PlaceFound(spot=spot):
            return Turn(state, (), (AddToCase(handle, spot=spot, question_id=question_id),))
        case CaseAdded():
            return _added(state, doing)
        case ChoicePressed(choice="finished" | "back"):
            return Turn(state.at(Viewing(doing.view)))
        case ChoicePressed(choice="no-answer"):
            return Turn(state.at(beside(_answered(doing.view, question_id))))
    return None


def handed(state: PublicState, *words: tuple[str, str]) -> PublicState:
    """The state with words that are being handed to a case: kept until it has taken them."""
    return replace(state, kept=(*state.kept, *words))


def _picture(state: PublicState, event: PhotoSent, handle: str, question_id: str) -> Step:
    waiting = replace(state, awaited=(*state.awaited, Awaited(event.ref, handle, question_id)))
    do: list[Effect] = [KeepPhoto(event.ref, held=state.keeps_originals(handle))]
    if event.caption.strip():
        ref = f"{event.ref}#caption"
        do.append(AddToCase(handle, event.caption.strip(), question_id=question_id, ref=ref))
        waiting = replace(waiting, quiet_count=waiting.quiet_count + 1)
    if event.album:
        return Turn(waiting, (), tuple(do), Ask.LATER)
    return Turn(waiting, (say("case-photo-coming"),), tuple(do))


def _added(state: PublicState, doing: Adding | Answering) -> Step:
    state = replace(state, kept=())
    if isinstance(doing, Adding):
        return Turn(state.at(Adding(doing.view)), (say("case-added"),))
    view = _answered(doing.view, doing.question_id)
    return Turn(state.at(beside(view)), (say("answer-passed-on"),))


def _answered(view: CaseView, question_id: str) -> CaseView:
    left = tuple(one for one in view.questions if one.question_id != question_id)
    return replace(view, questions=left)


def added(state: PublicState, event: CaseAdded, facts: Facts) -> Step:
    """Something reached its case, and something else is asked already."""
    return Turn(replace(state, kept=()), (say("case-added"),))


def declined(state: PublicState, event: CaseDeclined, facts: Facts) -> Step:
    """The rules say no: say why; what was written stays in the chat."""
    doing = state.doing
    if isinstance(doing, Adding | Answering | Objecting | ShowingUnfixed):
        doing = Viewing(doing.view)
    return Turn(state.at(doing), (Say(event.key, event.args),))


# ── how it is said ──────────────────────────────────────────────────────────────────────────────


def question(state: PublicState) -> Say:
    """What is asked about the case at hand."""
    match state.doing:
        case Answering(view, question_id):
            asked = next(one for one in view.questions if one.question_id == question_id)
            rows = ((choice("no-answer"), choice("back")),)
            said = say("office-question", rows=rows, number=view.number, question=_text(asked))
            return replace(said, wants="words")
    return replace(say("case-add", rows=((choice("finished"),),)), wants="words")


def _text(asked: OfficeQuestion) -> Say | str:
    return say(asked.key) if asked.key else asked.text
