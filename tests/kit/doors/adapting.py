"""What differs between kinds of doors: a screenplay is written for a messenger, or says otherwise.

Only these things differ: a messenger warns that the code stays in its chat, offers to delete it
there and can speak first, and some acts do not exist at every door. Acts that lead nowhere are
left out where they cannot be done; a play that stands on one is not played there at all
(`cannot_play`).
"""

from dataclasses import replace

from tests.kit.doors.contract import Door
from tests.kit.screenplay import Act, Beat, Direction, Expect, Screenplay

LEAD_NOWHERE = frozenset({"edit", "delete", "contact", "sticker"})
"""After these the same is asked once more: without them the rest of a play is as it was."""

_PICTURES = frozenset({"photo", "file", "album"})
_ELSEWHERE = {"receipt-code-messenger": "receipt-code", "objection-in": "objection-in-look"}
_ERASING = ("receipt-erase", "receipt-kept", "receipt-erased")
"""A messenger's chat can be rid of the code's messages; elsewhere nothing of it stays."""


def beats_for(script: Screenplay, door: Door) -> list[Beat]:
    """The beats as they go at this door."""
    left_out = LEAD_NOWHERE & set(door.cannot)
    kept = [beat for beat in script.beats() if needed(beat.deed) not in left_out]
    return kept if door.kind == "messenger" else _without_erasing(kept)


def cannot_play(script: Screenplay, door: Door) -> str:
    """Why a play cannot go on at a door; empty when it can."""
    if script.door not in ("messenger", door.kind):
        return f"it is written for another kind of door: {script.door}"
    needs = {needed(beat.deed) for beat in script.beats()} - LEAD_NOWHERE
    lacking = sorted(needs & set(door.cannot))
    return "; ".join(f"{name}: {door.cannot[name]}" for name in lacking)


def needed(deed: Act | Direction) -> str:
    """What a door must be able to do for a deed."""
    if isinstance(deed, Direction):
        return "restart" if deed.words == "the server restarts" else ""
    return deed.kind


def passed_over(beat: Beat) -> bool:
    """A picture after which a play says nothing: it is in the middle of sending several.

    What comes of it is judged with the next beat; a page answers at once, and that is not judged.
    """
    deed = beat.deed
    return isinstance(deed, Act) and deed.kind in _PICTURES and not beat.expects


def _without_erasing(beats: list[Beat]) -> list[Beat]:
    made: list[Beat] = []
    for beat in beats:
        expects = tuple(_elsewhere(one) for one in beat.expects if one.key not in _ERASING)
        if made and _answers_erasing(beat):
            made[-1] = replace(made[-1], expects=(*made[-1].expects, *expects))
        else:
            made.append(replace(beat, expects=expects))
    return made


def _answers_erasing(beat: Beat) -> bool:
    return any(one.key in _ERASING[1:] for one in beat.expects)


def _elsewhere(one: Expect) -> Expect:
    return replace(one, key=_ELSEWHERE.get(one.key, one.key))
