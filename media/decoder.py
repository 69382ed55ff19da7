"""The process that decodes HEIC, AVIF and TIFF: alone, poor, and thrown away after each file.

These containers cannot be taken apart in a few lines, so their libraries meet the stranger's bytes
as they are. Therefore they meet them in a process that has no environment, can write no file, has
little memory and little time, and whose answer is taken as pixels and nothing else (see
`media/apart.py`, its other side).

Wire: the file on standard input; on standard output one line of JSON, then the pixels, the EXIF
block and the ICC profile, their lengths in the JSON. A refusal is `{"refused": reason}`.
"""

import contextlib
import io
import json
import resource
import sys
from typing import Final

from PIL import Image, ImageOps

from media.refusal import PhotoRefused, Reason
from media.shrink import shrunk
from media.traces import Trace, in_xmp

# Measured with 60 megapixels: HEIC, AVIF and TIFF all pass within 700 MB and fail within 500.
_MAX_MEMORY_BYTES: Final = 1024**3
_MAX_CPU_S: Final = 30
_MAX_METADATA_BYTES: Final = 1024 * 1024


def main() -> None:
    """Decode standard input as `argv[1]` within `argv[2]` pixels to sides of `argv[3]` pixels."""
    _give_up_rights()
    kind, max_pixels, side_px = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    answer: dict[str, object]
    blobs: list[bytes] = []
    try:
        picture, found = _decoded(kind, sys.stdin.buffer.read(), max_pixels, side_px)
    except PhotoRefused as refusal:
        answer = {"refused": refusal.reason.value}
    except (MemoryError, Image.DecompressionBombError):
        answer = {"refused": Reason.TOO_MANY_PIXELS.value}
    except Exception as failure:
        cut = "truncated" in str(failure).lower() or isinstance(failure, EOFError)
        answer = {"refused": (Reason.TRUNCATED if cut else Reason.BROKEN).value}
    else:
        blobs = [picture.tobytes(), _block(picture, "exif"), _block(picture, "icc_profile")]
        answer = {
            "mode": picture.mode,
            "size_px": picture.size,
            "found": sorted(found),
            "lengths_bytes": [len(blob) for blob in blobs],
        }
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n" + b"".join(blobs))


def _give_up_rights() -> None:
    """No more memory and time than a photo needs; no file is written, not even a core dump."""
    for limit, most in (
        (resource.RLIMIT_AS, _MAX_MEMORY_BYTES),
        (resource.RLIMIT_CPU, _MAX_CPU_S),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        with contextlib.suppress(OSError, ValueError):  # a stricter limit is in force already
            resource.setrlimit(limit, (most, most))


def _block(picture: Image.Image, name: str) -> bytes:
    block = picture.info.get(name)
    return block if isinstance(block, bytes) and len(block) <= _MAX_METADATA_BYTES else b""


def _decoded(
    kind: str, data: bytes, max_pixels: int, side_px: int
) -> tuple[Image.Image, set[Trace]]:
    """The picture upright, flat and small, its metadata blocks in `info`; and what was found."""
    if kind == "heic":
        return _decoded_heic(data, max_pixels, side_px)
    with Image.open(io.BytesIO(data), formats=[kind.upper()]) as image:
        _check_pixels(image.size, max_pixels)
        found = {Trace.EXTRA_FRAMES} if kind == "avif" and _frames_count(image) > 1 else set()
        found |= _found_beside(image)
        image.load()  # of a TIFF this also turns it upright; of an AVIF it does not
        _check_pixels(image.size, max_pixels)
        small = shrunk(image, side_px)
        upright = ImageOps.exif_transpose(_turned_as(image, small)) if kind == "avif" else small
        upright.info = dict(image.info)
        return upright, found


def _turned_as(image: Image.Image, small: Image.Image) -> Image.Image:
    """`small` with the EXIF block of `image`, which says how to turn it."""
    bare = small.copy()
    bare.info = {"exif": image.info["exif"]} if "exif" in image.info else {}
    return bare


def _frames_count(image: Image.Image) -> int:
    return int(getattr(image, "n_frames", 1))


def _found_beside(image: Image.Image) -> set[Trace]:
    packet = image.info.get("xmp", b"")
    packet = packet.encode() if isinstance(packet, str) else packet
    return in_xmp(packet) if packet else set()


def _decoded_heic(data: bytes, max_pixels: int, side_px: int) -> tuple[Image.Image, set[Trace]]:
    """The primary picture, which libheif has turned upright already by its own `irot` and `imir`.

    A HEIC's EXIF orientation repeats that turn and must not be applied again. ISO 23008-12, A.2.1.
    """
    import pi_heif  # noqa: PLC0415 - loads an HEVC decoder, wanted for this kind alone

    heif = pi_heif.open_heif(data, convert_hdr_to_8bit=True)
    for image in heif:
        _check_pixels(image.size, max_pixels)
    primary = heif[heif.primary_index]
    found = {Trace.EXTRA_FRAMES} if len(heif) > 1 else set()
    found |= {Trace.THUMBNAIL} if primary.info.get("thumbnails") else set()
    found |= {Trace.DEPTH} if primary.info.get("depth_images") else set()
    auxiliary = " ".join(map(str, primary.info.get("aux", {}))).lower()
    found |= {Trace.GAIN_MAP} if "gainmap" in auxiliary else set()
    picture = primary.to_pillow()
    _check_pixels(picture.size, max_pixels)
    found |= _found_beside(picture)
    small = shrunk(picture, side_px)
    small.info = dict(picture.info)
    return small, found


def _check_pixels(size_px: tuple[int, int], max_pixels: int) -> None:
    if size_px[0] * size_px[1] > max_pixels:
        raise PhotoRefused(Reason.TOO_MANY_PIXELS)


if __name__ == "__main__":
    main()
