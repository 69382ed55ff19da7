"""Whether two photos show the same: hashes of the picture for near repeats, of bytes for exact.

How it works: a picture is shrunk to eight by eight cells, and each cell is compared with its right
and its lower neighbour: 128 bits that survive recompression, resizing and brighter light. Cropping
moves the cells, so the same is done for seven views: the whole, and what six slight crops leave.
A crop of a picture is then close to one of that picture's views. `media/README.md` has the figures.
"""

import hashlib
from typing import Final

from PIL import Image

_SIDE: Final = 8
_VIEW_BYTES: Final = 2 * _SIDE * _SIDE // 8

# What each view leaves out, as parts of the width or height: left, top, right, bottom.
_VIEWS: Final = (
    (0.0, 0.0, 0.0, 0.0),
    (0.035, 0.035, 0.035, 0.035),
    (0.075, 0.075, 0.075, 0.075),
    (0.07, 0.0, 0.0, 0.0),
    (0.0, 0.07, 0.0, 0.0),
    (0.0, 0.0, 0.07, 0.0),
    (0.0, 0.0, 0.0, 0.07),
)

LIKENESS_BYTES: Final = _VIEW_BYTES * len(_VIEWS)
"""Length of a likeness: 112 bytes."""

SAME_WITHIN: Final = 24
"""A distance up to this says "the same photo"; unrelated photos lie around 57 of 128."""


def likeness_of(picture: Image.Image) -> bytes:
    """The likeness of an upright picture: `LIKENESS_BYTES` bytes, comparable by `distance`.

    It shows nothing of the picture to a reader, but whoever holds the same photo can recognise it;
    so it is erased when its case is closed.
    """
    grey = picture.convert("L")
    width_px, height_px = grey.size
    views = []
    for left, top, right, bottom in _VIEWS:
        box = (left * width_px, top * height_px, (1 - right) * width_px, (1 - bottom) * height_px)
        views.append(_bits(grey, box).to_bytes(_VIEW_BYTES, "big"))
    return b"".join(views)


def distance(one: bytes, other: bytes) -> int:
    """How far apart two likenesses are: 0 for equal, up to 128; `SAME_WITHIN` or less is a repeat.

    Raises:
        ValueError: when one is not a likeness of this form.
    """
    if len(one) != LIKENESS_BYTES or len(other) != LIKENESS_BYTES:
        raise ValueError("a likeness has 112 bytes")
    ones, others = _split(one), _split(other)
    pairs = [(ones[0], view) for view in others] + [(others[0], view) for view in ones]
    return min((whole ^ view).bit_count() for whole, view in pairs)


def exact_hash(data: bytes, *, key: bytes) -> str:
    """A keyed hash of a file's bytes, 64 hexadecimal digits, for finding the very same file again.

    `key` (16-64 bytes) is one of the place's: without it nobody who holds a file can ask whether
    it was sent, and two places' hashes cannot be compared.

    Raises:
        ValueError: for a key of another length.
    """
    if not 16 <= len(key) <= 64:
        raise ValueError("a key for hashing files has 16 to 64 bytes")
    return hashlib.blake2b(data, key=key, digest_size=32, person=b"davy-media").hexdigest()


def _split(likeness: bytes) -> list[int]:
    starts = range(0, LIKENESS_BYTES, _VIEW_BYTES)
    return [int.from_bytes(likeness[at : at + _VIEW_BYTES], "big") for at in starts]


def _bits(grey: Image.Image, box: tuple[float, float, float, float]) -> int:
    """One view as 128 bits: is a cell brighter than its right one, than its lower one?"""
    across = grey.resize((_SIDE + 1, _SIDE), Image.Resampling.BOX, box).tobytes()
    down = grey.resize((_SIDE, _SIDE + 1), Image.Resampling.BOX, box).tobytes()
    bits = 0
    for row in range(_SIDE):
        for column in range(_SIDE):
            at = row * (_SIDE + 1) + column
            bits = bits << 1 | (across[at] > across[at + 1])
            bits = bits << 1 | (down[row * _SIDE + column] > down[(row + 1) * _SIDE + column])
    return bits
