"""The ring of long-lived keys: one file each, made only for an empty database."""

import hashlib
import os
import secrets
from pathlib import Path

from backend.errors import KeysDiffer
from backend.keys.days import DayKeys
from backend.keys.seal import Sealer
from backend.keys.vault import Vault

NAMES = ("addresses", "words", "queues", "hashes", "codes")
"""Addresses of aliases · words and states · order of queues · keyed hashes · codes."""


class KeyRing:
    """Seals under named keys and makes keyed hashes. Safe to share between threads."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._keys = {name: _read(folder / f"{name}.key") for name in NAMES}
        self._sealers = {name: Sealer(key) for name, key in self._keys.items()}
        self._hashers = {
            name: hashlib.blake2b(key=key, digest_size=20) for name, key in self._keys.items()
        }
        self.days = DayKeys(folder / "days")
        self.vault = Vault(folder / "aliases", self._keys["addresses"])

    def seal(self, name: str, plain: bytes, bound: str) -> bytes:
        """Seal under the key `name`; `bound` is `table.column/row`."""
        return self._sealers[name].seal(plain, bound.encode())

    def open(self, name: str, sealed: bytes, bound: str) -> bytes:
        """Open what `seal` made. Raises: Broken when it does not open."""
        return self._sealers[name].open(sealed, bound.encode())

    def hash(self, name: str, *parts: str | bytes) -> bytes:
        """A keyed hash of 20 bytes over parts that cannot run into each other."""
        made = self._hashers[name].copy()
        for part in parts:
            raw = part.encode() if isinstance(part, str) else part
            made.update(len(raw).to_bytes(4, "big") + raw)
        return made.digest()

    def fingerprints(self) -> dict[str, str]:
        """What the database may know of each key, to notice a wrong folder."""
        return {name: self.hash(name, "fingerprint").hex()[:16] for name in NAMES}

    def match(self, known: dict[str, str]) -> None:
        """Compare with the database's fingerprints.

        Raises:
            KeysDiffer: names the keys that are not the database's.
        """
        wrong = sorted(
            name for name, print_ in self.fingerprints().items() if known.get(name) != print_
        )
        if wrong:
            raise KeysDiffer(f"these keys are not the database's: {', '.join(wrong)}")


def make_keys(folder: Path) -> None:
    """Make all missing keys, mode 0600, in a folder of mode 0700."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name in NAMES:
        path = folder / f"{name}.key"
        try:
            handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        except FileExistsError:
            continue
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_hex(32).encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())


def have_keys(folder: Path) -> bool:
    """Whether every long-lived key is there."""
    return all((folder / f"{name}.key").is_file() for name in NAMES)


def _read(path: Path) -> bytes:
    try:
        key = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except (OSError, ValueError) as error:
        raise KeysDiffer(f"the key file {path.name} cannot be read") from error
    if len(key) != 32:
        raise KeysDiffer(f"the key file {path.name} does not hold 32 bytes")
    return key
