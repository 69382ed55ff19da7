"""Disagreeing: an objection to the result, and "it is not fixed" after the closing.

Both open an ended case again. Pictures wait for that: until then the case takes none.
"""

from dataclasses import replace

from handlers.adding import handed
from handlers.dialogue.effect import Effect, KeepPhoto
from handlers.dialogue.event import ChoicePressed, Event, PhotoSent, TextSent
from handlers.dialogue.facts import Facts
from handlers.dialogue.public_effect import CaseAdded, ObjectToResult, SayUnfixed
from handlers.dialogue.reply import Say, choice, say
from handlers.dialogue.turn import Ask, Turn
from handlers.doing import Objecting, ShowingUnfixed, Viewing
from handlers.talking import Awaited, PublicState, Step

Dispute = Objecting | ShowingUnfixed


def disputing(state: PublicState, event: Event, facts: Facts) -> Step | None:
    """Asked what is wrong with the result, or what is still not fixed."""
    doing = state.doing
    if not isinstance(doing, Dispute):
        return None
    match event:
        case TextSent(text=text, ref=ref) if text.strip():
            return _hand_in(state, doing, text.strip(), ref)
        case PhotoSent():
            return _picture(state, doing, event)
        case ChoicePressed(choice="skip") if isinstance(doing, ShowingUnfixed):
            return _hand_in(state, doing, "", "")
        case ChoicePressed(choice="back"):
            return Turn(state.at(Viewing(doing.view)))
        case CaseAdded():
            return _taken(state, doing, facts)
    return None


def _hand_in(state: PublicState, doing: Dispute, text: str, ref: str) -> Step:
    handle = doing.view.handle
    effect: Effect = (
        ObjectToResult(handle, text) if isinstance(doing, Objecting) else SayUnfixed(handle, text)
    )
    words = ((ref, text),) if text else ()
    return Turn(handed(state, *words).at(doing), (), (effect,), Ask.NOT)


def _picture(state: PublicState, doing: Dispute, event: PhotoSent) -> Step:
    held = doing if event.ref in doing.refs else replace(doing, refs=(*doing.refs, event.ref))
    if event.caption.strip():
        return _hand_in(state, held, event.caption.strip(), f"{event.ref}#caption")
    later = Ask.LATER if event.album else Ask.NOW
    return Turn(state.at(held), (), (), later)


def _taken(state: PublicState, doing: Dispute, facts: Facts) -> Step:
    """The case is open again: the pictures follow."""
    if isinstance(doing, Objecting):
        view = replace(doing.view, may_object=False, may_add=True)
        told = "objection-in" if facts.door.pushes and view.own else "objection-in-look"
    else:
        view, told = replace(doing.view, may_say_unfixed=False, may_add=True), "unfixed-in"
    awaited = tuple(Awaited(ref, view.handle) for ref in doing.refs)
    after = replace(state, kept=(), awaited=(*state.awaited, *awaited), doing=Viewing(view))
    return Turn(after, (say(told),), tuple(KeepPhoto(ref) for ref in doing.refs))


def question(state: PublicState) -> Say:
    """What is wrong, or still not fixed; the pictures that wait are counted."""
    doing = state.doing
    count = len(doing.refs) if isinstance(doing, Dispute) else 0
    shown = (say("report-photos-so-far", count=count),) if count else ()
    if isinstance(doing, ShowingUnfixed):
        done = choice("skip", "choice-finished") if count else choice("skip")
        asked = say("unfixed", rows=((done, choice("back")),), lines=shown)
    else:
        asked = say("objection", rows=((choice("back"),),), lines=shown)
    return replace(asked, wants="words")
