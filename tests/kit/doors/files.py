"""The files that people in a screenplay send: drawn photos with what their camera wrote, sounds."""

import zlib
from functools import lru_cache

from media.draw import draw
from tests.kit.doors.contract import Photo
from tests.kit.screenplay import Picture

WIDTH_PX, HEIGHT_PX = 480, 360
"""Large enough to be a photo, small enough to be cleaned in a moment."""

RECORDINGS = {
    "voice": b"OggS\x00\x02" + bytes(22) + b"\x01\x13OpusHead" + bytes(400),
    "video": b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom" + bytes(400),
    "document": b"%PDF-1.7\n" + bytes(400) + b"\n%%EOF\n",
}
"""How such files begin (RFC 7845, ISO 14496-12, ISO 32000): as far as a door looks."""


def photo(picture: Picture) -> Photo:
    """The file behind a picture of a screenplay; the same name is the same file."""
    data = _drawn(picture.name, picture.claims)
    return Photo(picture.name, data[: len(data) // 3] if picture.torn else data, picture.caption)


@lru_cache(maxsize=64)
def _drawn(name: str, claims: tuple[float, float] | None) -> bytes:
    seed = zlib.crc32(name.encode())
    if claims is None:
        return draw(seed, WIDTH_PX, height_px=HEIGHT_PX)
    return draw(seed, WIDTH_PX, height_px=HEIGHT_PX, gps=claims, camera="Kite K9")
