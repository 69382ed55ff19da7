"""Repeats of a photo: how long one is held against a place's photos, how many are found, rightly.

The photos are drawn ones, as phones send them; each run draws its own.
"""

import io
import time
from collections.abc import Callable, Sequence
from itertools import combinations, cycle, islice

from PIL import Image

from bench.figure import Bar, Figure, Under, at_most, figure
from media.draw import draw
from media.likeness import SAME_WITHIN, distance, likeness_of

PHOTOS, HELD = 120, 10_000
_SIDES_PX = (800, 600)


def likeness(runs: int) -> list[Figure]:
    """Milliseconds against 10,000 photos; the share of repeats found; pairs wrongly taken for one.

    A place's reports are narrowed by place and time first, so 10,000 is more than an officer's
    question ever compares.
    """
    found = [_once(run * PHOTOS) for run in range(runs)]
    took_ms, made_ms, repeats, wrong, nearest = zip(*found, strict=True)
    pairs = PHOTOS * (PHOTOS - 1) // 2
    changes = ", ".join(CHANGES)
    held = Under(load=f"one photo against {HELD:,}, one thread")
    again = Under(load=f"{PHOTOS} drawn photos, each {changes}")
    others = Under(load=f"{pairs:,} pairs of {PHOTOS} drawn photos of four kinds of scene")
    return [
        figure("likeness_10k", took_ms, "ms", under=held),
        figure("likeness_made", made_ms, "ms", under=Under(load="of a decoded 800 by 600 photo")),
        figure("likeness_repeats", repeats, "", bar=Bar(0.95), under=again),
        figure("likeness_false", wrong, "pairs", bar=Bar(0.0, at_most), under=others, of=max),
        figure("likeness_nearest", nearest, "of 128", under=others, of=min),
    ]


def _once(first_seed: int) -> tuple[float, float, float, float, float]:
    """Milliseconds against all and to make one, share found, wrong pairs, nearest wrong pair."""
    photos = [drawn(seed) for seed in range(first_seed, first_seed + PHOTOS)]
    begun = time.perf_counter()
    known = [likeness_of(photo) for photo in photos]
    made_ms = (time.perf_counter() - begun) * 1e3 / PHOTOS
    again = [
        distance(one, likeness_of(change(photo))) <= SAME_WITHIN
        for one, photo in zip(known, photos, strict=True)
        for change in CHANGES.values()
    ]
    apart = [distance(one, other) for one, other in combinations(known, 2)]
    wrong = sum(one <= SAME_WITHIN for one in apart)
    return _against(known), made_ms, sum(again) / len(again), float(wrong), float(min(apart))


def _against(known: Sequence[bytes]) -> float:
    """Milliseconds to hold one photo's likeness against `HELD` others."""
    asked, *others = known
    place = list(islice(cycle(others), HELD))
    begun = time.perf_counter()
    for other in place:
        distance(asked, other)
    return (time.perf_counter() - begun) * 1e3


def drawn(seed: int) -> Image.Image:
    """A photo as a phone sends it, opened: 800 by 600."""
    width_px, height_px = _SIDES_PX
    return Image.open(io.BytesIO(draw(seed, width_px, height_px=height_px))).convert("RGB")


def _pressed(photo: Image.Image, quality_percent: int) -> Image.Image:
    out = io.BytesIO()
    photo.save(out, "JPEG", quality=quality_percent)
    return Image.open(io.BytesIO(out.getvalue())).convert("RGB")


def _cropped(photo: Image.Image, share: float) -> Image.Image:
    width_px, height_px = photo.size
    left, top = round(width_px * share), round(height_px * share)
    return photo.crop((left, top, width_px - left, height_px - top))


CHANGES: dict[str, Callable[[Image.Image], Image.Image]] = {
    "pressed at 40": lambda photo: _pressed(photo, 40),
    "shrunk to 320": lambda photo: photo.resize((320, 240)),
    "cropped by 5 %": lambda photo: _cropped(photo, 0.05),
    "all three": lambda photo: _pressed(_cropped(photo, 0.05).resize((320, 240)), 40),
}
"""What becomes of a photo that is sent on, by what the table says of it."""
