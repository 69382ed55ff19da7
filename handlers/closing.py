"""Closing a hazard with proof: a picture taken at the place, words, and where it was taken.

One state, `ProvingClosure`, takes picture, words and place in any order and asks for the first
that is missing. The place can be skipped; with one, the distance to the hazard is told at once
(and again to the reviewer), because a picture of another yard proves nothing.
"""

from dataclasses import dataclass, replace

from handlers.desk import Work
from handlers.dialogue.event import ChoicePressed, Event, PlaceShared, TextSent
from handlers.dialogue.facts import Facts
from handlers.dialogue.reply import Say, say
from handlers.dialogue.staff_effect import TaskCard
from handlers.dialogue.stored import stored
from handlers.nearness import distance, distance_m
from handlers.part import Move, Part, ask, row, stay, written
from handlers.pictures import dropped

FAR_M = 500
"""Beyond this the distance is pointed out: a pin in town is often off by 100 to 300 m."""


@stored("staff-proving-closure")
@dataclass(frozen=True, slots=True)
class ProvingClosure(Work):
    """Proof is being collected."""

    lat: float | None = None
    lon: float | None = None
    placeless: bool = False
    """The person chose to hand in without a place."""


def proof_distance_m(work: ProvingClosure) -> int | None:
    """Metres from the shared place to the hazard; None while either is unknown."""
    card = work.card
    if work.lat is None or work.lon is None or card.lat is None or card.lon is None:
        return None
    return distance_m((work.lat, work.lon), (card.lat, card.lon))


def _question(work: Work, _facts: Facts) -> Say:
    if not isinstance(work, ProvingClosure) or not work.pictures:
        return ask(work, "closing-photo", rows=(row("back"),), wants="photo")
    if not work.words:
        return ask(
            work, "closing-words", rows=(row("back"),), wants="words", photos=len(work.pictures)
        )
    if work.lat is None and not work.placeless:
        return ask(work, "closing-place", rows=(row("skip", "back"),), wants="place")
    return ask(
        work,
        "closing-confirm",
        rows=(row("send"), row("change-words", "change-photos", "change-place"), row("back")),
        words=work.text,
        photos=len(work.pictures),
        where=_where(work),
    )


def _where(work: ProvingClosure) -> Say:
    if work.lat is None:
        return say("closing-where-none")
    metres = proof_distance_m(work)
    return (
        say("closing-where-shared")
        if metres is None
        else say("closing-where", distance=distance(metres))
    )


def _advance(work: Work, event: Event, _facts: Facts) -> Move:
    if not isinstance(work, ProvingClosure):
        return stay(work)
    match event:
        case TextSent():
            return Move(written(work, event))
        case PlaceShared():
            return _at(work, event)
        case ChoicePressed("skip"):
            return Move(replace(work, placeless=True))
        case ChoicePressed("change-words"):
            return Move(replace(work, words=()))
        case ChoicePressed("change-place"):
            return Move(replace(work, lat=None, lon=None, placeless=False))
        case ChoicePressed("change-photos"):
            return Move(replace(work, pictures=()), do=(dropped(work),))
        case ChoicePressed("send") if work.pictures and work.words:
            return Move(work, fields=_fields(work))
        case ChoicePressed("back"):
            return Move(None)
    return stay(work)


def _at(work: ProvingClosure, event: PlaceShared) -> Move:
    placed = replace(work, lat=event.lat, lon=event.lon, placeless=False)
    metres = proof_distance_m(placed)
    if metres is not None and metres > FAR_M:
        return Move(placed, (say("closing-far", distance=distance(metres)),))
    return Move(placed)


def _fields(work: ProvingClosure) -> tuple[tuple[str, str], ...]:
    words = (("words", work.text),)
    if work.lat is None or work.lon is None:
        return words
    return (*words, ("lat", f"{work.lat:.6f}"), ("lon", f"{work.lon:.6f}"))


def _begin(card: TaskCard, step: str) -> Work:
    return ProvingClosure(card, step)


CLOSE = Part(begin=_begin, question=_question, advance=_advance, pictures=True, place=True)
"""Handing in the proof of closing: fields words, lat, lon; pictures."""
