"""A name for the reward, from those who said they might give one; the code is good without it.

    name ──> number ──> account ──> check ──> sealed for the payer
      └────────┴───────────┴──────────┴─────> by the code alone, and nothing of it is left

Each answer goes to the office at once and is sealed there; the conversation keeps only what is
shown back: 王** and the last four digits.
"""

from collections.abc import Callable
from dataclasses import replace

from handlers.dialogue.effect import DropPhotos, Effect, EraseMessage
from handlers.dialogue.event import ChoicePressed, Event, EvidenceSent, PhotoSent, TextSent
from handlers.dialogue.facts import Facts
from handlers.dialogue.identity_effect import (
    DropIdentity,
    FinishIdentity,
    IdentityDropped,
    IdentityKept,
    IdentitySealed,
    SealIdentity,
)
from handlers.dialogue.public_effect import CaseDeclined, CaseView
from handlers.dialogue.reply import Say, choice, say
from handlers.dialogue.turn import Ask, Turn
from handlers.doing import Doing, ErasingCode, NamingSelf, Viewing
from handlers.identity_words import masked, read_part
from handlers.talking import PublicState, Step

_NEXT = {"name": "number", "number": "account", "account": "check"}


def begin(view: CaseView, naming: str) -> Doing | None:
    """Where the conversation goes once a reward was shown: asked for a name, or for nothing."""
    part = {"ask": "name", "given": "given"}.get(naming)
    return NamingSelf(view, part) if part else None


def naming(state: PublicState, event: Event, facts: Facts) -> Step | None:
    """Asked for a part of the name, or whether all is right."""
    doing = state.doing
    if not isinstance(doing, NamingSelf):
        return None
    handle = doing.view.handle
    match event:
        case ChoicePressed("claim-by-code"):
            return Turn(state, do=(DropIdentity(handle),), ask=Ask.NOT)
        case ChoicePressed("identity-right") if doing.part == "check":
            return Turn(state, do=(FinishIdentity(handle),), ask=Ask.NOT)
        case ChoicePressed("identity-again") if doing.part in ("check", "given"):
            return Turn(state.at(NamingSelf(doing.view, "name")))
        case ChoicePressed("identity-leave") if doing.part == "given":
            return Turn(state.at(after(doing.view, facts)))
        case TextSent(text, ref) if doing.part in _NEXT:
            return _told(state, doing, text, ref, facts)
        case PhotoSent(ref=ref) | EvidenceSent(ref=ref):
            return Turn(state, (say("identity-no-picture"),), (DropPhotos((), (ref,)),))
        case CaseDeclined(key, args):
            return Turn(state.at(after(doing.view, facts)), (Say(key, args),))
    return None


def _told(state: PublicState, doing: NamingSelf, text: str, ref: str, facts: Facts) -> Step:
    """One part, sealed at once; the message that carried it goes where the door can delete it."""
    wiped: tuple[Effect, ...] = (EraseMessage(ref),) if ref and facts.door.erases else ()
    read = read_part(doing.part, text)
    if not read:
        return Turn(state, (say(f"identity-{doing.part}-unclear"),), wiped)
    shown = masked(doing.part, read)
    known: dict[str, Callable[[], NamingSelf]] = {
        "name": lambda: replace(doing, name=shown),
        "number": lambda: replace(doing, number=shown),
        "account": lambda: replace(doing, account=shown),
    }
    sealing = SealIdentity(doing.view.handle, doing.part, read)
    return Turn(state.at(known[doing.part]()), do=(sealing, *wiped), ask=Ask.NOT)


def left(state: PublicState, facts: Facts) -> Step | None:
    """Back or cancel while a name is asked for: none is kept, and one that was given stays."""
    doing = state.doing
    if not isinstance(doing, NamingSelf):
        return None
    if doing.part == "given":
        return Turn(state.at(after(doing.view, facts)))
    return Turn(state, do=(DropIdentity(doing.view.handle),), ask=Ask.NOT)


def after(view: CaseView, facts: Facts) -> Doing:
    """What comes once the name is settled: the code's messages, where they can be deleted."""
    return ErasingCode(view=view) if facts.door.erases else Viewing(view)


# ── what the office answers ─────────────────────────────────────────────────────────────────────


def sealed(state: PublicState, event: IdentitySealed, facts: Facts) -> Step:
    """One part lies sealed: on to the next."""
    doing = state.doing
    if not isinstance(doing, NamingSelf):
        return Turn(state, ask=Ask.NOT)
    return Turn(state.at(replace(doing, part=_NEXT[event.part])))


def kept(state: PublicState, event: IdentityKept, facts: Facts) -> Step:
    """The name waits for the payer."""
    return _settled(state, facts, say("identity-kept", days=facts.place.identity_days))


def dropped(state: PublicState, event: IdentityDropped, facts: Facts) -> Step:
    """Nothing of a name is left."""
    return _settled(state, facts, say("identity-dropped"))


def _settled(state: PublicState, facts: Facts, remark: Say) -> Step:
    doing = state.doing
    if isinstance(doing, NamingSelf):
        state = state.at(after(doing.view, facts))
    return Turn(state, (remark,))


# ── how it is asked ─────────────────────────────────────────────────────────────────────────────


def question(state: PublicState, facts: Facts) -> Say:
    """What is asked about the name."""
    doing = state.doing
    part = doing.part if isinstance(doing, NamingSelf) else "name"
    by_code = (choice("claim-by-code"),)
    if not isinstance(doing, NamingSelf) or part == "name":
        messenger = facts.door.messenger
        read = (say("identity-messenger", messenger=messenger),) if messenger else ()
        days = facts.place.identity_days
        asked = say("identity-name", rows=(by_code,), days=days, lines=read)
        return replace(asked, wants="words")
    if part == "given":
        rows = ((choice("identity-leave"), choice("identity-again")), by_code)
        return say("identity-given", rows=rows)
    if part == "check":
        rows = ((choice("identity-right"), choice("identity-again")), by_code)
        return say(
            "identity-check",
            rows=rows,
            name=doing.name,
            number=doing.number,
            account=doing.account,
        )
    key = "identity-number" if part == "number" else "identity-account"
    return replace(say(key, rows=(by_code,), name=doing.name), wants="words")
