"""The one clock all due times come from; tests hand in a stopped one."""

from datetime import UTC, date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo


class Clock(Protocol):
    """Tells the moment, aware and in UTC."""

    def now(self) -> datetime:
        """The present moment."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The present moment."""
        return datetime.now(UTC)


class StoppedClock:
    """Stands still until it is moved."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        """The moment it was stopped at or moved to."""
        return self.at

    def forward(self, **parts: float) -> None:
        """Move on by a timedelta's keyword arguments (hours=1)."""
        self.at += timedelta(**parts)


def whole_hour(at: datetime) -> datetime:
    """The hour an instant lies in: the finest time the case store may hold (`trust.md` 2)."""
    return at.replace(minute=0, second=0, microsecond=0)


def day_in(zone: str, at: datetime) -> date:
    """The calendar day of an instant in a zone such as Asia/Shanghai."""
    return at.astimezone(ZoneInfo(zone)).date()
