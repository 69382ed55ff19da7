"""What Telegram makes of a picture: renditions without metadata, and what it refuses."""

import hashlib
import io
from dataclasses import dataclass
from functools import lru_cache

from PIL import Image, ImageOps, UnidentifiedImageError

_SIDES_PX = (90, 320, 800, 1280, 2560)
"""The longest sides of renditions. Observed; the last one since 2025."""
PHOTO_MAX_BYTES = 10_000_000
SUM_MAX_PX = 10_000
RATIO_MAX = 20


@dataclass(frozen=True, slots=True)
class Rendition:
    """One size of a photo."""

    data: bytes
    width_px: int
    height_px: int


def unique_id(data: bytes) -> str:
    """What tells a file apart, the same for all bots."""
    return "AQAD" + hashlib.sha256(data).hexdigest()[:14]


@lru_cache(maxsize=256)
def renditions(data: bytes) -> tuple[Rendition, ...]:
    """The sizes of a photo, smallest first: upright JPEGs without metadata."""
    try:
        with Image.open(io.BytesIO(data)) as opened:
            image = ImageOps.exif_transpose(opened).convert("RGB")
    except (UnidentifiedImageError, OSError):
        return (Rendition(data, 90, 90), Rendition(data, 800, 600))
    longest = max(image.size)
    sides = [side for side in _SIDES_PX if side < longest]
    if len(sides) < len(_SIDES_PX):
        sides.append(longest)
    return tuple(_rendition(image, side) for side in sides)


def _rendition(image: Image.Image, side_px: int) -> Rendition:
    small = image.copy()
    small.thumbnail((side_px, side_px))
    small.info.clear()
    out = io.BytesIO()
    small.save(out, "JPEG", quality=87, exif=b"", icc_profile=None)
    return Rendition(out.getvalue(), small.width, small.height)


def refusal_of(data: bytes) -> str:
    """Why sendPhoto would not take these bytes; empty when it would."""
    if len(data) > PHOTO_MAX_BYTES:
        return "file is too big"
    try:
        with Image.open(io.BytesIO(data)) as image:
            width, height = image.size
            image.verify()
    except Exception:
        return "IMAGE_PROCESS_FAILED"
    if width + height > SUM_MAX_PX or max(width, height) > RATIO_MAX * min(width, height):
        return "PHOTO_INVALID_DIMENSIONS"
    return ""
