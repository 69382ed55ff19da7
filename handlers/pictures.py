"""Pictures that a member sends: each joins the open step, or waits in the tray for the next one.

A picture is fetched and cleaned as a job of its own; its outcome may come much later, when another
case lies open. It then finds its step wherever that lies, and a step handed in meanwhile goes on.
"""

from dataclasses import replace

from handlers.desk import (
    PICTURES_MAX,
    Duty,
    Pictures,
    Reading,
    Work,
    merged,
    on_works,
    open_work,
    works,
)
from handlers.dialogue.effect import DropPhotos, KeepPhoto
from handlers.dialogue.event import PhotoReady, PhotoRefused, PhotoSent, TextSent
from handlers.dialogue.reply import say
from handlers.dialogue.turn import Ask, Turn
from handlers.part import written


def sent(duty: Duty, event: PhotoSent, *, belongs: bool) -> Turn[Duty]:
    """A picture came; `belongs` when the open step takes pictures. A repeat does nothing."""
    if event.ref in held_refs(duty):
        return Turn(duty, ask=Ask.LATER)
    work = open_work(duty.now)
    if belongs and work:
        return _into_step(duty, work, event)
    if len(duty.tray) >= PICTURES_MAX:
        return Turn(duty, (say("pictures-enough", most=PICTURES_MAX),), ask=Ask.LATER)
    captions = merged(duty.captions, ((event.ref, event.caption),)) if event.caption else ()
    kept = replace(duty, tray=(*duty.tray, (event.ref, "")), captions=captions or duty.captions)
    remark = () if duty.tray else (say("pictures-kept"),)
    # A card asks again (its steps take the picture along); a list need not be said once more.
    ask = Ask.LATER if work or isinstance(duty.now, Reading) else Ask.NOT
    return Turn(kept, remark, (KeepPhoto(event.ref),), ask)


def _into_step(duty: Duty, work: Work, event: PhotoSent) -> Turn[Duty]:
    if event.caption:
        work = written(work, TextSent(event.caption, event.ref))
    if len(work.pictures) >= PICTURES_MAX:
        enough = (say("pictures-enough", most=PICTURES_MAX),)
        return Turn(replace(duty, now=work), enough, ask=Ask.LATER)
    work = replace(work, pictures=(*work.pictures, (event.ref, "")))
    return Turn(replace(duty, now=work), do=(KeepPhoto(event.ref),), ask=Ask.LATER)


def held_refs(duty: Duty) -> frozenset[str]:
    """The handles of every picture that the desk holds."""
    piles = (duty.tray, *(work.pictures for work in works(duty)))
    return frozenset(ref for pile in piles for ref, _ in pile)


def ready(duty: Duty, event: PhotoReady) -> Turn[Duty]:
    """A picture is prepared. One that nobody holds any more is deleted."""
    if event.ref not in held_refs(duty):
        return Turn(duty, do=(DropPhotos((event.photo_id,)),), ask=Ask.NOT)

    def fill(pile: Pictures) -> Pictures:
        return tuple((r, event.photo_id if r == event.ref else p) for r, p in pile)

    filled = on_works(duty, lambda work: replace(work, pictures=fill(work.pictures)))
    return Turn(replace(filled, tray=fill(duty.tray)), ask=Ask.NOT)


def refused(duty: Duty, event: PhotoRefused) -> Turn[Duty]:
    """A picture could not be prepared: it is taken out wherever it lay, and said so."""
    if event.ref not in held_refs(duty):
        return Turn(duty, ask=Ask.NOT)

    def without(pile: Pictures) -> Pictures:
        return tuple(pair for pair in pile if pair[0] != event.ref)

    work = open_work(duty.now)
    ask = Ask.LATER if work and without(work.pictures) != work.pictures else Ask.NOT
    left = on_works(duty, lambda one: replace(one, pictures=without(one.pictures)))
    return Turn(replace(left, tray=without(duty.tray)), (say("pictures-refused"),), ask=ask)


def attach(duty: Duty, work: Work) -> tuple[Duty, Work]:
    """Lay what waits in the tray, with its captions, into a step that takes pictures."""
    if not duty.tray:
        return duty, work
    fuller = replace(
        work,
        pictures=merged(work.pictures, duty.tray),
        words=merged(work.words, duty.captions),
    )
    return replace(duty, tray=(), captions=()), fuller


def dropped(work: Work) -> DropPhotos:
    """Delete the pictures of a step that was given up, also those still on their way."""
    done = tuple(photo_id for _, photo_id in work.pictures if photo_id)
    return DropPhotos(done, tuple(ref for ref, photo_id in work.pictures if not photo_id))


def prepared(work: Work) -> bool:
    """Are all pictures of the step there?"""
    return all(photo_id for _, photo_id in work.pictures)
