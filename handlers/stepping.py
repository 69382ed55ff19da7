"""A step on a case, from its first tap to being handed in: which part asks, and what it answers."""

from dataclasses import replace

from handlers import errands, handover, pictures
from handlers.approval import AGREE, AGREEING
from handlers.closing import CLOSE
from handlers.desk import Duty, Reading, Work, open_work, put_aside, same, take_up
from handlers.dialogue.event import Event, PlaceShared, TextEdited, TextSent
from handlers.dialogue.facts import Facts
from handlers.dialogue.reply import Say, say
from handlers.dialogue.staff_effect import TaskCard
from handlers.dialogue.turn import Ask, Turn
from handlers.intake import ACCEPT, ASK
from handlers.part import WORDS_MAX, Part
from handlers.reasons import REASONED, REASONS
from handlers.tasks import ask_card
from handlers.verification import VERIFY_TRUE

STEPS: dict[str, Part] = {
    "accept": ACCEPT,
    "ask": ASK,
    "verify-true": VERIFY_TRUE,
    "close": CLOSE,
    **dict.fromkeys(AGREEING, AGREE),
    **dict.fromkeys(REASONS, REASONED),
}
"""Name of a step in `TakeStep` -> the dialogue that leads to it."""


def known_steps(card: TaskCard) -> tuple[str, ...]:
    """The steps of a card that this conversation can lead to, as the office ordered them."""
    return tuple(name for name in card.steps if name in STEPS)


def question(work: Work, facts: Facts) -> Say:
    """What the open step asks."""
    return STEPS[work.step].question(work, facts)


def begin(duty: Duty, step: str) -> Turn[Duty]:
    """Begin a step of the open card, or go on with it where it was left."""
    if not isinstance(duty.now, Reading):
        return Turn(duty)
    card = duty.now.card
    begun = STEPS[step].begin(card, step)
    if any(same(one.work, begun) for one in duty.sending):
        return Turn(duty, (say("duty-sending-already", number=card.number),))
    duty, left = take_up(duty, card.case_id, step)
    work = replace(left, card=card) if left else begun
    remarks = (say("duty-resumed"),) if left else ()
    if STEPS[step].pictures and duty.tray:
        remarks = (*remarks, say("pictures-attached", count=len(duty.tray)))
        duty, work = pictures.attach(duty, work)
    return Turn(replace(duty, now=work), remarks)


def resume(duty: Duty) -> Turn[Duty]:
    """Go on with the half-done step of the open card."""
    kept = kept_for(duty)
    return begin(duty, kept.step) if kept else Turn(duty)


def kept_for(duty: Duty) -> Work | None:
    """The newest half-done step of the open card that its card still offers."""
    if not isinstance(duty.now, Reading):
        return None
    _, left = take_up(duty, duty.now.card.case_id)
    return left if left and left.step in known_steps(duty.now.card) else None


def advance(duty: Duty, event: Event, facts: Facts) -> Turn[Duty]:
    """One answer to the open step."""
    work = open_work(duty.now)
    if work is None:
        return Turn(duty)
    if isinstance(event, TextSent) and len(work.text) + len(event.text) > WORDS_MAX:
        return Turn(duty, (say("duty-words-long", count=len(event.text), most=WORDS_MAX),))
    move = STEPS[work.step].advance(work, event, facts)
    if move.work is None:
        return _to_card(duty, work, *move.say)
    if move.fields is not None:
        return handover.hand_in(duty, move.work, move.fields, *move.say)
    return Turn(replace(duty, now=move.work), move.say, move.do)


def _to_card(duty: Duty, work: Work, *remarks: Say) -> Turn[Duty]:
    cleared = put_aside(duty)
    said = (*remarks, *errands.kept_remark(duty))
    return Turn(cleared, said, (ask_card(cleared, work.card.case_id),))


def edited(duty: Duty, event: TextEdited, facts: Facts) -> Turn[Duty]:
    """A message was changed: the open step weighs it anew, one set aside takes it over."""
    work = open_work(duty.now)
    if work and event.ref in dict(work.words):
        return advance(duty, TextSent(event.text, event.ref), facts)
    changed = tuple(_reworded(one, event) for one in duty.aside)
    if changed != duty.aside:
        return Turn(replace(duty, aside=changed), (say("duty-edit-taken"),), ask=Ask.NOT)
    return Turn(duty, (say("duty-edit-late"),), ask=Ask.NOT)


def _reworded(work: Work, event: TextEdited) -> Work:
    if event.ref not in dict(work.words):
        return work
    return replace(work, words=tuple({**dict(work.words), event.ref: event.text}.items()))


def takes_pictures(duty: Duty) -> bool:
    """Do pictures belong to the step that lies open?"""
    return isinstance(duty.now, Work) and STEPS[duty.now.step].pictures


def takes_place(duty: Duty, event: PlaceShared) -> bool:
    """Does a place belong to the step that lies open? Of a live location only the first point."""
    work = duty.now
    if not isinstance(work, Work) or not STEPS[work.step].place:
        return False
    return not event.live or getattr(work, "lat", None) is None
