"""A message that was sent earlier now reads otherwise: what it was told for is changed with it."""

from dataclasses import replace

from handlers import details, places
from handlers.dialogue.event import TextEdited, TextSent
from handlers.dialogue.facts import Facts
from handlers.dialogue.reply import say
from handlers.dialogue.turn import Ask, Turn
from handlers.doing import (
    AskingDetail,
    AwaitingPlace,
    AwaitingWords,
    Changing,
    ChoosingSpot,
    ConfirmingSpot,
    RewritingWords,
    SortingPhotos,
    SortingText,
    Summarising,
)
from handlers.talking import OpenDraft, PublicState, Step
from handlers.word_room import keep_words

_TELLING = (
    *(AwaitingWords, RewritingWords, SortingPhotos, AwaitingPlace, ChoosingSpot, ConfirmingSpot),
    *(SortingText, AskingDetail, Changing, Summarising),
)
"""Here a place can be looked for anew: what is asked now is asked again afterwards."""


def edited(state: PublicState, event: TextEdited, facts: Facts) -> Step:
    """Change what the message was told for: the words, the place, the unit, or nothing any more."""
    draft, ref = state.draft, event.ref
    if not ref:
        return Turn(state, ask=Ask.NOT)
    if draft and any(known == ref for known, _ in draft.draft.words):
        return _words(state, draft, event)
    asking = state.doing.ref if isinstance(state.doing, AwaitingPlace | ChoosingSpot) else ""
    if ref in (asking, draft.place_ref if draft else ""):
        return _place(state, event, facts)
    if draft and draft.unit_ref == ref:
        return _unit(state, event, facts)
    if any(ref in own.refs for own in state.own):
        return Turn(state, (say("report-edit-too-late"),), ask=Ask.NOT)
    return Turn(state, ask=Ask.NOT)


def _words(state: PublicState, draft: OpenDraft, event: TextEdited) -> Step:
    text, doing = event.text.strip(), state.doing
    if isinstance(doing, SortingText) and doing.ref == event.ref:
        doing = SortingText(text, event.ref)
    grown, full = keep_words(draft, text, event.ref)
    changed = replace(state, draft=grown, doing=doing)
    return Turn(changed, full or (say("report-words-changed"),), ask=_seen(state))


def _place(state: PublicState, event: TextEdited, facts: Facts) -> Step:
    """Look for the place anew, as if it had been typed in answer to "where?"."""
    step = None
    if isinstance(state.doing, _TELLING) and event.text.strip():
        asking = state.at(AwaitingPlace())
        step = places.awaiting(asking, TextSent(event.text, event.ref), facts)
    return step or Turn(state, (say("edit-place-how"),), ask=Ask.NOT)


def _unit(state: PublicState, event: TextEdited, facts: Facts) -> Step:
    if not details.is_name(event.text):
        return Turn(state, (say("edit-unit-how"),), ask=Ask.NOT)
    named = details.unit_named(state, event.text, event.ref, facts)
    return Turn(named, (say("report-words-changed"),), ask=_seen(state))


def _seen(state: PublicState) -> Ask:
    """The summary shows what was changed, so it is shown again."""
    return Ask.NOW if isinstance(state.doing, Summarising) else Ask.NOT
