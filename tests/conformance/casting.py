"""Which screenplay goes at which door, in which language, on which database; and what does not.

Nothing is left out in silence: what a door cannot do stands with the door (`cannot`), what only one
play stumbles over stands here, with its reason, and all of it is told by `left_out()`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from tests.kit import screenplay
from tests.kit.doors.adapting import cannot_play
from tests.kit.doors.register import all_doors
from tests.kit.real_house import A_WORKING_MORNING

PLAYS = screenplay.load()
LANGUAGES = ("zh-Hans", "en")

QUICK = ("web", "telegram")
"""Doors at which every play goes each time; at the terminal, which has least of its own, those
that are central. The others, and the rest, are for the long form."""
CENTRAL = (
    *("straight", "several-photos", "follow", "question", "stop", "poster-unknown"),
    *("staff-joining", "staff-asking", "whole-way"),
)
"""Plays that go on both databases and in both languages each time."""
IN_BROWSER = ("whole-way",)
"""Of a browser, which is slow, each time only this."""
IN_ENGLISH = "web"
"""The door at which the central plays go in English each time."""
FEW = ("whole-way", "several-photos", "stop")
"""Plays that go at every further form of a door each time: late, twice, pushed, without scripts."""
ON_POSTGRES = "telegram"
"""Where plays go on PostgreSQL too, as most goes on at once there; central ones each time."""

EVENING = datetime(2026, 11, 24, 13, 0, tzinfo=UTC)
"""A Tuesday, 21:00 in Wuhe."""
BEGINS_AT = {"staff-morning": EVENING}
"""A browser's desk ends after twelve hours: that play begins in the evening before its morning."""

ANY = "*"
_LATE = "nothing of an album comes late here: what is chosen together is sent together"
_AT_ONCE = "it counts on a torn photo being refused before the next question; a page asks at once"
_NO_PLACE = "a staff page offers to tell one's place only where it is asked for, and none is typed"
_NO_NUMBER = "its second tap is under an older message, where no number leads"
_GONE = "its second tap is on a button that is gone from the page"
APART: dict[tuple[str, str], str] = {
    ("double-send", "terminal"): _NO_NUMBER,
    ("double-send", "browser"): _GONE,
    ("album", "web"): _LATE,
    ("album", "web-forms"): _LATE,
    ("album", "browser"): _LATE,
    ("staff-interrupted", "web"): _AT_ONCE,
    ("staff-interrupted", "web-forms"): _AT_ONCE,
    ("staff-returning", "web-forms"): _NO_PLACE,
    ("staff-returning", "browser"): _NO_PLACE,
    ("staff-whole-way", "web-forms"): _NO_PLACE,
    ("staff-whole-way", "browser"): _NO_PLACE,
}
"""(play, door) -> why it does not go there."""


@dataclass(frozen=True)
class Cast:
    """One performance."""

    play: str
    door: str
    language: str = "zh-Hans"
    database: str = "sqlite"
    long: bool = False

    @property
    def begins_at(self) -> datetime:
        """The moment at which it begins."""
        return BEGINS_AT.get(self.play, A_WORKING_MORNING)

    def __str__(self) -> str:
        """How it is called in reports."""
        more = [self.language] if self.language != LANGUAGES[0] else []
        more += [self.database] if self.database != "sqlite" else []
        return "-".join((self.play, self.door, *more))


def why_not(play: str, door: str) -> str:
    """Why a play does not go at a door; empty when it does."""
    apart = APART.get((play, door)) or APART.get((play, ANY), "")
    return apart or cannot_play(PLAYS[play], all_doors()[door])


def casts() -> Iterator[Cast]:
    """Every performance there is."""
    for play in PLAYS:
        for door in all_doors():
            if why_not(play, door):
                continue
            yield Cast(play, door, long=not _each_time(play, door))
            if "starts" not in PLAYS[play].settings:
                brief = play in CENTRAL and door == IN_ENGLISH
                yield Cast(play, door, "en", long=not brief)
            if door == ON_POSTGRES:
                yield Cast(play, door, database="postgres", long=play not in CENTRAL)


def left_out() -> dict[tuple[str, str], str]:
    """(play, door) -> why it does not go there."""
    pairs = [(play, door) for play in PLAYS for door in all_doors()]
    return {pair: why for pair in pairs if (why := why_not(*pair))}


def _each_time(play: str, door: str) -> bool:
    if door == "browser":
        return play in IN_BROWSER
    return door in QUICK or play in FEW or (door == "terminal" and play in CENTRAL)
