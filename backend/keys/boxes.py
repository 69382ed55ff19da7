"""Boxes: sealed to a public key, so that what lies in them opens with its private half alone.

Each box has a key of its own, agreed between a throw-away pair and the public half (X25519, HKDF)
and forgotten at once: whoever sealed it cannot open it either. Opening lives in `unboxing.py`.
"""

from pathlib import Path

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from backend.errors import KeysDiffer
from backend.keys.seal import Sealer

POINT_BYTES = 32
"""The throw-away public point stands in front of the sealed bytes."""


class PublicHalf:
    """Seals what nobody on this server opens."""

    def __init__(self, point: X25519PublicKey) -> None:
        self._point = point

    def seal(self, plain: bytes, bound: str) -> bytes:
        """A box around `plain`; `bound` is `table.column/row`, as it is for the ring's keys."""
        once = X25519PrivateKey.generate()
        made = once.public_key().public_bytes_raw()
        key = key_of_box(once.exchange(self._point), made, self._point.public_bytes_raw())
        return made + Sealer(key).seal(plain, bound.encode())


def public_half(folder: Path, name: str) -> PublicHalf | None:
    """The public key of that name in the key folder; None where none was made.

    Raises:
        KeysDiffer: a file of that name is there and is no such key.
    """
    path = folder / f"{name}.pub"
    try:
        loaded = load_pem_public_key(path.read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise KeysDiffer(f"the key file {path.name} cannot be read") from error
    if not isinstance(loaded, X25519PublicKey):
        raise KeysDiffer(f"the key file {path.name} is of another kind")
    return PublicHalf(loaded)


def key_of_box(shared: bytes, once: bytes, public: bytes) -> bytes:
    """The 32 bytes that a box is sealed under, bound to both points."""
    return HKDF(hashes.SHA256(), 32, salt=None, info=b"davy box" + once + public).derive(shared)
