"""Words that arrive at any time and must land in the report, whatever was asked."""

import re
from dataclasses import replace

from handlers import alarms
from handlers.dialogue.effect import Effect
from handlers.dialogue.event import TextSent
from handlers.dialogue.facts import Facts
from handlers.dialogue.public_effect import FindPlace
from handlers.dialogue.reply import Say, say
from handlers.dialogue.turn import Ask, Turn
from handlers.doing import (
    AskingDanger,
    AskingDeaths,
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
from handlers.drafting import go, has_place, next_doing, opened
from handlers.talking import OpenDraft, PublicState, Step
from handlers.word_room import keep_words

_LATIN_WORDS = re.compile(r"[A-Za-z]{2,}")
_CHINESE = re.compile("[\u4e00-\u9fff]")

_STAYING = (
    AskingDanger,
    AskingDeaths,
    AskingDetail,
    AwaitingPlace,
    Changing,
    ChoosingSpot,
    ConfirmingSpot,
    RewritingWords,
    SortingPhotos,
    SortingText,
)
"""What was asked here is still open when something else landed meanwhile."""


TELLING = (*_STAYING, AwaitingWords, Summarising)
"""The report itself is being told; everywhere else it lies beside."""


def onward(state: PublicState, facts: Facts, *remarks: Say, ask: Ask = Ask.NOW) -> Step:
    """Ask again what is still open; from anywhere else go on with the report."""
    if isinstance(state.doing, AskingDetail):
        return go(state, state.doing, *remarks, ask=ask)
    if isinstance(state.doing, _STAYING):
        return Turn(state, remarks, ask=ask)
    return go(state, next_doing(state.draft, facts), *remarks, ask=ask)


def settled(state: PublicState, facts: Facts, *remarks: Say) -> Step:
    """The place is known: whatever asked for it is answered."""
    if isinstance(state.doing, (AwaitingPlace, ChoosingSpot, ConfirmingSpot, SortingText)):
        return go(state, next_doing(state.draft, facts), *remarks)
    return onward(state, facts, *remarks)


def and_do(step: Step, *effects: Effect) -> Step:
    """The step with more to be done."""
    return replace(step, do=(*step.do, *effects))


# ── words ───────────────────────────────────────────────────────────────────────────────────────


def words(state: PublicState, event: TextSent, facts: Facts) -> Step:
    """Words for the report, whatever was asked."""
    return many_words(state, ((event.ref, event.text),), facts)


def many_words(state: PublicState, said: tuple[tuple[str, str], ...], facts: Facts) -> Step:
    """Several messages at once, as (handle, text): looked at together, kept apart."""
    draft = opened(state, facts)
    text = "\n".join(one.strip() for _, one in said).strip()
    if not text:
        return Turn(state)
    told = bool(draft.draft.words)
    grown: OpenDraft = draft
    full: tuple[Say, ...] = ()
    for ref, one in said:
        grown, left_out = keep_words(grown, one.strip(), ref)
        full = full or left_out
    landed = replace(state, draft=grown)
    offer = () if told else _offer(state, text, facts)
    beside = told or isinstance(state.doing, _STAYING)
    noted = full or (say("report-words-added" if beside else "report-words-noted"),)
    asked = alarmed(landed, text)
    step = replace(asked, say=full) if asked else onward(landed, facts, *noted, *offer)
    if has_place(draft.draft):
        return step
    return and_do(step, FindPlace(text=text, hopeful=True))


def _offer(state: PublicState, text: str, facts: Facts) -> tuple[Say, ...]:
    """Somebody who writes in Latin letters to a Chinese conversation may like it in English."""
    if state.language == "en" or "en" not in facts.languages:
        return ()
    english = len(_LATIN_WORDS.findall(text)) >= 3 and not _CHINESE.search(text)
    return (say("language-offer"),) if english else ()


def alarmed(state: PublicState, text: str) -> Step | None:
    """Ask about danger or deaths, once a report each, before going on."""
    draft = state.draft
    if draft is None:
        return None
    if alarms.sounds_dangerous(text) and not draft.danger_told:
        told = replace(draft, danger_told=True)
        return Turn(replace(state, draft=told, doing=AskingDanger()))
    if alarms.sounds_deadly(text) and not draft.deaths_told:
        told = replace(draft, deaths_told=True)
        return Turn(replace(state, draft=told, doing=AskingDeaths()))
    return None
