"""What a stranger's bytes are, told from the bytes alone; no name and no claimed type is read."""

import io
import re
import zipfile
from enum import StrEnum


class Family(StrEnum):
    """What Davy does with a kind: photos are cleaned, the rest is kept sealed and never opened."""

    PHOTO = "photo"
    VIDEO = "video"
    VOICE = "voice"
    DOCUMENT = "document"
    OTHER = "other"


class Kind(StrEnum):
    """One recognised file format; its value is stable and may be stored."""

    JPEG = "jpeg"
    PNG = "png"
    WEBP = "webp"
    HEIC = "heic"
    AVIF = "avif"
    TIFF = "tiff"
    GIF = "gif"
    MP4 = "mp4"
    MOV = "mov"
    WEBM = "webm"
    GPP = "3gp"
    OGG = "ogg"
    M4A = "m4a"
    MP3 = "mp3"
    AAC = "aac"
    AMR = "amr"
    SILK = "silk"
    WAV = "wav"
    PDF = "pdf"
    DOCX = "docx"
    EMPTY = "empty"
    UNKNOWN = "unknown"

    @property
    def family(self) -> Family:
        """The family this kind belongs to; OTHER for what Davy does not take."""
        return _FAMILIES.get(self, Family.OTHER)

    @property
    def media_type(self) -> str:
        """The IANA media type to serve it under; `application/octet-stream` when unknown."""
        return _MEDIA_TYPES.get(self, "application/octet-stream")


_MEDIA_TYPES = {
    Kind.JPEG: "image/jpeg",
    Kind.PNG: "image/png",
    Kind.WEBP: "image/webp",
    Kind.HEIC: "image/heic",
    Kind.AVIF: "image/avif",
    Kind.TIFF: "image/tiff",
    Kind.GIF: "image/gif",
    Kind.MP4: "video/mp4",
    Kind.MOV: "video/quicktime",
    Kind.WEBM: "video/webm",
    Kind.GPP: "video/3gpp",
    Kind.OGG: "audio/ogg",
    Kind.M4A: "audio/mp4",
    Kind.MP3: "audio/mpeg",
    Kind.AAC: "audio/aac",
    Kind.AMR: "audio/amr",
    Kind.WAV: "audio/wav",
    Kind.PDF: "application/pdf",
    Kind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
_PREFIXES = {"image": Family.PHOTO, "video": Family.VIDEO, "audio": Family.VOICE}
_FAMILIES = {
    kind: _PREFIXES.get(media_type.partition("/")[0], Family.DOCUMENT)
    for kind, media_type in _MEDIA_TYPES.items()
} | {Kind.SILK: Family.VOICE}

_SIGNATURES: tuple[tuple[bytes, Kind], ...] = (
    (b"\xff\xd8\xff", Kind.JPEG),
    (b"\x89PNG\r\n\x1a\n", Kind.PNG),
    (b"GIF87a", Kind.GIF),
    (b"GIF89a", Kind.GIF),
    (b"II*\x00", Kind.TIFF),
    (b"MM\x00*", Kind.TIFF),
    (b"OggS", Kind.OGG),
    (b"ID3", Kind.MP3),
    (b"#!AMR", Kind.AMR),
    # WeChat's voice notes; its own files carry one byte before the mark.
    (b"#!SILK_V3", Kind.SILK),
    (b"\x02#!SILK_V3", Kind.SILK),
    (b"%PDF-", Kind.PDF),
)

# Brands of ISO 14496-12 files, as registered at mp4ra.org.
_BRANDS: tuple[tuple[frozenset[bytes], Kind], ...] = (
    (frozenset({b"avif", b"avis"}), Kind.AVIF),
    (
        frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"}),
        Kind.HEIC,
    ),
    (frozenset({b"mif1", b"msf1", b"miaf"}), Kind.HEIC),
    (frozenset({b"qt  "}), Kind.MOV),
    (frozenset({b"M4A ", b"M4B "}), Kind.M4A),
    (frozenset({b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42"}), Kind.MP4),
    (frozenset({b"avc1", b"M4V ", b"MSNV", b"dash"}), Kind.MP4),
)
# QuickTime files from before ftyp open with one of these boxes.
_OLD_QUICKTIME_BOXES = frozenset({b"moov", b"mdat", b"wide", b"pnot"})


def sniff(data: bytes) -> Kind:
    """Tell what `data` is from its first bytes; UNKNOWN when nothing fits, never an error."""
    if not data:
        return Kind.EMPTY
    for signature, kind in _SIGNATURES:
        if data.startswith(signature):
            return kind
    if data[:4] == b"RIFF":
        return {b"WEBP": Kind.WEBP, b"WAVE": Kind.WAV}.get(data[8:12], Kind.UNKNOWN)
    if data[4:8] == b"ftyp":
        return _by_brand(data)
    if data[4:8] in _OLD_QUICKTIME_BOXES:
        return Kind.MOV
    if data[:4] == b"\x1aE\xdf\xa3":
        return Kind.WEBM if b"\x42\x82\x84webm" in data[:128] else Kind.UNKNOWN
    if data[:4] == b"PK\x03\x04":
        return _zip_kind(data)
    return _by_frame_header(data)


def _by_brand(data: bytes) -> Kind:
    """The major brand decides; a generic one gives way to the compatible brands."""
    length_bytes = min(int.from_bytes(data[:4], "big"), 256)
    major = data[8:12]
    compatible = [data[at : at + 4] for at in range(16, length_bytes, 4)]
    for brands, kind in _BRANDS:
        if major in brands and major not in (b"mif1", b"msf1", b"miaf"):
            return kind
    if major[:3] in (b"3gp", b"3g2", b"3ge"):
        return Kind.GPP
    for brands, kind in _BRANDS:
        if brands.intersection([major, *compatible]):
            return kind
    return Kind.UNKNOWN


def _zip_kind(data: bytes) -> Kind:
    """A Word document without macros; any other archive stays unknown. Nothing is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OverflowError):
        return Kind.UNKNOWN
    if "[Content_Types].xml" not in names or "word/document.xml" not in names:
        return Kind.UNKNOWN
    return Kind.UNKNOWN if any(name.endswith("vbaProject.bin") for name in names) else Kind.DOCX


# Two frames' worth of fixed bits: 11 bits of sync, a layer, a bit rate and a rate that exist.
_MP3_FRAME = re.compile(rb"\xff[\xe2-\xe7\xf2-\xf7\xfa-\xfd][\x10-\xeb]", re.DOTALL)
_ADTS_FRAME = re.compile(rb"\xff[\xf0\xf1\xf8\xf9]", re.DOTALL)


def _by_frame_header(data: bytes) -> Kind:
    """Sound without a container: MPEG layer I-III frames, or AAC in ADTS frames."""
    if _MP3_FRAME.match(data):
        return Kind.MP3
    return Kind.AAC if _ADTS_FRAME.match(data) else Kind.UNKNOWN
