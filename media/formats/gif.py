"""GIF by its blocks: the first frame and its palette are kept."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from media import traces
from media.formats.parts import Parts
from media.refusal import PhotoRefused, Reason
from media.traces import Trace

# Block introducers and labels: GIF89a, appendix A.
_EXTENSION, _IMAGE, _TRAILER = 0x21, 0x2C, 0x3B
_CONTROL, _COMMENT, _PLAIN_TEXT, _APPLICATION = 0xF9, 0xFE, 0x01, 0xFF
_HEADER_BYTES: Final = 13
# Full sub-blocks hold 255 bytes, so twenty megabytes have some 80,000 of them.
_MAX_SUB_BLOCKS: Final = 200_000


@dataclass(frozen=True)
class _Block:
    """One block: its introducer or label, its first bytes, its whole bytes."""

    label: int
    opening: bytes
    whole: bytes


def take_apart(data: bytes) -> Parts:
    """Separate the first frame of a GIF from all that lies beside and after it.

    Raises:
        PhotoRefused: TRUNCATED, BROKEN, or UNSUPPORTED for absurd numbers of blocks.
    """
    if len(data) < _HEADER_BYTES:
        raise PhotoRefused(Reason.TRUNCATED)
    palette_end_at = _HEADER_BYTES + _palette_bytes(data[10])
    found: set[Trace] = set()
    control = frame = b""
    sides = (0, 0)
    end_at = palette_end_at
    for block in _Walk(data, palette_end_at):
        end_at += len(block.whole)
        if block.label == _IMAGE and frame:
            found.add(Trace.EXTRA_FRAMES)
        elif block.label == _IMAGE:
            frame, sides = block.whole, _reach(block.whole)
        elif block.label == _CONTROL:
            control = control if frame else block.whole
        else:
            found |= _found(block)
    if not frame:
        raise PhotoRefused(Reason.BROKEN)
    return Parts(
        bare=data[:palette_end_at] + control + frame + bytes((_TRAILER,)),
        width_px=max(sides[0], int.from_bytes(data[6:8], "little")),
        height_px=max(sides[1], int.from_bytes(data[8:10], "little")),
        exif=b"",
        icc=b"",
        found=frozenset(found | traces.in_tail(data[end_at + 1 :])),
    )


def _palette_bytes(flags: int) -> int:
    """Bytes of the colour table that `flags` announces: GIF89a, 18 and 20."""
    return 3 * 2 ** ((flags & 7) + 1) if flags & 0x80 else 0


def _reach(image: bytes) -> tuple[int, int]:
    """How far a frame reaches to the right and down: offset and size of its descriptor."""
    left, top, width, height = (
        int.from_bytes(image[at : at + 2], "little") for at in range(1, 9, 2)
    )
    return left + width, top + height


def _found(block: _Block) -> set[Trace]:
    if block.label in (_COMMENT, _PLAIN_TEXT):
        return {Trace.COMMENT}
    if block.opening.startswith(b"XMP Data"):
        return traces.in_xmp(block.whole)
    if block.opening.startswith(b"ICCRGBG1"):
        return {Trace.ICC}
    loops = (b"NETSCAPE2.0", b"ANIMEXTS1.0")
    return set() if block.opening.startswith(loops) else {Trace.OTHER}


class _Walk:
    """Goes from block to block, up to the trailer or the end of the bytes."""

    def __init__(self, data: bytes, at: int) -> None:
        self._data = data
        self._at = at
        self._sub_blocks_count = 0

    def __iter__(self) -> Iterator[_Block]:
        data = self._data
        while self._at < len(data) and data[self._at] != _TRAILER:
            at = self._at
            if data[at] == _IMAGE:
                flags = data[at + 9] if at + 9 < len(data) else 0
                # Descriptor, local palette, and the byte that opens the compressed data.
                self._at = at + 10 + _palette_bytes(flags) + 1
                label, opening = _IMAGE, b""
            elif data[at] == _EXTENSION:
                self._at = at + 2
                label, opening = data[at + 1] if at + 1 < len(data) else 0, data[at + 3 : at + 14]
            else:
                raise PhotoRefused(Reason.BROKEN)
            self._skip_sub_blocks()
            yield _Block(label, opening, data[at : self._at])

    def _skip_sub_blocks(self) -> None:
        while True:
            if self._at >= len(self._data):
                raise PhotoRefused(Reason.TRUNCATED)
            length_bytes = self._data[self._at]
            self._at += 1 + length_bytes
            self._sub_blocks_count += 1
            if self._sub_blocks_count > _MAX_SUB_BLOCKS:
                raise PhotoRefused(Reason.UNSUPPORTED)
            if length_bytes == 0:
                return
