"""From bytes of a known kind to a small flat picture and what lay beside it."""

import io
import logging
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Final

from PIL import Image

from media import traces
from media.apart import KINDS, decode_apart
from media.exif import Exif, read_exif
from media.formats import boxes, gif, jpeg, png, tiff, webp
from media.formats.parts import Parts
from media.limits import Limits
from media.refusal import PhotoRefused, Reason
from media.shrink import fitted, shrunk
from media.sniff import Family, Kind, sniff
from media.traces import Trace

_TAKE_APART: Final[dict[Kind, Callable[[bytes], Parts]]] = {
    Kind.JPEG: jpeg.take_apart,
    Kind.PNG: png.take_apart,
    Kind.WEBP: webp.take_apart,
    Kind.GIF: gif.take_apart,
}
# Exif 2.32, 4.6.4: what brings each orientation upright.
_TURNS: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


@dataclass(frozen=True)
class Seen:
    """A photo once opened: `picture` is upright, flat (L, RGB or CMYK), within `side_px`."""

    kind: Kind
    picture: Image.Image
    icc: bytes
    exif: Exif
    found: frozenset[Trace]


Gate = Callable[[int], AbstractContextManager[object]]
"""Entered with the number of pixels around each decoding, to hold back several large ones."""


def see(data: bytes, limits: Limits, gate: Gate) -> Seen:
    """Tell what `data` is and decode its first picture, inside `gate`.

    Raises:
        PhotoRefused: for every other outcome; nothing else leaves this function.
    """
    if not data:
        raise PhotoRefused(Reason.EMPTY)
    if len(data) > limits.max_bytes:
        raise PhotoRefused(Reason.TOO_LARGE)
    kind = sniff(data)
    if kind.family is not Family.PHOTO:
        raise PhotoRefused(Reason.NOT_A_PHOTO)
    # The library logs tag values, a coordinate among them, when someone debugs at the root.
    logging.getLogger("PIL").setLevel(logging.WARNING)
    with failing_closed():
        if kind not in KINDS:
            return _see_here(data, kind, limits, gate)
        with gate(limits.max_pixels):  # how many they are shows inside only: expect the most
            return _see_apart(data, kind, limits)


@contextmanager
def failing_closed() -> Iterator[None]:
    """Turn whatever a library throws into a refusal that carries none of its words."""
    try:
        yield
    except PhotoRefused:
        raise
    except (MemoryError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise PhotoRefused(Reason.TOO_MANY_PIXELS) from None
    except Exception as failure:
        cut = "truncated" in str(failure).lower() or isinstance(failure, EOFError)
        raise PhotoRefused(Reason.TRUNCATED if cut else Reason.BROKEN) from None


def _see_here(data: bytes, kind: Kind, limits: Limits, gate: Gate) -> Seen:
    """JPEG, PNG, WebP, GIF: taken apart first, so that the decoder meets pixels alone."""
    parts = _TAKE_APART[kind](data)
    pixels_count = parts.width_px * parts.height_px
    if pixels_count > limits.max_pixels:
        raise PhotoRefused(Reason.TOO_MANY_PIXELS)
    exif = read_exif(parts.exif)
    stream = io.BytesIO(parts.bare)
    with gate(pixels_count), Image.open(stream, formats=[kind.upper()]) as image:
        if image.width * image.height > limits.max_pixels:
            raise PhotoRefused(Reason.TOO_MANY_PIXELS)
        if kind is Kind.JPEG:
            # Lets the decoder leave out what shrinking would throw away: four times faster.
            image.draft(None, fitted(image.size, limits.side_px))
        image.load()
        picture = shrunk(image, limits.side_px)
    turn = _TURNS.get(exif.orientation)
    picture = picture.transpose(turn) if turn is not None else picture
    return Seen(kind, picture, parts.icc, exif, parts.found | traces.in_exif(exif))


def _see_apart(data: bytes, kind: Kind, limits: Limits) -> Seen:
    """HEIC, AVIF, TIFF: in a process of their own, which also turns them upright."""
    found = tiff.found_after(data) if kind is Kind.TIFF else boxes.found_after(data)
    picture, exif_block, icc, beside = decode_apart(data, kind, limits)
    exif = read_exif(data if kind is Kind.TIFF else exif_block)
    found |= beside | traces.in_exif(exif)
    found |= {Trace.ICC} if icc else set()
    if kind is Kind.TIFF:
        # Its directories are the pictures' own descriptions, one a page, and no thumbnail's.
        found.discard(Trace.THUMBNAIL)
        found -= set() if exif.camera or exif.gps else {Trace.EXIF}
        found |= {Trace.EXTRA_FRAMES} if exif.pages_count > 1 else set()
    return Seen(kind, picture, icc, exif, frozenset(found))
