"""What a file is, from its bytes alone."""

import io
import zipfile

import pytest

from media.draw import draw
from media.sniff import Family, Kind, sniff
from tests.media.photos import DRAWN_KINDS, HEIC


def _ftyp(major: bytes, *compatible: bytes) -> bytes:
    body = b"ftyp" + major + b"\0\0\0\0" + b"".join(compatible)
    return (len(body) + 4).to_bytes(4, "big") + body + b"\0" * 64


def _zip(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(zipfile.ZipInfo(name), "x")  # without the moment: it names a test
    return out.getvalue()


@pytest.mark.parametrize("kind", DRAWN_KINDS)
def test_a_photo_is_known_by_its_bytes(kind: str) -> None:
    found = sniff(draw(1, 64, height_px=48, kind=kind))
    assert found is Kind(kind)
    assert found.family is Family.PHOTO
    assert found.media_type == f"image/{kind}"


def test_an_iphones_photo_is_known() -> None:
    assert sniff((HEIC / "turned.heic").read_bytes()) is Kind.HEIC


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (_ftyp(b"isom", b"isom", b"avc1"), Kind.MP4),
        (_ftyp(b"mp42"), Kind.MP4),
        (_ftyp(b"qt  "), Kind.MOV),
        (b"\0\0\0\x08wide\0\0\0\0mdat", Kind.MOV),
        (_ftyp(b"3gp5", b"isom"), Kind.GPP),
        (_ftyp(b"M4A ", b"isom", b"mp42"), Kind.M4A),
        (_ftyp(b"mif1", b"heic"), Kind.HEIC),
        (_ftyp(b"mif1", b"avif", b"miaf"), Kind.AVIF),
        (_ftyp(b"msf1", b"hevc"), Kind.HEIC),
        (_ftyp(b"zzzz", b"isom"), Kind.MP4),
        (_ftyp(b"zzzz"), Kind.UNKNOWN),
        (b"\x1aE\xdf\xa3\x9fB\x86\x81\x01B\x82\x84webm", Kind.WEBM),
        (b"\x1aE\xdf\xa3\xa3B\x86\x81\x01B\x82\x88matroska", Kind.UNKNOWN),
        (b"OggS\0\x02" + b"\0" * 22 + b"OpusHead", Kind.OGG),
        (b"RIFF\x24\0\0\0WAVEfmt ", Kind.WAV),
        (b"RIFF\x24\0\0\0AVI LIST", Kind.UNKNOWN),
        (b"ID3\x04\0\0\0\0\0\0", Kind.MP3),
        (b"\xff\xfb\x90\x64\0\0", Kind.MP3),
        (b"\xff\xf1\x50\x80\0\0", Kind.AAC),
        (b"#!AMR\n\x3c", Kind.AMR),
        (b"#!AMR-WB\n\x3c", Kind.AMR),
        (b"\x02#!SILK_V3", Kind.SILK),
        (b"%PDF-1.7\n", Kind.PDF),
        (_zip("[Content_Types].xml", "word/document.xml"), Kind.DOCX),
        (_zip("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), Kind.UNKNOWN),
        (_zip("[Content_Types].xml", "xl/workbook.xml"), Kind.UNKNOWN),
        (b"PK\x03\x04 and no archive", Kind.UNKNOWN),
        (b"", Kind.EMPTY),
        (b"\xff", Kind.UNKNOWN),
        (b"<html>", Kind.UNKNOWN),
        (b"MZ\x90\0", Kind.UNKNOWN),
        ("三楼过道堆满电动车".encode(), Kind.UNKNOWN),
    ],
)
def test_a_file_is_what_its_bytes_say(data: bytes, kind: Kind) -> None:
    assert sniff(data) is kind


def test_every_kind_has_a_family_or_is_not_taken() -> None:
    not_taken = {kind for kind in Kind if kind.family is Family.OTHER}
    assert not_taken == {Kind.EMPTY, Kind.UNKNOWN}
    assert Kind.SILK.family is Family.VOICE
    assert Kind.DOCX.family is Family.DOCUMENT
    assert Kind.UNKNOWN.media_type == "application/octet-stream"
