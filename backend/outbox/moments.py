"""When news may leave: at a random moment, never in quiet hours (`trust.md` 5)."""

import random
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo


def random_moment(
    now_at: datetime,
    *,
    zone: str,
    delay_min: tuple[int, int],
    quiet: tuple[time, time],
    dice: random.Random,
) -> datetime:
    """An aware UTC moment within the delay; in quiet hours it moves past their end, spread anew.

    `delay_min` is (least, most) in minutes, `quiet` the (start, end) local times, which may span
    midnight.
    """
    least, most = delay_min
    spread = timedelta(minutes=dice.uniform(0, max(most - least, 1)))
    at = now_at + timedelta(minutes=least) + spread
    local = at.astimezone(ZoneInfo(zone))
    start, end = quiet
    if not _within(local.time(), start, end):
        return at
    wake = local.replace(hour=end.hour, minute=end.minute, second=0, microsecond=0)
    if local.time() >= end:
        wake += timedelta(days=1)
    return (wake + spread).astimezone(now_at.tzinfo)


def is_quiet(now_at: datetime, *, zone: str, quiet: tuple[time, time]) -> bool:
    """Whether a moment lies in the quiet hours of a zone."""
    return _within(now_at.astimezone(ZoneInfo(zone)).time(), *quiet)


def _within(moment: time, start: time, end: time) -> bool:
    if start <= end:
        return start <= moment < end
    return moment >= start or moment < end
