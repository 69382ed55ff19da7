"""`davy photo clean`: what is done to a picture, on any file."""

from pathlib import Path
from typing import Annotated

import typer

from backend.settings import read_settings
from bot.ground import photo_limits
from media.clean_file import clean_file, why
from media.refusal import PhotoRefused

app = typer.Typer(help="Pictures: clean one file as the intake would.", no_args_is_help=True)


@app.callback()
def pictures() -> None:
    """Keep `clean` a command of its own name."""


@app.command("clean")
def clean(
    source: Annotated[Path, typer.Argument(metavar="IN", help="Any picture.")],
    target: Annotated[Path, typer.Argument(metavar="OUT", help="Where the clean JPEG goes.")],
) -> None:
    """Write a clean copy of a picture and say what was removed.

    When it cannot be cleaned nothing is written, one line says why, and the exit code is 1.
    """
    try:
        removed = clean_file(source, target, photo_limits(read_settings()))
    except PhotoRefused as refusal:
        typer.echo(f"refused: {why(refusal)}", err=True)
        raise typer.Exit(1) from None
    except OSError as error:
        typer.echo(f"refused: {error.strerror}", err=True)
        raise typer.Exit(1) from None
    typer.echo("removed: " + (", ".join(str(one) for one in removed) or "nothing"))
