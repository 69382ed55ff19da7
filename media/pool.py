"""A small bounded crew for cleaning photos: a flood of photos slows photos, and never words."""

import threading
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from typing import Final, Self

from media.limits import Limits
from media.opening import Gate
from media.scrub import CleanPhoto, clean

_DEFAULT_WAITING_BYTES: Final = 64 * 1024 * 1024
_THREADS_COUNT: Final = 2
# What a place in the queue costs beside the photo's own bytes, so that a flood of tiny files
# meets the bound too.
_PLACE_BYTES: Final = 4096
# A decoded pixel takes four bytes, and a progressive JPEG's coefficients six: two pictures of
# this size at once stay under 300 MB. Larger ones, and decoder processes, go one at a time.
_LIGHT_PIXELS: Final = 24_000_000


class Busy(Exception):
    """So many photos wait already that one more must wait outside; nothing was taken."""


class OneLargeAtATime:
    """A gate that lets small pictures through together and large ones singly."""

    def __init__(self) -> None:
        self._large = threading.Lock()

    def __call__(self, pixels_count: int) -> AbstractContextManager[object]:
        """What to hold while a picture of `pixels_count` is decoded."""
        return self._large if pixels_count > _LIGHT_PIXELS else nullcontext()


class PhotoPool:
    """Cleans photos on two threads; holds at most `max_waiting_bytes` that wait or are in work.

    The decoders free the interpreter's lock, so threads are enough. They keep the process's own
    priority: at a lower one a thread that holds the lock is kept waiting by other programs, and
    the words wait behind it (measured: worst delay of a turn 35 ms, at niceness 10 380 ms).
    Use as a context manager, or `close()`.
    """

    def __init__(
        self,
        limits: Limits | None = None,
        *,
        max_waiting_bytes: int = _DEFAULT_WAITING_BYTES,
        gate: Gate | None = None,
    ) -> None:
        self._limits = limits or Limits()
        self._gate = gate or OneLargeAtATime()
        self._max_waiting_bytes = max_waiting_bytes
        self._waiting_bytes = 0
        self._counting = threading.Lock()
        self._threads = ThreadPoolExecutor(_THREADS_COUNT, thread_name_prefix="photo")

    def submit(self, data: bytes) -> Future[CleanPhoto]:
        """Queue one photo; the future gives it clean, or raises `PhotoRefused`.

        One photo is always taken when none waits, however large.

        Raises:
            Busy: when the bytes that wait are at their bound; try again when some are done.
            RuntimeError: after `close()`.
        """
        cost_bytes = len(data) + _PLACE_BYTES
        with self._counting:
            after_bytes = self._waiting_bytes + cost_bytes
            if self._waiting_bytes and after_bytes > self._max_waiting_bytes:
                raise Busy
            self._waiting_bytes = after_bytes
        try:
            future = self._threads.submit(self._clean, data)
        except RuntimeError:
            self._release(cost_bytes)
            raise
        future.add_done_callback(lambda _: self._release(cost_bytes))
        return future

    @property
    def waiting_bytes(self) -> int:
        """What waits or is in work at this moment, in bytes."""
        return self._waiting_bytes

    def close(self) -> None:
        """Finish what is in work (a second or two), cancel what waits, take nothing more."""
        self._threads.shutdown(wait=True, cancel_futures=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _clean(self, data: bytes) -> CleanPhoto:
        return clean(data, self._limits, gate=self._gate)

    def _release(self, cost_bytes: int) -> None:
        with self._counting:
            self._waiting_bytes -= cost_bytes
