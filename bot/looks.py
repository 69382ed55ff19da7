"""A look of 15 minutes at a report opened by code: it ends by itself and links nothing."""

from datetime import UTC, datetime, timedelta

from bot.scene import Scene

PREFIX = "look:"


class LookOver(Exception):
    """The 15 minutes are over: the code opens it again."""


def look_handle(scene: Scene, report_id: str) -> str:
    """A handle for the conversation's (sealed) state."""
    minutes = scene.place.limits.code_view_minutes
    ends_at = scene.office.clock.now() + timedelta(minutes=minutes)
    return f"{PREFIX}{int(ends_at.timestamp())}:{report_id}"


def looked_at(scene: Scene, handle: str) -> str:
    """The report's id. Raises: LookOver."""
    ends, _, report_id = handle.removeprefix(PREFIX).partition(":")
    if scene.office.clock.now() >= datetime.fromtimestamp(int(ends), UTC):
        raise LookOver
    return report_id
