"""What comes beside an open case or just after filing: does it belong there, or to a new report?"""

from dataclasses import replace

from handlers.adding import handed
from handlers.arrivals import many_words, settled
from handlers.dialogue.effect import DropPhotos, Effect, KeepEvidence, KeepPhoto
from handlers.dialogue.event import ChoicePressed, Event, EvidenceSent, PhotoSent, TextSent
from handlers.dialogue.facts import Facts
from handlers.dialogue.public_effect import AddToCase, PlaceFound, ProposeSectors
from handlers.dialogue.reply import Choice, Say, choice, say
from handlers.dialogue.turn import Ask, Turn
from handlers.doing import Adding, NotingCode, PlacingWords, Resting, Viewing
from handlers.drafting import is_empty, opened, set_spot
from handlers.photos import evidence, photo
from handlers.place_said import name_of
from handlers.talking import Awaited, PublicState, Step

Thing = TextSent | PhotoSent | EvidenceSent | PlaceFound


def may_belong(state: PublicState, event: Event, facts: Facts) -> Step | None:
    """Something beside an open case: ask where it belongs, and hold it meanwhile."""
    if not isinstance(event, Thing):
        return None
    match state.doing:
        case Viewing(view) if view.may_add:
            held = PlacingWords(view.handle, view.number, view)
        case NotingCode(handle, number):
            held = PlacingWords(handle, number)
        case Resting(filed) if filed and (own := state.owned(filed)):
            held = PlacingWords(own.handle, own.number)
        case _:
            return None
    return _hold(state, held, event)


def _hold(state: PublicState, held: PlacingWords, event: Thing) -> Step:
    match event:
        case TextSent(text, ref):
            held = replace(held, words=(*held.words, (ref, text.strip())))
        case PlaceFound(spot):
            held = replace(held, spot=spot)
        case EvidenceSent(ref, kind, duration_s):
            if all(ref != known for known, _, _ in held.recordings):
                held = replace(held, recordings=(*held.recordings, (ref, kind, duration_s)))
        case PhotoSent():
            return _hold_photo(state, held, event)
    return Turn(state.at(_with_caption(held, event)))


def _hold_photo(state: PublicState, held: PlacingWords, event: PhotoSent) -> Step:
    if event.ref not in held.refs:
        held = replace(held, refs=(*held.refs, event.ref))
    if event.album and event.album not in held.albums:
        held = replace(held, albums=(*held.albums, event.album))
    later = Ask.LATER if event.album else Ask.NOW
    return Turn(state.at(_with_caption(held, event)), ask=later)


def _with_caption(held: PlacingWords, event: Thing) -> PlacingWords:
    if not isinstance(event, PhotoSent | EvidenceSent) or not event.caption.strip():
        return held
    return replace(held, words=(*held.words, (f"{event.ref}#caption", event.caption.strip())))


def placing(state: PublicState, event: Event, facts: Facts) -> Step | None:
    """Asked whether what came belongs to the case or to a new report."""
    match state.doing, event:
        case PlacingWords() as held, ChoicePressed(choice="to-case"):
            return _to_case(state, held)
        case PlacingWords() as held, ChoicePressed(choice="to-report"):
            return _to_report(state, held, facts)
        case PlacingWords() as held, ChoicePressed(choice="drop"):
            after = state.at(Viewing(held.view) if held.view else Resting())
            return Turn(after, (say("words-dropped"),), _never_fetched(held))
        case PlacingWords() as held, (
            TextSent() | PhotoSent() | EvidenceSent() | PlaceFound()
        ) as more:
            return _hold(state, held, more)
    return None


def _never_fetched(held: PlacingWords) -> tuple[Effect, ...]:
    """Files that were held by their handles alone are let go where they wait."""
    refs = (*held.refs, *(ref for ref, _, _ in held.recordings))
    return (DropPhotos((), refs),) if refs else ()


def _to_case(state: PublicState, held: PlacingWords) -> Step:
    pictures = (Awaited(ref, held.handle) for ref in held.refs)
    recordings = (Awaited(ref, held.handle, kind=kind) for ref, kind, _ in held.recordings)
    own = tuple(
        replace(one, refs=(*one.refs, *held.refs), albums=(*one.albums, *held.albums))
        if one.handle == held.handle
        else one
        for one in state.own
    )
    state = replace(
        handed(state, *held.words),
        own=own,
        awaited=(*state.awaited, *pictures, *recordings),
        doing=Adding(held.view) if held.view else Resting(held.handle),
    )
    agreed = state.keeps_originals(held.handle)
    do: list[Effect] = [KeepPhoto(ref, held=agreed) for ref in held.refs]
    do += [KeepEvidence(*one) for one in held.recordings]
    if not (held.words or held.spot):
        return Turn(state, (say("case-photo-coming"),), tuple(do))
    text = "\n".join(text for _, text in held.words)
    ref = next((ref for ref, _ in held.words if ref), "")
    do.append(AddToCase(held.handle, text, spot=held.spot, ref=ref))
    return Turn(state, (), tuple(do), Ask.NOT)


def _to_report(state: PublicState, held: PlacingWords, facts: Facts) -> Step:
    step: Step = Turn(state.at(Resting()))
    album = held.albums[0] if held.albums else ""
    for ref in held.refs:
        step = _then(step, photo(step.state, PhotoSent(ref, album), facts))
    for one in held.recordings:
        step = _then(step, evidence(step.state, EvidenceSent(*one), facts))
    if held.words:
        step = _then(step, many_words(step.state, held.words, facts))
    if held.spot:
        before = opened(step.state, facts)
        draft = set_spot(before, held.spot, before.draft.place_words)
        step = _then(step, settled(replace(step.state, draft=draft), facts))
    return replace(step, do=_newest_looks(step.do))


def _newest_looks(effects: tuple[Effect, ...]) -> tuple[Effect, ...]:
    """Each thing that landed may have proposed sectors anew: the last look knows all of it."""
    looks = [one for one in effects if isinstance(one, ProposeSectors)]
    others = [one for one in effects if not isinstance(one, ProposeSectors)]
    return (*others, *looks[-1:])


def _then(step: Step, more: Step) -> Step:
    """Two steps as one."""
    return Turn(more.state, (*step.say, *more.say), (*step.do, *more.do))


# ── how it is said ──────────────────────────────────────────────────────────────────────────────


def question(state: PublicState) -> Say:
    """What is held, and where it may belong."""
    held = state.doing
    lines: list[Say] = []
    number = ""
    if isinstance(held, PlacingWords):
        number = held.number
        lines = list(_lines(held))
    rows = _rows(state, number)
    return say("where-belongs", rows=rows, number=number, lines=tuple(lines))


def _lines(held: PlacingWords) -> tuple[Say, ...]:
    lines = []
    if held.words:
        lines.append(say("summary-words", words="\n".join(text for _, text in held.words)))
    if held.refs:
        lines.append(say("summary-photos", count=len(held.refs)))
    if held.recordings:
        lines.append(say("summary-evidence", count=len(held.recordings)))
    if held.spot:
        lines.append(say("summary-place", place=name_of(held.spot)))
    return tuple(lines)


def _rows(state: PublicState, number: str) -> tuple[tuple[Choice, ...], ...]:
    label = "choice-to-new" if is_empty(state.draft) else "choice-to-open"
    return (
        (choice("to-case", "choice-to-case", number=number),),
        (choice("to-report", label),),
        (choice("drop", "choice-discard"),),
    )
