"""Keys of the day: they seal queue payloads and are destroyed after 72 hours (`trust.md` 3)."""

import hashlib
import os
import secrets
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from backend.errors import KeyGone
from backend.keys.seal import Sealer

KEPT_DAYS = 3
"""At most; a place may want two (`retention.payload_hours`)."""
_FIRST = date(2020, 1, 1)


class DayKeys:
    """One random key file a UTC day, shared by all processes of this key folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._sealers: dict[int, Sealer] = {}

    def seal(self, on: date, plain: bytes, bound: str) -> bytes:
        """Seal under the key of `on` (made when missing); two bytes in front name the day."""
        day = (on - _FIRST).days
        sealer = self._sealers.get(day) or self._sealer(day, create=True)
        return day.to_bytes(2, "big") + sealer.seal(plain, bound.encode())

    def open(self, sealed: bytes, bound: str) -> bytes:
        """Open what `seal` made.

        Raises:
            KeyGone: that day's key was destroyed.
        """
        day = int.from_bytes(sealed[:2], "big")
        sealer = self._sealers.get(day) or self._sealer(day, create=False)
        return sealer.open(sealed[2:], bound.encode())

    def hashing(self, on: date, purpose: str) -> bytes:
        """32 bytes for keyed hashes of one purpose on one day; the same in every process."""
        day = (on - _FIRST).days
        self._sealer(day, create=True)
        return hashlib.blake2b(purpose.encode(), key=self._read(day), digest_size=32).digest()

    def day_of(self, sealed: bytes) -> date:
        """The day whose key sealed these bytes."""
        return _FIRST + timedelta(days=int.from_bytes(sealed[:2], "big"))

    def destroy_before(self, on: date) -> int:
        """Overwrite and remove the keys of all days before `on`; gives how many there were."""
        gone = 0
        for path in self.folder.glob("*.key"):
            if date.fromisoformat(path.stem) >= on:
                continue
            _overwrite(path)
            gone += 1
        self._erase_drafts(on)
        for day in [d for d in self._sealers if _FIRST + timedelta(days=d) < on]:
            del self._sealers[day]
        return gone

    def _erase_drafts(self, on: date) -> None:
        """A process killed while it made a key leaves the same key under a hidden name."""
        for path in self.folder.glob(".*"):
            with suppress(FileNotFoundError):
                if datetime.fromtimestamp(path.stat().st_mtime, UTC).date() < on:
                    _overwrite(path)

    def _sealer(self, day: int, *, create: bool) -> Sealer:
        path = self._path(day)
        if create and not path.exists():
            _write_once(path)
        key = self._read(day)
        if create:  # no process keeps in memory what another one destroyed
            self._sealers = {on: one for on, one in self._sealers.items() if self._left(on, day)}
        made = self._sealers[day] = Sealer(key)
        return made

    def _left(self, on: int, day: int) -> bool:
        return on > day - KEPT_DAYS and self._path(on).exists()

    def _read(self, day: int) -> bytes:
        try:
            return bytes.fromhex(self._path(day).read_text(encoding="ascii"))
        except (OSError, ValueError) as error:
            raise KeyGone("sealed under the key of a day that is gone") from error

    def _path(self, day: int) -> Path:
        return self.folder / f"{(_FIRST + timedelta(days=day)).isoformat()}.key"


def _overwrite(path: Path) -> None:
    with suppress(FileNotFoundError):  # another process was quicker
        with path.open("r+b") as file:
            file.write(bytes(path.stat().st_size))
            file.flush()
            os.fsync(file.fileno())
        path.unlink(missing_ok=True)


def _write_once(path: Path) -> None:
    """Make a key file whole or not at all; of several makers one wins."""
    draft = path.with_name(f".{secrets.token_hex(8)}")
    handle = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_hex(32).encode())
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(draft, path)
    finally:
        draft.unlink()
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
