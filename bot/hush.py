"""A process that keeps to itself: its files are its owner's alone, and no crash writes its memory.

A core file would hold keys, words and chats in clear. A limit of 0 stops core files; where the
system hands cores to a program instead, the limit does not count (core(5)), so the process also
says that it is not to be dumped.
"""

import ctypes
import os
import resource
from contextlib import suppress

_PR_SET_DUMPABLE = 4
"""linux/prctl.h; prctl(2)."""


def keep_to_oneself() -> None:
    """Call first in every program: umask 077, no core. Programs started from here inherit both."""
    os.umask(0o077)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with suppress(OSError, AttributeError):  # elsewhere than on Linux there is no prctl
        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
