"""The near side of the decoder process: hands it bytes, takes pixels, survives its death."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Final

from PIL import Image

from media.limits import Limits
from media.refusal import PhotoRefused, Reason
from media.sniff import Kind
from media.traces import Trace

KINDS: Final = frozenset({Kind.HEIC, Kind.AVIF, Kind.TIFF})
"""The kinds that are decoded in a process of their own."""

# -I leaves out the user's packages, the environment and the working folder; so the folder that
# holds this package is named by hand.
_PROGRAM: Final = (
    "import sys; sys.path.insert(0, sys.argv.pop(1)); import media.decoder as d; d.main()"
)
_PACKAGE_PARENT: Final = str(Path(__file__).resolve().parent.parent)
_MAX_WAIT_S: Final = 60.0


def decode_apart(
    data: bytes, kind: Kind, limits: Limits
) -> tuple[Image.Image, bytes, bytes, set[Trace]]:
    """Decode `data` in a process of its own.

    Returns:
        The picture upright, flat (L, RGB or CMYK) and no larger than `limits.side_px`; its raw
        EXIF block and ICC profile, empty when absent; what was found beside it.

    Raises:
        PhotoRefused: as the process says; BROKEN when it died, overran or answered nonsense.
    """
    command = [sys.executable, "-I", "-c", _PROGRAM, _PACKAGE_PARENT]
    command += [kind.value, str(limits.max_pixels), str(limits.side_px)]
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter on our own module
            command,
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={},
            timeout=_MAX_WAIT_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise PhotoRefused(Reason.BROKEN) from None
    return _read(done.stdout, limits)


def _read(answer: bytes, limits: Limits) -> tuple[Image.Image, bytes, bytes, set[Trace]]:
    """Take the answer apart without trusting it: a decoder taken over may say anything."""
    line, _, body = answer.partition(b"\n")
    try:
        told = json.loads(line)
        if "refused" in told:
            raise PhotoRefused(Reason(told["refused"]))
        size_px = (int(told["size_px"][0]), int(told["size_px"][1]))
        lengths = [int(length) for length in told["lengths_bytes"]]
        found = {Trace(name) for name in told["found"]}
        if told["mode"] not in ("L", "RGB", "CMYK") or not 0 < max(size_px) <= limits.side_px:
            raise PhotoRefused(Reason.BROKEN)
        if len(lengths) != 3 or min(lengths) < 0 or sum(lengths) != len(body):
            raise PhotoRefused(Reason.BROKEN)
        picture = Image.frombytes(told["mode"], size_px, body[: lengths[0]])
    except (ValueError, KeyError, TypeError, IndexError):
        raise PhotoRefused(Reason.BROKEN) from None
    exif_end_at = lengths[0] + lengths[1]
    return picture, body[lengths[0] : exif_end_at], body[exif_end_at:], found
