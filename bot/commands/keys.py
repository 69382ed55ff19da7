"""`davy keys`: what lies in the key folder, and keys for evidence and payment."""

from pathlib import Path
from typing import Annotated

import typer

from backend.errors import Refused
from backend.keys.pairs import make_pair
from backend.keys.ring import NAMES
from bot.commands.opening import opened

app = typer.Typer(help="The keys: show their fingerprints, make a key pair.", no_args_is_help=True)


@app.command("show")
def show() -> None:
    """Show the keys' fingerprints: a copy has the same."""
    with opened() as (settings, office):
        typer.echo(f"{settings.key_dir}")
        for name, made in office.keys.fingerprints().items():
            typer.echo(f"  {name:10} {made}")
        typer.echo(f"{len(NAMES)} keys; aliases/ and days/ belong to the folder too.")


@app.command("evidence")
def evidence(
    private_to: Annotated[Path, typer.Argument(help="Where the private half is written.")],
    passphrase: Annotated[
        str,
        typer.Option(
            prompt=True,
            confirmation_prompt=True,
            hide_input=True,
            help="Protects the private half.",
        ),
    ],
) -> None:
    """Make the pair that original photos are sealed to.

    The private half is written to the path you give and belongs on another machine.
    """
    with opened() as (settings, _):
        _make(settings.key_dir / "evidence.pub", private_to, passphrase)
        typer.echo(f"Public half in {settings.key_dir}; keep {private_to} off this machine.")


@app.command("payer")
def payer(
    private_to: Annotated[Path, typer.Argument(help="Where the private half is written.")],
    passphrase: Annotated[
        str, typer.Option(prompt=True, confirmation_prompt=True, hide_input=True)
    ],
) -> None:
    """Make the pair that reporters' names are sealed to.

    It is the payer's: the private half is written to the path you give, and only they keep it.
    """
    with opened() as (settings, _):
        _make(settings.key_dir / "payer.pub", private_to, passphrase)
        typer.echo(f"Public half in {settings.key_dir}; the payer keeps {private_to}.")


_WHY = {
    "refused-passphrase-short": "the passphrase needs 12 characters or more",
    "refused-key-exists": "a file of that name is there already, and no key is ever overwritten",
}


def _make(public_to: Path, private_to: Path, passphrase: str) -> None:
    try:
        make_pair(public_to, private_to, passphrase)
    except Refused as refusal:
        raise typer.BadParameter(_WHY[refusal.key]) from None
