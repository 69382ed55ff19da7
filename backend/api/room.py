"""The budget of disk space at this door: files are refused first, words much later."""

from collections.abc import Callable
from dataclasses import dataclass

from backend.errors import Refused


class NoRoom(Refused):
    """Nothing more can be kept at the moment; nothing was."""


@dataclass(frozen=True, slots=True)
class Room:
    """How much is left, and below what files and words are no longer taken."""

    free_bytes: Callable[[], int] = lambda: 1 << 62
    files_min_bytes: int = 0
    words_min_bytes: int = 0

    def check_files(self, size_bytes: int) -> None:
        """Raises: NoRoom when files of that size would eat into the room kept for words."""
        if self.free_bytes() - size_bytes < self.files_min_bytes:
            raise NoRoom("problem-no-room-photos")

    def check_words(self) -> None:
        """Raises: NoRoom when not even words can be kept."""
        if self.free_bytes() < self.words_min_bytes:
            raise NoRoom("problem-no-room")
