"""From a stranger's photo to a safe one: upright, small, re-encoded, with nothing beside it.

How it works: `opening` names the format from the bytes, takes the container apart and decodes the
first picture alone; its colours become sRGB; its bare pixels are encoded anew; and before anything
is handed out, `formats.jpeg.check_clean` walks the result and refuses it for a single byte that it
does not know. So a fault in the first half cannot leak: the second half does not depend on it.
"""

import io
from contextlib import nullcontext
from dataclasses import dataclass

from PIL import Image

from media.claims import Claims, read_claims
from media.colour import to_srgb
from media.formats.jpeg import check_clean
from media.likeness import likeness_of
from media.limits import Limits
from media.opening import Gate, failing_closed, see
from media.shrink import fitted
from media.sniff import Kind
from media.traces import Trace, in_order

_INTAKE = Limits()


@dataclass(frozen=True)
class CleanPhoto:
    """A photo that may be stored and shown.

    `picture` and `preview` are JPEG files in sRGB without any metadata; `removed` names what the
    original carried besides (values of `Trace`); `claims` are its time and place, to be shown to
    the person before use and then dropped; `likeness` is comparable by `likeness.distance`;
    `came_as` is the format that was sent.
    """

    picture: bytes
    preview: bytes
    width_px: int
    height_px: int
    likeness: bytes
    removed: tuple[Trace, ...]
    claims: Claims
    came_as: Kind


def clean(data: bytes, limits: Limits = _INTAKE, *, gate: Gate = nullcontext) -> CleanPhoto:
    """Make `data` safe, or refuse it; slow (a quarter of a second for twelve megapixels).

    `gate` is entered around the decoding, as `media.opening.Gate` says.

    Raises:
        PhotoRefused: with a stable reason; then nothing of `data` may be kept.
    """
    seen = see(data, limits, gate)
    with failing_closed():
        picture = to_srgb(seen.picture, seen.icc)
        preview_px = fitted(picture.size, limits.preview_side_px)
        preview = picture.resize(preview_px, Image.Resampling.LANCZOS, reducing_gap=2.0)
        return CleanPhoto(
            picture=_encoded(picture, limits.side_px, limits.quality_percent),
            preview=_encoded(preview, limits.preview_side_px, limits.preview_quality_percent),
            width_px=picture.width,
            height_px=picture.height,
            likeness=likeness_of(preview),
            removed=in_order(seen.found),
            claims=read_claims(seen.exif),
            came_as=seen.kind,
        )


def _encoded(picture: Image.Image, max_side_px: int, quality_percent: int) -> bytes:
    """A JPEG of the pixels alone, checked."""
    picture.info.clear()
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality_percent, optimize=True, exif=b"", icc_profile=None)
    data = out.getvalue()
    check_clean(data, max_side_px=max_side_px)
    return data
