"""`davy evidence`: what lies sealed with a report, and opening one piece by two people together.

No server opens a piece: this runs on the request of two members of staff, with the private half of
the key for evidence, which lies on no server.
"""

import os
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import Connection

from backend.errors import NotAllowed
from backend.keys.unboxing import private_half
from backend.office import Office
from backend.reports.evidence import bound_of, open_together, pieces_of, sealed_piece
from backend.staff.member import Member
from backend.staff.tokens import member_of_token
from bot.commands.opening import opened

app = typer.Typer(
    help="Recordings and originals: list them, open one by two people.", no_args_is_help=True
)

Number = Annotated[str, typer.Argument(metavar="NUMBER", help="The report's number.")]


@app.command("list")
def list_pieces(number: Number) -> None:
    """Show kind, length and size of what lies with a report. Asks for your token."""
    token = typer.prompt("Your token", hide_input=True)
    with opened() as (_, office), office.database.read() as conn:
        for piece in pieces_of(conn, _member(conn, office, token), number):
            length = f"{piece.duration_s} s" if piece.duration_s else "-"
            typer.echo(
                f"{piece.evidence_id}  {piece.kind:8}  {length:>6}  {piece.size_bytes} bytes"
            )


@app.command("open")
def open_piece(
    number: Number,
    evidence_id: Annotated[str, typer.Argument(metavar="ID", help="From `davy evidence list`.")],
    private_key: Annotated[
        Path, typer.Argument(metavar="KEY", help="The private half of the key for evidence.")
    ],
    target: Annotated[Path, typer.Argument(metavar="OUT", help="Where it is written.")],
) -> None:
    """Open one piece. Asks for the tokens of two people and the key's passphrase.

    Both are written on the log, before anything is opened.
    """
    tokens = [typer.prompt(f"Token of the {one} person", hide_input=True) for one in _BOTH]
    passphrase = typer.prompt("Passphrase", hide_input=True)
    half = private_half(private_key.expanduser(), passphrase)
    with opened() as (_, office):
        with office.database.write() as conn:
            first, second = (_member(conn, office, token) for token in tokens)
            piece = open_together(conn, office, (first, second), number, evidence_id)
        sealed, bound = sealed_piece(office, piece), bound_of(piece)
        plain = (
            half.open(sealed, bound) if piece.boxed else office.keys.open("words", sealed, bound)
        )
    handle = os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(plain)
    typer.echo(f"{target}: {piece.kind}, {len(plain)} bytes. Delete it when it was looked at.")


_BOTH = ("first", "second")


def _member(conn: Connection, office: Office, token: str) -> Member:
    """Raises: NotAllowed for a token that is nobody's."""
    found = member_of_token(conn, office, token.strip())
    if found is None:
        raise NotAllowed("refused-two-people")
    return found
