"""How places are said: the name of a spot, the line of a report, and what is asked about it."""

from dataclasses import replace

from handlers.dialogue.facts import Facts
from handlers.dialogue.public_effect import Draft, Spot
from handlers.dialogue.reply import Say, choice, say
from handlers.doing import ChoosingSpot, ConfirmingSpot, SortingText
from handlers.talking import PublicState

_EXACT = ("pin", "live", "typed", "link", "photo")
"""Points that somebody set: what is near them says less, so that their degrees are shown."""

_FROM = {"photo": "place-from-photo", "live": "place-from-live"}


def place_name(facts: Facts, language: str) -> str:
    """The name of the place that is served here."""
    return dict(facts.place.names).get(language, facts.place.name)


def after_place(place: str, office: str) -> str:
    """An office's name where its place's stands before it: 五河县 and 县公安局 share one 县."""
    shared = place[-1:]
    return office.removeprefix(shared) if shared and not shared.isascii() else office


def own_greeting(facts: Facts, language: str) -> str:
    """The place's own first line; in the default language where it has none in this one."""
    known = dict(facts.place.greetings)
    return known.get(language, known.get(facts.languages[0], ""))


def lane_name(facts: Facts, language: str) -> str:
    """Who takes deaths and hidden accidents here."""
    return dict(facts.place.lane_names).get(language, facts.place.lane_name)


def name_of(spot: Spot) -> str:
    """A spot as a person reads it: its label, or its degrees."""
    return spot.label or _degrees(spot)


def _degrees(spot: Spot) -> str:
    """The point itself; the fifth decimal is a step."""
    return f"{spot.lat:.5f}, {spot.lon:.5f}"


def line(told: Draft) -> str | Say:
    """The place of a report on one line; empty when it is not known."""
    if told.spot is None:
        return told.place_words
    name, point = name_of(told.spot), _degrees(told.spot)
    exact = told.spot.source in _EXACT
    if not told.place_words or told.place_words in name:
        return say("place-point", place=name, degrees=point) if exact and name != point else name
    if exact and name != point:
        name = f"{name} {point}"
    elif name in told.place_words:
        return told.place_words
    return say("place-both", words=told.place_words, place=name)


def question(state: PublicState, facts: Facts) -> Say:
    """What is asked about the place."""
    match state.doing:
        case ChoosingSpot(spots):
            rows = tuple(
                (choice(f"spot:{index}", "choice-spot", place=name_of(spot)),)
                for index, spot in enumerate(spots)
            )
            return say("place-which", rows=(*rows, (choice("none-of-these"),)))
        case ConfirmingSpot(spot):
            key = _FROM.get(spot.source, "place-from-words")
            return say(
                key,
                rows=((choice("yes", "choice-here-yes"), choice("no", "choice-here-no")),),
                place=name_of(spot),
            )
        case SortingText(text):
            rows = ((choice("is-place"),), (choice("is-words"),))
            return say("place-or-words", rows=rows, words=text)
    known = line(state.draft.draft) if state.draft else ""
    if known:
        asked = say("place-change", rows=((choice("keep"),), (choice("back"),)), place=known)
    else:
        asked = _first_asked(facts)
    return replace(asked, wants="place")


def _first_asked(facts: Facts) -> Say:
    """Where is it? Whoever may read the answer besides the office is named before it is typed."""
    rows = ((choice("back"),),)
    service = facts.place.map_service
    if not service:
        return say("report-place", rows=rows)
    return say("report-place-maps", rows=rows, service=say(f"maps-{service}"))
