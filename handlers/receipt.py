"""The receipt: a number, a code that is told once, written down, typed back and then forgotten."""

from dataclasses import replace

from handlers.answers import code_digits, digits_count, means
from handlers.dialogue.effect import (
    ORIGINAL,
    DropPhotos,
    Effect,
    EraseMessage,
    KeepEvidence,
    original_ref,
)
from handlers.dialogue.event import ChoicePressed, Event, TextSent
from handlers.dialogue.facts import Facts
from handlers.dialogue.public_effect import CheckCode, CodeChecked, ReportDeclined, ReportFiled
from handlers.dialogue.reply import Say, choice, say
from handlers.dialogue.turn import Turn
from handlers.doing import (
    ErasingCode,
    NotingCode,
    Resting,
    Summarising,
    Viewing,
)
from handlers.drafting import mark
from handlers.talking import Awaited, OpenDraft, OwnReport, PublicState, Step
from handlers.vocabulary import SEND

OWN_MAX = 100
"""Reports that one chat remembers; older ones open by their codes."""

AWAITED_MAX = 200
CHECK_DIGITS = 10
"""A text with so many digits is an attempt to type the code back."""


def filed(state: PublicState, event: ReportFiled, facts: Facts) -> Step:
    """The report stands: say its number, its code and what comes next."""
    draft = state.draft
    own = OwnReport(
        *(event.alias_id, event.number, mark(draft), _refs(draft), _albums(draft)),
        originals=draft is not None and draft.draft.originals == "yes",
    )
    kept = replace(
        state,
        doing=NotingCode(event.alias_id, event.number, event.code),
        draft=None,
        own=(*(one for one in state.own if one.handle != event.alias_id), own)[-OWN_MAX:],
        awaited=(*state.awaited, *_awaited(draft, event.alias_id))[-AWAITED_MAX:],
    )
    next_key = "receipt-next-provisional" if event.provisional else "receipt-next"
    told = "receipt-pushes" if facts.door.pushes else "receipt-looks"
    lines = (say(next_key, on=event.answer_on), say(told))
    remarks = [say("receipt-number", number=event.number, lines=lines)]
    if event.pending_count:
        remarks.append(say("receipt-pending", count=event.pending_count))
    remarks.append(code_said(event.code, facts))
    return Turn(kept, tuple(remarks), _originals(draft, facts))


def declined(state: PublicState, event: ReportDeclined, facts: Facts) -> Step:
    """It could not be filed; everything that was told is still here."""
    return Turn(state.at(Summarising()), (Say(event.key, event.args),))


def code_said(code: str, facts: Facts) -> Say:
    """The code in groups of four, with what it is for."""
    key = "receipt-code-messenger" if facts.door.kind == "messenger" else "receipt-code"
    return replace(say(key, code=in_groups(code)), secret=True)


def in_groups(code: str) -> str:
    """Twenty digits as five groups of four, to be written down and read over the phone."""
    return " ".join(code[at : at + 4] for at in range(0, len(code), 4))


def _refs(draft: OpenDraft | None) -> tuple[str, ...]:
    if draft is None:
        return ()
    told = draft.draft
    said = (draft.place_ref, draft.unit_ref)
    refs = (*(ref for ref, _ in told.words), *(ref for ref, _ in told.photos), *said)
    return tuple(ref for ref in refs if ref)


def _albums(draft: OpenDraft | None) -> tuple[str, ...]:
    return draft.albums if draft else ()


def _awaited(draft: OpenDraft | None, handle: str) -> tuple[Awaited, ...]:
    if draft is None:
        return ()
    photos = (Awaited(ref, handle) for ref, photo_id in draft.draft.photos if not photo_id)
    recordings = (
        Awaited(ref, handle, kind=kind)
        for ref, kind, evidence_id in draft.draft.evidence
        if not evidence_id
    )
    return (
        *photos,
        *recordings,
        *(Awaited(original_ref(ref), handle, kind=ORIGINAL) for ref in _agreed(draft)),
    )


def _agreed(draft: OpenDraft | None) -> tuple[str, ...]:
    """The pictures that are here and whose originals the person wants kept.

    One that is still on its way has its turn when it is clean (`photos.py`).
    """
    if draft is None or draft.draft.originals != "yes":
        return ()
    return tuple(ref for ref, photo_id in draft.draft.photos if photo_id)


def _originals(draft: OpenDraft | None, facts: Facts) -> tuple[Effect, ...]:
    """Keep the originals as agreed, or have what was held of them erased at once."""
    if draft is None or not facts.keeps_originals:
        return ()
    if draft.draft.originals == "yes":
        return tuple(KeepEvidence(ref, ORIGINAL) for ref in _agreed(draft))
    here = tuple(ref for ref, photo_id in draft.draft.photos if photo_id)
    return (DropPhotos((), here),) if here else ()


# ── writing it down ─────────────────────────────────────────────────────────────────────────────


def noting(state: PublicState, event: Event, facts: Facts) -> Step | None:
    """The code was told; it is typed back, saved as a picture, or neither."""
    if not isinstance(state.doing, NotingCode):
        return None
    doing = state.doing
    match event:
        case TextSent(text=text, ref=ref) if (
            code_digits(text) or digits_count(text) >= CHECK_DIGITS
        ):
            erasable = (ref,) if ref else ()
            known = replace(doing, code="", refs=(*doing.refs, *erasable))
            return Turn(state.at(known), (), (CheckCode(doing.handle, text),))
        case CodeChecked(right=True):
            return _done(state, doing, facts, say("receipt-code-right"))
        case CodeChecked(right=False):
            return Turn(state, (say("receipt-code-wrong"),))
        case ChoicePressed(choice="picture") if doing.code:
            picture = replace(say("receipt-picture"), pictures=(f"code:{doing.code}",), secret=True)
            return Turn(state.at(replace(doing, code="")), (picture,))
        case TextSent(text=text) if means(text, SEND):
            return Turn(state, (say("already-sent", number=doing.number),))
        case ChoicePressed(choice="skip"):
            return _done(state, doing, facts, say("receipt-skipped"))
    return None


def _done(state: PublicState, doing: NotingCode, facts: Facts, *remarks: Say) -> Step:
    if facts.door.erases:
        return Turn(state.at(ErasingCode(doing.refs, doing.handle)), remarks)
    return Turn(state.at(Resting(doing.handle)), remarks)


def left(state: PublicState, facts: Facts, *remarks: Say) -> Step | None:
    """Back or cancel where a code was just told: as good as skipping it; None elsewhere."""
    match state.doing:
        case NotingCode() as doing:
            return _done(state, doing, facts, *remarks, say("receipt-skipped"))
        case ErasingCode() as doing:
            return Turn(_after_erasing(state, doing), (*remarks, say("receipt-kept")))
    return None


def sent_here(state: PublicState) -> str:
    """The number of the filed report that is at hand; empty when none is."""
    doing = state.doing
    if isinstance(doing, NotingCode):
        return doing.number
    view = getattr(doing, "view", None)
    if view is not None:
        return str(view.number)
    own = state.owned(doing.filed) if isinstance(doing, Resting | ErasingCode) else None
    return own.number if own else ""


def erasing(state: PublicState, event: Event, facts: Facts) -> Step | None:
    """Asked whether messages with the code shall go from this chat."""
    doing = state.doing
    if not isinstance(doing, ErasingCode):
        return None
    after = _after_erasing(state, doing)
    match event:
        case ChoicePressed(choice="erase"):
            gone = (EraseMessage("last-secret"), *(EraseMessage(ref) for ref in doing.refs))
            return Turn(after, (say("receipt-erased"),), gone)
        case ChoicePressed(choice="keep"):
            return Turn(after, (say("receipt-kept"),))
    return None


def _after_erasing(state: PublicState, doing: ErasingCode) -> PublicState:
    return state.at(Viewing(doing.view) if doing.view else Resting(doing.filed))


def question(state: PublicState) -> Say:
    """What is asked about the code."""
    if isinstance(state.doing, ErasingCode):
        return say("receipt-erase", rows=((choice("erase"), choice("keep", "choice-keep-it")),))
    picture = isinstance(state.doing, NotingCode) and state.doing.code
    first = (choice("picture"), choice("skip")) if picture else (choice("skip"),)
    return replace(say("receipt-check", rows=(first,)), wants="code")
