"""Truncated, mislabelled, polyglot, empty, bombs: refused for the right reason, or clean."""

import io
import struct
import zipfile
import zlib

import pytest
from PIL import Image

from media import plant
from media.draw import draw
from media.limits import Limits
from media.refusal import PhotoRefused, Reason
from media.scrub import clean
from tests.media.exif_writer import exif_block
from tests.media.photos import DRAWN_KINDS, HEIC, encoded, hidden_in


def _reason(data: bytes, limits: Limits | None = None) -> Reason:
    with pytest.raises(PhotoRefused) as refused:
        clean(data, limits or Limits())
    assert str(refused.value) == refused.value.reason.value
    assert refused.value.__cause__ is None
    return refused.value.reason


def _png_chunk(name: bytes, payload: bytes) -> bytes:
    checksum = struct.pack(">I", zlib.crc32(name + payload))
    return struct.pack(">I", len(payload)) + name + payload + checksum


def _png(width_px: int, height_px: int, *chunks: bytes) -> bytes:
    header = struct.pack(">IIBBBBB", width_px, height_px, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        (_png_chunk(b"IHDR", header), *chunks, _png_chunk(b"IEND", b""))
    )


def test_nothing_at_all_is_refused() -> None:
    assert _reason(b"") is Reason.EMPTY


@pytest.mark.parametrize("kind", DRAWN_KINDS)
@pytest.mark.parametrize("part", [0.3, 0.6, 0.9])
def test_a_photo_cut_short_is_refused_as_truncated(kind: str, part: float) -> None:
    whole = draw(1, 160, height_px=120, kind=kind)
    assert _reason(whole[: int(len(whole) * part)]) in (Reason.TRUNCATED, Reason.BROKEN)


@pytest.mark.parametrize("kind", ["jpeg", "png", "webp", "avif", "gif"])
def test_a_photo_whose_container_ends_early_is_told_so(kind: str) -> None:
    whole = draw(1, 160, height_px=120, kind=kind)
    assert _reason(whole[: len(whole) * 2 // 3]) is Reason.TRUNCATED


def test_an_iphones_photo_cut_short_is_told_so() -> None:
    whole = (HEIC / "turned.heic").read_bytes()
    assert _reason(whole[: len(whole) // 2]) is Reason.TRUNCATED


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.7\n%%EOF",
        b"<html><script>alert(1)</script></html>",
        b"GIF87",
        b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom",
        b"OggS\0\x02",
        b"MZ\x90\0",
        b"\xff\xd8",
        "不是照片".encode(),
    ],
)
def test_what_is_no_photo_is_refused_whatever_it_is_called(data: bytes) -> None:
    assert _reason(data) is Reason.NOT_A_PHOTO


@pytest.mark.parametrize(
    "data",
    [
        b"\xff\xd8\xff\xd9",
        b"\xff\xd8\xff\xe0\x00\x01",
        b"\xff\xd8\xff\xc0\x00\x0b\x08\x00\x10\x00\x10\x01\x01\x11\x00\xff\xd9",
        _png(0, 0),
        _png(8, 8),
        _png(8, 8, _png_chunk(b"IDAT", b"not deflated")),
        b"RIFF\x0c\0\0\0WEBPVP8 \0\0\0\0",
        b"RIFF\x12\0\0\0WEBPVP8L\x05\0\0\0\x2f\0\0\0\0\0",
        b"GIF89a\x01\0\x01\0\0\0\0\x3b",
        b"GIF89a\x01\0\x01\0\0\0\0\x99",
        b"II*\0\x08\0\0\0\0\0\0\0\0\0",
        b"MM\0*\xff\xff\xff\xff",
        b"\0\0\0\x10ftypheic\0\0\0\0" + b"\0\0\0\x08meta",
        b"\0\0\0\x10ftypavif\0\0\0\0" + b"\0\0\0\x08mdat",
    ],
)
def test_a_photo_with_nothing_inside_is_refused_as_broken(data: bytes) -> None:
    assert _reason(data) is Reason.BROKEN


@pytest.mark.parametrize("kind", [*DRAWN_KINDS, "heic"])
def test_more_pixels_than_the_limit_are_refused(kind: str) -> None:
    heic = (HEIC / "turned.heic").read_bytes()
    data = heic if kind == "heic" else draw(1, 160, height_px=120, kind=kind)
    assert _reason(data, Limits(max_pixels=160 * 120 - 1)) is Reason.TOO_MANY_PIXELS


def test_more_bytes_than_the_limit_are_refused() -> None:
    data = draw(1, 160, height_px=120)
    assert _reason(data, Limits(max_bytes=len(data) - 1)) is Reason.TOO_LARGE
    assert clean(data, Limits(max_bytes=len(data))).width_px == 160


def test_a_decompression_bomb_is_refused_before_it_unfolds() -> None:
    zeros = zlib.compress(bytes(30_000 * 30_001), 9)
    bomb = _png(30_000, 30_000, _png_chunk(b"IDAT", zeros))
    assert len(bomb) < 1_000_000
    assert _reason(bomb) is Reason.TOO_MANY_PIXELS


@pytest.mark.parametrize(
    "data",
    [
        b"GIF89a\xff\xff\xff\xff\0\0\0" + b",\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0\x3b",
        b"GIF89a\x01\0\x01\0\0\0\0" + b",\0\0\0\0\xff\xff\xff\xff\0\x02\x02D\x01\0\x3b",
        b"RIFF\x12\0\0\0WEBPVP8L\x05\0\0\0\x2f\xff\xff\xff\x0f\0",
    ],
)
def test_a_header_that_boasts_is_refused(data: bytes) -> None:
    assert _reason(data) is Reason.TOO_MANY_PIXELS


def test_a_profile_that_unfolds_without_end_is_not_unfolded() -> None:
    bomb = b"icc\0\0" + zlib.compress(bytes(200_000_000), 9)
    grey = zlib.compress(bytes(9 * 8))
    photo = clean(_png(8, 8, _png_chunk(b"iCCP", bomb), _png_chunk(b"IDAT", grey)))
    assert photo.removed == ("icc",)


def test_a_jpeg_of_endless_scans_is_refused() -> None:
    data = encoded(Image.new("RGB", (16, 16)), "jpeg", progressive=True)
    scan_at = data.rindex(b"\xff\xda")
    endless = data[:scan_at] + data[scan_at:-2] * 200 + b"\xff\xd9"
    assert _reason(endless) is Reason.UNSUPPORTED


def test_a_jpeg_of_endless_segments_is_refused() -> None:
    data = draw(1, 64, height_px=48)
    assert _reason(data[:2] + b"\xff\xfe\x00\x02" * 5000 + data[2:]) is Reason.UNSUPPORTED


def test_a_gif_of_endless_blocks_is_refused() -> None:
    data = draw(1, 64, height_px=48, kind="gif")
    endless = b"\x21\xfe" + b"\x01x" * 250_000 + b"\0"
    head = 13 + 3 * 256
    assert _reason(data[:head] + endless + data[head:]) is Reason.UNSUPPORTED


def test_exif_values_that_overlap_cost_no_memory() -> None:
    # Five thousand values, each the whole block: a reader that copies them needs 300 MB.
    entries = b"".join(struct.pack("<HHII", tag, 7, 60_000, 0) for tag in range(5000))
    block = b"Exif\0\0II*\0\x08\0\0\0" + struct.pack("<H", 5000) + entries
    data = plant.with_segment(draw(1, 64, height_px=48), 0xE1, block)
    assert "exif" in clean(data).removed


def test_a_turn_that_does_not_exist_is_no_turn() -> None:
    block = exif_block({0x0112: 77})
    photo = clean(plant.with_segment(draw(1, 64, height_px=48), 0xE1, block))
    assert (photo.width_px, photo.height_px) == (64, 48)


def test_a_photo_that_is_also_an_archive_comes_out_as_a_photo_alone() -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as writer:
        writer.writestr("PLANTED-TAIL", "run me")
    photo = clean(draw(1, 64, height_px=48) + archive.getvalue())
    assert photo.removed == ("trailing",)
    assert not zipfile.is_zipfile(io.BytesIO(photo.picture))
    assert hidden_in(photo.picture) == []


@pytest.mark.parametrize("kind", ["jpeg", "gif", "png"])
def test_a_photo_that_is_also_a_page_comes_out_as_a_photo_alone(kind: str) -> None:
    page = "<html><script>PLANTED-COMMENT</script></html>"
    photo = clean(draw(1, 64, height_px=48, kind=kind, comment=page))
    assert photo.removed == ("comment",)
    assert b"<script>" not in photo.picture + photo.preview


@pytest.mark.parametrize("frame", [0xC3, 0xC9, 0xCA])
def test_corners_of_jpeg_that_nobody_uses_are_refused_as_unsupported(frame: int) -> None:
    data = draw(1, 64, height_px=48).replace(b"\xff\xc0", bytes((0xFF, frame)), 1)
    assert _reason(data) is Reason.UNSUPPORTED


def test_every_reason_has_its_own_name() -> None:
    assert {reason.value for reason in Reason} == {
        "empty", "too-large", "too-many-pixels", "not-a-photo", "unsupported", "truncated",
        "broken", "not-cleaned",
    }  # fmt: skip
