"""`davy chat`: any conversation in a terminal, against the real office."""

import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from backend.settings import read_settings
from bot.channel import HouseFull, Outbound
from bot.commands.opening import chosen
from bot.compose import Davy, compose
from bot.journal import open_journal
from bot.scribe import Scribe
from bot.seat import Seat

_HOLD_S = 30.0
_SETTLES_S = 3.0
"""Who writes a screenplay waits this long for what may still come of a file that was sent."""
_ENDS = ("/quit", "/exit")


def chat(
    staff: Annotated[
        bool, typer.Option("--staff", help="Work as staff instead of reporting.")
    ] = False,
    language: Annotated[str, typer.Option(help="First language: zh-Hans or en.")] = "",
    place: Annotated[str, typer.Option(metavar="CODE", help="Code of the place.")] = "",
    screenplay: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write what is played to this new file."),
    ] = None,
) -> None:
    """Talk to Davy in this terminal, as a reporter or as staff.

    A number presses a button, anything else is said; (photo FILE) sends a picture,
    (place LAT LON) a place; /quit ends. Each start is somebody new. May run beside `serve`.
    With --screenplay FILE, what is typed is kept there in plain words: no real report.
    """
    settings = read_settings()
    open_journal("error")
    code = chosen(settings, place)
    if staff and screenplay:
        said = "what staff do hangs on the office; only a reporter's conversation can be written"
        raise typer.BadParameter(said, param_hint="--screenplay")
    davy = compose(settings)
    scribe = _scribe(screenplay) if screenplay else None
    bot = f"terminal-staff-{code}" if staff else f"terminal-{code}"
    asyncio.run(_talk(davy, bot, language, scribe))


def _scribe(path: Path) -> Scribe:
    try:
        return Scribe.at(path.expanduser())
    except FileExistsError:
        said = f"{path} is there already, and nothing is written over; name a new file"
    except OSError as error:
        said = f"{path} cannot be made: {error.strerror}"
    raise typer.BadParameter(said, param_hint="--screenplay")


async def _talk(davy: Davy, bot: str, language: str, scribe: Scribe | None) -> None:
    await davy.process.open(polls=False)
    seat = Seat(davy.inbox, bot, davy.doors[bot].channel.place, language)
    line = "/start"
    try:
        while line not in _ENDS:
            await _say(seat, line, scribe)
            line = await _next_line(seat, scribe)
    finally:
        if scribe:
            scribe.close()
        await davy.close()


async def _say(seat: Seat, line: str, scribe: Scribe | None) -> None:
    try:
        said = await seat.type(line)
    except OSError as error:
        sys.stdout.write(f"  (no such file: {error.filename})\n")
        return
    except HouseFull:
        sys.stdout.write("  (nothing can be kept now: the disk is full)\n")
        return
    _show(said)
    if scribe and scribe.did(seat.meant, said):
        while came := await seat.news(_SETTLES_S):
            _show(came)
            scribe.more(came)


async def _next_line(seat: Seat, scribe: Scribe | None) -> str:
    """What the person types next; news that comes before that is shown when it comes."""
    typing = asyncio.create_task(asyncio.to_thread(_read_line))
    while not typing.done():
        news = asyncio.create_task(seat.news(_HOLD_S))
        await asyncio.wait({typing, news}, return_when=asyncio.FIRST_COMPLETED)
        if news.done():
            _show(news.result())
            if scribe:
                scribe.news(news.result())
        else:
            news.cancel()
    return typing.result()


def _read_line() -> str:
    try:
        return input("> ").strip()
    except (EOFError, KeyboardInterrupt):
        return _ENDS[0]


def _show(messages: Sequence[Outbound]) -> None:
    for message in messages:
        sys.stdout.write(render(message))
    sys.stdout.flush()


def render(message: Outbound) -> str:
    """A message as a terminal shows it, its buttons numbered."""
    lines = [f"< {line}" if line else "<" for line in message.text.splitlines()]
    lines += [f"  (picture: {name.partition(':')[0]})" for name in message.pictures]
    number = 0
    for row in message.rows:
        labels = []
        for button in row:
            number += 1
            labels.append(f"[{number}] {button.label}")
        lines.append("  " + "   ".join(labels))
    return "\n".join(lines) + "\n"
