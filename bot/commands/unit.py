"""`davy unit`: the register of units and their posters."""

import re
from pathlib import Path
from typing import Annotated

import typer

from backend.enterprises import service as units
from backend.office import Office
from backend.places.find import find_place
from backend.places.found import PlaceFound
from bot.commands.opening import chosen, opened, outside_address
from bot.posters import Way, poster
from locales.catalogue import load as load_catalogue

app = typer.Typer(
    help="Units and their posters: add, list, poster, remove.",
    no_args_is_help=True,
)

Place = Annotated[
    str,
    typer.Option("--place", metavar="CODE", help="Code of the place; the first one if left out."),
]
UnitId = Annotated[
    str, typer.Argument(metavar="UNIT", help="The unit's id, from `davy unit list`.")
]
_BOT_NAME = re.compile(r"[A-Za-z0-9_]{5,32}")  # 5-32 letters, digits, _. Telegram, usernames.


@app.command("add")
def add(
    name: Annotated[str, typer.Argument(help="The unit's name, as people there say it.")],
    sector: Annotated[
        str, typer.Option(help="What it is known for, by name: fire, 消防. Only proposed.")
    ] = "",
    at: Annotated[
        str, typer.Option(help="Where it is: coordinates (WGS-84), a map link, a village.")
    ] = "",
    place: Place = "",
) -> None:
    """Enter a unit, so that its poster fills in name and place. Prints its id.

    The person still sees both before sending, and may change them.
    """
    with opened() as (settings, office):
        code = chosen(settings, place)
        spot = _spot(office, code, at) if at else None
        with office.database.write() as conn:
            made = units.add_unit(conn, office, code, name, sector=sector, spot=spot)
        typer.echo(f"{made.unit_id}  {made.name}")
        typer.echo(f"Its poster: davy unit poster {made.unit_id} poster.svg")


@app.command("list")
def list_units(place: Place = "") -> None:
    """Every unit: id, area, sector, name."""
    with opened() as (settings, office):
        code = chosen(settings, place)
        with office.database.read() as conn:
            found = units.units_of(conn, office, code)
        for one in found:
            typer.echo(f"{one.unit_id}  {one.area_code:12}  {one.sector:20}  {one.name}")


@app.command("poster")
def make_poster(
    unit_id: UnitId,
    target: Annotated[Path, typer.Argument(metavar="OUT", help="The SVG file to write.")],
    telegram: Annotated[
        str, typer.Option(metavar="NAME", help="The public bot's @name: a second code for it.")
    ] = "",
    language: Annotated[str, typer.Option(help="zh-Hans or en.")] = "zh-Hans",
    place: Place = "",
) -> None:
    """Write a unit's poster, A4, to be opened in a browser and printed."""
    words = load_catalogue()
    if language not in words.languages:
        raise typer.BadParameter(f"{language}; allowed: {', '.join(words.languages)}")
    with opened() as (settings, office):
        code = chosen(settings, place)
        with office.database.read() as conn:
            one = units.unit_by_id(conn, office, code, unit_id)
        ways = [Way("poster-web", f"{outside_address(settings, code)}/?unit={one.token}")]
        if telegram:
            ways.append(Way("poster-telegram", _start_link(telegram, one.token)))
        names = office.place(code).names
        called = names.zh if language.startswith("zh") else names.en
        sheet = poster(words, language, place=called, unit=one.name, ways=ways)
        target.write_text(sheet, encoding="utf-8")
        for way in ways:
            typer.echo(way.address)
        if not settings.public_url:
            typer.echo(
                "DAVY_PUBLIC_URL is not set: this code works on this machine alone.", err=True
            )


@app.command("remove")
def remove(unit_id: UnitId, place: Place = "") -> None:
    """Strike a unit; its posters name nothing any more."""
    with opened() as (settings, office):
        with office.database.write() as conn:
            units.remove_unit(conn, office, chosen(settings, place), unit_id)
        typer.echo("Removed. Take its posters down; whoever scans one can report all the same.")


def _spot(office: Office, code: str, said: str) -> tuple[float, float]:
    found = find_place(office.place(code), said)
    if not isinstance(found, PlaceFound) or found.lat is None or found.lon is None:
        raise typer.BadParameter(f"{said}: no one place here; write coordinates: 33.1287, 117.8943")
    return found.lat, found.lon


def _start_link(name: str, token: str) -> str:
    bare = name.removeprefix("@").removeprefix("https://t.me/")
    if not _BOT_NAME.fullmatch(bare):
        raise typer.BadParameter(f"{name} is no bot's name, such as @WuheSafetyBot")
    return f"https://t.me/{bare}?start={token}"
