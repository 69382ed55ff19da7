"""Drawn photos with things planted in them, and how to look for them afterwards."""

import io
import json
import struct
import subprocess
import zlib
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from itertools import chain
from pathlib import Path

from PIL import Image, ImageChops, ImageStat

from media.draw import Planted, draw

HEIC = Path(__file__).parent / "heic"
BEIJING = timezone(timedelta(hours=8))

WORDS = ("PLANTED-CAMERA", "PLANTED-PERSON", "PLANTED-COMMENT", "PLANTED-XMP", "PLANTED-IPTC",
         "PLANTED-ICC", "PLANTED-TAIL")  # fmt: skip
XMP = (
    "<x:xmpmeta xmlns:x='adobe:ns:meta/'>"
    "<rdf:Description exif:GPSLatitude='33,7.7N' dc:creator='PLANTED-XMP'/></x:xmpmeta>"
)
Colour = tuple[int, int, int]
DRAWN_KINDS = ("jpeg", "png", "webp", "avif", "tiff", "gif")


def everything(kind: str) -> Planted:
    """All that a drawn photo of `kind` can hide."""
    planted = Planted(
        gps=(33.1287, 117.8943),
        taken_at=datetime(2026, 5, 1, 12, 30, tzinfo=BEIJING),
        camera="PLANTED-CAMERA",
        artist="PLANTED-PERSON",
        comment="PLANTED-COMMENT",
        xmp=XMP,
        icc="PLANTED-ICC",
        trailing=b"\nPLANTED-TAIL",
    )
    if kind == "jpeg":
        planted["iptc"] = "PLANTED-IPTC"
    return planted


def laden(kind: str, *, seed: int = 3) -> bytes:
    """A small drawn photo of `kind` with everything in it."""
    return draw(seed, 360, height_px=240, kind=kind, **everything(kind))


def decoded(data: bytes) -> Image.Image:
    """The picture in a file, RGB."""
    with Image.open(io.BytesIO(data)) as image:
        return image.convert("RGB")


def encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    """`image` saved as `kind`."""
    out = io.BytesIO()
    image.save(out, kind.upper(), **options)
    return out.getvalue()


def deep(kind: str, size_px: tuple[int, int], colour_at: Callable[[int, int], Colour]) -> bytes:
    """A PNG or TIFF of three colours with sixteen bits each, which no library here writes."""
    width_px, height_px = size_px
    order = ">" if kind == "png" else "<"
    rows = [
        struct.pack(f"{order}{3 * width_px}H", *chain(*(colour_at(x, y) for x in range(width_px))))
        for y in range(height_px)
    ]
    return (_deep_png if kind == "png" else _deep_tiff)(size_px, rows)


def _deep_png(size_px: tuple[int, int], rows: list[bytes]) -> bytes:
    def chunk(name: bytes, body: bytes) -> bytes:
        check = zlib.crc32(name + body)
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", check)

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", *size_px, 16, 2, 0, 0, 0))
    body = chunk(b"IDAT", zlib.compress(b"".join(b"\0" + row for row in rows)))
    return b"\x89PNG\r\n\x1a\n" + head + body + chunk(b"IEND", b"")


def _deep_tiff(size_px: tuple[int, int], rows: list[bytes]) -> bytes:
    picture = b"".join(rows)
    # Tag, type (3 is SHORT, 4 LONG), count, value: TIFF 6.0, section 6. The bits stand at 8.
    entries = [
        *((256, 4, 1, size_px[0]), (257, 4, 1, size_px[1]), (258, 3, 3, 8), (259, 3, 1, 1)),
        *((262, 3, 1, 2), (273, 4, 1, 14), (277, 3, 1, 3), (278, 4, 1, size_px[1])),
        *((279, 4, 1, len(picture)), (284, 3, 1, 1)),
    ]
    at = 14 + len(picture)
    packed = b"".join(struct.pack("<HHII", *entry) for entry in entries)
    directory = struct.pack("<H", len(entries)) + packed + struct.pack("<I", 0)
    return b"II*\0" + struct.pack("<IHHH", at, 16, 16, 16) + picture + directory


def pixel(image: Image.Image, at: tuple[int, int]) -> tuple[int, ...]:
    """One pixel of an RGB picture: red, green, blue."""
    colour = image.getpixel(at)
    assert isinstance(colour, tuple)
    return colour


def difference(one: Image.Image, other: Image.Image) -> float:
    """The mean difference of two pictures of the same size, 0-255."""
    assert one.size == other.size
    return max(ImageStat.Stat(ImageChops.difference(one, other)).mean)


def hidden_in(data: bytes) -> list[str]:
    """The planted words that can be read in `data`, in the encodings that metadata uses."""
    return [
        word
        for word in WORDS
        if any(word.encode(code) in data for code in ("ascii", "utf-16-be", "utf-16-le"))
    ]


# What ExifTool derives from any JPEG, without a word of metadata in it.
_STRUCTURE = frozenset(
    {
        "SourceFile", "ExifTool:ExifToolVersion", "JFIF:JFIFVersion", "JFIF:ResolutionUnit",
        "JFIF:XResolution", "JFIF:YResolution", "Composite:ImageSize", "Composite:Megapixels",
        "File:FileType", "File:FileTypeExtension", "File:MIMEType", "File:ImageWidth",
        "File:ImageHeight", "File:EncodingProcess", "File:BitsPerSample", "File:ColorComponents",
        "File:YCbCrSubSampling",
    }
)  # fmt: skip


def judged_by_exiftool(exiftool: Path, data: bytes) -> set[str]:
    """The tags that ExifTool finds in `data` beyond a JPEG's own structure, warnings too."""
    done = subprocess.run(
        [str(exiftool), "-j", "-G1", "-a", "-u", "-U", "-ee", "-"],
        input=data,
        capture_output=True,
        check=True,
    )
    tags = set(json.loads(done.stdout)[0])
    return {tag for tag in tags - _STRUCTURE if not tag.startswith("System:")}
