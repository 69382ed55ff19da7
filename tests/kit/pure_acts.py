"""The acts of a screenplay as events: words, taps, places, recordings, edits."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from handlers.answers import choices
from handlers.dialogue import event as act
from handlers.dialogue.event import Event
from tests.kit.screenplay import Act, point

if TYPE_CHECKING:
    from tests.kit.pure_stage import PureStage


def _words(stage: "PureStage", deed: Act, text: str) -> Event:
    return act.TextSent(text, stage.ref())


def _tap(stage: "PureStage", deed: Act, text: str) -> Event:
    shown = stage.last if deed.kind == "tap" else stage.before
    names = [one.name for one in choices(shown)]
    assert text in names, f"line {deed.line}: no button {text} in {names}"
    return act.ChoicePressed(text, shown.question if shown else "")


def _command(stage: "PureStage", deed: Act, text: str) -> Event:
    name, _, rest = text.partition(" ")
    return act.CommandGiven(name, rest)


def _again(stage: "PureStage", deed: Act, text: str) -> Event:
    assert stage.repeat is not None
    return stage.repeat


def _place(stage: "PureStage", deed: Act, text: str) -> Event:
    lat, lon, label = point(deed, stage.language)
    return act.PlaceShared(lat, lon, label=label, live=deed.kind == "live")


def _evidence(stage: "PureStage", deed: Act, text: str) -> Event:
    return act.EvidenceSent(text or stage.ref(), deed.kind, 12, 400_000)


def _edit(stage: "PureStage", deed: Act, text: str) -> Event:
    which, _, words = text.partition(" ")
    return act.TextEdited(words, f"m{which}")


def event_of(stage: "PureStage", deed: Act, text: str) -> Event:
    """The event of an act; `text` is what is typed or stands behind the act's name."""
    match deed.kind:
        case "open":
            return act.Opened(text)
        case "contact":
            return act.ContactShared()
        case "sticker":
            return act.UnreadableSent()
        case "delete":
            return act.MessageDeleted(f"m{text}")
    return _EVENTS[deed.kind](stage, deed, text)


_EVENTS: dict[str, Callable[["PureStage", Act, str], Event]] = {
    "words": _words,
    "tap": _tap,
    "late-tap": _tap,
    "command": _command,
    "again": _again,
    "place": _place,
    "live": _place,
    "venue": _place,
    "video": _evidence,
    "voice": _evidence,
    "document": _evidence,
    "edit": _edit,
}
