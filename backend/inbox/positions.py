"""Positions: strings that sort in the order in which this process took things in."""

import itertools
import threading
import time

_COUNT = itertools.count()
_LOCK = threading.Lock()
_last_ns = 0


def next_position() -> str:
    """24 characters; sorts by time, then by order within the process.

    A clock that is set back (NTP) sets back no position: what came later would be handled first,
    and a page would take a new message for one that it showed before.
    """
    global _last_ns  # noqa: PLW0603 - the newest moment this process gave out
    with _LOCK:
        _last_ns = max(_last_ns, time.time_ns())
        return f"{_last_ns:016x}{next(_COUNT) & 0xFFFFFFFF:08x}"
