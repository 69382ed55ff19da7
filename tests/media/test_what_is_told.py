"""The reporter hears of each thing that was removed, and of nothing that was not there."""

import io
import struct

import pytest
from PIL import Image, PngImagePlugin

from media import plant
from media.draw import Planted, draw, paint
from media.formats import tiff
from media.scrub import clean
from media.traces import Trace
from tests.media.exif_writer import exif_block
from tests.media.photos import BEIJING, HEIC, XMP, encoded, laden


def _told(data: bytes) -> set[str]:
    return set(clean(data).removed)


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("jpeg", {"gps", "time", "camera", "person", "comment", "exif", "xmp", "iptc", "icc",
                  "trailing"}),
        ("png", {"gps", "time", "camera", "person", "comment", "exif", "xmp", "icc", "trailing"}),
        ("webp", {"gps", "time", "camera", "person", "exif", "xmp", "icc", "trailing"}),
        ("avif", {"gps", "time", "camera", "person", "exif", "xmp", "icc", "trailing"}),
        ("tiff", {"gps", "time", "camera", "person", "comment", "exif", "icc", "trailing"}),
        ("gif", {"comment", "trailing"}),
    ],
)  # fmt: skip
def test_all_that_was_planted_is_told(kind: str, told: set[str]) -> None:
    assert _told(laden(kind)) == told


@pytest.mark.parametrize("kind", ["jpeg", "png", "webp", "avif", "tiff", "gif"])
def test_of_a_bare_photo_nothing_is_told(kind: str) -> None:
    assert _told(draw(1, 64, height_px=48, kind=kind)) == set()


@pytest.mark.parametrize("options", [{}, {"compression": "tiff_lzw"}, {"strip_size": 512}])
@pytest.mark.parametrize("pages_count", [1, 3])
def test_what_hangs_behind_a_tiff_is_told_and_its_pages_are_not_taken_for_it(
    options: dict[str, object], pages_count: int
) -> None:
    pages = [paint(one, 80, height_px=64) for one in range(pages_count)]
    more = {"save_all": True, "append_images": pages[1:]} if pages[1:] else {}
    data = encoded(pages[0], "tiff", **options, **more)
    pages_told = {"extra-frames"} if pages[1:] else set()
    assert _told(data) == pages_told
    assert _told(data + b"\0\0") == pages_told  # filled up to a word
    assert _told(data + b"behind the end") == pages_told | {"trailing"}
    assert _told(data + b"....ftypmp42....") == pages_told | {"trailing", "video"}


def test_where_a_tiffs_end_cannot_be_known_nothing_is_claimed() -> None:
    data = bytearray(draw(1, 64, height_px=48, kind="tiff") + b"behind the end")
    (at,) = struct.unpack_from("<I", data, 4)
    struct.pack_into("<H", data, at + 2 + 2, 99)  # the type of the first entry: there is none such
    assert tiff.found_after(bytes(data)) == set()
    for length in range(0, len(data), 7):
        assert tiff.found_after(bytes(data[:length])) == set()


def test_an_iphones_traces_are_told() -> None:
    assert _told((HEIC / "turned.heic").read_bytes()) == {
        "gps", "time", "camera", "person", "exif", "xmp", "icc", "thumbnail",
    }  # fmt: skip
    assert _told((HEIC / "two.heic").read_bytes()) == {"extra-frames"}
    assert _told((HEIC / "two.heic").read_bytes() + b"behind the end") == {
        "extra-frames",
        "trailing",
    }


@pytest.mark.parametrize(
    ("planted", "told"),
    [
        (Planted(gps=(33.1, 117.9)), {"gps", "exif"}),
        (Planted(taken_at=plant.Taken(2026, 5, 1, tzinfo=BEIJING)), {"time", "exif"}),
        (Planted(camera="x"), {"camera", "exif"}),
        (Planted(artist="x"), {"person", "exif"}),
        (Planted(orientation=6), {"exif"}),
        (Planted(comment="x"), {"comment"}),
        (Planted(iptc="x"), {"iptc"}),
        (Planted(icc="x"), {"icc"}),
        (Planted(xmp=XMP), {"xmp", "gps", "person"}),
        (Planted(trailing=b"x"), {"trailing"}),
        (Planted(trailing=b"\0\0\0\x18ftypmp42...."), {"trailing", "video"}),
    ],
)
def test_each_thing_is_told_by_its_own_name(planted: Planted, told: set[str]) -> None:
    assert _told(draw(1, 64, height_px=48, **planted)) == told


@pytest.mark.parametrize(
    ("marker", "payload", "told"),
    [
        (0xE1, b"http://ns.adobe.com/xap/1.0/\0<x hdrgm:Version='1'/>", {"xmp", "gain-map"}),
        (0xE1, b"http://ns.adobe.com/xmp/extension/\0GDepth:Data", {"xmp", "depth"}),
        (0xEB, b"JP\0\1\0\0\0\1jumb c2pa", {"provenance"}),
        (0xE0, b"JFXX\0\x10thumbnail", {"thumbnail"}),
        (0xE0, b"JFIF\0\1\2\0\0\1\0\1\1\1abc", {"thumbnail"}),
        (0xE5, b"anything at all", {"other"}),
        (0xE2, b"MPF\0" + exif_block({0xB001: 2})[6:], {"extra-frames"}),
        (0xE2, b"MPF\0" + exif_block({0xB001: 1})[6:], {"other"}),
        (0xE1, exif_block(camera={0x927C: b"maker's own notes"}), {"exif", "maker-notes"}),
        (0xE1, exif_block(camera={0x9286: b"ASCII\0\0\0words"}), {"exif", "comment"}),
        (0xEE, b"Adobe\0\x64\0\0\0\0\1", set()),
    ],
)
def test_each_segment_is_told_by_its_own_name(marker: int, payload: bytes, told: set[str]) -> None:
    assert _told(plant.with_segment(draw(1, 64, height_px=48), marker, payload)) == told


def test_a_second_picture_behind_the_first_is_told_and_gone() -> None:
    first, second = draw(1, 64, height_px=48), draw(2, 64, height_px=48)
    photo = clean(first + second)
    assert set(photo.removed) == {"trailing", "extra-frames"}
    assert photo.likeness == clean(first).likeness


def test_an_mpos_second_picture_is_told_and_gone() -> None:
    pictures = [Image.open(io.BytesIO(draw(seed, 64, height_px=48))) for seed in (1, 2)]
    out = io.BytesIO()
    pictures[0].save(out, "MPO", save_all=True, append_images=pictures[1:])
    photo = clean(out.getvalue())
    assert {"extra-frames", "trailing"} <= set(photo.removed)
    assert clean(photo.picture).removed == ()


def test_other_formats_texts_and_times_are_told() -> None:
    chunks = PngImagePlugin.PngInfo()
    chunks.add(b"tIME", b"\x07\xea\x05\x01\x0c\x1e\x00")
    chunks.add_text("Raw profile type iptc", "\niptc\n 4\n1c02", zip=True)
    chunks.add(b"prVt", b"someone's own chunk")
    chunks.add_itxt("XML:com.adobe.xmp", XMP, zip=True)
    out = io.BytesIO()
    Image.new("RGB", (8, 8)).save(out, "PNG", pnginfo=chunks)
    assert _told(out.getvalue()) == {"time", "iptc", "other", "xmp", "gps", "person"}


def test_traces_are_told_in_one_order_and_once() -> None:
    removed = clean(laden("jpeg")).removed
    assert list(removed) == [trace for trace in Trace if trace in removed]
    assert removed[0] == "gps"
