"""What the office and the clock answer: each outcome and what the conversation makes of it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from handlers import (
    adding,
    claim,
    claim_naming,
    details,
    follow,
    greeting,
    photos,
    places,
    privacy,
    receipt,
    summary,
)
from handlers.dialogue import event as happenings
from handlers.dialogue import identity_effect as identity
from handlers.dialogue import public_effect as office
from handlers.dialogue.event import Event, StepFailed, TimePassed
from handlers.dialogue.facts import Facts
from handlers.dialogue.reply import Say, say
from handlers.dialogue.turn import Ask, Turn
from handlers.doing import Resting
from handlers.scenes import at_hand
from handlers.talking import PublicState, Step

Outcome = Callable[[PublicState, Any, Facts], Step]

OUTCOMES: dict[type[Event], Outcome] = {
    happenings.PhotoReady: photos.photo_ready,
    happenings.PhotoRefused: photos.photo_refused,
    happenings.EvidenceKept: photos.evidence_kept,
    happenings.EvidenceRefused: photos.evidence_refused,
    happenings.NewsCame: follow.news_came,
    office.PlaceFound: places.found,
    office.PlacesLikely: places.likely,
    office.PlaceUnclear: places.unclear,
    office.PlaceOutside: places.outside,
    office.LinkTooShort: places.short_link,
    office.SectorsProposed: details.proposed,
    office.UnitFound: greeting.unit_found,
    office.UnitUnknown: greeting.unit_unknown,
    office.ReportFiled: receipt.filed,
    office.ReportDeclined: receipt.declined,
    office.CaseOpened: follow.opened,
    office.CaseGone: follow.gone,
    office.CodeUnknown: follow.unknown,
    office.TooManyTries: follow.too_many,
    office.CaseAdded: adding.added,
    office.CaseDeclined: adding.declined,
    office.LinkCut: privacy.link_cut,
    office.RewardShown: claim.shown,
    office.RewardWaiting: claim.waiting,
    identity.IdentitySealed: claim_naming.sealed,
    identity.IdentityKept: claim_naming.kept,
    identity.IdentityDropped: claim_naming.dropped,
}
"""Outcome -> what it means when the state at hand has no use of its own for it."""

_QUIET = (office.CaseAdded, office.CaseDeclined, office.CaseGone)


def happened(state: PublicState, event: Event, facts: Facts) -> Step:
    """One outcome, or something that asks for no answer."""
    match event:
        case TimePassed("draft-old"):
            return _draft_outlived(state)
        case TimePassed():
            return photos.album_rested(state, facts)
        case StepFailed():
            return Turn(state, (say("step-failed"),))
    if state.quiet_count and isinstance(event, _QUIET):
        return _unasked(state, event)
    step = at_hand(state, event, facts)
    if step is not None:
        return step
    meant = OUTCOMES.get(type(event))
    return meant(state, event, facts) if meant else Turn(state, ask=Ask.NOT)


def _draft_outlived(state: PublicState) -> Step:
    """Nobody touched the draft for its term: it goes, with its pictures, and nothing is said."""
    if state.draft is None:
        return Turn(state, ask=Ask.NOT)
    gone = summary.drop_files(state.draft)
    beside = getattr(state.doing, "view", None) is not None
    left = replace(state, draft=None, doing=state.doing if beside else Resting())
    return Turn(left, do=gone, ask=Ask.NOT)


def _unasked(state: PublicState, event: Event) -> Step:
    """The end of an addition that came by itself, a late picture: only a failure is spoken of."""
    left = replace(state, quiet_count=state.quiet_count - 1)
    if isinstance(event, office.CaseAdded):
        return Turn(left, ask=Ask.NOT)
    if state.awaited and getattr(event, "key", "") == "refused-photos-enough":
        return Turn(left, ask=Ask.NOT)  # of an album it is said once, with the last
    lost = say("case-addition-lost")
    why = Say(event.key, event.args) if isinstance(event, office.CaseDeclined) else lost
    return Turn(left, (why,), ask=Ask.NOT)
