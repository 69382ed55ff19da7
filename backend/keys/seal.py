"""Sealing one value: AES-256-GCM, bound to where it stands, padded so that sizes say little."""

from bisect import bisect_left

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from backend.errors import Broken
from backend.keys.noise import noise

_STEPS = (32, 96, 224, 480, 992, 2016, 4064)
"""Padded lengths in bytes; beyond the last one, multiples of 4096."""


class Sealer:
    """Seals and opens under one 32-byte key. Format: nonce (12) + ciphertext + tag (16)."""

    def __init__(self, key: bytes) -> None:
        self._aead = AESGCM(key)

    def seal(self, plain: bytes, bound: bytes) -> bytes:
        """Seal `plain`; it opens only where `bound` (table, column, row) is the same."""
        nonce = noise(12)
        return nonce + self._aead.encrypt(nonce, _pad(plain), bound)

    def open(self, sealed: bytes, bound: bytes) -> bytes:
        """Open what `seal` made.

        Raises:
            Broken: another key, another place, or bytes that were changed.
        """
        try:
            padded = self._aead.decrypt(sealed[:12], sealed[12:], bound)
        except (InvalidTag, ValueError) as error:
            raise Broken("a sealed value does not open") from error
        return padded[4 : 4 + int.from_bytes(padded[:4], "big")]


def _pad(plain: bytes) -> bytes:
    length = len(plain) + 4
    at = bisect_left(_STEPS, length)
    size = _STEPS[at] if at < len(_STEPS) else -(-length // 4096) * 4096
    return len(plain).to_bytes(4, "big") + plain + bytes(size - length)
