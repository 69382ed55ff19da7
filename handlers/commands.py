"""What can be asked for at any time, by a command, a word or an older button."""

from collections.abc import Callable
from dataclasses import replace

from handlers import claim_naming, follow, greeting, privacy, receipt
from handlers.answers import choices
from handlers.dialogue.event import ChoicePressed
from handlers.dialogue.facts import Facts
from handlers.dialogue.reply import say
from handlers.dialogue.turn import Turn
from handlers.doing import (
    AskingDetail,
    AwaitingPlace,
    AwaitingWords,
    ChoosingSpot,
    ConfirmingSpot,
    NotingCode,
    PlacingWords,
    Resting,
    SortingText,
    Summarising,
)
from handlers.drafting import has_matter, has_place, is_empty, opened, proceed
from handlers.scenes import at_hand, question
from handlers.talking import PublicState, Step

Command = Callable[[PublicState, Facts], Step]

_LEAVING = {"start", "report", "new", "status", "follow", "news", "back", "cancel"}
"""Commands that go elsewhere: not while something waits to be told where it belongs."""


_PASSING = ("keep", "finished", "back")
"""Buttons that leave all as it is: a word to skip means the first of them that is offered."""


def back(state: PublicState, facts: Facts) -> Step:
    """One step back; nothing that was told is dropped."""
    at_a_code = receipt.left(state, facts) or claim_naming.left(state, facts)
    if at_a_code:
        return at_a_code
    match state.doing:
        case AskingDetail():
            return Turn(state.at(AwaitingPlace()))
        case Summarising() if state.draft and state.draft.passed:
            before = replace(state.draft, passed=state.draft.passed[:-1])
            return proceed(replace(state, draft=before), facts)
        case ConfirmingSpot() | ChoosingSpot() | SortingText():
            return Turn(state.at(AwaitingPlace()))
        case AwaitingPlace():
            return Turn(state.at(AwaitingWords()))
        case AwaitingWords() if is_empty(state.draft):
            return Turn(replace(state, draft=None, doing=Resting()))
        case AwaitingWords() | Resting():
            return Turn(state.at(Resting()))
    return proceed(state, facts)


def cancel(state: PublicState, facts: Facts) -> Step:
    """To leave it, wherever that is."""
    number = receipt.sent_here(state)
    stays = (say("sent-stays", number=number),) if number else ()
    at_a_code = receipt.left(state, facts, *stays) or claim_naming.left(state, facts)
    return at_a_code or greeting.cancel(state, facts)


def skip(state: PublicState, facts: Facts) -> Step:
    """To leave the open question out, also where no button says so."""
    step = at_hand(state, ChoicePressed("skip"), facts)
    if step:
        return step
    told = opened(state, facts).draft
    match state.doing:
        case AwaitingPlace() | ChoosingSpot() | ConfirmingSpot() | SortingText():
            if has_place(told):
                return proceed(state, facts)
            return Turn(state, (say("skip-needed"),))
        case AwaitingWords() if not has_matter(told):
            return Turn(state, (say("skip-needed"),))
        case Summarising():
            return Turn(state, (say("skip-done"),))
    offered = {one.name for one in choices(question(state, facts))}
    passed = next((ChoicePressed(name) for name in _PASSING if name in offered), None)
    step = at_hand(state, passed, facts) if passed else None
    return step or Turn(state)


def thanks(state: PublicState, facts: Facts) -> Step:
    """A friendly word back."""
    return Turn(state, (say("thanks"),))


COMMANDS: dict[str, Command] = {
    "start": lambda state, facts: greeting.opened_door(state, "", facts),
    "help": greeting.help_words,
    "new": greeting.begin_again,
    "report": greeting.begin,
    "status": follow.begin,
    "follow": follow.begin,
    "news": follow.show_news,
    "cancel": cancel,
    "language": lambda state, facts: greeting.to_language(state, "", facts),
    "privacy": privacy.explain,
    "stop": privacy.stop,
    "back": back,
    "thanks": thanks,
    "skip": skip,
}
"""Name -> what it does. `language:<name>` goes straight to a language."""


def run(state: PublicState, name: str, facts: Facts) -> Step | None:
    """What a command or an older button does; None when there is none of that name."""
    if name.startswith("language:"):
        return greeting.to_language(state, name.removeprefix("language:"), facts)
    if name in _LEAVING and isinstance(state.doing, PlacingWords):
        return Turn(state, (say("first-this"),))
    act = COMMANDS.get(name)
    if act is None:
        return None
    step = act(state, facts)
    if name in _LEAVING - {"back", "cancel"} and isinstance(state.doing, NotingCode):
        return replace(step, say=(say("receipt-skipped"), *step.say))
    return step
