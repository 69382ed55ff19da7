"""`davy place`: check a place's file, write a new one, find a place, route a case, name sectors."""

import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from backend.places import tools
from backend.places.why import Why
from backend.settings import read_settings
from bot.ground import map_service
from locales.catalogue import load as load_catalogue

app = typer.Typer(help="Places: check, new, find, route, sector.", no_args_is_help=True)


@app.command("check")
def check(file: Annotated[Path, typer.Argument(help="A place's file.")]) -> None:
    """Check a place's file; each fault with its line and key."""
    _end(tools.check_file(file))


@app.command("new")
def new(
    code: Annotated[str, typer.Argument(help="GB/T 2260 code: 6 digits, or 9 for a township.")],
    name: Annotated[str, typer.Argument(help="A short name for the file: a-z, 0-9, hyphens.")],
    zh: Annotated[str, typer.Option(help="The place's Chinese name.")],
    en: Annotated[str, typer.Option(help="The place's English name.")],
    folder: Annotated[Path, typer.Option(help="Where the file is written.")] = Path(),
) -> None:
    """Write a commented skeleton of a place's file.

    Never over an older one. Name its folder in DAVY_PROFILE_DIR, its code in DAVY_PLACE.
    """
    _end(tools.new_file(folder, code, name, zh=zh, en=en))


@app.command("route")
def route(
    place: Annotated[str, typer.Option(help="Code of the place.")],
    sector: Annotated[str | None, typer.Option(help="A sector's slug or name.")] = None,
    area: Annotated[str | None, typer.Option(help="An area's code or name.")] = None,
    unit: Annotated[str | None, typer.Option(help="A unit's name.")] = None,
    language: Annotated[
        str | None, typer.Option(help="Of the reasons: zh-Hans or en; not given, as LANG says.")
    ] = None,
) -> None:
    """Show who handles a case: leads, owner, limits and why.

    The reasons stand in the words that the desk reads.
    """
    _end(tools.route_text(place, sector, area=area, unit=unit, say=_speaker(language)))


@app.command("sector")
def sector() -> None:
    """Name the five likeliest sectors of sentences.

    A sentence a line on standard input; tabs between the sectors on standard output.
    """
    for line in tools.sector_lines(sys.stdin):
        typer.echo(line)


@app.command("find")
def find(
    words: Annotated[str, typer.Argument(help="A village, an address, coordinates, a map link.")],
    place: Annotated[str, typer.Option(help="Code of the place.")],
) -> None:
    """Show where typed words lie, by names and by a map service.

    The map service is asked only where one is switched on.
    """
    service = map_service(read_settings())
    _end(tools.find_text(place, words, service))


def _speaker(language: str | None) -> tools.Say:
    """Says reasons in that language, or in the operator's.

    Raises:
        typer.BadParameter: there is no such language.
    """
    words = load_catalogue()
    spoken = language or _operators(words.languages)
    if spoken not in words.languages:
        raise typer.BadParameter(f"{spoken}; allowed: {', '.join(words.languages)}")

    def say(why: Why) -> str:
        about = why.about
        named = (about.zh if spoken.startswith("zh") else about.en) if about else ""
        return words.say(spoken, why.key, {"named": named})

    return say


def _operators(languages: Iterable[str]) -> str:
    """The one of our languages that this screen is set to; else English, as all commands are."""
    names = (os.environ.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    tongue = next(filter(None, names), "").lower()[:2]
    return next((one for one in languages if tongue and one.lower()[:2] == tongue), "en")


def _end(result: tuple[int, str]) -> None:
    code, text = result
    typer.echo(text, err=code != 0)
    if code:
        raise typer.Exit(code)
