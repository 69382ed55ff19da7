"""How fast this machine is at this moment: the same loop beside every figure."""

import time


def loops_per_s(seconds: float = 0.3) -> float:
    """Rounds a second of a fixed piece of work on one core, in millions."""
    ends = time.perf_counter() + seconds
    rounds = 0
    while time.perf_counter() < ends:
        total = 0
        for number in range(10_000):
            total += number & 7
        rounds += 10_000
    return rounds / seconds / 1e6
