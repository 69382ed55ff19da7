"""The vault: one key of 32 bytes an alias, in place in files, so that erasing is overwriting.

A key in the database would live on in its journal and in backups. Here a *leaf* file holds 1,024
random keys; an alias's row holds, sealed, which leaf and which slot. Destroying writes zeros over
the slot and syncs. Each process takes slots of a leaf of its own in random order, so that slots
tell no order of filing; what a restart leaves unused is random noise like the rest.
"""

import hashlib
import os
import random
import secrets
import threading
from collections.abc import Iterable
from pathlib import Path

from backend.errors import KeyGone
from backend.keys.seal import Sealer

SLOTS = 1024
_SIZE = 32
_ZEROS = bytes(_SIZE)


class Vault:
    """Gives, finds and destroys alias keys. A slot's reference is 10 bytes: leaf (8), slot (2)."""

    def __init__(self, folder: Path, master: bytes) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._master = master
        self._lock = threading.Lock()
        self._free: list[tuple[bytes, bytes]] = []

    def take(self) -> tuple[bytes, Sealer]:
        """A fresh slot: its reference and the sealer of its key. Durable already."""
        with self._lock:
            if not self._free:
                self._free = self._new_leaf()
            ref, key = self._free.pop()
        return ref, self._sealer(key)

    def sealer(self, ref: bytes) -> Sealer:
        """The sealer of a slot.

        Raises:
            KeyGone: the slot was destroyed, or its leaf is not in this folder.
        """
        try:
            handle = os.open(self._path(ref), os.O_RDONLY)
        except OSError as error:
            raise KeyGone("an alias's key is not here") from error
        try:
            key = os.pread(handle, _SIZE, int.from_bytes(ref[8:], "big") * _SIZE)
        finally:
            os.close(handle)
        if len(key) != _SIZE or key == _ZEROS:
            raise KeyGone("an alias's key was destroyed")
        return self._sealer(key)

    def destroy(self, refs: Iterable[bytes]) -> None:
        """Overwrite slots with zeros and sync; harmless when repeated or already gone."""
        for ref in refs:
            try:
                handle = os.open(self._path(ref), os.O_WRONLY)
            except FileNotFoundError:
                continue
            try:
                os.pwrite(handle, _ZEROS, int.from_bytes(ref[8:], "big") * _SIZE)
                os.fsync(handle)
            finally:
                os.close(handle)

    def _path(self, ref: bytes) -> Path:
        return self.folder / f"{ref[:8].hex()}.keys"

    def _sealer(self, key: bytes) -> Sealer:
        return Sealer(hashlib.blake2b(key, key=self._master, digest_size=32).digest())

    def _new_leaf(self) -> list[tuple[bytes, bytes]]:
        leaf = secrets.token_bytes(8)
        keys = [secrets.token_bytes(_SIZE) for _ in range(SLOTS)]
        handle = os.open(self._path(leaf), os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(b"".join(keys))
                file.flush()
                os.fsync(file.fileno())
        except OSError:  # no room: nothing half-written stays
            self._path(leaf).unlink(missing_ok=True)
            raise
        folder = os.open(self.folder, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
        slots = [(leaf + slot.to_bytes(2, "big"), key) for slot, key in enumerate(keys)]
        random.Random(secrets.randbits(256)).shuffle(slots)  # noqa: S311 - an order, not a key
        return slots
