"""The names of what a photo carried besides its picture, as the reporter is told of it."""

import re
from collections.abc import Iterable
from enum import StrEnum

from media.exif import Exif


class Trace(StrEnum):
    """One kind of thing that was found in a photo and is gone from the cleaned one.

    The values are stable: the conversation has words for each. The order is the order of telling.
    """

    GPS = "gps"
    TIME = "time"
    CAMERA = "camera"
    PERSON = "person"
    COMMENT = "comment"
    MAKER_NOTES = "maker-notes"
    EXIF = "exif"
    XMP = "xmp"
    IPTC = "iptc"
    ICC = "icc"
    THUMBNAIL = "thumbnail"
    EXTRA_FRAMES = "extra-frames"
    DEPTH = "depth"
    GAIN_MAP = "gain-map"
    PROVENANCE = "provenance"
    VIDEO = "video"
    OTHER = "other"
    TRAILING = "trailing"


# Tag numbers: Exif 2.32 (CIPA DC-008), tables 3-8 and 12; XP* are Windows' own.
_TIME_TAGS = frozenset({0x0132, 0x9003, 0x9004, 0x9010, 0x9011, 0x9012, 0x9290, 0x9291, 0x9292})
_CAMERA_TAGS = frozenset(
    {0x010F, 0x0110, 0x0131, 0x013C, 0xA430, 0xA431, 0xA432, 0xA433, 0xA434, 0xA435, 0xA420}
)
_PERSON_TAGS = frozenset({0x013B, 0x8298, 0x9C9D, 0xA430})
_COMMENT_TAGS = frozenset({0x010D, 0x010E, 0x9286, 0x9C9B, 0x9C9C, 0x9C9E, 0x9C9F})
_MAKER_NOTE_TAGS = frozenset({0x927C, 0xC634})
_IN_MAIN = (
    (Trace.TIME, _TIME_TAGS),
    (Trace.CAMERA, _CAMERA_TAGS),
    (Trace.PERSON, _PERSON_TAGS),
    (Trace.COMMENT, _COMMENT_TAGS),
    (Trace.MAKER_NOTES, _MAKER_NOTE_TAGS),
    (Trace.XMP, frozenset({0x02BC})),
    (Trace.IPTC, frozenset({0x83BB, 0x8649})),
    (Trace.ICC, frozenset({0x8773})),
)
_GPS_VERSION_TAG = 0x0000
_GPS_TIME_TAGS = frozenset({0x0007, 0x001D})

_IN_XMP = (
    (Trace.GPS, re.compile(rb"GPSL(atitude|ongitude)")),
    (Trace.TIME, re.compile(rb"(CreateDate|DateTimeOriginal|DateCreated|ModifyDate)")),
    (Trace.CAMERA, re.compile(rb"(tiff:Make|tiff:Model|CreatorTool|SerialNumber)")),
    (Trace.PERSON, re.compile(rb"(dc:creator|OwnerName|dc:rights)")),
    (Trace.GAIN_MAP, re.compile(rb"(?i)(hdrgm:|hdrgainmap)")),
    (Trace.DEPTH, re.compile(rb"(GDepth:|DepthMap)")),
    (Trace.VIDEO, re.compile(rb"(GCamera:MicroVideo|GCamera:MotionPhoto)")),
)


def in_exif(exif: Exif) -> set[Trace]:
    """The traces that an EXIF block holds, by its tags' presence; their values are not kept."""
    found = {Trace.EXIF} if exif.main or exif.camera or exif.gps else set()
    tags = exif.main.keys() | exif.camera.keys()
    found.update(trace for trace, wanted in _IN_MAIN if tags & wanted)
    gps_tags = exif.gps.keys() - {_GPS_VERSION_TAG}
    if gps_tags:
        found.add(Trace.GPS)
    if gps_tags & _GPS_TIME_TAGS:
        found.add(Trace.TIME)
    if exif.thumbnail:
        found.add(Trace.THUMBNAIL)
    return found


def in_xmp(packet: bytes) -> set[Trace]:
    """The traces that an XMP packet holds, by a plain search for its property names."""
    return {Trace.XMP} | {trace for trace, pattern in _IN_XMP if pattern.search(packet)}


def in_tail(tail: bytes) -> set[Trace]:
    """The traces in bytes after a picture's end: more pictures, a short video, or anything else."""
    if not tail:
        return set()
    found = {Trace.TRAILING}
    if b"\xff\xd8\xff" in tail:
        found.add(Trace.EXTRA_FRAMES)
    if b"ftypmp4" in tail or b"ftypisom" in tail or b"ftypqt" in tail:
        found.add(Trace.VIDEO)
    return found


def in_order(found: Iterable[Trace]) -> tuple[Trace, ...]:
    """`found` without repeats, in the order of telling."""
    present = set(found)
    return tuple(trace for trace in Trace if trace in present)
