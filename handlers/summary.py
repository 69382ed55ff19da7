"""The whole report on one message: change any one thing, send it, or drop it."""

from dataclasses import replace

from handlers import place_said
from handlers.dialogue.effect import DropPhotos, Effect
from handlers.dialogue.event import ChoicePressed, Event, TextSent
from handlers.dialogue.facts import Facts
from handlers.dialogue.public_effect import Draft, FileReport
from handlers.dialogue.reply import Choice, Say, choice, say
from handlers.dialogue.turn import Ask, Turn
from handlers.doing import (
    AskingDetail,
    AwaitingPlace,
    AwaitingWords,
    Changing,
    Filing,
    Resting,
    RewritingWords,
    SortingPhotos,
)
from handlers.drafting import go, opened, proceed, text_of, wanted_details
from handlers.talking import OpenDraft, PublicState, Step
from handlers.word_room import keep_anew

SHOWN_CHARS = 400
"""Of the words, so many are shown in the summary; all are sent."""


def summarising(state: PublicState, event: Event, facts: Facts) -> Step | None:
    """The summary was shown."""
    match event:
        case ChoicePressed(choice="send"):
            return send(state, facts)
        case ChoicePressed(choice="change"):
            return Turn(state.at(Changing()))
    return None


def send(state: PublicState, facts: Facts) -> Step:
    """Hand the report in; what it lacks is asked for first."""
    draft = state.draft
    if draft is None:
        return proceed(state, facts)
    file = FileReport(draft.draft, draft.draft_id, state.language)
    return Turn(state.at(Filing()), (), (file,), Ask.NOT)


def changing(state: PublicState, event: Event, facts: Facts) -> Step | None:
    """Asked which part to change."""
    match event:
        case ChoicePressed(choice="change-words"):
            has_words = bool(opened(state, facts).draft.words)
            return Turn(state.at(RewritingWords() if has_words else AwaitingWords()))
        case ChoicePressed(choice="change-photos"):
            return Turn(state.at(SortingPhotos()))
        case ChoicePressed(choice="change-place"):
            return Turn(state.at(AwaitingPlace()))
        case ChoicePressed(choice="back"):
            return proceed(state, facts)
        case ChoicePressed(choice=name) if name.startswith("change-"):
            return go(state, AskingDetail(name.removeprefix("change-")))
    return None


def rewriting(state: PublicState, event: Event, facts: Facts) -> Step | None:
    """Asked for new words in place of the old."""
    match event:
        case TextSent(text=text, ref=ref) if text.strip():
            fresh, full = keep_anew(opened(state, facts), text.strip(), ref)
            remarks = full or (say("report-words-changed"),)
            return proceed(replace(state, draft=fresh), facts, *remarks)
        case ChoicePressed(choice="keep" | "back"):
            return proceed(state, facts)
    return None


def sorting_photos(state: PublicState, event: Event, facts: Facts) -> Step | None:
    """Asked what shall become of the pictures."""
    draft = opened(state, facts)
    match event:
        case ChoicePressed(choice="drop-last"):
            return _without(state, draft, draft.draft.photos[-1:], facts)
        case ChoicePressed(choice="drop-all"):
            return _without(state, draft, draft.draft.photos, facts)
        case ChoicePressed(choice="keep" | "back"):
            return proceed(state, facts)
    return None


def _without(
    state: PublicState, draft: OpenDraft, gone: tuple[tuple[str, str], ...], facts: Facts
) -> Step:
    left = tuple(pair for pair in draft.draft.photos if pair not in gone)
    told = replace(draft, draft=replace(draft.draft, photos=left))
    remark = say("report-photos-left", count=len(left)) if left else say("report-photos-gone")
    step = proceed(replace(state, draft=told), facts, remark)
    return replace(step, do=(*drop(gone), *step.do))


def drop(photos: tuple[tuple[str, str], ...]) -> tuple[Effect, ...]:
    """The effect that deletes unfiled pictures, arrived or on their way."""
    if not photos:
        return ()
    ids = tuple(photo_id for _, photo_id in photos if photo_id)
    return (DropPhotos(ids, tuple(ref for ref, _ in photos)),)


def drop_files(draft: OpenDraft | None) -> tuple[Effect, ...]:
    """The effect that deletes everything a dropped draft had with us, recordings too."""
    if draft is None:
        return ()
    recordings = tuple((ref, file_id) for ref, _, file_id in draft.draft.evidence)
    return drop((*draft.draft.photos, *recordings))


def dropping(state: PublicState, event: Event, facts: Facts) -> Step | None:
    """Asked whether what was told shall really go."""
    match event:
        case ChoicePressed(choice="drop"):
            again = getattr(state.doing, "again", False)
            gone = drop_files(state.draft)
            cleared = replace(state, draft=None, doing=AwaitingWords() if again else Resting())
            return Turn(cleared, (say("report-dropped"),), gone)
        case ChoicePressed(choice="keep" | "back"):
            return proceed(state, facts)
    return None


# ── how it is said ──────────────────────────────────────────────────────────────────────────────


def question(state: PublicState, facts: Facts) -> Say:
    """What is asked about the whole report."""
    told = opened(state, facts).draft
    match state.doing:
        case Changing():
            return say("report-change", rows=_change_rows(told, facts))
        case RewritingWords():
            asked = say(
                "report-rewrite", rows=((choice("keep"),),), words=_shortened(text_of(told))
            )
            return replace(asked, wants="words")
        case SortingPhotos() if told.photos:
            fewer = (choice("drop-last"), choice("drop-all"))
            asked = say("report-photos", rows=(fewer, (choice("keep"),)), count=len(told.photos))
            return replace(asked, wants="photo")
        case SortingPhotos():
            asked = say("report-photos-none", rows=((choice("back"),),))
            return replace(asked, wants="photo")
    rows = ((choice("send"),), (choice("change"), choice("cancel")))
    return say("report-summary", rows=rows, lines=lines(told, facts))


def lines(told: Draft, facts: Facts) -> tuple[Say, ...]:
    """One line for each thing that is known."""
    shown: list[Say] = []
    if told.words:
        shown.append(say("summary-words", words=_shortened(text_of(told))))
    if told.photos:
        shown.append(say("summary-photos", count=len(told.photos)))
    if told.evidence:
        shown.append(say("summary-evidence", count=len(told.evidence)))
    shown.append(say("summary-place", place=place_said.line(told)))
    if told.unit_name:
        shown.append(say("summary-unit", unit=told.unit_name))
    if told.sector and told.sector != "unknown":
        shown.append(say("summary-sector", sector=say(f"sector-{told.sector}")))
    for detail in ("ongoing", "insider", "guessable", "naming", "reward", "originals"):
        value = getattr(told, detail)
        if value and detail in wanted_details(told, facts):
            shown.append(say(f"summary-{detail}-{value}"))
    if told.danger:
        shown.append(say("summary-danger"))
    if told.deaths:
        shown.append(say("summary-deaths"))
    return tuple(shown)


def _shortened(text: str) -> str:
    return text if len(text) <= SHOWN_CHARS else f"{text[:SHOWN_CHARS]}…"


def _change_rows(told: Draft, facts: Facts) -> tuple[tuple[Choice, ...], ...]:
    names = ("words", "photos", "place", *wanted_details(told, facts))
    buttons = tuple(choice(f"change-{name}") for name in names)
    pairs = tuple(buttons[at : at + 2] for at in range(0, len(buttons), 2))
    return (*pairs, (choice("back"),))
