"""The drawn photos themselves: repeatable, different from one another, and fast enough."""

import io

import pytest
from PIL import Image

from media.draw import draw, paint
from media.plant import Taken
from tests.media.photos import DRAWN_KINDS, decoded, difference


def test_the_same_seed_gives_the_same_file() -> None:
    assert draw(3, 200, height_px=150) == draw(3, 200, height_px=150)
    assert draw(3, 200, height_px=150) != draw(4, 200, height_px=150)


@pytest.mark.parametrize("kind", DRAWN_KINDS)
def test_every_kind_can_be_drawn(kind: str) -> None:
    with Image.open(io.BytesIO(draw(2, 120, height_px=90, kind=kind))) as image:
        assert image.format == kind.upper()
        assert image.size == (120, 90)


def test_scenes_follow_one_another() -> None:
    first, second = (paint(seed, 120, height_px=90) for seed in (0, 1))
    assert difference(first, second) > 10


def test_what_is_planted_is_written() -> None:
    taken_at = Taken(2026, 5, 1, 12, 30)
    data = draw(1, 64, height_px=48, gps=(33.1287, 117.8943), taken_at=taken_at, camera="C")
    with Image.open(io.BytesIO(data)) as image:
        exif = image.getexif()
        assert exif[0x010F] == "C"
        assert exif.get_ifd(0x8769)[0x9003] == "2026:05:01 12:30:00"
        assert exif.get_ifd(0x8825)[1] == "N"


def test_a_turned_photo_is_stored_turned() -> None:
    stored = decoded(draw(1, 64, height_px=48, orientation=6))
    assert stored.size == (48, 64)


def test_a_phone_sized_photo_weighs_what_a_phones_does() -> None:
    assert 1_000_000 < len(draw(1, 4032, height_px=3024)) < 6_000_000
