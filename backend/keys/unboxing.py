"""Opening boxes with a private half: for commands on a person's own request, never a server's.

`serve` and `work` import nothing of this file (`tests/architecture/test_boxes.py`).
"""

from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from backend.errors import Broken, Refused
from backend.keys.boxes import POINT_BYTES, key_of_box
from backend.keys.seal import Sealer


class PrivateHalf:
    """Opens what was sealed to its public half."""

    def __init__(self, private: X25519PrivateKey) -> None:
        self._private = private

    def open(self, box: bytes, bound: str) -> bytes:
        """What lies in a box. Raises: Broken when it was sealed to another key or elsewhere."""
        made, sealed = box[:POINT_BYTES], box[POINT_BYTES:]
        try:
            shared = self._private.exchange(X25519PublicKey.from_public_bytes(made))
        except ValueError as error:
            raise Broken("a sealed value does not open") from error
        own = self._private.public_key().public_bytes_raw()
        return Sealer(key_of_box(shared, made, own)).open(sealed, bound.encode())


def private_half(path: Path, passphrase: str) -> PrivateHalf:
    """The private key in a file that `davy keys` wrote.

    Raises:
        Refused: there is no such key, or the passphrase is another.
    """
    try:
        loaded = load_pem_private_key(path.read_bytes(), passphrase.encode())
    except (OSError, ValueError, TypeError):
        raise Refused("refused-private-key") from None
    if not isinstance(loaded, X25519PrivateKey):
        raise Refused("refused-private-key")
    return PrivateHalf(loaded)
