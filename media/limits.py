"""How large a photo may come in and how large it goes out."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Bounds of one cleaning; the defaults are what the intake uses."""

    max_bytes: int = 20 * 1024 * 1024
    """Bytes of a file that comes in. 20 MiB: the Bot API hands out no larger one (getFile)."""

    max_pixels: int = 60_000_000
    """Declared and decoded pixels: above the 50-megapixel phones, far below a bomb."""

    side_px: int = 1600
    """Long side of the kept picture: a number plate across a stairwell is still readable."""

    preview_side_px: int = 480
    """Long side of the preview that lists and cards show."""

    quality_percent: int = 82
    """JPEG quality of the kept picture."""

    preview_quality_percent: int = 70
    """JPEG quality of the preview."""
