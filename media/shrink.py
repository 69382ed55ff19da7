"""A decoded picture made flat and small: no alpha, no palette, eight bits, a bounded long side."""

import math
from typing import Final

from PIL import Image

from media.refusal import PhotoRefused, Reason

_FLAT_MODES: Final = frozenset({"L", "RGB", "CMYK"})
_SEEN_THROUGH_MODES: Final = frozenset({"P", "PA", "LA", "La", "RGBA", "RGBa"})
_BAND_ROWS: Final = 256


def shrunk(image: Image.Image, side_px: int) -> Image.Image:
    """`image` as L, RGB or CMYK with no side longer than `side_px`; never enlarged.

    What can be seen through is laid on white. A large picture is reduced band by band, so that
    only the decoder's own copy of it is ever whole in memory.

    Raises:
        PhotoRefused: UNSUPPORTED for a colour model that has no way to RGB.
    """
    scale = _scale(image)
    factor = max(image.size) // (2 * side_px)
    small = _reduced(image, factor, scale) if factor > 1 else _flat(image, scale)
    size_px = fitted(small.size, side_px)
    return small if small.size == size_px else small.resize(size_px, Image.Resampling.LANCZOS)


def fitted(size_px: tuple[int, int], side_px: int) -> tuple[int, int]:
    """The largest size of the same shape within `side_px` a side, never larger than it was."""
    shrink = min(1.0, side_px / max(size_px))
    return max(1, round(size_px[0] * shrink)), max(1, round(size_px[1] * shrink))


def _reduced(image: Image.Image, factor: int, scale: float) -> Image.Image:
    """`image` flat and `factor` times smaller each way, each pixel the mean of a square."""
    width_px, height_px = image.size
    size_px = (math.ceil(width_px / factor), math.ceil(height_px / factor))
    whole: Image.Image | None = None
    for top in range(0, height_px, _BAND_ROWS * factor):
        bottom = min(top + _BAND_ROWS * factor, height_px)
        band = _flat(image.crop((0, top, width_px, bottom)), scale).reduce(factor)
        whole = whole or Image.new(band.mode, size_px)
        whole.paste(band, (0, top // factor))
    if whole is None:
        raise PhotoRefused(Reason.BROKEN)
    return whole


def _flat(image: Image.Image, scale: float) -> Image.Image:
    if image.mode in _SEEN_THROUGH_MODES or "transparency" in image.info:
        seen = image.convert("RGBA")
        white = Image.new("RGB", seen.size, "white")
        white.paste(seen, mask=seen.getchannel("A"))
        return white
    if image.mode in _FLAT_MODES:
        return image
    if image.mode == "1":
        return image.convert("L")
    if image.mode[:1] in ("I", "F"):
        deep = image if image.mode == "F" else image.convert("I")
        return deep.point(lambda value: value * scale).convert("L")
    try:
        return image.convert("RGB")
    except ValueError:
        raise PhotoRefused(Reason.UNSUPPORTED) from None


def _scale(image: Image.Image) -> float:
    """What brings a deep grey picture to 0-255: fixed for 16 bits, else by its brightest pixel."""
    if image.mode.startswith("I;16"):
        return 1 / 256
    if image.mode not in ("I", "F"):
        return 1.0
    extremes = image.getextrema()
    brightest = extremes[1] if isinstance(extremes[1], (int, float)) else math.nan
    if not math.isfinite(brightest):
        raise PhotoRefused(Reason.UNSUPPORTED)
    return 255 / brightest if brightest > 0 else 0.0
