"""Why a photo is refused: stable names that the conversation turns into kind words."""

from enum import StrEnum


class Reason(StrEnum):
    """The stable name of a refusal; each says what the person can do instead."""

    EMPTY = "empty"
    """No bytes at all: send it again."""
    TOO_LARGE = "too-large"
    """More bytes than the limit: send it as a photo, not as a file."""
    TOO_MANY_PIXELS = "too-many-pixels"
    """More pixels than the limit, or a decompression bomb: take it smaller."""
    NOT_A_PHOTO = "not-a-photo"
    """The bytes are some other kind of file, whatever its name says."""
    UNSUPPORTED = "unsupported"
    """A photo of a kind or a corner of a kind that we cannot read: send a screenshot of it."""
    TRUNCATED = "truncated"
    """The end is missing, as after a broken transfer: send it again."""
    BROKEN = "broken"
    """The inside does not decode: take a screenshot of it, or another photo."""
    NOT_CLEANED = "not-cleaned"
    """Our own check of the result failed: nothing is kept; the fault is ours."""


class PhotoRefused(Exception):
    """A photo that cannot be made safe, and is therefore not kept in any form.

    Carries only the stable reason: never bytes, a name or a library's words, which may quote
    what was inside.
    """

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason
