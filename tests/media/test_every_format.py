"""Each format comes out upright, in its colours, and free of all that was planted."""

import io
from pathlib import Path

import pytest
from PIL import Image, ImageCms

from media.draw import draw, paint
from media.formats.jpeg import check_clean
from media.likeness import SAME_WITHIN, distance
from media.limits import Limits
from media.scrub import clean
from media.sniff import Kind
from tests.media.photos import (
    DRAWN_KINDS,
    HEIC,
    decoded,
    deep,
    difference,
    encoded,
    hidden_in,
    judged_by_exiftool,
    laden,
    pixel,
)

_LOADED = [pytest.param(laden(kind), id=kind) for kind in DRAWN_KINDS]
_ALL = [*_LOADED, *(pytest.param(path.read_bytes(), id=path.stem) for path in HEIC.iterdir())]


@pytest.mark.parametrize("data", _ALL)
def test_nothing_planted_is_left(data: bytes) -> None:
    photo = clean(data)
    for result, side_px in ((photo.picture, 1600), (photo.preview, 480)):
        assert hidden_in(result) == []
        check_clean(result, max_side_px=side_px)


def test_the_planted_words_are_really_there() -> None:
    assert len(hidden_in(laden("jpeg"))) == 7
    assert len(hidden_in((HEIC / "turned.heic").read_bytes())) == 4


@pytest.mark.parametrize("data", _ALL)
def test_exiftool_finds_nothing_left(data: bytes, exiftool_path: Path) -> None:
    photo = clean(data)
    assert judged_by_exiftool(exiftool_path, photo.picture) == set()
    assert judged_by_exiftool(exiftool_path, photo.preview) == set()


def test_exiftool_would_have_found_it(exiftool_path: Path) -> None:
    found = judged_by_exiftool(exiftool_path, laden("jpeg"))
    assert {"GPS:GPSLatitude", "IPTC:Caption-Abstract", "File:Comment"} <= found


@pytest.mark.parametrize("kind", DRAWN_KINDS)
def test_the_picture_is_still_the_picture(kind: str) -> None:
    photo = clean(draw(5, 480, height_px=320, kind=kind))
    assert photo.came_as is Kind(kind)
    assert (photo.width_px, photo.height_px) == (480, 320)
    assert difference(decoded(photo.picture), paint(5, 480, height_px=320)) < 6


@pytest.mark.parametrize("kind", ["jpeg", "png", "webp", "tiff", "avif"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_turned_photo_comes_out_upright(kind: str, orientation: int) -> None:
    photo = clean(draw(6, 240, height_px=160, kind=kind, orientation=orientation))
    assert (photo.width_px, photo.height_px) == (240, 160)
    assert difference(decoded(photo.picture), paint(6, 240, height_px=160)) < 8


def test_an_iphones_photo_is_turned_once() -> None:
    turned = decoded(clean((HEIC / "turned.heic").read_bytes()).picture)
    upright = decoded(clean((HEIC / "upright.heic").read_bytes()).picture)
    assert turned.size == (640, 480)
    assert difference(turned, upright) < 4


def test_ten_bits_a_colour_keep_their_colours() -> None:
    deep = decoded(clean((HEIC / "ten-bit.heic").read_bytes()).picture)
    plain = decoded(clean((HEIC / "upright.heic").read_bytes()).picture)
    assert difference(deep, plain.resize(deep.size)) < 5


def test_a_large_photo_is_made_smaller_and_a_small_one_is_left() -> None:
    large = clean(draw(1, 3300, height_px=1100))
    assert (large.width_px, large.height_px) == (1600, 533)
    assert max(decoded(large.preview).size) == 480
    small = clean(draw(1, 40, height_px=30))
    assert (small.width_px, small.height_px) == (40, 30)
    assert decoded(small.preview).size == (40, 30)


def test_a_large_picture_without_a_fast_way_is_made_smaller_too() -> None:
    whole = paint(2, 3400, height_px=1000).convert("RGBA")
    photo = clean(encoded(whole, "png", compress_level=1), Limits(side_px=400))
    ours = decoded(photo.picture)
    assert difference(ours, whole.convert("RGB").resize(ours.size)) < 6


def _profile(red_is: str) -> bytes:
    """An RGB profile whose red is sRGB's red, or its green."""
    data = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    if red_is == "red":
        return data
    swap = {b"rXYZ": b"gXYZ", b"gXYZ": b"rXYZ"}
    head, table = data[:128], data[128:]
    for name in swap:
        table = table.replace(name, name.lower().replace(b"xyz", b"tmp"), 1)
    for name, other in swap.items():
        table = table.replace(name.lower().replace(b"xyz", b"tmp"), other, 1)
    return head + table


@pytest.mark.parametrize("kind", ["jpeg", "png", "webp", "tiff"])
def test_colours_are_brought_to_srgb_by_the_profile(kind: str) -> None:
    red = Image.new("RGB", (64, 64), (220, 30, 30))
    plain = decoded(clean(encoded(red, kind, icc_profile=_profile("red"))).picture)
    swapped = decoded(clean(encoded(red, kind, icc_profile=_profile("green"))).picture)
    assert pixel(plain, (32, 32))[0] > 200
    assert pixel(swapped, (32, 32))[1] > 150
    assert pixel(swapped, (32, 32))[0] < 150


@pytest.mark.parametrize(
    "profile",
    [b"no profile at all", b"", _profile("red")[:200]],
    ids=["no-profile", "empty", "cut-short"],
)
def test_a_broken_profile_is_passed_over(profile: bytes) -> None:
    grey = Image.new("RGB", (64, 64), (90, 120, 150))
    result = decoded(clean(encoded(grey, "jpeg", icc_profile=profile)).picture)
    assert difference(result, grey) < 4


def test_a_profile_for_another_layout_is_passed_over() -> None:
    grey = Image.new("L", (64, 64), 120)
    data = encoded(grey, "jpeg", icc_profile=_profile("red"))
    assert difference(decoded(clean(data).picture), grey.convert("RGB")) < 3


def test_cmyk_comes_out_in_its_colours() -> None:
    green = Image.new("RGB", (64, 64), (40, 160, 60))
    for kind in ("jpeg", "tiff"):
        result = decoded(clean(encoded(green.convert("CMYK"), kind)).picture)
        assert difference(result, green) < 12


@pytest.mark.parametrize(
    ("mode", "kind"),
    [("L", "jpeg"), ("L", "png"), ("1", "png"), ("P", "png"), ("P", "gif"), ("1", "tiff")],
)
def test_grey_two_coloured_and_palette_pictures_keep_their_look(mode: str, kind: str) -> None:
    drawn = paint(7, 200, height_px=150).convert(mode)
    result = decoded(clean(encoded(drawn, kind)).picture)
    assert difference(result.convert("L"), drawn.convert("L")) < 14


def test_lab_and_ycbcr_come_out_in_their_colours() -> None:
    green = Image.new("RGB", (64, 64), (40, 160, 60))
    for mode in ("LAB", "YCbCr"):
        result = decoded(clean(encoded(green.convert(mode), "tiff")).picture)
        assert difference(result, green) < 5


@pytest.mark.parametrize("kind", ["png", "tiff"])
def test_sixteen_bits_keep_their_brightness(kind: str) -> None:
    deep = Image.frombytes("I;16", (256, 64), b"".join(
        (column * 257).to_bytes(2, "little") for _ in range(64) for column in range(256)
    ))  # fmt: skip
    result = decoded(clean(encoded(deep, kind)).picture).convert("L")
    ramp = Image.frombytes("L", (256, 64), bytes(range(256)) * 64)
    assert difference(result, ramp) < 3


@pytest.mark.parametrize("kind", ["png", "tiff"])
def test_sixteen_bits_of_each_colour_keep_their_colours(kind: str) -> None:
    def colour_at(x: int, y: int) -> tuple[int, int, int]:
        return x * 257, (255 - x) * 257, 64 * 257 + y

    photo = clean(deep(kind, (256, 64), colour_at))
    assert (photo.came_as, photo.removed) == (Kind(kind), ())
    wanted = Image.new("RGB", (256, 64))
    wanted.putdata([(x, 255 - x, 64) for _ in range(64) for x in range(256)])
    assert difference(decoded(photo.picture), wanted) < 4


def test_a_picture_of_floating_brightness_is_scaled_by_its_brightest_pixel() -> None:
    ramp = Image.frombytes("L", (256, 64), bytes(range(256)) * 64)
    floating = ramp.convert("F").point(lambda value: value * 40)
    result = decoded(clean(encoded(floating, "tiff")).picture).convert("L")
    assert difference(result, ramp) < 3


@pytest.mark.parametrize("kind", ["png", "webp", "avif", "tiff", "gif"])
def test_what_can_be_seen_through_lies_on_white(kind: str) -> None:
    seen_through = Image.new("RGBA", (64, 64), (0, 0, 0, 0))
    seen_through.paste((200, 20, 20, 255), (0, 0, 32, 64))
    result = decoded(clean(encoded(seen_through, kind)).picture)
    assert min(pixel(result, (52, 32))) > 245
    assert pixel(result, (10, 32))[0] > 180


@pytest.mark.parametrize("kind", ["gif", "png", "webp", "avif", "tiff"])
def test_of_a_moving_picture_the_first_frame_is_kept_and_that_is_told(kind: str) -> None:
    frames = [Image.new("RGB", (80, 60), colour) for colour in ("red", "green", "blue")]
    data = encoded(frames[0], kind, save_all=True, append_images=frames[1:])
    photo = clean(data)
    assert photo.removed == ("extra-frames",)
    assert pixel(decoded(photo.picture), (40, 30))[0] > 240


@pytest.mark.parametrize("progressive", [True, False])
def test_progressive_and_restarting_jpegs_are_read(progressive: bool) -> None:
    picture = paint(8, 320, height_px=240)
    data = encoded(picture, "jpeg", progressive=progressive, restart_marker_blocks=2, quality=90)
    assert difference(decoded(clean(data).picture), picture) < 6


@pytest.mark.parametrize("lossless", [True, False])
def test_both_kinds_of_webp_are_read(lossless: bool) -> None:
    picture = paint(8, 320, height_px=240)
    data = encoded(picture, "webp", lossless=lossless, quality=90)
    assert difference(decoded(clean(data).picture), picture) < 6


def test_the_likeness_is_that_of_the_picture_whatever_the_format() -> None:
    ours = [clean(draw(9, 400, height_px=300, kind=kind)).likeness for kind in DRAWN_KINDS]
    assert all(distance(ours[0], other) <= SAME_WITHIN for other in ours)


def test_cleaning_a_clean_photo_finds_nothing() -> None:
    once = clean(laden("jpeg"))
    twice = clean(once.picture)
    assert twice.removed == ()
    assert difference(decoded(twice.picture), decoded(once.picture)) < 4


def test_a_result_opens_in_another_reader() -> None:
    photo = clean(laden("png"))
    with Image.open(io.BytesIO(photo.picture)) as image:
        assert image.format == "JPEG"
        assert set(image.info) == {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
