"""The store on a local disk: one file a name, readable by its owner alone, whole or absent.

How a put works: the bytes go into an unnamed-looking `.part` file in the folder where they will
lie, are forced to the disk, and are then linked to their name, which fails when the name is taken;
the folder is forced to the disk too before the put returns. A process killed at any moment leaves
the name whole or free, and at most one `.part` file, which `sweep` removes.

File and folder times say only the day (00:00 UTC), so that a listing tells no order of reports.
What a file system keeps besides, change times and inode numbers, no program can level; keep the
folder on an encrypted disk, mounted `noatime`.
"""

import contextlib
import errno
import os
import secrets
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

from media.stores.store import NotStored, StoreDown, StoreFull, checked

_FILE_MODE: Final = 0o600
_FOLDER_MODE: Final = 0o700
_PART: Final = ".part"
_NO_ROOM: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_PART_AGE_S: Final = 24 * 3600.0
_STRETCH_BYTES: Final = 256 * 1024
"""Written out before more is handed over: a database on the same disk waits, at each commit, for
what lies unwritten in the system's memory, and the words wait with it."""


class DiskStore:
    """Files under `root`, spread over 256 folders by the first two digits of their names.

    Nothing is touched before the first call; `root` is made when it is missing. `today` is the
    day in UTC that new files are dated with.
    """

    def __init__(
        self,
        root: Path,
        *,
        today: Callable[[], date] = lambda: datetime.now(UTC).date(),
    ) -> None:
        self._root = root
        self._today = today

    def put(self, name: str, data: bytes) -> bool:
        """As `Store.put`."""
        path = self._path(name)
        with _failures_named():
            if path.exists():
                _force(path.parent)  # whoever put it may have died before it did
                return False
            folder_is_new = self._make_folder(path.parent)
            part = path.parent / f".{secrets.token_hex(8)}{_PART}"
            try:
                self._write(part, data)
                try:
                    path.hardlink_to(part)
                except FileExistsError:
                    return False
            finally:
                part.unlink(missing_ok=True)
                self._level(path.parent)
            _force(path.parent)
            if folder_is_new:
                self._level(self._root)
                _force(self._root)
            return True

    def get(self, name: str) -> bytes:
        """As `Store.get`."""
        path = self._path(name)
        with _failures_named():
            try:
                # Without O_NOATIME the last look of an officer would stand in the file's times.
                handle = os.open(path, os.O_RDONLY | getattr(os, "O_NOATIME", 0))
            except PermissionError:
                handle = os.open(path, os.O_RDONLY)
            except FileNotFoundError:
                raise NotStored from None
            with os.fdopen(handle, "rb") as file:
                return file.read()

    def delete(self, name: str) -> None:
        """As `Store.delete`."""
        path = self._path(name)
        with _failures_named(), contextlib.suppress(FileNotFoundError):
            path.unlink()
            self._level(path.parent)
            _force(path.parent)

    def stored_before(self, day: date) -> Iterator[str]:
        """As `Store.stored_before`."""
        bound_s = _midnight_s(day)
        with _failures_named():
            for folder in self._folders():
                for entry in list(os.scandir(folder)):
                    if not entry.name.endswith(_PART) and entry.stat().st_mtime < bound_s:
                        yield entry.name

    def room_bytes(self) -> int:
        """As `Store.room_bytes`."""
        with _failures_named():
            nearest = next(p for p in (self._root, *self._root.parents) if p.exists())
            return shutil.disk_usage(nearest).free

    def sweep(self, *, now_s: float | None = None) -> int:
        """As `Store.sweep`; `now_s` is the disk's own time, seconds since 1970."""
        bound_s = (time.time() if now_s is None else now_s) - _PART_AGE_S
        swept_count = 0
        with _failures_named():
            for folder in self._folders():
                for part in folder.glob(f".*{_PART}"):
                    # The change time cannot be levelled, so it tells the true age.
                    with contextlib.suppress(FileNotFoundError):
                        if part.stat().st_ctime < bound_s:
                            part.unlink()
                            swept_count += 1
                            self._level(folder)
        return swept_count

    def _path(self, name: str) -> Path:
        return self._root / checked(name)[:2] / name

    def _folders(self) -> list[Path]:
        if not self._root.is_dir():
            return []
        return [path for path in self._root.iterdir() if len(path.name) == 2 and path.is_dir()]

    def _make_folder(self, folder: Path) -> bool:
        if folder.is_dir():
            return False
        self._root.mkdir(mode=_FOLDER_MODE, parents=True, exist_ok=True)
        folder.mkdir(mode=_FOLDER_MODE, exist_ok=True)
        return True

    def _write(self, part: Path, data: bytes) -> None:
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _FILE_MODE)
        with os.fdopen(handle, "wb", buffering=0) as file:
            rest = memoryview(data)
            while rest:
                rest = rest[file.write(rest[:_STRETCH_BYTES]) :]
                if rest:
                    os.fdatasync(file.fileno())
            self._level(file.fileno())
            os.fsync(file.fileno())

    def _level(self, target: Path | int) -> None:
        """Set both times of a file or folder to the day's beginning."""
        day_s = _midnight_s(self._today())
        os.utime(target, (day_s, day_s))


def _midnight_s(day: date) -> float:
    return datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()


def _force(folder: Path) -> None:
    """Make a new name durable: a file's own fsync does not cover its folder. fsync(2)."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _failures_named() -> Iterator[None]:
    """Turn the system's errors, which name paths, into the store's own."""
    try:
        yield
    except OSError as failure:
        if failure.errno in _NO_ROOM:
            raise StoreFull from None
        raise StoreDown from None
