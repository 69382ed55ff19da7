"""The staff's conversation: from an event to what is said and done at a member's desk.

How it works: outcomes of the office go to `handover`, `payment` and `joining`; pictures to
`pictures`; news to `reminder`. Whoever has no duty now is a stranger. What a member does is first
made into an answer to the open question (a tap, its number and its words are one and the same);
commands and task buttons hold at any time; the rest goes to the open scene. A step on a case is a
`Part` from the table in `stepping`, and only steps that its card offers are begun.
"""

from dataclasses import replace

from handlers import errands, handover, joining, payment, pictures, reminder, stepping
from handlers.answers import choices, command, number, pick
from handlers.desk import (
    Duty,
    Leaving,
    Listing,
    PayingOut,
    Reading,
    Resting,
    TypingClaim,
    Work,
    open_work,
)
from handlers.dialogue import event as came
from handlers.dialogue import public_effect as office
from handlers.dialogue import staff_effect as staff
from handlers.dialogue.event import ChoicePressed, CommandGiven, Event, TextSent
from handlers.dialogue.facts import Facts
from handlers.dialogue.reply import Say, say
from handlers.dialogue.stored import NAME_OF
from handlers.dialogue.turn import Ask, Turn
from handlers.part import row
from handlers.place_said import place_name
from handlers.places import is_only_a_place
from handlers.staff_words import COMMANDS, FORMS
from handlers.tasks import OPEN, ask_list, card_question, list_question


def first(facts: Facts) -> Duty:
    """The state of a desk at which nobody has spoken yet."""
    hint = facts.door.language
    return Duty(hint if hint in facts.languages else facts.languages[0])


def where(state: Duty) -> str:
    """A stable name of what lies open, for figures and screenplays; says nothing of a case."""
    return NAME_OF[type(state.now)]


def question(state: Duty, facts: Facts) -> Say | None:
    """What the open scene asks; None to a stranger."""
    if not (facts.roles or state.roles):
        return None
    match state.now:
        case Work() as work:
            return stepping.question(work, facts)
        case Leaving():
            return joining.leaving_question()
        case PayingOut() | TypingClaim() as scene:
            return payment.question(scene)
        case Listing() as page:
            return list_question(state, page)
        case Reading() as open_card:
            steps = stepping.known_steps(open_card.card)
            return card_question(open_card, stepping.kept_for(state), steps)
    if _pays(state, facts):
        return payment.question(TypingClaim())
    return Say("duty-home", (), (row("tasks", "help"),), question="home")


def _pays(state: Duty, facts: Facts) -> bool:
    return (facts.roles or frozenset(state.roles)) == joining.PAYER_ALONE


def advance(state: Duty, event: Event, facts: Facts) -> Turn[Duty]:
    """One step. An answer that does not fit asks again and loses nothing."""
    answered = _outcome(state, event, facts)
    if answered is not None:
        return answered
    if not facts.roles:
        return joining.stranger(state, event)
    state = replace(state, roles=tuple(sorted(facts.roles)))
    match event:
        case came.NewsCame():
            return reminder.told(state, event)
        case came.PersonLeft() | came.MessageDeleted():
            return Turn(state, ask=Ask.NOT)
        case came.PersonReturned() | came.TimePassed():
            return Turn(state)
        case came.StepFailed():
            return Turn(state, (say("duty-step-failed"),))
    if (brought := joining.token(event)) and not open_work(state.now):
        return Turn(state, do=(staff.JoinStaff(brought),))
    return _acted(state, event, facts)


def _outcome(state: Duty, event: Event, facts: Facts) -> Turn[Duty] | None:
    """What the office or a job answered; None when it is nothing of that kind."""
    match event:
        case came.PhotoReady(photo_id=photo_id) if not facts.roles:
            return joining.too_late(state, photo_id)
        case came.PhotoRefused() if not facts.roles:
            return joining.too_late(state)
        case came.PhotoReady():
            return handover.released(state, pictures.ready(state, event))
        case came.PhotoRefused():
            return handover.released(state, pictures.refused(state, event))
        case staff.StaffJoined():
            return joining.joined(state, event, facts)
        case staff.InvitationUnknown():
            return joining.unknown(state, event)
        case staff.StaffLeft():
            return joining.left(state)
        case staff.TasksListed():
            return handover.listed(state, event)
        case staff.TaskShown():
            return handover.shown(state, event)
        case staff.TaskGone():
            return handover.gone(state, event)
        case staff.StepTaken():
            return handover.taken(state, event)
        case staff.StepDeclined():
            return handover.declined(state, event)
        case staff.ClaimShown() | staff.ClaimUnknown() | staff.ClaimPaid():
            return payment.outcome(state, event)
        case office.SectorsProposed():
            return stepping.advance(state, event, facts)
        case office.PlaceOutside(asked=asked) if asked:
            return Turn(state, (say("place-outside", place=place_name(facts, state.language)),))
        case office.PlaceUnclear() | office.PlacesLikely() | office.LinkTooShort():
            return Turn(state, (say("duty-unclear"),))
        case office.PlaceFound(spot) | office.PlaceOutside(spot):
            return _placed(state, came.PlaceShared(spot.lat, spot.lon), facts)
    return None


def _acted(state: Duty, event: Event, facts: Facts) -> Turn[Duty]:
    """Something a member did."""
    match event:
        case came.Opened():
            return _opened(state)
        case CommandGiven(name, rest):
            return _commanded(state, name, rest.strip(), facts)
        case ChoicePressed():
            return _tapped(state, event, facts)
        case TextSent():
            return _typed(state, event, facts)
        case came.TextEdited():
            return stepping.edited(state, event, facts)
        case came.PhotoSent():
            if _pays(state, facts):
                return Turn(state, (say("duty-unreadable"),))
            return pictures.sent(state, event, belongs=stepping.takes_pictures(state))
        case came.PlaceShared():
            return _shared(state, event, facts)
        case came.EvidenceSent(caption=caption, ref=ref):
            turn = _typed(state, TextSent(caption, ref), facts) if caption else Turn(state)
            return replace(turn, say=(say("duty-only-photos"), *turn.say))
        case came.ContactShared():
            return Turn(state, (say("duty-contact"),))
    return Turn(state, (say("duty-unreadable"),))


def _opened(state: Duty) -> Turn[Duty]:
    """The person came to the door: a half-done step asks again, else the tasks are shown."""
    return Turn(state) if open_work(state.now) else errands.show_tasks(state)


def _commanded(state: Duty, name: str, rest: str, facts: Facts) -> Turn[Duty]:
    match name:
        case "start":
            return _opened(state)
        case "tasks":
            return errands.show_tasks(state, rest or "all")
        case "help":
            return errands.help_with(state)
        case "cancel":
            return errands.cancel(state)
        case "back":
            if isinstance(state.now, Work):
                return stepping.advance(state, ChoicePressed("back"), facts)
            return errands.back(state)
        case "language":
            return errands.language(state, facts, rest)
        case "leave" | "stop":
            return errands.leave(state)
        case "join":
            return Turn(state, (say("duty-join-how"),))
    return Turn(state, (say("duty-command-unknown"),))


def _tapped(state: Duty, event: ChoicePressed, facts: Facts) -> Turn[Duty]:
    """A button: those that hold at any time first, then those of the open question."""
    name = event.choice
    if name.startswith(OPEN):
        return errands.show_card(state, name.removeprefix(OPEN))
    if name.startswith("language:"):
        return errands.language(state, facts, name.removeprefix("language:"))
    shown = question(state, facts)
    late = bool(event.question and shown and event.question != shown.question)
    if late and event.question.startswith("card:") and not open_work(state.now):
        turn = errands.show_card(state, event.question.removeprefix("card:"))
        return replace(turn, say=(say("duty-late-card"), *turn.say))
    if name in {"tasks", "help"}:
        return _commanded(state, name, "", facts)
    if late or name not in {one.name for one in choices(shown)}:
        return Turn(state, (say("duty-late"),))
    return _answered(state, event, facts)


def _typed(state: Duty, event: TextSent, facts: Facts) -> Turn[Duty]:
    """Words: a button's number or words, a command, else an answer in words."""
    shown = question(state, facts)
    # Where words are wanted a bare number is an answer in words, no button's number.
    free = shown is not None and shown.wants == "words" and number(event.text) is not None
    name = "" if free else pick(event.text, shown, FORMS)
    if name.startswith(OPEN):
        return errands.show_card(state, name.removeprefix(OPEN))
    if name:
        return _answered(state, ChoicePressed(name), facts)
    if said := command(event.text, COMMANDS):
        return _commanded(state, said, "", facts)
    if errands.language_named(event.text.strip(), facts):
        return errands.language(state, facts, event.text.strip())
    if not event.text.strip():
        return Turn(state, (say("duty-unreadable"),))
    if is_only_a_place(event.text) and not _pays(state, facts):
        return Turn(state, do=(office.FindPlace(text=event.text.strip()),))
    return _answered(state, event, facts)


def _answered(state: Duty, event: ChoicePressed | TextSent, facts: Facts) -> Turn[Duty]:
    """An answer to the open question."""
    match state.now, event:
        case Work(), _:
            return stepping.advance(state, event, facts)
        case Leaving(), _:
            return joining.leaving(state, event)
        case ((TypingClaim() | PayingOut()), _):
            return payment.advance(state, event, facts)
        case Resting(), TextSent() if _pays(state, facts):
            return payment.advance(state, event, facts)
        case _, ChoicePressed(name):
            return _chosen(state, name)
        case Listing(lines=lines), TextSent(text):
            named = [one.case_id for one in lines if one.number == text.strip()]
            if named:
                return errands.show_card(state, named[0])
    return Turn(state, (say("duty-unclear"),))


def _chosen(state: Duty, name: str) -> Turn[Duty]:
    """A button of the list, the card or the first screen."""
    match name:
        case "earlier" | "later":
            return errands.turn_page(state, forward=name == "later")
        case "refresh" | "tasks":
            return errands.show_tasks(state)
        case "resume":
            return stepping.resume(state)
        case "help":
            return errands.help_with(state)
    if name.startswith("show-"):
        return errands.show_tasks(state, name.removeprefix("show-"))
    if name in stepping.STEPS:
        return stepping.begin(state, name)
    return Turn(state, (say("duty-unclear"),))


def _shared(state: Duty, event: came.PlaceShared, facts: Facts) -> Turn[Duty]:
    """A place, in whatever datum: brought to WGS-84 by the office where it is another."""
    if event.datum == "wgs84":
        return _placed(state, event, facts)
    asked = office.FindPlace(lat=event.lat, lon=event.lon, datum=event.datum, source="pin")
    return Turn(state, do=(asked,))


def _placed(state: Duty, event: came.PlaceShared, facts: Facts) -> Turn[Duty]:
    """A place belongs to the step that asks for one; else it sorts the list by nearness."""
    if stepping.takes_place(state, event):
        return stepping.advance(state, event, facts)
    known = state.lat is not None
    near = replace(state, lat=event.lat, lon=event.lon)
    if event.live and known:
        return Turn(near, ask=Ask.NOT)
    if open_work(near.now):
        return Turn(near, (say("duty-near-noted"),))
    if _pays(state, facts):
        return Turn(state, (say("duty-unreadable"),))
    return Turn(near, (say("duty-near"),), (ask_list(near),))
