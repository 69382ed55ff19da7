"""Repeats of a photo are found, other photos are not; exact hashes need the place's key."""

import io
import itertools

import pytest
from PIL import Image, ImageEnhance

from media.draw import paint
from media.likeness import LIKENESS_BYTES, SAME_WITHIN, distance, exact_hash, likeness_of

_SEEDS = range(24)
_PICTURES = {seed: paint(seed, 640, height_px=480) for seed in _SEEDS}
_LIKENESSES = {seed: likeness_of(picture) for seed, picture in _PICTURES.items()}
_KEY, _OTHER_KEY = b"k" * 32, b"o" * 32


def _recompressed(picture: Image.Image, quality: int) -> Image.Image:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality)
    return Image.open(io.BytesIO(out.getvalue())).convert("RGB")


def _cropped(picture: Image.Image, *parts: float) -> Image.Image:
    width, height = picture.size
    left, top, right, bottom = parts
    return picture.crop(
        (round(left * width), round(top * height), round((1 - right) * width),
         round((1 - bottom) * height))
    )  # fmt: skip


def _found(changed: dict[int, Image.Image]) -> int:
    return sum(
        distance(_LIKENESSES[seed], likeness_of(picture)) <= SAME_WITHIN
        for seed, picture in changed.items()
    )


@pytest.mark.parametrize("quality", [30, 60, 90])
def test_a_recompressed_photo_is_found(quality: int) -> None:
    assert _found({s: _recompressed(p, quality) for s, p in _PICTURES.items()}) == len(_SEEDS)


@pytest.mark.parametrize("size_px", [(320, 240), (200, 150), (1280, 960)])
def test_a_resized_photo_is_found(size_px: tuple[int, int]) -> None:
    assert _found({s: p.resize(size_px) for s, p in _PICTURES.items()}) == len(_SEEDS)


@pytest.mark.parametrize(
    "parts",
    [
        (0.03, 0.03, 0.03, 0.03),
        (0.05, 0.05, 0.05, 0.05),
        (0.08, 0.08, 0.08, 0.08),
        (0.08, 0, 0, 0),
        (0, 0.06, 0, 0),
        (0, 0, 0, 0.09),
    ],
)
def test_a_slightly_cropped_photo_is_found(parts: tuple[float, float, float, float]) -> None:
    assert _found({s: _cropped(p, *parts) for s, p in _PICTURES.items()}) >= len(_SEEDS) - 1


@pytest.mark.parametrize("brightness", [0.8, 1.15])
def test_a_lighter_or_darker_photo_is_found(brightness: float) -> None:
    changed = {s: ImageEnhance.Brightness(p).enhance(brightness) for s, p in _PICTURES.items()}
    assert _found(changed) == len(_SEEDS)


def test_cropped_shrunk_and_recompressed_at_once_is_found() -> None:
    changed = {
        s: _recompressed(_cropped(p, 0.04, 0.04, 0.04, 0.04).resize((400, 300)), 50)
        for s, p in _PICTURES.items()
    }
    assert _found(changed) >= len(_SEEDS) - 1


def test_different_photos_are_not_taken_for_repeats() -> None:
    apart = [distance(a, b) for a, b in itertools.combinations(_LIKENESSES.values(), 2)]
    assert min(apart) > SAME_WITHIN


def test_distance_is_the_same_both_ways_and_nought_to_itself() -> None:
    one, other = _LIKENESSES[0], _LIKENESSES[1]
    assert distance(one, other) == distance(other, one)
    assert distance(one, one) == 0
    assert len(one) == LIKENESS_BYTES


def test_something_else_is_not_compared() -> None:
    with pytest.raises(ValueError, match="112 bytes"):
        distance(_LIKENESSES[0], b"short")


def test_an_exact_hash_is_the_same_only_under_the_same_key() -> None:
    assert exact_hash(b"photo", key=_KEY) == exact_hash(b"photo", key=_KEY)
    assert exact_hash(b"photo", key=_KEY) != exact_hash(b"photo", key=_OTHER_KEY)
    assert exact_hash(b"photo", key=_KEY) != exact_hash(b"other", key=_KEY)
    assert len(exact_hash(b"", key=_KEY)) == 64


def test_files_are_not_hashed_without_a_key() -> None:
    for key in (b"", b"short", b"x" * 65):
        with pytest.raises(ValueError, match="16 to 64"):
            exact_hash(b"photo", key=key)
