"""The log: one JSON line an event, structured, and empty of people.

Texts of foreign errors may quote what they choked on (a message, a parameter, a URL with a token),
so of an error only its kind and the places in code are written, never its text or locals. That goes
for whatever nobody caught too: Python would print it whole.
"""

import json
import logging
import sys
import threading
import traceback
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

import structlog

from backend.errors import DavyError

SILENCED = (
    "httpx",
    "httpcore",
    "httpx2",
    "telegram",
    "aiogram",
    "aiogram.event",
    "uvicorn.access",
    "uvicorn.error",
    "sqlalchemy",
    "alembic",
    "asyncio",
    "multipart",
    "python_multipart",
    "PIL",
    "h11",
)
"""Libraries that tell too much below WARNING (`trust.md` 16): URLs, tokens, whole updates."""

log = logging.getLogger("davy.journal")


class JournalFormatter(logging.Formatter):
    """Formats a record as one JSON line; foreign errors are reduced to kind and place."""

    def format(self, record: logging.LogRecord) -> str:
        """One line without a line end."""
        ours = record.name.startswith("davy")
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
            "event": record.getMessage() if ours else f"{record.module}:{record.lineno}",
        }
        if record.exc_info and record.exc_info[1] is not None:
            line["error"] = _chain(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False)


def _chain(error: BaseException) -> list[dict[str, object]]:
    links: list[dict[str, object]] = []
    current: BaseException | None = error
    while current is not None and len(links) < 4:
        frames = traceback.extract_tb(current.__traceback__)[-8:]
        link: dict[str, object] = {
            "kind": type(current).__name__,
            "at": [f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames],
        }
        if isinstance(current, DavyError):
            link["text"] = str(current)
        links.append(link)
        current = current.__cause__ or current.__context__
    return links


def _short(path: str) -> str:
    return "/".join(path.split("/")[-3:])


def open_journal(level: str) -> None:
    """Send all logging to stderr in our form; call once when a process starts."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JournalFormatter())
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    logging.captureWarnings(True)
    logging.raiseExceptions = (
        False  # a line that cannot be written would be printed with its values
    )
    for name in SILENCED:
        logging.getLogger(name).setLevel(logging.WARNING)
    structlog.configure(
        processors=[_as_plain_line],
        logger_factory=lambda *names: logging.getLogger(".".join(("davy", *names))),
    )
    sys.excepthook = _uncaught
    sys.unraisablehook = _unraisable
    threading.excepthook = _ended_thread


def _as_plain_line(_: Any, __: str, fields: Any) -> tuple[tuple[str], dict[str, Any]]:
    """structlog's last step: a line for `logging`. Its own would print the locals of each frame."""
    error = fields.pop("exc_info", None)
    words = [str(fields.pop("event", "")), *(f"{name}={value}" for name, value in fields.items())]
    return (" ".join(words),), {"exc_info": error}


def _uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
        return
    log.critical("the program ends by an error that nobody caught", exc_info=(kind, error, trace))


def _unraisable(lost: "sys.UnraisableHookArgs") -> None:
    _told("an error could not be raised", lost.exc_value)


def _ended_thread(ended: threading.ExceptHookArgs) -> None:
    _told("a thread ended by an error", ended.exc_value)


def _told(what: str, error: BaseException | None) -> None:
    log.error(what, exc_info=error)
