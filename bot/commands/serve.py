"""`davy serve` and `davy work`: the processes."""

import asyncio
import errno
import gc
import signal
import socket
import sys
from contextlib import suppress
from typing import Annotated

import typer

from backend.settings import Settings, SettingsWrong, read_settings
from bot.commands.opening import program
from bot.compose import Davy, compose
from bot.journal import open_journal
from bot.server import Server

_GARBAGE_AFTER = 20_000
"""Objects made since the last look for garbage; Python's own 700 are a few requests."""


def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on (DAVY_HOST).")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on (DAVY_PORT).")] = None,
) -> None:
    """Run Davy whole: doors, office and worker in one process.

    Web chat, the staff's web chat and the JSON API listen on DAVY_HOST and DAVY_PORT; a bot with a
    token polls, or takes its webhook. The first start makes keys and database. On PostgreSQL any
    number of these may run side by side. Ctrl-C or SIGTERM stops cleanly.
    """
    given = {"host": host, "port": port}
    wanted = {name: value for name, value in given.items() if value is not None}
    settings = read_settings(**wanted)
    open_journal(settings.log_level)
    davy = compose(settings)
    check_trial(settings, davy)
    listening = listen(settings)
    settings = settings.model_copy(update={"port": listening.getsockname()[1]})
    for line in greeting(settings, davy):
        sys.stdout.write(line + "\n")
    sys.stdout.flush()
    gc.collect()
    gc.freeze()  # what was loaded at the start is never looked at again: halves the slowest answers
    gc.set_threshold(_GARBAGE_AFTER, 20, 20)  # requests leave few cycles: looked for less often
    Server(davy, host=settings.host, port=settings.port).run([listening])


def work() -> None:
    """Run a worker alone, beside `serve`, on the same database.

    It delivers, cleans pictures, polls and goes the daily rounds, without doors of its own. It
    needs the same settings and the same key folder as every other process.
    """
    settings = read_settings()
    open_journal(settings.log_level)
    davy = compose(settings)
    check_trial(settings, davy)
    with suppress(KeyboardInterrupt):
        asyncio.run(_work(davy))


async def _work(davy: Davy) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    await davy.process.open()
    await stop.wait()
    await davy.close()


def listen(settings: Settings) -> socket.socket:
    """The open port of the web doors.

    Raises:
        SettingsWrong: another program has it, or this machine has no such address.
    """
    try:
        found = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM)
    except (socket.gaierror, UnicodeError):
        raise SettingsWrong(
            f"DAVY_HOST: {settings.host!r} was given; an address of this machine is wanted"
        ) from None
    family, _, _, _, address = found[0]
    try:
        return socket.create_server(address[:2], family=family)
    except PermissionError:
        raise SettingsWrong(
            f"DAVY_PORT: {settings.port} was given; ports below 1024 are for the system: take "
            "another and a reverse proxy in front"
        ) from None
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise SettingsWrong(
                f"DAVY_PORT: {settings.port} was given; another program listens there: stop it "
                "or take another port"
            ) from None
        raise SettingsWrong(
            f"DAVY_HOST: {settings.host!r} was given; this machine has no such address"
        ) from None


def check_trial(settings: Settings, davy: Davy) -> None:
    """A place with example values stays on this machine.

    Raises:
        SettingsWrong: names the setting that would put a trial on the air.
    """
    trial = [code for code, card in davy.cards.items() if card.trial]
    if not trial:
        return
    if settings.public:
        raise SettingsWrong(f"DAVY_HOST: {settings.host!r} was given; {_mend(trial)}")
    for code in trial:
        bots = settings.bots_of(code)
        for name in ("telegram_public", "telegram_staff"):
            if getattr(bots, name).webhook_url:
                named = f"{settings.front_name(code)}{name.upper()}__WEBHOOK_URL"
                raise SettingsWrong(f"{named}: was given; {_mend([code])}")


def _mend(trial: list[str]) -> str:
    if len(trial) == 1:
        told = "the place's file still has example values"
    else:
        told = f"the files of {len(trial)} places still have example values"
    which = f"{', '.join(trial[:5])}{' …' if len(trial) > 5 else ''}"
    return f"{told} ({which}); confirm them with `davy init` first"


def greeting(settings: Settings, davy: Davy) -> list[str]:
    """The few addresses that a person needs."""
    front = f"http://{settings.host}:{settings.port}"
    called = program()
    bots = sorted(bot for bot, door in davy.doors.items() if not door.channel.manners.pulls)
    return [
        f"Davy serves {_served(davy)}.",
        f"  People report at     {front}/",
        f"  Staff work at        {front}/staff/    (invite: {called} staff invite --help)",
        f"  JSON API             {front}/api/v1/openapi.json",
        *(f"  Bot                  {bot}" for bot in bots),
        f"  Data                 {settings.data_dir}",
        f"  Keys                 {settings.key_dir}   (keep them apart from backups)",
        *_trial(davy, called),
    ]


def _served(davy: Davy) -> str:
    cards = list(davy.cards.values())
    named = ", ".join(f"{card.zh} ({card.en})" for card in cards[:3])
    return named if len(cards) <= 3 else f"{len(cards)} places: {named}, …"


def _trial(davy: Davy, called: str) -> list[str]:
    codes = [code for code, card in davy.cards.items() if card.trial]
    if not codes:
        return []
    which = "the place" if len(davy.cards) == 1 else f"{len(codes)} of the places"
    return [f"Trial: some values of {which} are examples; `{called} init` asks for the real ones."]
