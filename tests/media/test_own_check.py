"""The check of our own results passes nothing it does not know."""

import io

import pytest
from PIL import Image

from media import plant
from media.draw import draw
from media.formats.jpeg import check_clean
from media.refusal import PhotoRefused, Reason
from media.scrub import clean
from tests.media.photos import encoded

_GOOD = clean(draw(1, 64, height_px=48)).picture


def _fails(data: bytes, *, max_side_px: int = 1600) -> None:
    with pytest.raises(PhotoRefused) as refused:
        check_clean(data, max_side_px=max_side_px)
    assert refused.value.reason in (Reason.NOT_CLEANED, Reason.BROKEN)


def test_our_own_result_passes() -> None:
    check_clean(_GOOD, max_side_px=64)


@pytest.mark.parametrize("marker", [*range(0xE0, 0xF0), 0xFE, 0xDD, 0xC8, 0xF7])
def test_no_other_segment_passes(marker: int) -> None:
    payload = b"\0\4" if marker == 0xDD else b"JFIF\0\1\1\0\0\1\0\1\0\0"
    _fails(plant.with_segment(_GOOD, marker, payload))
    at = _GOOD.index(b"\xff\xda")
    body = bytes((0xFF, marker)) + (len(payload) + 2).to_bytes(2, "big") + payload
    _fails(_GOOD[:at] + body + _GOOD[at:])


def test_no_byte_passes_behind_the_end() -> None:
    _fails(_GOOD + b"\0")
    _fails(_GOOD + _GOOD)


def test_no_cut_passes() -> None:
    for length in (0, 1, 2, 20, len(_GOOD) // 2, len(_GOOD) - 2, len(_GOOD) - 1):
        _fails(_GOOD[:length])


def test_no_other_header_passes() -> None:
    _fails(_GOOD.replace(b"JFIF\0\1\1\0\0\1\0\1\0\0", b"JFIF\0\1\2\1\0H\0H\0\0", 1))
    _fails(_GOOD[:2] + _GOOD[20:])


def test_no_larger_picture_passes() -> None:
    _fails(_GOOD, max_side_px=63)


def test_fill_bytes_and_restarts_do_not_hide_anything() -> None:
    plain = encoded(Image.new("RGB", (64, 48), "red"), "jpeg", restart_marker_blocks=1)
    _fails(plain)


def test_no_other_format_passes() -> None:
    for kind in ("png", "webp", "gif"):
        _fails(draw(1, 64, height_px=48, kind=kind))


def test_the_library_left_to_itself_would_not_pass() -> None:
    out = io.BytesIO()
    with Image.open(io.BytesIO(draw(1, 64, height_px=48, comment="PLANTED-COMMENT"))) as image:
        image.save(out, "JPEG")
    assert b"PLANTED-COMMENT" in out.getvalue()
    _fails(out.getvalue())
