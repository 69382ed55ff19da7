"""Where it is: pins, live points, typed places, map links, a photo's claim, and what is found."""

import re
import unicodedata
from dataclasses import replace

from handlers import alarms, arrivals
from handlers.answers import means, plain
from handlers.dialogue.event import ChoicePressed, Event, PlaceShared, TextSent
from handlers.dialogue.facts import Facts
from handlers.dialogue.place_effect import GEOCODED
from handlers.dialogue.public_effect import (
    FindPlace,
    LinkTooShort,
    PlaceFound,
    PlaceOutside,
    PlacesLikely,
    PlaceUnclear,
    Spot,
)
from handlers.dialogue.reply import say
from handlers.dialogue.turn import Ask, Turn
from handlers.doing import (
    AwaitingPlace,
    AwaitingWords,
    ChoosingSpot,
    ConfirmingSpot,
    Resting,
    SortingText,
)
from handlers.drafting import add_words, go, has_place, opened, proceed, set_spot
from handlers.place_said import line, place_name
from handlers.talking import PublicState, Step
from handlers.vocabulary import DO_NOT_KNOW

STORY_WIDTH = 80
"""A longer answer to "where?" is taken as part of the story; a place in it is still looked for.
In letters; a Chinese character counts for two."""

_URL = re.compile(r"(?:https?://|www\.)[^\s\u3000-\u9fff]+", re.IGNORECASE)
_COORDINATES = re.compile(
    r"[\d\s.,;:+\-\N{DEGREE SIGN}\N{MASCULINE ORDINAL INDICATOR}'\"\u2019\u201d\u2032\u2033"
    r"NSEWnsew北南东西纬经度分秒()]{9,60}"
)
_NUMBERS = re.compile(r"\d+\.\d+|\d+(?=\s*(?:度|\N{DEGREE SIGN}))")
_ASKING = (AwaitingWords, AwaitingPlace, ChoosingSpot, ConfirmingSpot, SortingText)


def is_only_a_place(text: str) -> bool:
    """Is a text nothing but coordinates or a map link?"""
    flat = unicodedata.normalize("NFKC", text).strip()
    if _URL.fullmatch(flat):
        return True
    return bool(_COORDINATES.fullmatch(flat)) and len(_NUMBERS.findall(flat)) >= 2


def typed(state: PublicState, event: TextSent, facts: Facts) -> Step | None:
    """Coordinates or a link, typed before a place was asked for: a place, and no words."""
    if not is_only_a_place(event.text):
        return None
    asking = state.at(AwaitingPlace(event.text, event.ref))
    return Turn(
        replace(asking, draft=opened(state, facts)), do=(FindPlace(text=event.text.strip()),)
    )


def is_further_point(state: PublicState, event: PlaceShared) -> bool:
    """Is it a point of a live location of which one was taken, or that nobody needs?"""
    draft = state.draft
    return event.live and draft is not None and (draft.live_told or has_place(draft.draft))


def shared(state: PublicState, event: PlaceShared, facts: Facts) -> Step:
    """A pin, a venue or a point of a live location came."""
    draft = opened(state, facts)
    source = "live" if event.live else ("venue" if event.label else "pin")
    if event.live:
        draft = replace(draft, live_told=True)
    find = FindPlace(
        lat=event.lat,
        lon=event.lon,
        datum=event.datum,
        source=source,
        accuracy_m=event.accuracy_m,
        label=event.label,
    )
    return Turn(replace(state, draft=draft), do=(find,))


def awaiting(state: PublicState, event: Event, facts: Facts) -> Step | None:
    """Asked where it is."""
    match state.doing, event:
        case AwaitingPlace(), TextSent(text=text, ref=ref):
            if means(text, DO_NOT_KNOW):
                return Turn(state.at(AwaitingPlace(ref=ref)), (say("place-roughly"),))
            if alarms.width(text.strip()) > STORY_WIDTH:
                return None
            return Turn(state.at(AwaitingPlace(text, ref)), do=(FindPlace(text=text.strip()),))
        case AwaitingPlace(asked), PlaceUnclear() if asked and event.asked == asked.strip():
            if alarms.sounds_like_a_place(asked):
                return _in_words(state, asked.strip(), state.doing.ref, facts)
            return _sort(state, asked.strip(), state.doing.ref, facts)
        case AwaitingPlace(asked), LinkTooShort() if asked:
            rest = plain(_URL.sub(" ", asked))
            again = (FindPlace(text=rest, hopeful=True),) if len(rest) > 1 else ()
            if not again and has_place(opened(state, facts).draft):
                return proceed(state, facts, say("place-short-link"))
            asking = state.at(AwaitingPlace(ref=state.doing.ref))
            return Turn(asking, (say("place-short-link"),), again)
        case AwaitingPlace(), ChoicePressed(choice="keep"):
            return proceed(state, facts)
    return None


def _in_words(state: PublicState, words: str, ref: str, facts: Facts) -> Step:
    draft = set_spot(opened(state, facts), None, words, ref=ref)
    return proceed(replace(state, draft=draft), facts, say("place-in-words", words=words))


def _sort(state: PublicState, text: str, ref: str, facts: Facts) -> Step:
    """Ask whether it is a place; until that is known it stands among the words."""
    draft = add_words(opened(state, facts), text, ref)
    return Turn(replace(state, draft=draft, doing=SortingText(text, ref)))


def sorting(state: PublicState, event: Event, facts: Facts) -> Step | None:
    """Asked whether a text is a place or part of the story."""
    match state.doing, event:
        case SortingText(text, ref), ChoicePressed(choice="is-place"):
            draft = opened(state, facts)
            left = _without(draft.draft.words, (ref, text))
            told = replace(draft, draft=replace(draft.draft, words=left))
            return _in_words(replace(state, draft=told), text, ref, facts)
        case SortingText(), ChoicePressed(choice="is-words"):
            step = proceed(state, facts, say("report-words-added"))
            return arrivals.alarmed(step.state, state.doing.text) or step
        case SortingText(), TextSent():
            return awaiting(state.at(AwaitingPlace()), event, facts)
    return None


def _without(
    words: tuple[tuple[str, str], ...], gone: tuple[str, str]
) -> tuple[tuple[str, str], ...]:
    """The words without the newest of these."""
    for at in range(len(words) - 1, -1, -1):
        if words[at] == gone:
            return (*words[:at], *words[at + 1 :])
    return words


def choosing(state: PublicState, event: Event, facts: Facts) -> Step | None:
    """Asked which of several places it is."""
    match state.doing, event:
        case ChoosingSpot(spots), ChoicePressed(choice=name) if name.startswith("spot:"):
            return _set(state, spots[int(name.removeprefix("spot:"))], facts)
        case ChoosingSpot(_, asked), ChoicePressed(choice="none-of-these"):
            draft = opened(state, facts)
            told = replace(draft.draft, place_words=asked or draft.draft.place_words)
            return go(replace(state, draft=replace(draft, draft=told)), AwaitingPlace())
        case ChoosingSpot(), TextSent():
            return awaiting(state.at(AwaitingPlace()), event, facts)
    return None


def confirming(state: PublicState, event: Event, facts: Facts) -> Step | None:
    """Asked whether the hazard is at the point that a photo or a phone named."""
    match state.doing, event:
        case ConfirmingSpot(spot), ChoicePressed(choice="yes"):
            return _set(state, spot, facts)
        case ConfirmingSpot(), ChoicePressed(choice="no"):
            draft = replace(opened(state, facts), offered=None)
            return proceed(replace(state, draft=draft), facts)
        case ConfirmingSpot(), TextSent():
            draft = replace(opened(state, facts), offered=None)
            return awaiting(replace(state, draft=draft, doing=AwaitingPlace()), event, facts)
    return None


def _set(state: PublicState, spot: Spot, facts: Facts) -> Step:
    """Take a point as the place; typed words that led to it say more than its name, and stay."""
    draft = opened(state, facts)
    typed, ref = draft.draft.place_words, draft.place_ref
    if isinstance(state.doing, AwaitingPlace | ChoosingSpot):
        ref = state.doing.ref
        typed = state.doing.asked.strip() if spot.source == "gazetteer" else ""
    draft = set_spot(draft, spot, typed, ref=ref)
    noted = say("place-noted", place=line(draft.draft)) if spot.label else say("place-noted-pin")
    return arrivals.settled(replace(state, draft=draft), facts, noted)


# ── what was found ──────────────────────────────────────────────────────────────────────────────


def found(state: PublicState, event: PlaceFound, facts: Facts) -> Step:
    """One place fits what was sent or typed."""
    draft, spot = opened(state, facts), event.spot
    if spot.source in {"pin", "venue"}:
        return _set(state, spot, facts)
    if spot.source in {"photo", "live"}:
        if has_place(draft.draft):
            return Turn(state, ask=Ask.NOT)
        state = replace(state, draft=replace(draft, offered=spot))
        if isinstance(state.doing, _ASKING) or (spot.source == "live" and _is_idle(state)):
            return proceed(state, facts)
        return Turn(state, ask=Ask.NOT)
    if has_place(draft.draft) and not isinstance(state.doing, AwaitingPlace):
        return Turn(state, ask=Ask.NOT)
    return _set(state, spot, facts)


def _is_idle(state: PublicState) -> bool:
    return isinstance(state.doing, Resting)


def likely(state: PublicState, event: PlacesLikely, facts: Facts) -> Step:
    """Several places fit: the person chooses, if the place is still asked for."""
    if event.spots[0].source == GEOCODED:
        return _learnt(state, event)
    draft = opened(state, facts)
    if has_place(draft.draft) and not isinstance(state.doing, AwaitingPlace):
        return Turn(state, ask=Ask.NOT)
    if len(event.spots) > 1 and isinstance(state.doing, _ASKING):
        known = state.doing if isinstance(state.doing, AwaitingPlace) else AwaitingPlace()
        return Turn(state.at(ChoosingSpot(event.spots, known.asked.strip(), known.ref)))
    state = replace(state, draft=replace(draft, offered=event.spots[0]))
    if isinstance(state.doing, _ASKING):
        return Turn(state.at(ConfirmingSpot(event.spots[0])))
    return Turn(state, ask=Ask.NOT)


def _learnt(state: PublicState, event: PlacesLikely) -> Step:
    """Where about typed words are: the point stands beside them, and the summary shows both.

    It comes when it comes, so it asks nothing, and counts only while the words are still there.
    """
    draft = state.draft
    if draft is None or draft.draft.spot is not None or draft.draft.place_words != event.asked:
        return Turn(state, ask=Ask.NOT)
    found = set_spot(draft, event.spots[0], event.asked, ref=draft.place_ref)
    return Turn(replace(state, draft=replace(found, offered=draft.offered)), ask=Ask.NOT)


def unclear(state: PublicState, event: PlaceUnclear, facts: Facts) -> Step:
    """Words that were no place: nothing follows from it."""
    return Turn(state, ask=Ask.NOT)


def outside(state: PublicState, event: PlaceOutside, facts: Facts) -> Step:
    """The point lies outside the place that is served here."""
    if event.spot.source == "photo":
        return Turn(state, ask=Ask.NOT)
    where = place_name(facts, state.language)
    return Turn(state, (say("place-outside", place=where),))


def short_link(state: PublicState, event: LinkTooShort, facts: Facts) -> Step:
    """A shortened map link was sent; it is never opened."""
    if state.draft and has_place(state.draft.draft):
        return Turn(state, ask=Ask.NOT)
    return Turn(state, (say("place-short-link"),))
