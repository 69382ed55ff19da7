"""The report being told: what it holds, what it still lacks, and which step comes next."""

from dataclasses import replace
from datetime import UTC, datetime

from handlers.dialogue.effect import Effect
from handlers.dialogue.facts import Facts
from handlers.dialogue.public_effect import Draft, ProposeSectors, Spot
from handlers.dialogue.reply import Say
from handlers.dialogue.turn import Ask, Turn
from handlers.doing import (
    AskingDetail,
    AwaitingPlace,
    AwaitingWords,
    ConfirmingSpot,
    Doing,
    Resting,
    Summarising,
)
from handlers.talking import OpenDraft, PublicState, Step

DETAILS = ("unit", "sector", "ongoing", "insider", "guessable", "naming", "reward", "originals")
"""What is asked after words and place, in this order; each can be skipped."""

MARK_CHARS = 6


def begin(facts: Facts) -> OpenDraft:
    """A report of which nothing is told yet."""
    return OpenDraft(facts.fresh_id, Draft())


def opened(state: PublicState, facts: Facts) -> OpenDraft:
    """The draft at hand, or a new one."""
    return state.draft or begin(facts)


def mark(draft: OpenDraft | None) -> str:
    """A few characters that tell one draft's questions from another's."""
    return draft.draft_id[:MARK_CHARS] if draft else ""


def is_empty(draft: OpenDraft | None) -> bool:
    """Would nothing be lost if this draft went?"""
    if draft is None:
        return True
    told = draft.draft
    return not (told.words or told.photos or told.evidence or has_place(told) or told.unit_name)


def has_matter(told: Draft) -> bool:
    """Is it said or shown what is wrong?"""
    return bool(told.words or told.photos)


def has_place(told: Draft) -> bool:
    """Is it said where?"""
    return told.spot is not None or bool(told.place_words)


def text_of(told: Draft) -> str:
    """All words in order, one message a line."""
    return "\n".join(text for _, text in told.words)


# ── changing what it holds ──────────────────────────────────────────────────────────────────────


def add_words(draft: OpenDraft, text: str, ref: str) -> OpenDraft:
    """The draft with these words at the end; the same message again replaces its own."""
    words = draft.draft.words
    if ref and any(known == ref for known, _ in words):
        changed = tuple((known, text if known == ref else old) for known, old in words)
    else:
        changed = (*words, (ref, text))
    return replace(draft, draft=replace(draft.draft, words=changed), sectors=())


def set_spot(draft: OpenDraft, spot: Spot | None, words: str = "", *, ref: str = "") -> OpenDraft:
    """The draft with this place and these words about it; what was offered is settled by it."""
    told = replace(draft.draft, spot=spot, place_words=words)
    return replace(draft, draft=told, offered=None, place_ref=ref)


def set_detail(draft: OpenDraft, detail: str, value: str) -> OpenDraft:
    """The draft with one detail answered; an empty value means it was skipped."""
    field = "unit_name" if detail == "unit" else detail
    told = replace(draft.draft, **{field: value})  # type: ignore[arg-type]
    if detail == "unit":
        told = replace(told, unit_id="")
        draft = replace(draft, unit_ref="")
    return pass_by(replace(draft, draft=told), detail)


def pass_by(draft: OpenDraft, *details: str) -> OpenDraft:
    """The draft with these details talked about."""
    more = tuple(one for one in details if one not in draft.passed)
    return replace(draft, passed=(*draft.passed, *more))


# ── which step comes next ───────────────────────────────────────────────────────────────────────


def wanted_details(told: Draft, facts: Facts) -> tuple[str, ...]:
    """The details that are asked here, in order."""
    place = facts.place
    paid = place.reward_exists and (place.reward_anonymous or told.naming == "named")
    left_out = set()
    if not place.reward_exists:
        left_out.add("naming")
    if not paid:
        left_out.add("reward")
    if not (facts.keeps_originals and told.photos):
        left_out.add("originals")
    return tuple(one for one in DETAILS if one not in left_out)


def next_doing(draft: OpenDraft | None, facts: Facts) -> Doing:
    """Where a report stands: the first thing that it lacks, or its summary."""
    if draft is None:
        return Resting()
    told = draft.draft
    if not has_matter(told):
        return AwaitingWords()
    if not has_place(told):
        return ConfirmingSpot(draft.offered) if draft.offered else AwaitingPlace()
    for detail in wanted_details(told, facts):
        if detail not in draft.passed:
            return AskingDetail(detail)
    return Summarising()


def proceed(state: PublicState, facts: Facts, *say: Say, ask: Ask = Ask.NOW) -> Step:
    """Go on with the report where it stands (or to the menu, without one)."""
    return go(state, next_doing(state.draft, facts), *say, ask=ask)


def go(state: PublicState, doing: Doing, *say: Say, ask: Ask = Ask.NOW) -> Step:
    """Go to a step; the sectors that the office proposes are fetched before they are asked."""
    do: tuple[Effect, ...] = ()
    draft = state.draft
    if isinstance(doing, AskingDetail) and doing.detail == "sector" and draft and not draft.sectors:
        words = " ".join((text_of(draft.draft), draft.draft.unit_name)).strip()
        do = (ProposeSectors(words, unit_id=draft.draft.unit_id),)
    return Turn(state.at(doing), say, do, ask)


def to_minute(moment: datetime) -> datetime:
    """The moment without its seconds: finer is not kept of anybody."""
    return moment.astimezone(UTC).replace(second=0, microsecond=0)
