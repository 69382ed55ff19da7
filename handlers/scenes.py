"""Which module answers which state, what each state asks, and what it is called from outside."""

from collections.abc import Callable
from dataclasses import replace

from handlers import (
    adding,
    belonging,
    claim_naming,
    details,
    disputing,
    follow,
    greeting,
    place_said,
    places,
    privacy,
    receipt,
    summary,
)
from handlers.dialogue.event import ChoicePressed, Event
from handlers.dialogue.facts import Facts
from handlers.dialogue.reply import Say, choice, say
from handlers.doing import (
    Adding,
    Answering,
    AskingDanger,
    AskingDeaths,
    AskingDetail,
    AwaitingCode,
    AwaitingPlace,
    AwaitingWords,
    Changing,
    ChoosingLanguage,
    ChoosingSpot,
    ConfirmingSpot,
    DroppingDraft,
    ErasingCode,
    Filing,
    NamingSelf,
    NotingCode,
    Objecting,
    PickingReport,
    PlacingWords,
    Resting,
    RewritingWords,
    ShowingUnfixed,
    SortingPhotos,
    SortingText,
    Summarising,
    Viewing,
)
from handlers.drafting import has_matter, mark, proceed
from handlers.talking import PublicState, Step

Scene = Callable[[PublicState, Event, Facts], Step | None]
Ask = Callable[[PublicState, Facts], Say]

STAMP_CHARS = 6


def _awaiting_words(state: PublicState, event: Event, facts: Facts) -> Step | None:
    """Asked what was seen: everything lands by itself."""
    match event:
        case ChoicePressed(choice="keep"):
            return proceed(state, facts)
    return None


def _words_question(state: PublicState, facts: Facts) -> Say:
    if state.draft is None or not has_matter(state.draft.draft):
        asked = say("report-words", rows=((choice("back"),),))
    else:
        asked = say("report-words-more", rows=((choice("keep"), choice("back")),))
    return replace(asked, wants="words")


def _dropping_question(state: PublicState, facts: Facts) -> Say:
    return say("report-drop", rows=((choice("keep", "choice-keep-telling"),), (choice("drop"),)))


def _silent(state: PublicState, event: Event, facts: Facts) -> Step | None:
    return None


def _menu(state: PublicState, event: Event, facts: Facts) -> Step | None:
    return belonging.may_belong(state, event, facts)


def _viewing(state: PublicState, event: Event, facts: Facts) -> Step | None:
    return follow.viewing(state, event, facts) or belonging.may_belong(state, event, facts)


def _noting(state: PublicState, event: Event, facts: Facts) -> Step | None:
    return receipt.noting(state, event, facts) or belonging.may_belong(state, event, facts)


def _without_facts(asking: Callable[[PublicState], Say]) -> Ask:
    return lambda state, _facts: asking(state)


_PLACE = place_said.question
_CODE = _without_facts(receipt.question)
_FOLLOW = _without_facts(follow.question)
_CASE = _without_facts(adding.question)
_DISPUTE = _without_facts(disputing.question)
_BELONGS = _without_facts(belonging.question)

SCENES: dict[type, tuple[str, Scene, Ask]] = {
    Resting: ("menu", _menu, greeting.question),
    ChoosingLanguage: ("language", greeting.choosing_language, greeting.question),
    AwaitingWords: ("words", _awaiting_words, _words_question),
    RewritingWords: ("rewrite", summary.rewriting, summary.question),
    SortingPhotos: ("photos", summary.sorting_photos, summary.question),
    AwaitingPlace: ("place", places.awaiting, _PLACE),
    ChoosingSpot: ("which-place", places.choosing, _PLACE),
    ConfirmingSpot: ("place-here", places.confirming, _PLACE),
    SortingText: ("place-or-words", places.sorting, _PLACE),
    AskingDanger: ("danger", privacy.answering_alarm, privacy.question),
    AskingDeaths: ("deaths", privacy.answering_alarm, privacy.question),
    AskingDetail: ("detail", details.asking, details.question),
    Summarising: ("summary", summary.summarising, summary.question),
    Changing: ("change", summary.changing, summary.question),
    DroppingDraft: ("drop", summary.dropping, _dropping_question),
    NotingCode: ("note-code", _noting, _CODE),
    ErasingCode: ("erase-code", receipt.erasing, _CODE),
    AwaitingCode: ("code", follow.awaiting_code, _FOLLOW),
    PickingReport: ("which-report", follow.picking, _FOLLOW),
    Viewing: ("case", _viewing, _FOLLOW),
    Adding: ("add", adding.adding, _CASE),
    Answering: ("answer", adding.adding, _CASE),
    Objecting: ("object", disputing.disputing, _DISPUTE),
    ShowingUnfixed: ("unfixed", disputing.disputing, _DISPUTE),
    NamingSelf: ("name", claim_naming.naming, claim_naming.question),
    PlacingWords: ("where-belongs", belonging.placing, _BELONGS),
    Filing: ("filing", _silent, summary.question),
}
"""State -> its name, what answers it, what it asks."""


def where(state: PublicState) -> str:
    """A short stable name of the state, for metrics; a detail is called by its own name."""
    if isinstance(state.doing, AskingDetail):
        return state.doing.detail
    return SCENES[type(state.doing)][0]


def stamp(state: PublicState) -> str:
    """A few characters of what the question is about: tells a late tap from a tap on this."""
    view = getattr(state.doing, "view", None)
    if view is not None:
        return str(view.handle)[-STAMP_CHARS:]
    return mark(state.draft)


def question_name(state: PublicState) -> str:
    """The name under which the open question's buttons come back."""
    about = stamp(state)
    return f"{where(state)}.{about}" if about else where(state)


def question(state: PublicState, facts: Facts) -> Say | None:
    """The open question of the state; None while a report is being handed in."""
    if isinstance(state.doing, Filing):
        return None
    asked = SCENES[type(state.doing)][2](state, facts)
    return replace(asked, question=question_name(state))


def at_hand(state: PublicState, event: Event, facts: Facts) -> Step | None:
    """What the state at hand makes of an event; None when it cannot use it."""
    return SCENES[type(state.doing)][1](state, event, facts)
