"""`davy demo`: a place full of made reports, to look at and to try scale on."""

from typing import Annotated

import typer

from backend.demo.service import LIVED_MOST, Filled, fill
from bot.commands.opening import opened

_MOST = 1_000_000
_TOLD_EACH = 100_000


def demo(
    reports: Annotated[
        int, typer.Option(min=1, max=_MOST, help="How many made reports there shall be.")
    ] = 200,
    seed: Annotated[int, typer.Option(min=0, help="The same seed makes the same reports.")] = 1,
    place: Annotated[
        str, typer.Option(metavar="CODE", help="Code of the place; the first one if left out.")
    ] = "",
) -> None:
    """Fill a place with made reports in every state.

    The first 400 go through the real services, with drawn photos; more are written in bulk, as
    rows alone. A database that holds a real report is refused. Made members of staff take the
    steps and are revoked at the end: invite yourself with `davy staff invite` to look around.
    """
    with opened() as (settings, office):
        code = place or settings.place
        made = fill(office, code, count=reports, seed=seed, on_progress=_Telling().tell)
        typer.echo(f"{made:,} made reports are new in {code}; nobody is pushed news of them.")
        typer.echo("Trying is all they are for: begin a real place with an empty database.")


class _Telling:
    """Says how it goes: the services once, the bulk now and then."""

    def __init__(self) -> None:
        self._next = _TOLD_EACH

    def tell(self, done: Filled) -> None:
        """One line: how many, and the time for each 1,000."""
        if not done.made_count or (not done.lived and done.made_count < self._next):
            return
        self._next = done.made_count + _TOLD_EACH
        way = f"through the services (the first {LIVED_MOST})" if done.lived else "in bulk"
        each_s = done.seconds / done.made_count * 1000
        typer.echo(f"{done.made_count:>9,} {way}: {each_s:.2f} s for 1,000")
