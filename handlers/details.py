"""The skippable details: unit, sector, still going on, insider, guessable, naming, reward."""

from dataclasses import replace

from handlers.dialogue.event import ChoicePressed, Event, TextSent
from handlers.dialogue.facts import Facts
from handlers.dialogue.public_effect import ProposeSectors, SectorsProposed
from handlers.dialogue.reply import Choice, Say, choice, say
from handlers.dialogue.turn import Ask, Turn
from handlers.doing import AskingDetail
from handlers.drafting import add_words, opened, pass_by, proceed, set_detail, wanted_details
from handlers.places import is_only_a_place
from handlers.talking import PublicState, Step

UNIT_CHARS = 80
VALUES: dict[str, tuple[str, ...]] = {
    "ongoing": ("yes", "no", "unknown"),
    "insider": ("yes", "no"),
    "guessable": ("yes", "no", "unknown"),
    "naming": ("unnamed", "named"),
    "reward": ("yes", "no"),
    "originals": ("yes", "no"),
}
"""Detail -> the answers that are buttons; the sector's come from the office, the unit is typed."""

Row = tuple[Choice, ...]

_STORED = {"unnamed": "unknown"}
"""Button -> the value that the report keeps, where they differ."""


def asking(state: PublicState, event: Event, facts: Facts) -> Step | None:
    """Asked one detail."""
    if not isinstance(state.doing, AskingDetail):
        return None
    detail = state.doing.detail
    match event:
        case ChoicePressed(choice="skip"):
            return _passed(state, detail, facts)
        case ChoicePressed(choice="skip-rest"):
            rest = wanted_details(opened(state, facts).draft, facts)
            draft = pass_by(opened(state, facts), *rest)
            return proceed(replace(state, draft=draft), facts)
        case ChoicePressed(choice="back"):
            return _back(state, detail, facts)
        case ChoicePressed(choice="sector:other"):
            draft = replace(opened(state, facts), sectors=())
            return Turn(replace(state, draft=draft))
        case ChoicePressed(choice=name) if value_of(detail, name) is not None:
            return answered(state, detail, name, facts)
        case TextSent(text=text) if is_only_a_place(text):
            return None
        case TextSent(text=text, ref=ref) if detail == "unit" and is_name(text):
            return proceed(unit_named(state, text, ref, facts), facts)
        case TextSent(text=text) if detail == "sector" and is_name(text):
            named = ProposeSectors(text.strip(), named=True)
            return Turn(state.at(AskingDetail(detail, text.strip())), do=(named,))
    return None


def answered(state: PublicState, detail: str, name: str, facts: Facts) -> Step:
    """One detail was answered: by a button's name, or the unit's name as typed."""
    value = name.removeprefix("sector:") if detail == "sector" else _STORED.get(name, name)
    draft = set_detail(opened(state, facts), detail, value)
    return proceed(replace(state, draft=draft), facts, *_remarks(detail, value))


def value_of(detail: str, name: str) -> str | None:
    """What the report keeps when this button of a detail was pressed; None when it is no answer."""
    if detail == "sector" and (name.startswith("sector:") or name == "unknown"):
        slug = name.removeprefix("sector:")
        return None if slug == "other" else slug
    return _STORED.get(name, name) if name in VALUES.get(detail, ()) else None


def _remarks(detail: str, value: str) -> tuple[Say, ...]:
    if (detail, value) == ("guessable", "yes"):
        return (say("report-guessable-held"),)
    return ()


def _passed(state: PublicState, detail: str, facts: Facts) -> Step:
    return proceed(replace(state, draft=pass_by(opened(state, facts), detail)), facts)


def _back(state: PublicState, detail: str, facts: Facts) -> Step | None:
    """To the detail before; None from the first one, and to the summary when changing one thing."""
    draft = opened(state, facts)
    if detail in draft.passed:
        return proceed(state, facts)
    if not draft.passed:
        return None
    before = replace(draft, passed=draft.passed[:-1])
    return proceed(replace(state, draft=before), facts)


def unit_named(state: PublicState, text: str, ref: str, facts: Facts) -> PublicState:
    """The unit by its typed name, and the message that named it."""
    draft = set_detail(opened(state, facts), "unit", " ".join(text.split()))
    return replace(state, draft=replace(draft, unit_ref=ref))


def is_name(text: str) -> bool:
    """Is a typed text short enough to be the name of something?"""
    return 0 < len(text.strip()) <= UNIT_CHARS and "\n" not in text.strip()


def proposed(state: PublicState, event: SectorsProposed, facts: Facts) -> Step:
    """The office proposes sectors; typed words that name one are an answer."""
    if not state.draft:
        return Turn(state, ask=Ask.NOT)
    asked = state.doing.asked if isinstance(state.doing, AskingDetail) else ""
    if asked and event.exact:
        return answered(state, "sector", event.exact, facts)
    if not asked:
        return Turn(replace(state, draft=replace(state.draft, sectors=event.sectors)), ask=Ask.NOT)
    # It names no sector, so it may tell more of what was seen: it is kept with the words.
    told = add_words(state.draft, asked, "")
    if not event.sectors:
        draft = set_detail(told, "sector", "unknown")
        return proceed(replace(state, draft=draft), facts, say("report-sector-ours"))
    known = replace(state, draft=replace(told, sectors=event.sectors))
    return Turn(known.at(AskingDetail("sector")), (say("report-words-added"),))


def question(state: PublicState, facts: Facts) -> Say:
    """What is asked about the detail at hand."""
    doing = state.doing
    detail = doing.detail if isinstance(doing, AskingDetail) else ""
    if detail == "unit":
        return replace(say("report-unit", rows=_foot(state, detail)), wants="words")
    if detail == "sector":
        return _sector_question(state)
    if detail == "naming":
        key = "report-naming" if facts.place.reward_anonymous else "report-naming-for-reward"
        rows = ((choice("unnamed"),), (choice("named"),))
        return say(key, rows=(*rows, *_foot(state, detail)))
    buttons = tuple(choice(name, label(detail, name)) for name in ("yes", "no"))
    unsure = (choice("unknown"),) if "unknown" in VALUES[detail] else ()
    asked = (buttons, *_foot(state, detail, unsure))
    if detail == "originals":
        return say("report-originals", rows=asked, days=facts.place.originals_days)
    return say(f"report-{detail}", rows=asked)


def label(detail: str, name: str) -> str:
    """The key of a button's label: yes and no are said as fits the question."""
    return f"choice-{detail}-{name}" if name in {"yes", "no"} else f"choice-{name}"


def _sector_question(state: PublicState) -> Say:
    sectors = state.draft.sectors if state.draft else ()
    rows = tuple((choice(f"sector:{slug}", f"sector-{slug}"),) for slug in sectors)
    lines = tuple(
        say(
            "report-sector-line",
            sector=say(f"sector-{slug}"),
            examples=say(f"sector-{slug}-examples"),
        )
        for slug in sectors
    )
    foot = _foot(state, "sector", (choice("unknown"),))
    if not lines:
        return say("report-sector-open", rows=foot)
    return say(
        "report-sector", rows=(*rows, (choice("sector:other", "choice-other"),), *foot), lines=lines
    )


def _foot(state: PublicState, detail: str, unsure: Row = ()) -> tuple[Row, ...]:
    """The small rows: not knowing, skipping, skipping all that is left, and back."""
    if state.draft and detail in state.draft.passed:
        return ((*unsure, choice("skip")), (choice("back"),))
    if unsure:
        return ((*unsure, choice("skip")), (choice("skip-rest"), choice("back")))
    return ((choice("skip"), choice("skip-rest")), (choice("back"),))
