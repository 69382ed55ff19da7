"""What is to be done, in the imperative: the base of all effects and those that need no office."""

from dataclasses import dataclass

from handlers.dialogue.stored import stored


@dataclass(frozen=True, slots=True)
class Effect:
    """Anything a step can ask for. A *local* effect answers within the same transaction."""


ORIGINAL = "original"
"""The kind of evidence that is a picture untouched."""


def original_ref(ref: str) -> str:
    """What the original of a picture is called while it is on its way."""
    return f"{ORIGINAL}:{ref}"


@stored("keep-photo")
@dataclass(frozen=True, slots=True)
class KeepPhoto(Effect):
    """Remote: fetch, clean and store a picture. Outcome: PhotoReady | PhotoRefused, later.

    With `held` the upload stays, sealed under the key of the day, until it is known whether the
    person agrees that the original is kept: `KeepEvidence` of the kind original, or `DropPhotos`.
    """

    ref: str
    held: bool = False


@stored("keep-evidence")
@dataclass(frozen=True, slots=True)
class KeepEvidence(Effect):
    """Remote: fetch and seal a video, voice note or document. EvidenceKept | EvidenceRefused.

    The kind original is a picture as it came, for which the person agreed.
    """

    ref: str
    kind: str
    duration_s: int = 0

    @property
    def told_as(self) -> str:
        """The handle in the outcome: a picture and its original are on their way side by side."""
        return original_ref(self.ref) if self.kind == ORIGINAL else self.ref


@stored("drop-photos")
@dataclass(frozen=True, slots=True)
class DropPhotos(Effect):
    """Remote: delete unfiled pictures and recordings of a dropped draft. No outcome."""

    photo_ids: tuple[str, ...]
    refs: tuple[str, ...] = ()
    """Handles of pictures still on their way: what arrives for them is not kept."""


@stored("erase-message")
@dataclass(frozen=True, slots=True)
class EraseMessage(Effect):
    """Remote: delete messages of this chat, ours or theirs, where the door can. No outcome.

    `ref` is a message's handle, or `last-secret` for our newest message that carried a code.
    """

    ref: str


@stored("wake")
@dataclass(frozen=True, slots=True)
class Wake(Effect):
    """Local: send TimePassed(name) after `after_s` seconds; one pending a name."""

    name: str
    after_s: float


@stored("ask-map-service")
@dataclass(frozen=True, slots=True)
class AskMapService(Effect):
    """Remote: PlacesLikely of one spot, or nothing. Only what reads as a place is ever asked."""

    text: str
    language: str = "zh-Hans"
