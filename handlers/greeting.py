"""First words, the menu, help, and the language: how a conversation begins and finds its feet."""

from dataclasses import replace

from handlers.dialogue.event import ChoicePressed, Event
from handlers.dialogue.facts import Facts
from handlers.dialogue.public_effect import Draft, FindUnit, UnitFound, UnitUnknown
from handlers.dialogue.reply import Choice, Say, choice, say
from handlers.dialogue.turn import Ask, Turn
from handlers.doing import AwaitingWords, ChoosingLanguage, DroppingDraft, Resting
from handlers.drafting import add_words, has_place, is_empty, opened, pass_by, proceed, set_spot
from handlers.place_said import lane_name, line, own_greeting, place_name
from handlers.receipt import sent_here
from handlers.talking import PublicState, Step


def first(facts: Facts) -> PublicState:
    """Somebody of whom nothing is known yet."""
    hint = facts.door.language
    return PublicState(hint if hint in facts.languages else facts.languages[0])


def first_words(state: PublicState, facts: Facts) -> Say:
    """What this is, what stays unknown, and whom to call instead."""
    place = facts.place
    own = own_greeting(facts, state.language)
    lines = [say("greeting", lines=(own,))] if own else []
    lines.append(say("greeting-what", place=place_name(facts, state.language)))
    if facts.door.kind == "messenger":
        lines.append(say("greeting-unknown-messenger", messenger=facts.door.messenger))
        if place.web_address:
            lines.append(say("greeting-web", address=place.web_address))
    else:
        lines.append(say("greeting-unknown"))
    lines.append(say("greeting-danger"))
    if place.lane_phone:
        lane = lane_name(facts, state.language)
        lines.append(say("greeting-deaths", lane=lane, phone=place.lane_phone))
    if facts.trial:
        lines.append(say("greeting-trial"))
    return say("greeting", lines=tuple(lines))


def greet(state: PublicState, facts: Facts) -> Step:
    """The first screen: the first words with three buttons."""
    shown = replace(first_words(state, facts), rows=menu(state, facts), question="menu")
    return Turn(state.at(Resting()), (shown,), ask=Ask.NOT)


def resume(told: Draft) -> Say:
    """Where a report stands that was begun before: nothing of it is gone."""
    lines = []
    if told.words:
        lines.append(say("resume-words"))
    if told.photos:
        lines.append(say("summary-photos", count=len(told.photos)))
    if place := line(told):
        lines.append(say("summary-place", place=place))
    if told.unit_name:
        lines.append(say("summary-unit", unit=told.unit_name))
    return say("resume-draft", lines=tuple(lines))


def menu(state: PublicState, facts: Facts) -> tuple[tuple[Choice, ...], ...]:
    """The three things that can be begun."""
    others = [one for one in facts.languages if one != state.language]
    language = choice("language")
    if len(others) == 1:
        language = _language(others[0])
    return ((choice("report"),), (choice("follow"), language))


def opened_door(state: PublicState, payload: str, facts: Facts) -> Step:
    """The door was opened, perhaps through a poster's code."""
    if payload:
        return Turn(state, (), (FindUnit(payload),), Ask.NOT)
    if state.draft and not is_empty(state.draft):
        return proceed(state, facts)
    return greet(state, facts)


def unit_found(state: PublicState, event: UnitFound, facts: Facts) -> Step:
    """The poster names a unit: it is filled in, and its place where it is known."""
    draft = opened(state, facts)
    typed = "" if draft.draft.unit_id else draft.draft.unit_name
    if typed and typed != event.name:
        draft = add_words(draft, typed, "")
    told = replace(draft.draft, unit_id=event.unit_id, unit_name=event.name)
    draft = pass_by(replace(draft, draft=told), "unit")
    if event.spot and not has_place(draft.draft):
        draft = set_spot(draft, event.spot)
    return proceed(replace(state, draft=draft), facts, say("poster-unit", unit=event.name))


def unit_unknown(state: PublicState, event: UnitUnknown, facts: Facts) -> Step:
    """The poster is not ours or too old: nothing else changes."""
    return Turn(state, (say("poster-unknown"),))


def begin(state: PublicState, facts: Facts) -> Step:
    """To report: a new report, or the one that is open."""
    if state.draft and not is_empty(state.draft):
        return proceed(state, facts)
    return Turn(state.at(AwaitingWords()))


def begin_again(state: PublicState, facts: Facts) -> Step:
    """To start again: what was told is not dropped unasked."""
    if state.draft and not is_empty(state.draft):
        return Turn(state.at(DroppingDraft(again=True)))
    return Turn(state.at(AwaitingWords()))


def cancel(state: PublicState, facts: Facts) -> Step:
    """To leave it: what was told is not dropped unasked, and what was sent is not taken back."""
    if state.draft and not is_empty(state.draft):
        return Turn(state.at(DroppingDraft()))
    rest = replace(state, draft=None, doing=Resting())
    if number := sent_here(state):
        return Turn(rest, (say("sent-stays", number=number),))
    return Turn(rest, (say("all-sent-stays" if state.own else "report-cancelled"),))


def help_words(state: PublicState, facts: Facts) -> Step:
    """What can be done here, in a few lines; the open question follows."""
    return Turn(state, (say("help"),))


def to_language(state: PublicState, name: str, facts: Facts) -> Step:
    """Go on in another language; with two there is nothing to ask."""
    others = [one for one in facts.languages if one != state.language]
    by_name = {one.lower(): one for one in facts.languages}
    wanted = by_name.get(name.lower(), others[0] if len(others) == 1 and not name else "")
    if not wanted:
        return Turn(state.at(ChoosingLanguage()))
    changed = replace(state, language=wanted)
    if isinstance(state.doing, ChoosingLanguage):
        changed = proceed(changed, facts).state
    if isinstance(changed.doing, Resting) and is_empty(changed.draft):
        return greet(changed, facts)
    return Turn(changed, (say("language-changed"),))


def choosing_language(state: PublicState, event: Event, facts: Facts) -> Step | None:
    """Asked for the language."""
    match event:
        case ChoicePressed(choice="back"):
            return proceed(state, facts)
    return None


def _language(name: str) -> Choice:
    """The button of a language, in that language's own words."""
    return choice(f"language:{name.lower()}", f"language-{name.lower()}")


def question(state: PublicState, facts: Facts) -> Say:
    """The menu, or the languages."""
    if isinstance(state.doing, ChoosingLanguage):
        rows = tuple((_language(one),) for one in facts.languages)
        return say("language-which", rows=rows)
    return say("menu", rows=menu(state, facts))
