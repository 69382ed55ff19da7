"""The `davy` command: every program of Davy behind one name."""

import sys
from importlib import import_module
from types import ModuleType
from typing import NoReturn

import typer
from sqlalchemy.exc import OperationalError

from backend.errors import DavyError, Refused
from backend.places.reading import ProfileError
from backend.settings import SettingsWrong
from bot.hush import keep_to_oneself
from locales.catalogue import load as load_catalogue

COMMANDS = {
    "serve": "serve",
    "work": "serve",
    "chat": "chat",
    "init": "init",
    "demo": "demo",
    "doctor": "doctor",
}
GROUPS = {
    "staff": "staff",
    "unit": "unit",
    "keys": "keys",
    "identity": "identity",
    "evidence": "evidence",
    "db": "database",
    "place": "place",
    "photo": "photo",
}
"""Name -> the module of `bot.commands` that holds it."""

_HELP = (
    "Davy takes hazard reports from people who may stay unknown, follows each to its closing, "
    "and pays the reward.\n\nTry it: `davy serve`, then open the address it prints. "
    "With a place full of made reports: `davy demo` first. "
    "A first real place: `davy init`. Something is wrong: `davy doctor`.\n\n"
    "Settings are read from the environment (DAVY_PORT=8080) and from the file davy.env in "
    "this folder, or the one that DAVY_SETTINGS names; docs/settings.md lists them all."
)


def build(only: str = "") -> typer.Typer:
    """The whole program, or of it one command: importing them all takes longer than most work."""
    app = typer.Typer(
        name="davy",
        help=_HELP,
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )
    app.callback()(_davy)
    for name, module in COMMANDS.items():
        if only in ("", name):
            app.command(name)(getattr(_module(module), name))
    for name, module in GROUPS.items():
        if only in ("", name):
            app.add_typer(_module(module).app, name=name)
    return app


def _davy() -> None:
    """A command alone stays a command of `davy`, and does not become the program."""


def _module(name: str) -> ModuleType:
    return import_module(f"bot.commands.{name}")


def main() -> None:
    """Run a command; a wrong setting or a refusal is one clear line and exit code 2."""
    keep_to_oneself()
    try:
        wanted = sys.argv[1] if len(sys.argv) > 1 else ""
        build(wanted if wanted in COMMANDS | GROUPS else "")(prog_name="davy")
    except SettingsWrong as error:
        _end(f"a setting is wrong\n{error}")
    except ProfileError as error:
        named = "DAVY_PLACE, DAVY_PLACES, DAVY_PROFILE_DIR"
        _end(f"the file of a place cannot be used ({named})\n{error}")
    except Refused as error:
        _end(load_catalogue().say("en", error.key, error.args_by_name))
    except DavyError as error:
        _end(str(error))
    except OperationalError:
        _end("DAVY_DATABASE_URL: the database cannot be reached; `davy doctor` says more")
    except PermissionError as error:
        _end(f"{error.filename or 'a file'}: this user may not use it")


def _end(said: str) -> NoReturn:
    sys.stderr.write(f"davy: {said}\n")
    sys.exit(2)


if __name__ == "__main__":
    main()
