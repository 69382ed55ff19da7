"""EXIF blocks written byte by byte, so that they can hold what no library would write."""

import struct

Ratio = tuple[int, int]
Field = str | int | tuple[Ratio, ...] | bytes


def exif_block(
    main: dict[int, Field] | None = None,
    camera: dict[int, Field] | None = None,
    gps: dict[int, Field] | None = None,
    *,
    order: str = "<",
) -> bytes:
    """A block with three directories, `Exif\\0\\0` before it. Tags by number, values as given."""
    mark = b"II" if order == "<" else b"MM"
    directories = [main or {}, camera or {}, gps or {}]
    sizes = [
        2 + 12 * (len(directories[0]) + 2) + 4,
        *(2 + 12 * len(d) + 4 for d in directories[1:]),
    ]
    at = [8, 8 + sizes[0], 8 + sizes[0] + sizes[1]]
    pointers: dict[int, Field] = {0x8769: at[1], 0x8825: at[2]}
    values_at = sum(sizes) + 8
    out, values = mark + struct.pack(order + "HI", 42, 8), b""
    for directory in ({**directories[0], **pointers}, *directories[1:]):
        out += struct.pack(order + "H", len(directory))
        for tag, field in sorted(directory.items()):
            type_number, count, raw = _raw(field, order)
            place = raw.ljust(4, b"\0")
            if len(raw) > 4:
                place = struct.pack(order + "I", values_at + len(values))
                values += raw
            out += struct.pack(order + "HHI", tag, type_number, count) + place
        out += struct.pack(order + "I", 0)
    return b"Exif\0\0" + out + values


def _raw(field: Field, order: str) -> tuple[int, int, bytes]:
    """Type, count and bytes of a value: Exif 2.32, 4.6.2."""
    if isinstance(field, str):
        text = field.encode("utf-8") + b"\0"
        return 2, len(text), text
    if isinstance(field, bytes):
        return 7, len(field), field
    if isinstance(field, int):
        return 4, 1, struct.pack(order + "I", field)
    return 5, len(field), b"".join(struct.pack(order + "II", *ratio) for ratio in field)
