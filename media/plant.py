"""Metadata written on purpose into drawn photos: EXIF, IPTC, profiles, stray segments."""

from datetime import UTC, datetime
from typing import Final

from PIL import Image, ImageCms, TiffImagePlugin

Gps = tuple[float, float]
Taken = datetime

_EXIF_IFD: Final = 0x8769
_GPS_IFD: Final = 0x8825
_PROFILE_WORDS: Final = "sRGB built-in"


def exif_block(
    *,
    gps: Gps | None = None,
    taken_at: Taken | None = None,
    orientation: int = 1,
    camera: str = "",
    artist: str = "",
) -> bytes:
    """An EXIF block with what is given, empty when nothing is.

    `gps` is (lat, lon) in WGS-84 degrees. An aware `taken_at` is written with its offset and as
    the satellites' time; a naive one as a bare wall clock.
    """
    exif = Image.Exif()
    if orientation != 1:
        exif[0x0112] = orientation
    if camera:
        exif[0x010F], exif[0x0110] = camera, camera
    if artist:
        exif[0x013B] = artist
    if taken_at is not None:
        camera_tags = exif.get_ifd(_EXIF_IFD)
        camera_tags[0x9003] = taken_at.strftime("%Y:%m:%d %H:%M:%S")
        if taken_at.tzinfo is not None:
            offset = taken_at.strftime("%z")
            camera_tags[0x9011] = f"{offset[:3]}:{offset[3:]}"
    if gps is not None:
        exif.get_ifd(_GPS_IFD).update(_gps_tags(gps, taken_at))
    return exif.tobytes() if len(exif) or taken_at or gps else b""


def _gps_tags(gps: Gps, taken_at: Taken | None) -> dict[int, object]:
    lat, lon = gps
    tags: dict[int, object] = {
        1: "S" if lat < 0 else "N",
        2: _sexagesimal(abs(lat)),
        3: "W" if lon < 0 else "E",
        4: _sexagesimal(abs(lon)),
    }
    if taken_at is not None and taken_at.tzinfo is not None:
        moment = taken_at.astimezone(UTC)
        clock = (moment.hour, moment.minute, moment.second)
        tags[7] = tuple(TiffImagePlugin.IFDRational(part, 1) for part in clock)
        tags[29] = moment.strftime("%Y:%m:%d")
    return tags


def _sexagesimal(degrees: float) -> tuple[TiffImagePlugin.IFDRational, ...]:
    """Degrees, minutes and seconds to a ten-thousandth, as phones write them."""
    ten_thousandths = round(degrees * 36_000_000)
    whole, rest = divmod(ten_thousandths, 36_000_000)
    minutes, seconds = divmod(rest, 600_000)
    return (
        TiffImagePlugin.IFDRational(whole, 1),
        TiffImagePlugin.IFDRational(minutes, 1),
        TiffImagePlugin.IFDRational(seconds, 10_000),
    )


def profile(words: str) -> bytes:
    """An sRGB profile that carries `words` (13 characters at most) as its description."""
    plain = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    fitted = words[: len(_PROFILE_WORDS)].ljust(len(_PROFILE_WORDS))
    return plain.replace(_PROFILE_WORDS.encode("utf-16-be"), fitted.encode("utf-16-be"))


def iptc_block(caption: str) -> bytes:
    """A Photoshop resource with an IPTC caption (dataset 2:120). IPTC IIM 4.2; PSIR 0x0404."""
    words = caption.encode()
    dataset = b"\x1c\x02\x78" + len(words).to_bytes(2, "big") + words
    resource = b"8BIM\x04\x04\x00\x00" + len(dataset).to_bytes(4, "big") + dataset
    return b"Photoshop 3.0\0" + resource + b"\0" * (len(dataset) % 2)


def with_segment(jpeg: bytes, marker: int, payload: bytes) -> bytes:
    """`jpeg` with one more segment right behind its SOI."""
    length = (len(payload) + 2).to_bytes(2, "big")
    return jpeg[:2] + bytes((0xFF, marker)) + length + payload + jpeg[2:]
