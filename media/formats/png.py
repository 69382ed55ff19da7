"""PNG by its chunks: the picture's own chunks are kept, all others are named and left behind."""

import zlib
from collections.abc import Iterator
from typing import Final

from media import traces
from media.formats.parts import MAX_METADATA_BYTES, Parts
from media.refusal import PhotoRefused, Reason
from media.traces import Trace

_SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
_KEPT: Final = frozenset({b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"})
# Numbers about the picture itself, with no room for words. PNG 3rd edition, 11.3.
_PLAIN: Final = frozenset(
    {b"gAMA", b"cHRM", b"sRGB", b"pHYs", b"sBIT", b"bKGD", b"hIST", b"cICP", b"mDCV", b"cLLI"}
)
_TEXTS: Final = frozenset({b"tEXt", b"zTXt", b"iTXt"})
_NAMED: Final = {
    b"eXIf": Trace.EXIF,
    b"tIME": Trace.TIME,
    b"iCCP": Trace.ICC,
    b"acTL": Trace.EXTRA_FRAMES,
    b"fcTL": Trace.EXTRA_FRAMES,
    b"fdAT": Trace.EXTRA_FRAMES,
    b"caBX": Trace.PROVENANCE,
}
_MAX_CHUNKS: Final = 50_000


def take_apart(data: bytes) -> Parts:
    """Separate the picture of a PNG (of an animated one, the still) from all beside and after it.

    Raises:
        PhotoRefused: TRUNCATED, BROKEN, or UNSUPPORTED for absurd numbers of chunks.
    """
    kept: list[bytes] = [_SIGNATURE]
    found: set[Trace] = set()
    exif = icc = header = b""
    end_at = len(_SIGNATURE)
    for name, payload, whole in _chunks(data):
        end_at += len(whole)
        header = header or (payload if name == b"IHDR" else b"")
        if name in _KEPT:
            kept.append(whole)
            continue
        found |= _found(name, payload)
        if name == b"eXIf" and len(payload) <= MAX_METADATA_BYTES:
            exif = payload
        if name == b"iCCP":
            icc = _unpacked(payload.partition(b"\0")[2][1:])
    if len(header) != 13:
        raise PhotoRefused(Reason.BROKEN)
    return Parts(
        bare=b"".join(kept),
        width_px=int.from_bytes(header[:4], "big"),
        height_px=int.from_bytes(header[4:8], "big"),
        exif=exif,
        icc=icc,
        found=frozenset(found | traces.in_tail(data[end_at:])),
    )


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes, bytes]]:
    """Name, payload and whole bytes of each chunk up to and with IEND."""
    at = len(_SIGNATURE)
    for _ in range(_MAX_CHUNKS):
        length_bytes = int.from_bytes(data[at : at + 4], "big")
        next_at = at + 12 + length_bytes
        if next_at > len(data):
            raise PhotoRefused(Reason.TRUNCATED)
        name = data[at + 4 : at + 8]
        yield name, data[at + 8 : next_at - 4], data[at:next_at]
        if name == b"IEND":
            return
        at = next_at
    raise PhotoRefused(Reason.UNSUPPORTED)


def _found(name: bytes, payload: bytes) -> set[Trace]:
    if name in _TEXTS:
        return _in_text(name, payload)
    if name in _PLAIN:
        return set()
    return {_NAMED.get(name, Trace.OTHER)}


def _in_text(name: bytes, payload: bytes) -> set[Trace]:
    """A text chunk is a comment, unless its keyword says that it wraps another format."""
    keyword, _, rest = payload.partition(b"\0")
    if keyword == b"XML:com.adobe.xmp":
        # After the keyword: compression flag, method, language, translated keyword. PNG, 11.3.3.4.
        text = rest[2:].split(b"\0", 2)[-1]
        return traces.in_xmp(_unpacked(text) if rest[:1] == b"\1" else text)
    wrapped = keyword.removeprefix(b"Raw profile type ")
    if name != b"iTXt" and wrapped != keyword:
        by_name = {b"exif": Trace.EXIF, b"iptc": Trace.IPTC, b"xmp": Trace.XMP, b"APP1": Trace.EXIF}
        return {by_name.get(wrapped, Trace.OTHER)}
    return {Trace.TIME} if keyword.startswith((b"date:", b"Creation Time")) else {Trace.COMMENT}


def _unpacked(packed: bytes) -> bytes:
    """`packed` inflated, or nothing when it is broken or would be longer than metadata may be."""
    inflater = zlib.decompressobj()
    try:
        plain = inflater.decompress(packed, MAX_METADATA_BYTES)
    except zlib.error:
        return b""
    return plain if inflater.eof else b""
