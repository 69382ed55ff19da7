"""The budget of disk space: files are refused first, words much later, never after a promise."""

import shutil
import time
from pathlib import Path

from bot.channel import HouseFull

_LOOK_EVERY_S = 2.0


class Space:
    """Knows how much room is left where the data lies; looks again every two seconds."""

    def __init__(self, folder: Path, *, files_min_bytes: int, words_min_bytes: int) -> None:
        self._folder = folder
        self._files_min = files_min_bytes
        self._words_min = words_min_bytes
        self._free = 0
        self._looked_at = 0.0

    def free_bytes(self) -> int:
        """Room that is left, at most two seconds old."""
        now = time.monotonic()
        if now - self._looked_at > _LOOK_EVERY_S or not self._looked_at:
            self._free = shutil.disk_usage(self._existing()).free
            self._looked_at = now
        return self._free

    def _existing(self) -> Path:
        return next(one for one in (self._folder, *self._folder.resolve().parents) if one.exists())

    def check_files(self, size_bytes: int) -> None:
        """Raises: HouseFull when a file of that size would eat into the room kept for words."""
        if self.free_bytes() - size_bytes < self._files_min:
            raise HouseFull

    def check_words(self) -> None:
        """Raises: HouseFull when not even words can be kept."""
        if self.free_bytes() < self._words_min:
            raise HouseFull
