"""Following a report: this chat's own or one opened by its code; what happened and what is next."""

from dataclasses import replace

from handlers.answers import code_digits, digits_count, means
from handlers.dialogue.event import ChoicePressed, Event, NewsCame, TextSent
from handlers.dialogue.facts import Facts
from handlers.dialogue.public_effect import (
    CaseGone,
    CaseOpened,
    CaseView,
    CodeUnknown,
    OpenByCode,
    OpenOwn,
    ShowReward,
    TooManyTries,
)
from handlers.dialogue.reply import Choice, Say, choice, say
from handlers.dialogue.turn import Ask, Turn
from handlers.doing import (
    Adding,
    Answering,
    AwaitingCode,
    Objecting,
    PickingReport,
    PlacingWords,
    ShowingUnfixed,
    Viewing,
)
from handlers.drafting import proceed
from handlers.label_words import WORDS
from handlers.talking import OpenNews, OwnReport, PublicState, Step

OWN_SHOWN = 5
TOLD_WHEN_OPENED = {
    "news-reward-ending": ("approved", "told"),
    "news-reward-over": ("forfeited",),
    "news-reward-paid": ("paid",),
}
"""News that the case itself does not show; it is said when the person opens it, while the money is
where it says."""

CODE_DIGITS_MIN = 10
"""A text with so many digits is an attempt at a code."""

# ── opening ─────────────────────────────────────────────────────────────────────────────────────


def begin(state: PublicState, facts: Facts) -> Step:
    """To follow: this chat's report, a choice of them, or a code."""
    if len(state.own) == 1:
        return Turn(state.at(PickingReport()), (), (OpenOwn(state.own[0].handle),))
    return Turn(state.at(PickingReport() if state.own else AwaitingCode()))


def picking(state: PublicState, event: Event, facts: Facts) -> Step | None:
    """Asked which of this chat's reports to open."""
    match event:
        case ChoicePressed(choice="by-code"):
            return Turn(state.at(AwaitingCode()))
        case ChoicePressed(choice="back"):
            return proceed(state, facts)
        case ChoicePressed(choice=name) if name.startswith("own:"):
            own = _shown(state)[int(name.removeprefix("own:"))]
            return Turn(state, (), (OpenOwn(own.handle),))
        case TextSent(text=text) if code_digits(text):
            return by_code(state, text)
    return None


def awaiting_code(state: PublicState, event: Event, facts: Facts) -> Step | None:
    """Asked for a code."""
    match event:
        case ChoicePressed(choice="lost"):
            return Turn(state, (say("code-lost"),))
        case ChoicePressed(choice="back"):
            return proceed(state, facts)
        case TextSent(text=text) if digits_count(text) >= CODE_DIGITS_MIN:
            return by_code(state, text)
        case TextSent(text=text) if means(text, WORDS["choice-lost"]):
            return Turn(state, (say("code-lost"),))
        case TextSent(text=text) if digits_count(text) * 2 > len(text.strip()):
            return Turn(state, (say("code-too-short"),))
    return None


def by_code(state: PublicState, text: str) -> Step:
    """Open a report by the code that was typed."""
    return Turn(state, (), (OpenByCode(text),))


def opened(state: PublicState, event: CaseOpened, facts: Facts) -> Step:
    """The case lies open: say where it stands; an open question of the office comes first."""
    view = event.view
    seen = [one for one in state.news if one.handle == view.handle]
    state = replace(state, news=tuple(one for one in state.news if one not in seen))
    kinds = dict.fromkeys((*(kind for one in seen for kind in _kinds(one)), *event.news))
    told = [kind for kind in kinds if view.reward in TOLD_WHEN_OPENED.get(kind, ())]
    shown = case_words(view, *(say(kind) for kind in told))
    if state.kept:
        held = PlacingWords(view.handle, view.number, view, state.kept)
        return Turn(replace(state, doing=held, kept=()), (shown,))
    return Turn(state.at(beside(view)), (shown,))


def beside(view: CaseView) -> Viewing | Answering:
    """What is asked beside a case: the office's first question, or what to do."""
    if view.questions and view.may_add:
        return Answering(view, view.questions[0].question_id)
    return Viewing(view)


def gone(state: PublicState, event: CaseGone, facts: Facts) -> Step:
    """The look of 15 minutes is over, or the link was cut: the code opens it again."""
    view: CaseView | None = getattr(state.doing, "view", None)
    if view is not None and view.own:
        state = replace(state, own=tuple(one for one in state.own if one.handle != view.handle))
    return Turn(state.at(AwaitingCode()), (say("case-gone"),))


def unknown(state: PublicState, event: CodeUnknown, facts: Facts) -> Step:
    """No report has this code."""
    return Turn(state, (say("code-mistyped" if event.mistyped else "code-unknown"),))


def too_many(state: PublicState, event: TooManyTries, facts: Facts) -> Step:
    """Too many wrong codes from here for now."""
    return Turn(state, (say("code-wait", count=max(1, -(-event.wait_s // 60))),))


# ── news ────────────────────────────────────────────────────────────────────────────────────────


def news_came(state: PublicState, event: NewsCame, facts: Facts) -> Step:
    """The office did something: only that there is news is said, to be opened when alone."""
    if state.owned(event.alias_id) is None:
        return Turn(state, ask=Ask.NOT)
    known = tuple(one for one in state.news if one.handle != event.alias_id)
    older = (kind for one in state.news if one.handle == event.alias_id for kind in _kinds(one))
    also = tuple(dict.fromkeys((*older, *event.also)))
    news = (*known, OpenNews(event.alias_id, event.key, event.question_id, also))
    told = say("news-waiting", rows=((choice("news"),),))
    return Turn(replace(state, news=news), (told,), ask=Ask.NOT)


def _kinds(one: OpenNews) -> tuple[str, ...]:
    return (*one.also, one.key)


def show_news(state: PublicState, facts: Facts) -> Step:
    """Open the oldest news."""
    if not state.news:
        return Turn(state, (say("news-none"),))
    return Turn(state, (), (OpenOwn(state.news[0].handle),), Ask.NOT)


# ── a case ──────────────────────────────────────────────────────────────────────────────────────


def viewing(state: PublicState, event: Event, facts: Facts) -> Step | None:
    """A case lies open."""
    if not isinstance(state.doing, Viewing):
        return None
    view = state.doing.view
    match event:
        case ChoicePressed(choice="add"):
            return Turn(state.at(Adding(view)))
        case ChoicePressed(choice="object"):
            return Turn(state.at(Objecting(view)))
        case ChoicePressed(choice="unfixed"):
            return Turn(state.at(ShowingUnfixed(view)))
        case ChoicePressed(choice="reward"):
            return Turn(state, (), (ShowReward(view.handle),))
        case ChoicePressed(choice="back"):
            return proceed(state, facts)
    return None


def case_words(view: CaseView, *first: Say) -> Say:
    """Where a report stands, in plain words."""
    lines = [say("case-number", number=view.number), *first]
    if view.was_number:
        lines.append(say("case-was-number", number=view.was_number))
    lines += [say("case-step", on=step.on, what=say(step.key)) for step in view.steps]
    if view.reason_key:
        lines.append(say("case-reason", why=say(view.reason_key)))
    if view.sent_to:
        lines.append(say("case-sent-to", who=view.sent_to))
    if view.next_key:
        lines.append(_next(view))
    if view.photo_count:
        lines.append(say("case-photos", count=view.photo_count))
    if view.reward:
        lines.append(say(f"reward-{view.reward}"))
    return say("case", lines=tuple(lines))


def _next(view: CaseView) -> Say:
    what = say(view.next_key)
    if view.next_on is None:
        return say("case-next", what=what)
    key = "case-next-by-provisional" if view.provisional else "case-next-by"
    return say(key, what=what, on=view.next_on)


def _shown(state: PublicState) -> tuple[OwnReport, ...]:
    return state.own[::-1][:OWN_SHOWN]


def question(state: PublicState) -> Say:
    """What is asked while following."""
    match state.doing:
        case PickingReport():
            rows: list[tuple[Choice, ...]] = [
                (choice(f"own:{at}", "choice-own", number=own.number),)
                for at, own in enumerate(_shown(state))
            ]
            return say("follow-which", rows=(*rows, (choice("by-code"), choice("back"))))
        case Viewing(view):
            return say("case-menu", rows=_view_rows(state, view))
    rows = [(choice("lost"), choice("back"))]
    return replace(say("follow-code", rows=tuple(rows)), wants="code")


def _view_rows(state: PublicState, view: CaseView) -> tuple[tuple[Choice, ...], ...]:
    rows: list[tuple[Choice, ...]] = []
    if view.reward in {"approved", "told"}:
        rows.append((choice("reward"),))
    if view.may_object:
        rows.append((choice("object"),))
    if view.may_say_unfixed:
        rows.append((choice("unfixed"),))
    if view.may_add:
        rows.append((choice("add"), choice("back")))
    else:
        rows.append((choice("back"),))
    if state.news:
        rows.append((choice("news"),))
    return tuple(rows)
