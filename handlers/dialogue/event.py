"""What happened, in the past tense: a person's acts on any door, and the clock's.

Outcomes of effects are events too; they stand beside their effects in `effect.py`.
"""

from dataclasses import dataclass

from handlers.dialogue.stored import stored


@dataclass(frozen=True, slots=True)
class Event:
    """Anything a conversation can be told."""


@stored("opened")
@dataclass(frozen=True, slots=True)
class Opened(Event):
    """The door was opened; `payload` is a deep link's hint (a QR poster), never an identity."""

    payload: str = ""


@stored("text-sent")
@dataclass(frozen=True, slots=True)
class TextSent(Event):
    """Words were typed. `ref` is the channel's handle of the message, for edits and erasing."""

    text: str
    ref: str = ""


@stored("text-edited")
@dataclass(frozen=True, slots=True)
class TextEdited(Event):
    """A message sent earlier now reads otherwise."""

    text: str
    ref: str = ""


@stored("choice-pressed")
@dataclass(frozen=True, slots=True)
class ChoicePressed(Event):
    """A button was pressed. `question` names the question under which the button stood."""

    choice: str
    question: str = ""


@stored("command-given")
@dataclass(frozen=True, slots=True)
class CommandGiven(Event):
    """A command such as /stop, without its slash, lower case; `rest` is what followed."""

    name: str
    rest: str = ""


@stored("photo-sent")
@dataclass(frozen=True, slots=True)
class PhotoSent(Event):
    """A picture arrived, not yet fetched or cleaned. `album` groups pictures sent together."""

    ref: str
    album: str = ""
    caption: str = ""
    unpacked: bool = False
    """Sent as a file: its bytes still carry what the camera wrote."""


@stored("evidence-sent")
@dataclass(frozen=True, slots=True)
class EvidenceSent(Event):
    """A video, a voice note or a document arrived; kept sealed, never shown."""

    ref: str
    kind: str
    """One of: video, voice, document."""
    duration_s: int = 0
    size_bytes: int = 0
    caption: str = ""


@stored("place-shared")
@dataclass(frozen=True, slots=True)
class PlaceShared(Event):
    """A pin, a venue or one point of a live location. Degrees in `datum`."""

    lat: float
    lon: float
    datum: str = "wgs84"
    accuracy_m: float | None = None
    label: str = ""
    live: bool = False


@stored("contact-shared")
@dataclass(frozen=True, slots=True)
class ContactShared(Event):
    """A contact card was sent; nothing of it is kept, the person is told so."""


@stored("unreadable-sent")
@dataclass(frozen=True, slots=True)
class UnreadableSent(Event):
    """Something that no step can use: a sticker, a poll, an unknown kind."""


@stored("message-deleted")
@dataclass(frozen=True, slots=True)
class MessageDeleted(Event):
    """The person deleted a message on a door that tells so. It changes nothing by itself."""

    ref: str


@stored("person-left")
@dataclass(frozen=True, slots=True)
class PersonLeft(Event):
    """The person blocked the bot: nothing is said until they return."""


@stored("person-returned")
@dataclass(frozen=True, slots=True)
class PersonReturned(Event):
    """The person unblocked the bot."""


@stored("photo-ready")
@dataclass(frozen=True, slots=True)
class PhotoReady(Event):
    """A picture is cleaned and stored. `lat`, `lon` (WGS-84), `taken_at` are the file's claims."""

    ref: str
    photo_id: str
    removed: tuple[str, ...] = ()
    lat: float | None = None
    lon: float | None = None
    taken_at: str = ""


@stored("photo-refused")
@dataclass(frozen=True, slots=True)
class PhotoRefused(Event):
    """A picture could not be made safe or fetched; nothing was kept. `reason` is a stable name."""

    ref: str
    reason: str


@stored("evidence-kept")
@dataclass(frozen=True, slots=True)
class EvidenceKept(Event):
    """A video, voice note or document is stored sealed."""

    ref: str
    evidence_id: str


@stored("evidence-refused")
@dataclass(frozen=True, slots=True)
class EvidenceRefused(Event):
    """A video, voice note or document could not be kept."""

    ref: str
    reason: str


@stored("time-passed")
@dataclass(frozen=True, slots=True)
class TimePassed(Event):
    """A moment that this conversation asked to be woken at has come. `name` says which."""

    name: str


@stored("news-came")
@dataclass(frozen=True, slots=True)
class NewsCame(Event):
    """The office did something that concerns this person.

    `alias_id` is the opaque id of the report's alias (public) or empty (staff). `key` is the
    catalogue key of what happened; `args` carry no unit, place, amount or code for the public.
    """

    key: str
    alias_id: str = ""
    question_id: str = ""
    args: tuple[tuple[str, str], ...] = ()
    also: tuple[str, ...] = ()
    """Keys of what happened before and was not told yet: several are one message."""


@stored("step-failed")
@dataclass(frozen=True, slots=True)
class StepFailed(Event):
    """One of the person's events could not be handled after five tries; it was kept and alarmed."""
