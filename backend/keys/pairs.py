"""Key pairs whose private half never lies on the server: for originals, and for the payer."""

import os
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    PublicFormat,
)

from backend.errors import Refused


def make_pair(public_to: Path, private_to: Path, passphrase: str) -> None:
    """Write a fresh X25519 pair; the private half is PEM, encrypted with the passphrase.

    Raises:
        Refused: a file of that name is there already, or the passphrase is short.
    """
    if len(passphrase) < 12:
        raise Refused("refused-passphrase-short")
    if public_to.exists() or private_to.exists():
        raise Refused("refused-key-exists")
    private = X25519PrivateKey.generate()
    sealed = BestAvailableEncryption(passphrase.encode())
    _write(private_to, private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, sealed))
    public = private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    _write(public_to, public)


def _write(path: Path, content: bytes) -> None:
    handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
