"""WebP by its RIFF chunks: the first picture's bit stream is kept, wrapped anew."""

from collections.abc import Iterator
from typing import Final

from media import traces
from media.formats.parts import MAX_METADATA_BYTES, Parts
from media.refusal import PhotoRefused, Reason
from media.traces import Trace

_STREAMS: Final = frozenset({b"VP8 ", b"VP8L"})
_STRUCTURE: Final = frozenset({b"VP8X", b"ANIM", b"ALPH"}) | _STREAMS
_ALPHA_FLAG: Final = 0x10
_MAX_CHUNKS: Final = 20_000


def take_apart(data: bytes) -> Parts:
    """Separate the (first) picture of a WebP from all that lies beside and after it.

    Raises:
        PhotoRefused: TRUNCATED, BROKEN, or UNSUPPORTED for absurd numbers of chunks.
    """
    end_at = 8 + int.from_bytes(data[4:8], "little")
    if end_at > len(data):
        raise PhotoRefused(Reason.TRUNCATED)
    found: set[Trace] = set()
    frames: list[bytes] = []
    picture: dict[bytes, bytes] = {}
    exif = icc = b""
    for name, payload in _chunks(data[12:end_at]):
        if name == b"ANMF":
            frames.append(payload)
        elif name in _STREAMS or name == b"ALPH":
            picture.setdefault(name, payload)
        elif name not in _STRUCTURE:
            found |= _found(name, payload)
        if name == b"EXIF" and len(payload) <= MAX_METADATA_BYTES:
            exif = payload
        if name == b"ICCP" and len(payload) <= MAX_METADATA_BYTES:
            icc = payload
    if frames and not picture:
        # A frame opens with 16 bytes about its place and time. WebP container, "Animation".
        picture = dict(reversed(list(_chunks(frames[0][16:]))))
    found |= {Trace.EXTRA_FRAMES} if len(frames) > 1 else set()
    bare, width_px, height_px = _wrapped(picture)
    found |= traces.in_tail(data[end_at:])
    return Parts(bare, width_px, height_px, exif, icc, frozenset(found))


def _chunks(body: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Name and payload of each chunk; payloads are padded to even lengths. RIFF."""
    at = 0
    for _ in range(_MAX_CHUNKS):
        if at + 8 > len(body):
            return
        length_bytes = int.from_bytes(body[at + 4 : at + 8], "little")
        if at + 8 + length_bytes > len(body):
            raise PhotoRefused(Reason.TRUNCATED)
        yield body[at : at + 4], body[at + 8 : at + 8 + length_bytes]
        at += 8 + length_bytes + length_bytes % 2
    raise PhotoRefused(Reason.UNSUPPORTED)


def _found(name: bytes, payload: bytes) -> set[Trace]:
    if name == b"XMP ":
        return traces.in_xmp(payload)
    return {{b"EXIF": Trace.EXIF, b"ICCP": Trace.ICC}.get(name, Trace.OTHER)}


def _wrapped(picture: dict[bytes, bytes]) -> tuple[bytes, int, int]:
    """A file of the bit stream and its alpha plane alone, with the stream's own size in pixels."""
    name = b"VP8L" if b"VP8L" in picture else b"VP8 "
    stream = picture.get(name, b"")
    width_px, height_px = _lossless_size(stream) if name == b"VP8L" else _lossy_size(stream)
    body = _chunk(name, stream)
    if name == b"VP8 " and b"ALPH" in picture:
        sides = (width_px - 1).to_bytes(3, "little") + (height_px - 1).to_bytes(3, "little")
        opening = _chunk(b"VP8X", bytes((_ALPHA_FLAG, 0, 0, 0)) + sides)
        body = opening + _chunk(b"ALPH", picture[b"ALPH"]) + body
    return b"RIFF" + (len(body) + 4).to_bytes(4, "little") + b"WEBP" + body, width_px, height_px


def _chunk(name: bytes, payload: bytes) -> bytes:
    padding = b"\0" * (len(payload) % 2)
    return name + len(payload).to_bytes(4, "little") + payload + padding


def _lossy_size(stream: bytes) -> tuple[int, int]:
    """Sides in a VP8 key frame: 14 bits each after the start code. RFC 6386, 9.1."""
    if stream[3:6] != b"\x9d\x01\x2a" or len(stream) < 10:
        raise PhotoRefused(Reason.BROKEN)
    width = int.from_bytes(stream[6:8], "little") & 0x3FFF
    height = int.from_bytes(stream[8:10], "little") & 0x3FFF
    if not (width and height):
        raise PhotoRefused(Reason.BROKEN)
    return width, height


def _lossless_size(stream: bytes) -> tuple[int, int]:
    """Sides in a VP8L stream: 14 bits each, less one, after the signature byte. RFC 9649, 3.4."""
    if stream[:1] != b"\x2f" or len(stream) < 5:
        raise PhotoRefused(Reason.BROKEN)
    bits = int.from_bytes(stream[1:5], "little")
    return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
