"""The fake's own time, which a test may let pass."""

import time


class FakeClock:
    """Wall-clock seconds plus what was let pass."""

    def __init__(self) -> None:
        self._passed_s = 0.0

    def now(self) -> float:
        """Unix seconds."""
        return time.time() + self._passed_s

    def skip(self, seconds: float) -> None:
        """Let time pass at once."""
        self._passed_s += seconds
