"""HEIF and AVIF by their top-level boxes: where the file ends, before any decoder sees it."""

from media import traces
from media.refusal import PhotoRefused, Reason
from media.traces import Trace

_KNOWN = frozenset(
    {b"ftyp", b"meta", b"mdat", b"idat", b"free", b"skip", b"moov", b"uuid", b"mini", b"wide"}
)


def found_after(data: bytes) -> set[Trace]:
    """The traces in bytes behind the last box. Boxes: ISO 14496-12, 4.2.

    Raises:
        PhotoRefused: TRUNCATED when a box reaches beyond the bytes.
    """
    at = 0
    while at + 8 <= len(data) and data[at + 4 : at + 8] in _KNOWN:
        length_bytes = int.from_bytes(data[at : at + 4], "big")
        if length_bytes == 1:
            length_bytes = int.from_bytes(data[at + 8 : at + 16], "big")
        if length_bytes == 0:  # to the end of the file
            return set()
        if length_bytes < 8:
            raise PhotoRefused(Reason.BROKEN)
        at += length_bytes
    if at > len(data):
        raise PhotoRefused(Reason.TRUNCATED)
    return traces.in_tail(data[at:])
