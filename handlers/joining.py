"""Strangers at the staff's door, joining by a one-use invitation, and leaving.

Whoever has no duty here gets one and the same short answer to everything, so that the door tells
nobody what it is for. Only something of an invitation's shape is handed to the office.
"""

import re
from dataclasses import replace

from handlers.desk import Duty, Leaving
from handlers.dialogue.effect import DropPhotos
from handlers.dialogue.event import (
    ChoicePressed,
    CommandGiven,
    Event,
    EvidenceSent,
    NewsCame,
    Opened,
    PhotoSent,
    PlaceShared,
    TextSent,
    UnreadableSent,
)
from handlers.dialogue.facts import Facts
from handlers.dialogue.reply import Say, Value, say
from handlers.dialogue.staff_effect import InvitationUnknown, JoinStaff, LeaveStaff, StaffJoined
from handlers.dialogue.turn import Ask, Turn
from handlers.part import row, told
from handlers.place_said import after_place, place_name
from handlers.tasks import ask_list, strung

# The alphabet of a messenger's deep link; ours are 32 characters. t.me/BOT?start= takes 1-64.
_TOKEN = re.compile(r"[A-Za-z0-9_-]{24,64}")

SPOKEN = (Opened, TextSent, ChoicePressed, CommandGiven, PhotoSent, EvidenceSent, PlaceShared)
"""What a person does; everything else a stranger's desk meets in silence."""

PAYER_ALONE = frozenset({"payer"})


def token(event: Event) -> str:
    """The invitation that somebody brings: deep link, /join or typed; empty without one."""
    match event:
        case Opened(payload):
            brought = payload
        case CommandGiven("join", rest):
            brought = rest
        case TextSent(text):
            brought = text
        case _:
            brought = ""
    brought = brought.strip()
    return brought if _TOKEN.fullmatch(brought) else ""


def stranger(duty: Duty, event: Event) -> Turn[Duty]:
    """Somebody without a duty: an invitation is tried, all else answered alike.

    Whatever lay on the desk of a member whose duties ended is cleared away.
    """
    bare = Duty(duty.language)
    if brought := token(event):
        return Turn(bare, do=(JoinStaff(brought),), ask=Ask.NOT)
    if isinstance(event, (*SPOKEN, UnreadableSent)):
        return Turn(bare, (say("duty-stranger"),), ask=Ask.NOT)
    if isinstance(event, NewsCame):
        return Turn(bare, ask=Ask.NOT)
    return Turn(duty, ask=Ask.NOT)


def too_late(duty: Duty, photo_id: str = "") -> Turn[Duty]:
    """A picture was prepared, or refused, for somebody whose duties ended.

    It goes, the desk with it, and nothing is said: a stranger hears of no picture.
    """
    gone = (DropPhotos((photo_id,)),) if photo_id else ()
    return Turn(Duty(duty.language), do=gone, ask=Ask.NOT)


def joined(duty: Duty, event: StaffJoined, facts: Facts) -> Turn[Duty]:
    """Welcome: which duties, what comes next; then the first look at the tasks."""
    desk = replace(duty, roles=tuple(sorted(event.roles)))
    duties = strung([say(f"role-{name}") for name in event.roles])
    known: dict[str, Value] = {"place": place_name(facts, duty.language), "duties": duties}
    greeting = told("duty-welcome", known)
    if event.office:
        own = after_place(place_name(facts, duty.language), event.office)
        greeting = told("duty-welcome-office", {**known, "office": own})
    ways = tuple(say(f"duty-next-{name}") for name in event.roles)
    trial = (say("duty-trial"),) if facts.trial else ()
    remarks = (greeting, *ways, *trial)
    if frozenset(event.roles) == PAYER_ALONE:
        return Turn(desk, remarks)
    return Turn(desk, remarks, (ask_list(desk),))


def unknown(duty: Duty, event: InvitationUnknown) -> Turn[Duty]:
    """The invitation did not fit: a stranger hears what every stranger hears."""
    if not duty.roles:
        return Turn(duty, (say("duty-stranger"),), ask=Ask.NOT)
    return Turn(duty, (say(event.key or "refused-invitation-unknown"),))


def leaving_question() -> Say:
    """Shall this chat stop being a desk?"""
    return Say("duty-leave", (), (row("leave", "stay"),), question="leave")


def leaving(duty: Duty, event: Event) -> Turn[Duty]:
    """The answer to it; anything but yes stays."""
    then = duty.now.then if isinstance(duty.now, Leaving) else duty.now
    match event:
        case ChoicePressed("leave"):
            return Turn(duty, do=(LeaveStaff(),), ask=Ask.NOT)
        case _:
            return Turn(replace(duty, now=then), (say("duty-stayed"),))


def left(duty: Duty) -> Turn[Duty]:
    """This chat is nobody's desk any more: nothing of the work stays in it."""
    return Turn(Duty(duty.language), (say("duty-left"),), ask=Ask.NOT)
