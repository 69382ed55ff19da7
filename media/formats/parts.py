"""What a container comes apart into: a bare picture for the decoder, and what lay beside it."""

from dataclasses import dataclass

from media.traces import Trace

# Metadata longer than this is named and dropped unread: 64 KiB is the most that a JPEG can hold
# in one segment, and no camera needs more than a few of them.
MAX_METADATA_BYTES = 1024 * 1024


@dataclass(frozen=True)
class Parts:
    """One photo taken apart.

    `bare` is the smallest file of the same format that still holds the (first) picture;
    `width_px` and `height_px` are what its header declares; `exif` and `icc` are raw blocks, empty
    when absent; `found` names what lay beside the picture.
    """

    bare: bytes
    width_px: int
    height_px: int
    exif: bytes
    icc: bytes
    found: frozenset[Trace]
