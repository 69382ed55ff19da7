"""The public's conversation: from an event to what is said and done.

How it works: an outcome of the office or the clock goes to the state at hand and then to
`OUTCOMES`. What a person does is first made into an answer to the open question (a tap, its number
and its words are one and the same), then into a command; what is neither goes to the state at
hand, and what that cannot use lands in the report (`arrivals`). So nothing said is ever dropped.
"""

from dataclasses import replace
from datetime import timedelta

from handlers import arrivals, commands, details, editing, follow, greeting, photos, places
from handlers.answers import choices, code_digits, command, pick
from handlers.dialogue.event import (
    ChoicePressed,
    CommandGiven,
    ContactShared,
    Event,
    EvidenceSent,
    Opened,
    PhotoSent,
    PlaceShared,
    TextEdited,
    TextSent,
    UnreadableSent,
)
from handlers.dialogue.facts import Facts
from handlers.dialogue.reply import Say, say
from handlers.dialogue.turn import Ask, Turn
from handlers.doing import (
    Answering,
    AwaitingCode,
    NamingSelf,
    NotingCode,
    PlacingWords,
    Resting,
    Summarising,
)
from handlers.drafting import DETAILS, is_empty, mark, set_detail, to_minute
from handlers.label_words import WORDS
from handlers.outcomes import happened
from handlers.scenes import at_hand, question, question_name
from handlers.talking import PublicState, Step
from handlers.vocabulary import COMMANDS

SILENCE = timedelta(minutes=5)
"""After so long a person is told where the report stood."""

_ACTS = (
    *(Opened, TextSent, ChoicePressed, CommandGiven, PhotoSent, EvidenceSent, PlaceShared),
    *(ContactShared, UnreadableSent),
)
_DIGITS_WANTED = NotingCode | AwaitingCode | NamingSelf
"""Here twenty digits answer the question: it is no other report's code."""

_ANYWHERE = {"report", "follow", "news"}
"""Buttons that hold under whatever message they stand."""


def advance(state: PublicState, event: Event, facts: Facts) -> Step:
    """One step. An answer that does not fit asks again and loses nothing."""
    if isinstance(event, TextEdited):
        return editing.edited(state, event, facts)
    if isinstance(event, PlaceShared) and places.is_further_point(state, event):
        return Turn(state, ask=Ask.NOT)
    if not isinstance(event, _ACTS):
        return happened(state, event, facts)
    awake, remarks = _woken(state, event, facts)
    step = _act(awake, event, facts)
    return replace(step, say=(*remarks, *step.say)) if remarks else step


def _woken(state: PublicState, event: Event, facts: Facts) -> tuple[PublicState, tuple[Say, ...]]:
    """Notes that the person spoke; the first time they are greeted, after silence reminded."""
    awake = replace(state, spoke_at=to_minute(facts.now_at))
    if _is_named(event, "stop"):
        return awake, ()
    if state.spoke_at is None:
        by_itself = isinstance(event, Opened) and not event.payload
        greeted = facts.door.greeted or by_itself or _is_named(event, "start")
        return awake, () if greeted else (greeting.first_words(state, facts),)
    if facts.now_at - state.spoke_at < SILENCE or _goes_elsewhere(event):
        return awake, ()
    if isinstance(awake.doing, Resting):
        awake = awake.at(Resting())
    view = getattr(state.doing, "view", None)
    if view is not None:
        return awake, (say("resume-case", number=view.number),)
    if state.draft and not is_empty(state.draft):
        return awake, (greeting.resume(state.draft.draft),)
    return awake, ()


def _goes_elsewhere(event: Event) -> bool:
    """Does the person open news or a case, and not go on with the report?"""
    if isinstance(event, ChoicePressed):
        return event.choice in {"news", "follow"}
    return any(_is_named(event, name) for name in ("news", "status"))


def _is_named(event: Event, name: str) -> bool:
    if isinstance(event, TextSent):
        return command(event.text, {name: COMMANDS[name]}) == name
    return isinstance(event, CommandGiven) and event.name == name


def _act(state: PublicState, event: Event, facts: Facts) -> Step:
    if isinstance(state.doing, PlacingWords) and isinstance(event, Opened):
        return Turn(state, (say("first-this"),))
    match event:
        case Opened(payload):
            return greeting.opened_door(state, payload, facts)
        case CommandGiven(name, rest):
            return _commanded(state, name, rest, facts)
        case ChoicePressed():
            return _pressed(state, event, facts)
        case TextSent():
            return _typed(state, event, facts)
        case PhotoSent():
            known = photos.known_part(state, event)
            return known or at_hand(state, event, facts) or photos.photo(state, event, facts)
        case EvidenceSent():
            return at_hand(state, event, facts) or photos.evidence(state, event, facts)
        case PlaceShared():
            return at_hand(state, event, facts) or places.shared(state, event, facts)
        case ContactShared():
            return Turn(state, (say("contact-not-kept"),))
    return Turn(state, (say("not-readable"),))


def _commanded(state: PublicState, name: str, rest: str, facts: Facts) -> Step:
    if name == "start" and rest:
        return greeting.opened_door(state, rest, facts)
    step = commands.run(state, name, facts)
    return step or Turn(state, (say("command-unknown"),))


# ── taps ────────────────────────────────────────────────────────────────────────────────────────


def _pressed(state: PublicState, event: ChoicePressed, facts: Facts) -> Step:
    name = event.choice
    if event.question and event.question != question_name(state):
        return _pressed_late(state, event, facts)
    if any(name == one.name for one in choices(question(state, facts))):
        step = at_hand(state, event, facts)
        if step is not None:
            return step
    return commands.run(state, name, facts) or Turn(state, (say("tap-late"),))


def _pressed_late(state: PublicState, event: ChoicePressed, facts: Facts) -> Step:
    """A button under an older message: a double tap is no harm, a detail is still an answer."""
    name = event.choice
    asked, _, about = event.question.partition(".")
    if name in _ANYWHERE or name.startswith("language:"):
        return commands.run(state, name, facts) or Turn(state)
    sent = next((own for own in state.own if own.mark == about), None) if about else None
    if asked == "summary" and name == "send" and sent:
        return Turn(state, (say("already-sent", number=sent.number),), ask=Ask.NOT)
    if state.draft and about == mark(state.draft) and asked in DETAILS:
        value = details.value_of(asked, name)
        if value is None or getattr(state.draft.draft, asked, "") == value:
            return Turn(state, ask=Ask.NOT)
        draft = set_detail(state.draft, asked, value)
        ask = Ask.NOW if isinstance(state.doing, Summarising) else Ask.NOT
        return Turn(replace(state, draft=draft), (say("late-answer-taken"),), ask=ask)
    return Turn(state, (say("tap-late"),))


# ── typed words ─────────────────────────────────────────────────────────────────────────────────


def _typed(state: PublicState, event: TextSent, facts: Facts) -> Step:
    text = event.text
    if not text.strip():
        return Turn(state)
    if _is_named(event, "stop"):
        return commands.run(state, "stop", facts) or Turn(state)
    shown = question(state, facts)
    # "How many are there?" asks the office: here a bare number is the answer and no button's.
    numbered = not isinstance(state.doing, Answering)
    picked = pick(text, shown, WORDS, numbered=numbered)
    if picked:
        return _pressed(state, ChoicePressed(picked, question_name(state)), facts)
    named = command(text, COMMANDS)
    if named:
        return commands.run(state, named, facts) or Turn(state)
    if text.startswith("/") and " " not in text.strip():
        return Turn(state, (say("command-unknown"),))
    if code_digits(text) and not isinstance(state.doing, _DIGITS_WANTED):
        if isinstance(state.doing, PlacingWords):
            return Turn(state, (say("first-this"),))
        return follow.by_code(state, text)
    step = at_hand(state, event, facts) or places.typed(state, event, facts)
    return step or arrivals.words(state, event, facts)
