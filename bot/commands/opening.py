"""Opening the office for a short command: settings read, nothing running."""

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import typer

from backend.office import Office
from backend.settings import Settings, read_settings
from bot.ground import open_office
from bot.journal import open_journal


@contextmanager
def opened() -> Iterator[tuple[Settings, Office]]:
    """Settings and office; closed at the end. Raises: KeysDiffer, SettingsWrong."""
    settings = read_settings()
    open_journal("warning")
    office = open_office(settings)
    try:
        yield settings, office
    finally:
        office.database.close()


def outside_address(settings: Settings, code: str) -> str:
    """Where a place's web chat answers, without a slash at the end."""
    front = settings.public_url.rstrip("/") or f"http://{settings.host}:{settings.port}"
    return front + settings.front_of(code).rstrip("/")


def chosen(settings: Settings, place: str) -> str:
    """The place that a command is about: the one it names, else the one that needs no naming.

    Raises:
        typer.BadParameter: it is not served, or several are and none was named.
    """
    code = place or settings.first
    if code in settings.served:
        return code
    served = ", ".join(settings.served[:20]) + (" …" if len(settings.served) > 20 else "")
    said = f"place {code} is not served here" if code else "several places are served; name one"
    raise typer.BadParameter(f"{said}; served: {served}", param_hint="--place")


def program() -> str:
    """How this command is called here: `davy` where that is found, else the path it lies at."""
    called, found = Path(sys.argv[0]), shutil.which("davy")
    if called.name != "davy" or (found and called.exists() and called.samefile(found)):
        return "davy"
    return sys.argv[0]
