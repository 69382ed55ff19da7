"""Who can read what, and cutting the link between this chat and its reports."""

from dataclasses import replace

from handlers.answers import means
from handlers.arrivals import alarmed
from handlers.dialogue.event import ChoicePressed, Event, TextSent
from handlers.dialogue.facts import Facts
from handlers.dialogue.public_effect import CutLink, LinkCut
from handlers.dialogue.reply import Say, choice, say
from handlers.dialogue.turn import Ask, Turn
from handlers.doing import AskingDanger, AskingDeaths, Resting
from handlers.drafting import opened, proceed, text_of
from handlers.place_said import lane_name
from handlers.summary import drop_files
from handlers.talking import PublicState, Step
from handlers.vocabulary import DO_NOT_KNOW


def explain(state: PublicState, facts: Facts) -> Step:
    """Who can read what; the open question follows."""
    lines = [say(f"privacy-{one}") for one in ("office", "unit", "code", "keys")]
    if facts.door.kind == "messenger":
        lines.append(say("privacy-messenger", messenger=facts.door.messenger))
        if facts.place.web_address:
            lines.append(say("greeting-web", address=facts.place.web_address))
    if facts.place.map_service:
        lines.append(say("privacy-maps", service=say(f"maps-{facts.place.map_service}")))
    lines.append(say("privacy-stop"))
    return Turn(state, (say("privacy", lines=tuple(lines)),))


def stop(state: PublicState, facts: Facts) -> Step:
    """Cut every link from this chat's reports to this chat, at once and without asking."""
    gone = drop_files(state.draft)
    handles = tuple(own.handle for own in state.own)
    left = PublicState(state.language, spoke_at=state.spoke_at)
    return Turn(left, (), (CutLink(handles), *gone), Ask.NOT)


def link_cut(state: PublicState, event: LinkCut, facts: Facts) -> Step:
    """Nothing here leads to this chat any more: say what remains."""
    messenger = facts.door.kind == "messenger"
    remains = (
        say("stop-remains-messenger", messenger=facts.door.messenger)
        if messenger
        else say("stop-remains-web")
    )
    return Turn(state.at(Resting()), (say("stop-done", remains=remains),), ask=Ask.NOT)


def answering_alarm(state: PublicState, event: Event, facts: Facts) -> Step | None:
    """Asked whether people are in danger now, or whether somebody died or an accident is hidden."""
    draft = opened(state, facts)
    match state.doing, event:
        case AskingDanger(), ChoicePressed(choice="yes"):
            told = replace(draft, draft=replace(draft.draft, danger=True))
            return _after_danger(replace(state, draft=told), facts, say("danger-go-on"))
        case AskingDeaths(), ChoicePressed(choice="yes"):
            told = replace(draft, draft=replace(draft.draft, deaths=True))
            return proceed(replace(state, draft=told), facts, say("deaths-go-on"))
        case AskingDanger(), ChoicePressed(choice="no"):
            return _after_danger(state, facts, say("alarm-none"))
        case AskingDanger(), _ if _is_unsure(event):
            return _after_danger(state, facts, say("alarm-unsure"))
        case AskingDeaths(), ChoicePressed(choice="no"):
            return proceed(state, facts, say("alarm-none"))
        case AskingDeaths(), _ if _is_unsure(event):
            return proceed(state, facts, say("alarm-none"))
    return None


def _is_unsure(event: Event) -> bool:
    """No answer, or "I don't know": not that the person knows of, so it goes on."""
    match event:
        case ChoicePressed(choice="skip"):
            return True
        case TextSent(text=text):
            return means(text, DO_NOT_KNOW)
    return False


def _after_danger(state: PublicState, facts: Facts, remark: Say) -> Step:
    """The same words may tell of deaths as well: that is asked next."""
    asked = alarmed(state, text_of(opened(state, facts).draft))
    return replace(asked, say=(remark,)) if asked else proceed(state, facts, remark)


def question(state: PublicState, facts: Facts) -> Say:
    """Whom to call, and whether it is so."""
    if isinstance(state.doing, AskingDanger):
        buttons = (choice("yes", "choice-danger-yes"), choice("no", "choice-danger-no"))
        return say("danger-now", rows=(buttons,))
    rows = ((choice("yes", "choice-deaths-yes"), choice("no", "choice-deaths-no")),)
    if facts.place.lane_phone:
        lane = lane_name(facts, state.language)
        return say("deaths-lane", rows=rows, lane=lane, phone=facts.place.lane_phone)
    return say("deaths", rows=rows)
