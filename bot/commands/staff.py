"""`davy staff`: invite, list, token, revoke."""

from typing import Annotated
from urllib.parse import urlencode

import typer

from backend.office import Office
from backend.settings import Settings
from backend.staff.queries import member_by_id
from backend.staff.rules import DUTIES
from backend.staff.service import invite, label_invited, make_link, revoke, roll
from backend.staff.tokens import make_token
from bot.commands.opening import chosen, opened, outside_address, program

app = typer.Typer(
    help="People with duties: invite, list, token, link, revoke.", no_args_is_help=True
)

Place = Annotated[
    str,
    typer.Option("--place", metavar="CODE", help="Code of the place; DAVY_PLACE if left out."),
]
MemberId = Annotated[
    str, typer.Argument(metavar="MEMBER", help="The member's id, from `davy staff list`.")
]


@app.command("invite")
def invite_member(
    roles: Annotated[
        list[str], typer.Argument(metavar="DUTY", help=f"One or more of: {', '.join(DUTIES)}.")
    ],
    office_id: Annotated[
        str,
        typer.Option(
            "--office",
            metavar="ID",
            help="An office of the place's file; left out: the whole place.",
        ),
    ] = "",
    label: Annotated[
        str,
        typer.Option(
            "--label", metavar="WORD", help="A word for yourself: who this is for. Kept sealed."
        ),
    ] = "",
    days: Annotated[int, typer.Option(min=1, max=60, help="Days until it expires.")] = 7,
    place: Place = "",
) -> None:
    """Make an invitation for one person; it works once. Give it to them by hand.

    intake takes reports in, inspector verifies and closes, reviewer agrees to closings, approver
    to rewards (two of them), payer pays and holds no other duty, supervisor assigns and hears
    alarms, auditor reads the log.
    """
    with opened() as (settings, office):
        code = chosen(settings, place)
        _check(office, code, roles, office_id)
        with office.database.write() as conn:
            token = invite(conn, office, place=code, roles=roles, office_id=office_id, days=days)
            if label:
                label_invited(conn, office, token, label)
        typer.echo(f"Invitation ({', '.join(sorted(roles))}), good once, for {days} days:")
        typer.echo(f"  {token}")
        typer.echo("Open one of these, or send it to the staff bot:")
        for line in _ways(settings, code, token):
            typer.echo(f"  {line}")


def _check(office: Office, code: str, roles: list[str], office_id: str) -> None:
    """Raises: typer.BadParameter, which says what is allowed."""
    if strange := sorted(set(roles) - set(DUTIES)):
        allowed = ", ".join(DUTIES)
        raise typer.BadParameter(f"{', '.join(strange)} is no duty; allowed: {allowed}")
    ids = [one.id for one in office.place(code).offices]
    if office_id and office_id not in ids:
        raise typer.BadParameter(f"there is no office {office_id}; allowed: {', '.join(ids)}")


def _ways(settings: Settings, code: str, token: str) -> list[str]:
    # Behind the '#': a browser keeps that part to itself, so it stands in no log on the way.
    ways = [f"{outside_address(settings, code)}/staff/#{urlencode({'join': token})}"]
    if settings.bots_of(code).telegram_staff.token.get_secret_value():
        ways.append(f"In the staff bot on Telegram: /join {token}")
    which = "" if code == settings.first else f" --place {code}"
    ways.append(f"In a terminal: {program()} chat --staff{which}   (then: /join {token})")
    return ways


@app.command("list")
def list_members(place: Place = "") -> None:
    """Everyone with a duty: id, state, duties and your word for them."""
    with opened() as (settings, office):
        with office.database.read() as conn:
            lines = roll(conn, office, chosen(settings, place))
        for line in lines:
            duties = ",".join(sorted(line.member.roles))
            typer.echo(f"{line.member.member_id}  {line.state:8}  {duties:40}  {line.label}")


@app.command("token")
def api_token(
    member_id: MemberId,
    days: Annotated[int, typer.Option(min=1, max=366, help="Days until it expires.")] = 30,
) -> None:
    """Make a bearer token of the JSON API for a member; shown once."""
    with opened() as (_, office), office.database.write() as conn:
        typer.echo(make_token(conn, office, member_id=member_id, days=days))


@app.command("link")
def one_use_link(member_id: MemberId) -> None:
    """Make a 15-minute link that opens one more desk for a member."""
    with opened() as (settings, office):
        with office.database.write() as conn:
            token = make_link(conn, office, member_id)
            found = member_by_id(conn, member_id)
        for line in _ways(settings, found.place if found else settings.first, token):
            typer.echo(line)


@app.command("revoke")
def revoke_member(member_id: MemberId) -> None:
    """End a member's duties at once, on every door."""
    with opened() as (_, office):
        with office.database.write() as conn:
            revoke(conn, office, member_id)
        typer.echo("Revoked: desks, tokens and invitations of this member are gone.")
