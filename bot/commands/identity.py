"""`davy identity`: a name that was given with a claim, opened with the payer's own key.

No server opens one: this runs on a person's own request, for one claim at a time, and what it
shows is written nowhere.
"""

import sys
from pathlib import Path
from typing import Annotated

import typer

from backend.aliases.identities import unpacked
from backend.keys.unboxing import private_half
from backend.rewards.claims import name_for_payer
from bot.commands.opening import opened

app = typer.Typer(
    help="Names given with a claim: open one with the payer's key.", no_args_is_help=True
)


@app.callback()
def identities() -> None:
    """Keep `open` a command of its own name."""


@app.command("open")
def open_identity(
    private_key: Annotated[
        Path, typer.Argument(metavar="KEY", help="The private half that `davy keys payer` wrote.")
    ],
    passphrase: Annotated[str, typer.Option(prompt=True, hide_input=True)],
    sealed: Annotated[
        str,
        typer.Option(
            "--sealed",
            metavar="FILE",
            help="The sealed name as the API gave it (- reads it from standard input): "
            "then no database is needed, and this may run on the payer's own machine.",
        ),
    ] = "",
    place: Annotated[
        str,
        typer.Option("--place", metavar="CODE", help="The place; the first one if left out."),
    ] = "",
) -> None:
    """Show the name and account that belong to one claim code.

    The identity number too. The claim code is asked for, and never stands in the command's own
    line.
    """
    half = private_half(private_key.expanduser(), passphrase)
    told = unpacked(_carried(sealed) if sealed else _looked_up(place), half.open)
    typer.echo(f"name     {told['name']}")
    typer.echo(f"number   {told['number']}")
    typer.echo(f"account  {told['account']}")


def _carried(sealed: str) -> str:
    return sys.stdin.read() if sealed == "-" else Path(sealed).expanduser().read_text("utf-8")


def _looked_up(place: str) -> str:
    code = typer.prompt("Claim code", hide_input=True)
    with opened() as (settings, office), office.database.write() as conn:
        return name_for_payer(conn, office, place or settings.place, code)
