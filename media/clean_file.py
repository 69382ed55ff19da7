"""The same cleaning as at intake, for any file an operator wants to try."""

import os
import secrets
from pathlib import Path

from media.limits import Limits
from media.refusal import PhotoRefused, Reason
from media.scrub import clean
from media.traces import Trace


def clean_file(in_path: Path, out_path: Path, limits: Limits | None = None) -> tuple[Trace, ...]:
    """Clean the photo at `in_path` into `out_path`, always a JPEG whatever `out_path` is called.

    Nothing is written when the photo is refused, and nothing half written is left when writing
    fails; an existing `out_path` is replaced only by a whole and clean one.

    Returns:
        What was removed, in the order of telling.

    Raises:
        PhotoRefused: with the reason; `why` puts it into a line.
        OSError: when a path cannot be read or written.
    """
    bounds = limits or Limits()
    with in_path.open("rb") as source:
        data = source.read(bounds.max_bytes + 1)
    photo = clean(data, bounds)
    _write(out_path, photo.picture)
    return photo.removed


def _write(path: Path, data: bytes) -> None:
    """All of it or nothing: beside its place first, then in one step into it."""
    path = path.resolve()
    if path.exists() and not path.is_file():  # a pipe or a device is written into, not replaced
        path.write_bytes(data)
        return
    part = path.parent / f".{secrets.token_hex(8)}.part"
    try:
        with part.open("xb") as target:
            target.write(data)
            target.flush()
            os.fsync(target.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def why(refused: PhotoRefused) -> str:
    """One line for the terminal on why nothing was written."""
    return _WHY[refused.reason]


_WHY = {
    Reason.EMPTY: "empty: the file has no bytes",
    Reason.TOO_LARGE: "too-large: the file has more bytes than photos may have",
    Reason.TOO_MANY_PIXELS: "too-many-pixels: the picture is larger than photos may be",
    Reason.NOT_A_PHOTO: "not-a-photo: by its bytes this is no photo, whatever its name says",
    Reason.UNSUPPORTED: "unsupported: this corner of the format cannot be read",
    Reason.TRUNCATED: "truncated: the end of the file is missing",
    Reason.BROKEN: "broken: the picture inside does not decode",
    Reason.NOT_CLEANED: "not-cleaned: the result failed our own check and was thrown away",
}
