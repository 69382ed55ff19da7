"""What a member can ask for at any time: list, card, help, language, back, cancel, leave."""

from dataclasses import replace

from handlers.answers import means
from handlers.desk import (
    Duty,
    Leaving,
    Listing,
    Reading,
    Resting,
    Work,
    open_work,
    put_aside,
)
from handlers.dialogue.facts import Facts
from handlers.dialogue.reply import Say, choice, say
from handlers.dialogue.turn import Ask, Turn
from handlers.joining import PAYER_ALONE
from handlers.pictures import dropped
from handlers.staff_words import LANGUAGES
from handlers.tasks import FILTERS, LOOK_ON, PAGE_LINES, ask_card, ask_list

HELP_ROLES = ("intake", "inspector", "reviewer", "supervisor", "approver", "payer")


def show_tasks(duty: Duty, filter_name: str = "all", offset: int = 0) -> Turn[Duty]:
    """Open the list; a half-done step is kept beside and said so. A payer has no list."""
    if frozenset(duty.roles) == PAYER_ALONE:
        return Turn(duty)
    wanted = filter_name if filter_name in (*FILTERS, LOOK_ON) else "all"
    cleared = put_aside(duty)
    return Turn(cleared, kept_remark(duty), (ask_list(cleared, wanted, offset),))


def show_card(duty: Duty, case_id: str) -> Turn[Duty]:
    """Open one card; a half-done step of another case is kept beside and said so."""
    if frozenset(duty.roles) == PAYER_ALONE:
        return Turn(duty, (say("duty-late"),))
    work = open_work(duty.now)
    if work and work.card.case_id == case_id:
        return Turn(duty, do=(ask_card(duty, case_id),))
    cleared = put_aside(duty)
    return Turn(cleared, kept_remark(duty), (ask_card(cleared, case_id),))


def kept_remark(duty: Duty) -> tuple[Say, ...]:
    """Says that the open step, if it holds anything, is kept."""
    work = open_work(duty.now)
    if not work or not work.held:
        return ()
    return (say("duty-kept-work", number=work.card.number, step=say(f"duty-do-{work.step}")),)


def turn_page(duty: Duty, *, forward: bool) -> Turn[Duty]:
    """The next or previous page of the open list."""
    page = duty.now if isinstance(duty.now, Listing) else Listing()
    offset = page.offset + (PAGE_LINES if forward else -PAGE_LINES)
    return show_tasks(duty, page.filter, max(0, offset))


def back(duty: Duty) -> Turn[Duty]:
    """One level up: a card to its list, a list to the first page."""
    match duty.now:
        case Leaving(then):
            return Turn(replace(duty, now=then))
        case Reading() | Listing() | Resting():
            return show_tasks(duty)
    return Turn(duty)


def cancel(duty: Duty) -> Turn[Duty]:
    """Drop the open step. What was written is said once more, to be used elsewhere."""
    match duty.now:
        case Leaving(then):
            return Turn(replace(duty, now=then))
        case Work() as work:
            cleared = replace(duty, now=Resting())
            key = "duty-cancelled-words" if work.words else "duty-cancelled"
            drops = (dropped(work),) if work.pictures else ()
            remark = say(key, words=work.text) if work.words else say(key)
            return Turn(cleared, (remark,), (*drops, ask_card(cleared, work.card.case_id)))
    return Turn(duty, (say("duty-nothing-to-cancel"),))


def help_with(duty: Duty) -> Turn[Duty]:
    """What one can do here, by duties; the open question follows."""
    lines = tuple(say(f"duty-help-{name}") for name in HELP_ROLES if name in duty.roles)
    return Turn(duty, (say("duty-help", lines=lines),))


def leave(duty: Duty) -> Turn[Duty]:
    """Ask whether this chat shall stop being a desk."""
    if isinstance(duty.now, Leaving):
        return Turn(duty)
    return Turn(replace(duty, now=Leaving(duty.now)))


def language(duty: Duty, facts: Facts, wanted: str = "") -> Turn[Duty]:
    """Change the language at once when it is named, else offer what there is."""
    named = language_named(wanted, facts)
    if named:
        return Turn(replace(duty, language=named), (say("language-changed"),))
    row = tuple(
        choice(f"language:{name.lower()}", f"language-{name.lower()}") for name in facts.languages
    )
    offer = Say("language-which", (), (row,), question="language")
    return Turn(duty, (offer,), ask=Ask.NOT)


def language_named(text: str, facts: Facts) -> str:
    """The language that a text names as a whole; empty when it names none."""
    if not text:
        return ""
    for name in facts.languages:
        if text.casefold() == name.casefold() or means(text, LANGUAGES.get(name, ())):
            return name
    return ""
