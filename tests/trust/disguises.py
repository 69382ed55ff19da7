"""Every form in which a value could lie in a file: spelled, escaped, packed, armoured, hashed.

Nothing here knows what the value is of. A *form* is a name for people and the bytes to look for;
forms shorter than four bytes would be found anywhere and are left out.
"""

import base64
import hashlib
import json
import struct
import zlib
from collections.abc import Iterator
from urllib.parse import quote

SPELLINGS = ("utf-8", "utf-16-le", "utf-16-be", "gb18030")
HASHES = ("md5", "sha1", "sha256", "sha512", "blake2b")
_LEAST_BYTES = 4

Forms = dict[str, bytes]


def of_text(text: str) -> Forms:
    """A text, or digits as they are written."""
    found: Forms = {}
    for spelling in SPELLINGS:
        raw = text.encode(spelling)
        found |= _armoured(spelling, raw)
    found["json"] = json.dumps(text)[1:-1].encode()
    found["url"] = quote(text, safe="").encode()
    found["url-lower"] = quote(text, safe="").lower().encode()
    found |= dict(_hashed(text.encode()))
    return _distinct(found)


def of_number(number: int) -> Forms:
    """A whole number: its digits, and packed as databases, protocols and programs do."""
    found = of_text(str(number))
    found["hexadecimal"] = f"{number:x}".encode()
    if number >= 10_000:
        found["numeric"] = _numeric(number)
    for size_bytes in (4, 6, 8):  # SQLite packs in 1, 2, 3, 4, 6 or 8 bytes, the first one high
        if number < 1 << (8 * size_bytes):
            found[f"packed-{size_bytes}-high"] = number.to_bytes(size_bytes, "big")
            found[f"packed-{size_bytes}-low"] = number.to_bytes(size_bytes, "little")
    found["varint"] = _varint(number)
    found |= {f"real-{name}": struct.pack(f"{name}d", number) for name in "<>"}
    return _distinct(found)


def of_digits(digits: str) -> Forms:
    """A code: its digits bare and in groups, as a number and as two digits a byte."""
    groups = [digits[at : at + 4] for at in range(0, len(digits), 4)]
    found = of_text(digits)
    for name, between in (("spaced", " "), ("dashed", "-")):
        found |= {f"{name}-{form}": raw for form, raw in of_text(between.join(groups)).items()}
    number = int(digits)
    for size_bytes in (8, 9, 10, 16):
        if number < 1 << (8 * size_bytes):
            found[f"packed-{size_bytes}-high"] = number.to_bytes(size_bytes, "big")
            found[f"packed-{size_bytes}-low"] = number.to_bytes(size_bytes, "little")
    if len(digits) % 2 == 0:
        found["two-a-byte"] = bytes.fromhex(digits)
    return _distinct(found)


def of_degrees(degrees: float, decimals: int) -> Forms:
    """A coordinate with so many decimals: written, as a real number and in whole millionths."""
    found = of_text(f"{degrees:.{decimals}f}")
    found |= {f"real-{name}": struct.pack(f"{name}d", degrees) for name in "<>"}
    for per in (10**6, 10**7):
        found |= {
            f"times-{per}-{form}": raw
            for form, raw in of_number(round(degrees * per)).items()
            if form.startswith("packed-8") or form == "utf-8"
        }
    return _distinct(found)


def of_bytes(raw: bytes) -> Forms:
    """Bytes that are no text."""
    return _distinct(_armoured("bytes", raw) | dict(_hashed(raw)))


def hashes_of(raw: bytes) -> Forms:
    """The bare hashes of a file, which lead whoever has it to where it is kept."""
    return _distinct(dict(_hashed(raw)))


def compressed(raw: bytes) -> dict[str, bytes]:
    """The bytes compressed in the ways a file may hold them; for trying the seeker."""
    gzip = zlib.compressobj(6, zlib.DEFLATED, 31)
    return {
        "zlib": zlib.compress(raw),
        "zlib-best": zlib.compress(raw, 9),
        "zlib-fast": zlib.compress(raw, 1),
        "gzip": gzip.compress(raw) + gzip.flush(),
    }


def _armoured(name: str, raw: bytes) -> Forms:
    found = {
        name: raw,
        f"{name}-hex": raw.hex().encode(),
        f"{name}-HEX": raw.hex().upper().encode(),
    }
    for shift, armour in enumerate(_base64(raw)):
        found[f"{name}-base64-{shift}"] = armour
        found[f"{name}-base64url-{shift}"] = armour.translate(bytes.maketrans(b"+/", b"-_"))
    return found


def _base64(raw: bytes) -> Iterator[bytes]:
    """What stands in a base64 text that holds the bytes, at each of the three alignments."""
    for shift in range(3):
        shifted = bytes(shift) + raw
        whole = shifted[: len(shifted) // 3 * 3]
        yield base64.b64encode(whole)[(0, 2, 3)[shift] :]


def _hashed(raw: bytes) -> Iterator[tuple[str, bytes]]:
    for name in HASHES:
        made = hashlib.new(name, raw).digest()
        for size_bytes in {len(made), 20, 16} if name == "blake2b" else {len(made)}:
            some = (
                hashlib.blake2b(raw, digest_size=size_bytes).digest() if name == "blake2b" else made
            )
            yield f"{name}-{size_bytes}", some
            yield f"{name}-{size_bytes}-hex", some.hex().encode()
            yield f"{name}-{size_bytes}-HEX", some.hex().upper().encode()
            yield f"{name}-{size_bytes}-base64", base64.b64encode(some)[:-4]


def _numeric(number: int) -> bytes:
    """PostgreSQL's numeric: groups of four digits, two bytes each. numeric.c, NumericData."""
    groups: list[int] = []
    while number:
        number, group = divmod(number, 10_000)
        groups.append(group)
    return b"".join(group.to_bytes(2, "little") for group in reversed(groups))


def _varint(number: int) -> bytes:
    """Seven bits a byte, the low ones first. Protocol Buffers, Encoding."""
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


def _distinct(forms: Forms) -> Forms:
    """Each bytes once, under its first name; nothing too short to mean anything."""
    found: dict[bytes, str] = {}
    for name, raw in forms.items():
        if len(raw) >= _LEAST_BYTES:
            found.setdefault(raw, name)
    return {name: raw for raw, name in found.items()}
