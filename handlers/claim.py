"""The reward: shown when the person asks, with the claim code, its reason and last day."""

from dataclasses import replace

from handlers.claim_naming import after, begin
from handlers.dialogue.facts import Facts
from handlers.dialogue.public_effect import RewardShown, RewardWaiting
from handlers.dialogue.reply import say
from handlers.dialogue.turn import Turn
from handlers.doing import Viewing
from handlers.receipt import in_groups
from handlers.talking import PublicState, Step


def shown(state: PublicState, event: RewardShown, facts: Facts) -> Step:
    """Money waits: how much, why, until when, where, and the code to be paid by."""
    if isinstance(state.doing, Viewing):
        view = replace(state.doing.view, reward="told")
        state = state.at(begin(view, event.naming) or after(view, facts))
    amount = say(
        "reward-shown",
        amount=event.amount_yuan,
        why=say(event.reason_key),
        on=event.last_on,
    )
    where = (say("reward-where", where=event.where),) if event.where else ()
    code = replace(say("reward-code", code=in_groups(event.code)), secret=True)
    unnamed = (say("identity-no-key"),) if event.naming == "no-key" else ()
    return Turn(state, (amount, *where, code, *unnamed))


def waiting(state: PublicState, event: RewardWaiting, facts: Facts) -> Step:
    """There is nothing to show now: say where the money is."""
    return Turn(state, (say(event.key),))
