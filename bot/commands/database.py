"""`davy db`: migrate and purge."""

import typer

from backend.db.levelling import level
from backend.db.migrate import upgrade
from backend.settings import read_settings
from bot.commands.opening import opened
from bot.ground import make_data_folder
from bot.purge import purge_all

app = typer.Typer(help="The database: migrate, purge.", no_args_is_help=True)


@app.command("migrate")
def migrate() -> None:
    """Bring the database to the newest migration.

    `serve` and `work` do it by themselves; harmless when nothing is to do.
    """
    settings = read_settings()
    make_data_folder(settings)
    upgrade(settings.url)
    typer.echo("The database is at the newest migration.")


@app.command("purge")
def purge() -> None:
    """Erase now what has outlived its purpose.

    Drafts, payloads, keys of past days, words and pictures of cases closed long ago. It runs daily
    by itself as long as `serve` or `work` runs.
    """
    with opened() as (_, office):
        purge_all(office)
        level(office.database)
    typer.echo("Erased what had outlived its purpose.")
