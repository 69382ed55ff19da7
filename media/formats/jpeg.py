"""JPEG by its segments: taking a stranger's apart, and judging our own before it is kept."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from media import traces
from media.exif import read_exif
from media.formats.parts import MAX_METADATA_BYTES, Parts
from media.refusal import PhotoRefused, Reason
from media.traces import Trace

# Markers: ITU-T T.81, table B.1.
_SOI, _EOI, _SOS, _DHT, _DQT, _DRI, _COM = 0xD8, 0xD9, 0xDA, 0xC4, 0xDB, 0xDD, 0xFE
_APP0, _APP1, _APP2, _APP11, _APP13, _APP14 = 0xE0, 0xE1, 0xE2, 0xEB, 0xED, 0xEE
_FRAMES: Final = frozenset({0xC0, 0xC1, 0xC2})
_UNREAD_FRAMES: Final = frozenset(
    {0xC3, *range(0xC5, 0xC8), *range(0xC9, 0xCC), *range(0xCD, 0xD0)}
)
_TABLES: Final = frozenset({_DHT, _DQT, _DRI})
_JFIF: Final = b"\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"

# A camera writes some twenty segments and one scan, a web photo some ten scans; a file with
# thousands is made to keep a decoder busy for minutes.
_MAX_SEGMENTS: Final = 4000
_MAX_SCANS: Final = 100
_SCAN_WINDOW_BYTES: Final = 1 << 20
# Inside a scan FF is followed by 00 (a stuffed byte), by a restart, or by a fill byte; anything
# else ends the scan. ITU-T T.81, B.1.1.2 and B.1.1.5.
_SCAN_END: Final = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")


@dataclass(frozen=True)
class Segment:
    """One marker segment: its marker's second byte and its payload, without marker and length."""

    marker: int
    payload: bytes
    scan: bytes = b""


class _Cut(Exception):
    """The bytes end inside a segment or a scan."""


def take_apart(data: bytes) -> Parts:
    """Separate the first picture of a JPEG from all that lies beside and after it.

    Raises:
        PhotoRefused: TRUNCATED when the bytes end early, BROKEN when they are no JPEG inside,
            UNSUPPORTED for arithmetic coding, lossless frames and absurd numbers of scans.
    """
    kept: list[Segment] = []
    beside: list[Segment] = []
    size_px = (0, 0)
    scans_count = 0
    walk = _Walk(data)
    try:
        for segment in walk:
            if segment.marker in _UNREAD_FRAMES:
                raise PhotoRefused(Reason.UNSUPPORTED)
            if segment.marker in _FRAMES:
                size_px = _declared_size(segment.payload)
            scans_count += segment.marker == _SOS
            keeps = segment.marker in _FRAMES or segment.marker in _TABLES
            (kept if keeps or segment.marker == _SOS else beside).append(segment)
            if len(kept) + len(beside) > _MAX_SEGMENTS or scans_count > _MAX_SCANS:
                raise PhotoRefused(Reason.UNSUPPORTED)
    except _Cut:
        raise PhotoRefused(Reason.TRUNCATED) from None
    if not all(size_px) or scans_count == 0:
        raise PhotoRefused(Reason.BROKEN)
    return Parts(
        bare=_bare(kept, beside),
        width_px=size_px[0],
        height_px=size_px[1],
        exif=_exif(beside),
        icc=_icc(beside),
        found=frozenset(_found(beside) | traces.in_tail(data[walk.end_at :])),
    )


def check_clean(data: bytes, *, max_side_px: int) -> None:
    """Judge a finished picture of ours, by its bytes alone and apart from what wrote them.

    Passes only SOI, one minimal JFIF header, tables, one baseline or progressive frame of at most
    `max_side_px` a side, scans and EOI, and nothing after.

    Raises:
        PhotoRefused: NOT_CLEANED for anything else.
    """
    frames_count = 0
    walk = _Walk(data)
    try:
        for index, segment in enumerate(walk):
            if (segment.marker == _APP0) != (index == 0):
                raise PhotoRefused(Reason.NOT_CLEANED)
            if index == 0 and segment.payload != _JFIF[4:]:
                raise PhotoRefused(Reason.NOT_CLEANED)
            if segment.marker not in {_APP0, _DHT, _DQT, _SOS, 0xC0, 0xC2}:
                raise PhotoRefused(Reason.NOT_CLEANED)
            if segment.marker in _FRAMES:
                frames_count += 1
                if max(_declared_size(segment.payload)) > max_side_px:
                    raise PhotoRefused(Reason.NOT_CLEANED)
    except _Cut:
        raise PhotoRefused(Reason.NOT_CLEANED) from None
    if walk.end_at != len(data) or frames_count != 1:
        raise PhotoRefused(Reason.NOT_CLEANED)


class _Walk:
    """Goes from segment to segment; afterwards `end_at` is the offset behind the EOI."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self.end_at = 0

    def __iter__(self) -> Iterator[Segment]:
        data, at = self._data, 2
        if data[:2] != bytes((0xFF, _SOI)):
            raise PhotoRefused(Reason.BROKEN)
        while True:
            at = self._marker_at(at)
            marker = data[at + 1]
            if marker == _EOI:
                self.end_at = at + 2
                return
            length_bytes = int.from_bytes(data[at + 2 : at + 4], "big")
            payload_at, next_at = at + 4, at + 2 + length_bytes
            if next_at > len(data) or payload_at > len(data):
                raise _Cut
            if length_bytes < 2 or marker in (0x00, 0x01, _SOI, *range(0xD0, 0xD8)):
                raise PhotoRefused(Reason.BROKEN)
            at = self._scan_end(next_at) if marker == _SOS else next_at
            yield Segment(marker, data[payload_at:next_at], data[next_at:at])

    def _marker_at(self, at: int) -> int:
        """The offset of the FF before the next marker, past fill bytes."""
        data = self._data
        if at < len(data) and data[at] != 0xFF:
            raise PhotoRefused(Reason.BROKEN)
        while at + 1 < len(data) and data[at + 1] == 0xFF:
            at += 1
        if at + 1 >= len(data):
            raise _Cut
        return at

    def _scan_end(self, at: int) -> int:
        """Where the scan that begins at `at` ends, looked for in windows to let others run."""
        while at < len(self._data):
            window_end = at + _SCAN_WINDOW_BYTES
            match = _SCAN_END.search(self._data, at, window_end)
            if match:
                return match.start()
            at = window_end - 1 if window_end < len(self._data) else window_end
        raise _Cut


def _declared_size(frame: bytes) -> tuple[int, int]:
    """Width and height in a frame header: T.81, B.2.2."""
    return int.from_bytes(frame[3:5], "big"), int.from_bytes(frame[1:3], "big")


def _bare(kept: list[Segment], beside: list[Segment]) -> bytes:
    """The picture alone. JFIF and Adobe marks stay as bare facts: they tell the colour model."""
    out = [bytes((0xFF, _SOI))]
    if any(s.marker == _APP0 and s.payload.startswith(b"JFIF\0") for s in beside):
        out.append(_JFIF)
    adobe = [s.payload for s in beside if s.marker == _APP14 and s.payload.startswith(b"Adobe")]
    for payload in adobe[:1]:
        # The twelfth byte is the transform: 0 none, 1 YCbCr, 2 YCCK. Adobe TN 5116, 18.
        transform = payload[11:12] or b"\0"
        out.append(b"\xff\xee\x00\x0eAdobe\x00\x64\x00\x00\x00\x00" + transform)
    for segment in kept:
        length = (len(segment.payload) + 2).to_bytes(2, "big")
        out += (bytes((0xFF, segment.marker)), length, segment.payload, segment.scan)
    out.append(bytes((0xFF, _EOI)))
    return b"".join(out)


def _exif(beside: list[Segment]) -> bytes:
    blocks = (s.payload for s in beside if s.marker == _APP1 and s.payload[:6] == b"Exif\0\0")
    return next(blocks, b"")


def _icc(beside: list[Segment]) -> bytes:
    """The profile, put together from its numbered pieces. ICC.1:2022, annex B.4."""
    mark = b"ICC_PROFILE\0"
    pieces = [s.payload for s in beside if s.marker == _APP2 and s.payload.startswith(mark)]
    pieces.sort(key=lambda payload: payload[12:13])
    profile = b"".join(payload[14:] for payload in pieces)
    return profile if len(profile) <= MAX_METADATA_BYTES else b""


_NAMED: Final = (
    (_APP1, b"http://ns.adobe.com/x", Trace.XMP),
    (_APP2, b"ICC_PROFILE\0", Trace.ICC),
    (_APP11, b"JP", Trace.PROVENANCE),
    (_APP13, b"", Trace.IPTC),
    (_COM, b"", Trace.COMMENT),
    (_APP1, b"Exif\0\0", Trace.EXIF),
    (_APP0, b"JFXX\0", Trace.THUMBNAIL),
)


def _found(beside: list[Segment]) -> set[Trace]:
    found: set[Trace] = set()
    for segment in beside:
        marker, payload = segment.marker, segment.payload
        named = {t for m, start, t in _NAMED if m == marker and payload.startswith(start)}
        if Trace.XMP in named:
            named |= traces.in_xmp(payload)
        if marker == _APP2 and payload.startswith(b"MPF\0"):
            named = _in_multi_picture(payload)
        if marker == _APP0 and payload.startswith(b"JFIF\0"):
            # Bytes 12 and 13 are the size of a thumbnail. JFIF 1.02.
            named |= {Trace.THUMBNAIL} if any(payload[12:14]) else set()
        elif not named and (marker, payload[:5]) != (_APP14, b"Adobe"):
            named = {Trace.OTHER}
        found |= named
    return found


def _in_multi_picture(payload: bytes) -> set[Trace]:
    """A multi-picture index of one picture names nothing more. CIPA DC-007, tag NumberOfImages."""
    pictures = read_exif(payload[4:]).main.get(0xB001)
    count = pictures.whole() if pictures else None
    return {Trace.EXTRA_FRAMES if count is not None and count > 1 else Trace.OTHER}
