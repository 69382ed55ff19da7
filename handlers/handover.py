"""Handing a step in, and what comes of it: pictures waited for, the office's answer, lost tasks."""

from dataclasses import replace
from datetime import date

from handlers.desk import (
    Duty,
    Handed,
    Listing,
    Reading,
    Resting,
    Work,
    lay_beside,
    open_work,
    put_aside,
    reticent,
    same,
)
from handlers.dialogue.reply import Say, Value, choice, say
from handlers.dialogue.staff_effect import (
    StepDeclined,
    StepTaken,
    TakeStep,
    TaskGone,
    TaskShown,
    TasksListed,
)
from handlers.dialogue.turn import Ask, Turn
from handlers.part import Fields, told
from handlers.pictures import dropped, prepared
from handlers.tasks import OPEN, ask_card, ask_list, card

NEEDS_PICTURE = frozenset({"close"})
"""Steps that cannot go on when none of their pictures could be prepared."""


def hand_in(duty: Duty, work: Work, fields: Fields, *remarks: Say) -> Turn[Duty]:
    """Hand a complete step to the office, at once or as soon as its pictures are prepared."""
    handed = Handed(reticent(work), fields)
    sending = replace(duty, now=Resting(), sending=(*duty.sending, handed))
    if prepared(work):
        return Turn(sending, remarks, (_step(handed),))
    waits = say("duty-sending-waits", number=work.card.number)
    return Turn(sending, (*remarks, waits), (ask_list(sending),))


def _step(handed: Handed) -> TakeStep:
    work = handed.work
    return TakeStep(work.card.case_id, work.step, handed.fields, work.pictures, work.card.version)


def released(before: Duty, turn: Turn[Duty]) -> Turn[Duty]:
    """After a picture's outcome: steps that waited only for it go to the office, or come back."""
    waiting = [one.work for one in before.sending if not prepared(one.work)]
    for handed in turn.state.sending:
        if prepared(handed.work) and any(same(handed.work, work) for work in waiting):
            turn = _released_one(turn, handed)
    return turn


def _released_one(turn: Turn[Duty], handed: Handed) -> Turn[Duty]:
    work = handed.work
    if work.step not in NEEDS_PICTURE or work.pictures:
        return replace(turn, do=(*turn.do, _step(handed)))
    beside = lay_beside(_without(turn.state, handed), work)
    return replace(turn, state=beside, say=(*turn.say, _comes_back(work, "duty-sending-failed")))


def _without(duty: Duty, handed: Handed) -> Duty:
    return replace(duty, sending=tuple(one for one in duty.sending if one is not handed))


def _comes_back(work: Work, key: str) -> Say:
    """A remark with a button that opens the step again."""
    again = choice(OPEN + work.card.case_id, "duty-do-open-again", number=work.card.number)
    return Say(key, (("number", work.card.number),), ((again,),), question="news")


def _find(duty: Duty, event: StepTaken | StepDeclined) -> Handed | None:
    return next(
        (
            one
            for one in duty.sending
            if (one.work.card.case_id, one.work.step) == (event.case_id, event.step)
            and prepared(one.work)
        ),
        None,
    )


def taken(duty: Duty, event: StepTaken) -> Turn[Duty]:
    """A step is done: say what happens next and show what is left to do."""
    handed = _find(duty, event)
    left = _without(duty, handed) if handed else duty
    done = told(event.key, spoken(event.args))
    if open_work(left.now):
        return Turn(left, (done,))
    return Turn(left, (done,), (ask_list(left),))


def spoken(args: tuple[tuple[str, str], ...]) -> dict[str, Value]:
    """The office's arguments as they are said: a day is a day, a step its words."""
    return {name: _argument(name, text) for name, text in args}


def _argument(name: str, text: str) -> Value:
    match name:
        case "day":
            return _day(text)
        case "step":
            return say(f"state-{text}") if text.startswith("hazard-") else say(f"did-{text}")
    return text


def _day(text: str) -> Value:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return text


def declined(duty: Duty, event: StepDeclined) -> Turn[Duty]:
    """The rules say no: say why; what was written comes back to where the person can go on."""
    why = told(event.key, spoken(event.args))
    handed = _find(duty, event)
    if handed is None:
        return Turn(duty, (why,))
    left = _without(duty, handed)
    if isinstance(left.now, Resting):
        opened = replace(left, now=handed.work) if handed.work.held else left
        return Turn(opened, (why,), (ask_card(left, event.case_id),))
    if not handed.work.held:
        return Turn(left, (why,), ask=_quietly(left))
    beside = lay_beside(left, handed.work)
    return Turn(beside, (why, _comes_back(handed.work, "duty-kept-one")), ask=_quietly(left))


def _quietly(duty: Duty) -> Ask:
    """A half-done step asks again after a remark; a list or card need not."""
    return Ask.NOW if open_work(duty.now) else Ask.NOT


def listed(duty: Duty, event: TasksListed) -> Turn[Duty]:
    """A page of tasks came."""
    page = Listing(
        event.lines,
        event.total_count,
        event.overdue_count,
        event.offset,
        event.filter,
        event.beside_count,
    )
    return Turn(replace(put_aside(duty), now=page))


def shown(duty: Duty, event: TaskShown) -> Turn[Duty]:
    """A card came: open it, or refresh it beneath the step that is half done on it."""
    work = open_work(duty.now)
    if work and work.card.case_id == event.card.case_id:
        fresh = replace(duty, now=replace(work, card=event.card))
        if work.step in event.card.steps:
            return Turn(fresh)
        return Turn(fresh, (say("duty-step-closed", number=event.card.number),))
    return Turn(replace(put_aside(duty), now=Reading(event.card)), (card(event.card),))


def gone(duty: Duty, event: TaskGone) -> Turn[Duty]:
    """The task is not this person's any more; words written for it are shown back once."""
    cleared = put_aside(duty)
    lost = [work for work in cleared.aside if work.card.case_id == event.case_id]
    kept = tuple(work for work in cleared.aside if work not in lost)
    words = "\n".join(work.text for work in lost if work.words)
    remark = say("duty-task-gone-words", words=words) if words else say("duty-task-gone")
    drops = tuple(dropped(work) for work in lost if work.pictures)
    left = replace(cleared, aside=kept)
    return Turn(left, (remark,), (*drops, ask_list(left)))
