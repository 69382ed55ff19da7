"""The payer's two moments: a claim code is typed, and what was paid is marked as paid.

A payer sees the amount and whether the code is good, and nothing else of any case.
"""

from dataclasses import replace

from handlers.desk import Duty, PayingOut, TypingClaim
from handlers.dialogue.effect import Effect, EraseMessage
from handlers.dialogue.event import ChoicePressed, Event, TextSent
from handlers.dialogue.facts import Facts
from handlers.dialogue.reply import Say, say
from handlers.dialogue.staff_effect import (
    ClaimPaid,
    ClaimShown,
    ClaimUnknown,
    LookUpClaim,
    PayClaim,
)
from handlers.dialogue.turn import Turn
from handlers.part import row

TYPED_MAX = 80
"""Characters: twenty digits with whatever a person puts between them. More is no code."""


def question(scene: TypingClaim | PayingOut) -> Say:
    """Asks for a code, or whether the money was handed over."""
    if isinstance(scene, PayingOut):
        rows = (row("paid", "not-now"),)
        name = f"pay:{scene.claim_handle[-8:]}"
        return Say("payment-pay", (("amount", scene.amount_yuan),), rows, question=name)
    return Say("payment-code", wants="code", question="payment-code")


def advance(duty: Duty, event: Event, facts: Facts) -> Turn[Duty]:
    """One answer of a payer, a button's word already made into its button."""
    match duty.now, event:
        case PayingOut(claim_handle), ChoicePressed("paid"):
            return Turn(duty, do=(PayClaim(claim_handle),))
        case PayingOut(), ChoicePressed("not-now"):
            return Turn(replace(duty, now=TypingClaim()), (say("payment-not-now"),))
        case _, TextSent(text, ref) if any(mark.isdecimal() for mark in text):
            if len(text) > TYPED_MAX:
                return Turn(duty, (say("payment-not-a-code"),))
            erasable = ref if facts.door.erases else ""
            return Turn(replace(duty, now=TypingClaim(erasable)), do=(LookUpClaim(text),))
    return Turn(duty)


def outcome(duty: Duty, event: ClaimShown | ClaimUnknown | ClaimPaid) -> Turn[Duty]:
    """What the office answered to a payer. A code that was found goes from the chat at once."""
    ref = duty.now.ref if isinstance(duty.now, TypingClaim) else ""
    wiped: tuple[Effect, ...] = (EraseMessage(ref),) if ref else ()
    asking = replace(duty, now=TypingClaim())
    match event:
        case ClaimShown(claim_handle, amount, good=True, named=named):
            told = (say("payment-named"),) if named else ()
            return Turn(replace(duty, now=PayingOut(claim_handle, amount)), told, wiped)
        case ClaimShown(key=key):
            return Turn(asking, (say(key or "payment-not-good"),), wiped)
        case ClaimUnknown(wait_s=wait_s) if wait_s:
            return Turn(asking, (say("payment-wait", count=max(1, -(-wait_s // 60))),))
        case ClaimUnknown(mistyped=True):
            return Turn(asking, (say("claim-mistyped"),))
        case ClaimPaid(amount):
            return Turn(asking, (say("payment-done", amount=amount),))
    return Turn(asking, (say("claim-unknown"),))
