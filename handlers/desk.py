"""A member's desk: what a staff conversation remembers, and what can be done to it as a whole.

    Duty                       the whole state; language, the open scene, what lies beside it
    ├── Resting                nothing is open
    ├── Listing                a page of tasks lies open
    ├── Reading                one card lies open
    ├── Leaving                asked whether this chat shall stop being a desk
    ├── TypingClaim, PayingOut a payer's two moments
    └── Work                   a step being taken on one case (intake, verification, closing,
                               approval); each kind says what is known by then

A half-done `Work` is never dropped unasked: another task, a command or news sets it *aside*, and
opening its case finds it again. A step that was handed in waits in `sending` until its pictures
are prepared and the office has answered, while the person goes on with other things.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from handlers.dialogue.staff_effect import TaskCard, TaskLine
from handlers.dialogue.stored import stored

Words = tuple[tuple[str, str], ...]
"""(message handle, text) in order of arrival; an edit replaces its own."""

Pictures = tuple[tuple[str, str], ...]
"""(ref, photo_id) in order of arrival; an empty id is still being prepared."""

ASIDE_MAX = 30
PICTURES_MAX = 20


@dataclass(frozen=True, slots=True)
class Scene:
    """What lies open before the person."""


@stored("staff-resting")
@dataclass(frozen=True, slots=True)
class Resting(Scene):
    """Nothing is open."""


@stored("staff-listing")
@dataclass(frozen=True, slots=True)
class Listing(Scene):
    """A page of tasks lies open."""

    lines: tuple[TaskLine, ...] = ()
    total_count: int = 0
    overdue_count: int = 0
    offset: int = 0
    filter: str = "all"
    beside_count: int = 0
    """Cases to look on, which stand in a list of their own."""


@stored("staff-reading")
@dataclass(frozen=True, slots=True)
class Reading(Scene):
    """One card lies open."""

    card: TaskCard


@stored("staff-leaving")
@dataclass(frozen=True, slots=True)
class Leaving(Scene):
    """Asked whether this chat shall stop being a desk; `then` comes back when it shall not."""

    then: Scene


@stored("staff-typing-claim")
@dataclass(frozen=True, slots=True)
class TypingClaim(Scene):
    """A payer is asked for a claim code. `ref` is the message that carried the last one."""

    ref: str = ""


@stored("staff-paying-out")
@dataclass(frozen=True, slots=True)
class PayingOut(Scene):
    """A good claim lies open."""

    claim_handle: str
    amount_yuan: int


@dataclass(frozen=True, slots=True)
class Work(Scene):
    """A step being taken on one case; `step` is its name in `TakeStep`."""

    card: TaskCard
    step: str
    words: Words = ()
    pictures: Pictures = ()

    @property
    def held(self) -> bool:
        """Does it hold anything a person wrote or sent?"""
        return bool(self.words or self.pictures)

    @property
    def text(self) -> str:
        """All words in order, one message a line."""
        return "\n".join(text for _, text in self.words)


@stored("staff-handed")
@dataclass(frozen=True, slots=True)
class Handed:
    """A step that was handed in: waits for its pictures, then for the office's answer."""

    work: Work
    fields: tuple[tuple[str, str], ...] = ()


@stored("staff-duty")
@dataclass(frozen=True, slots=True)
class Duty:
    """The whole state of one member's conversation."""

    language: str = "zh-Hans"
    now: Scene = field(default_factory=Resting)
    roles: tuple[str, ...] = ()
    """The duties when the person last spoke; empty for a stranger."""
    aside: tuple[Work, ...] = ()
    """Half-done steps, newest last, one a case and step."""
    sending: tuple[Handed, ...] = ()
    tray: Pictures = ()
    """Pictures that came before their step."""
    captions: Words = ()
    """What was written under pictures in the tray."""
    lat: float | None = None
    """Where the person last said they are, WGS-84; sorts lists by nearness."""
    lon: float | None = None


def on_works(duty: Duty, change: Callable[[Work], Work]) -> Duty:
    """Apply a change to every step that the desk holds, wherever it lies."""
    return replace(
        duty,
        now=_in_scene(duty.now, change),
        aside=tuple(change(work) for work in duty.aside),
        sending=tuple(replace(one, work=change(one.work)) for one in duty.sending),
    )


def _in_scene(scene: Scene, change: Callable[[Work], Work]) -> Scene:
    if isinstance(scene, Work):
        return change(scene)
    if isinstance(scene, Leaving):
        return replace(scene, then=_in_scene(scene.then, change))
    return scene


def open_work(scene: Scene) -> Work | None:
    """The step that lies open, also beneath a question about leaving."""
    if isinstance(scene, Leaving):
        return open_work(scene.then)
    return scene if isinstance(scene, Work) else None


def works(duty: Duty) -> tuple[Work, ...]:
    """Every step that the desk holds."""
    now = open_work(duty.now)
    opened = (now,) if now else ()
    return (*opened, *duty.aside, *(one.work for one in duty.sending))


def put_aside(duty: Duty) -> Duty:
    """Clear the desk; a half-done step that holds words or pictures is kept beside it."""
    work = open_work(duty.now)
    cleared = replace(duty, now=Resting())
    return lay_beside(cleared, work) if work and work.held else cleared


def lay_beside(duty: Duty, work: Work) -> Duty:
    """Keep a step beside the desk; what an older one of the same case and step holds goes along."""
    others = tuple(one for one in duty.aside if not same(one, work))
    for older in (one for one in duty.aside if same(one, work)):
        work = replace(
            work,
            words=merged(told_apart(older.words, work.words), work.words),
            pictures=merged(older.pictures, work.pictures),
        )
    return replace(duty, aside=(*others, reticent(work))[-ASIDE_MAX:])


def reticent(work: Work) -> Work:
    """The step without the reporter's own words: they stay in mind only while a card lies open."""
    return replace(work, card=replace(work.card, words="", answers=()))


def merged(older: Words, newer: Words) -> Words:
    """Both in order of arrival; where both have a message or picture, the newer counts."""
    return tuple({**dict(older), **dict(newer)}.items())


def told_apart(older: Words, newer: Words) -> Words:
    """The older words under other handles where the newer ones use a handle for other words."""
    taken = dict(newer)
    return tuple((f"{ref}~" if taken.get(ref, text) != text else ref, text) for ref, text in older)


def take_up(duty: Duty, case_id: str, step: str = "") -> tuple[Duty, Work | None]:
    """Open the newest half-done step of a case, or of one step of it; None when there is none."""
    fitting = [w for w in duty.aside if w.card.case_id == case_id and step in {"", w.step}]
    if not fitting:
        return duty, None
    work = fitting[-1]
    rest = tuple(one for one in duty.aside if one is not work)
    return replace(duty, now=work, aside=rest), work


def same(one: Work, other: Work) -> bool:
    """Are both the same step of the same case?"""
    return (one.card.case_id, one.step) == (other.card.case_id, other.step)
