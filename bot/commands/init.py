"""`davy init`: the guided first set-up of a real place."""

import secrets
import tomllib
from pathlib import Path
from typing import Annotated, Any

import typer

from backend.places.confirm import open_values, own_text
from backend.places.load import load_file
from backend.places.profile import Place
from backend.places.reading import ProfileError
from backend.setting_kinds import is_address, is_token
from backend.settings import Settings, read_settings, settings_file
from bot.commands.confirming import typed_form, value_from
from bot.commands.opening import chosen
from bot.ground import load_served, own_file, profile_of

_ASKED = 4
"""Of so many places at most the bots are asked for in one go."""


def init(
    yes: Annotated[
        bool, typer.Option("--yes", help="Confirm every example as it stands, without asking.")
    ] = False,
    place: Annotated[
        str, typer.Option(metavar="CODE", help="One of several places; all if left out.")
    ] = "",
) -> None:
    """Set up a real place: its example values, address and bots.

    Asks for every value of the place's file that is only an example (amounts, phone numbers,
    limits, hours), then for the address and the bots' tokens. Answers are kept in the data folder
    and in the settings file; ask again at any time. As long as an example is left Davy says
    "trial" and stays on this machine.
    """
    settings = read_settings()
    served = load_served(settings)
    codes = [chosen(settings, place)] if place else list(served)
    for code in codes:
        one = served[code]
        typer.echo(f"Davy will serve {one.names.zh} ({one.names.en}).")
        _confirm_examples(settings, one, yes=yes)
    if not yes:
        _write_settings(settings, codes)
    typer.echo("Done. `davy doctor` says what is still missing; `davy serve` starts.")


def _confirm_examples(settings: Settings, place: Place, *, yes: bool) -> None:
    examples = open_values(place)
    if not examples:
        typer.echo("No value of the place is an example any more.")
        return
    typer.echo(f"{len(examples)} values of the place are examples. Enter keeps a value.")
    own = own_file(settings, place.code)
    confirmed: dict[str, Any] = {}
    if own.is_file():
        confirmed = tomllib.loads(own.read_text(encoding="utf-8")).get("confirmed", {})
    for one in examples:
        confirmed[one.key] = one.value if yes else _ask(place, one.key, one.value)
    _keep_confirmed(settings, place, own, confirmed)


def _ask(place: Place, key: str, now: Any) -> Any:
    origin = place.origin(key)
    if origin and origin.note:
        typer.echo(f"  ({origin.note})")
    shown = typed_form(now)
    while True:
        given = typer.prompt(f"  {key}", default=shown, show_default=True)
        try:
            return now if given == shown else value_from(given, now)
        except ValueError as error:
            typer.echo(f"    {error}")


def _keep_confirmed(settings: Settings, place: Place, own: Path, confirmed: dict[str, Any]) -> None:
    """Read over before it is kept: a file that does not fit would stop the next start."""
    own.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = own.with_suffix(".draft")
    draft.write_text(own_text(confirmed), encoding="utf-8")
    try:
        load_file(profile_of(settings, place.code), own=draft)
    except ProfileError as error:
        draft.unlink()
        typer.echo(f"These values do not fit, so nothing was changed:\n{error}", err=True)
        raise typer.Exit(1) from None
    draft.replace(own)
    typer.echo(f"Confirmed in {own}.")


def _write_settings(settings: Settings, codes: list[str]) -> None:
    typer.echo("Now the doors. Enter leaves one as it is.")
    lines: list[str] = []
    address = _address(settings.public_url)
    if address:
        lines.append(f"DAVY_PUBLIC_URL={address}")
        if typer.confirm("  Does a reverse proxy on this machine stand in front?", default=True):
            lines.append("DAVY_TRUSTED_PROXIES=127.0.0.1,::1")
    taken = _tokens_of_others(settings, codes[:_ASKED])
    for code in codes[:_ASKED]:
        if settings.several:
            typer.echo(f"  The bots of {code}:")
        lines += _bots(settings, code, address, taken)
    if len(codes) > _ASKED:
        typer.echo("  For the bots of further places: `davy init --place CODE`.")
    if lines:
        _keep(settings_file(), lines)


def _address(now: str) -> str:
    while True:
        given: str = typer.prompt("  Address of web chat from outside (https://…)", default=now)
        if not given or is_address(given):
            return given.rstrip("/")
        typer.echo("    an address is wanted that begins with https:// or http://")


def _tokens_of_others(settings: Settings, codes: list[str]) -> set[str]:
    """Tokens of bots that are not asked for now."""
    bots = [settings.bots_of(code) for code in settings.served if code not in codes]
    both = [bot for two in bots for bot in (two.telegram_public, two.telegram_staff)]
    return {bot.token.get_secret_value() for bot in both} - {""}


def _token(words: str, now: str, taken: set[str]) -> str:
    """Asks for a bot's token until it can be one, and adds it to those that are taken."""
    while True:
        given: str = typer.prompt(
            f"  Telegram token of {words} bot (not shown)",
            default="",
            hide_input=True,
            show_default=False,
        ).strip()
        if given and not is_token(given):
            typer.echo("    a token is wanted as @BotFather gives it: 123456789:AAE…")
        elif (given or now) in taken:
            typer.echo("    another bot has this token: each needs its own, from @BotFather")
        else:
            taken |= {given or now} - {""}
            return given


def _bots(settings: Settings, code: str, address: str, taken: set[str]) -> list[str]:
    """Asks for a place's two bots."""
    front, now = f"{settings.front_name(code)}TELEGRAM_", settings.bots_of(code)
    lines: list[str] = []
    for name, words, bot in (
        ("PUBLIC", "the public's", now.telegram_public),
        ("STAFF", "the staff's", now.telegram_staff),
    ):
        token = _token(words, bot.token.get_secret_value(), taken)
        if not token:
            continue
        lines.append(f"{front}{name}__TOKEN={token}")
        if address and typer.confirm(
            "  Receive by webhook at that address (no: poll)?", default=True
        ):
            lines.append(f"{front}{name}__WEBHOOK_URL={address}")
            lines.append(f"{front}{name}__WEBHOOK_SECRET={secrets.token_urlsafe(32)}")
    return lines


def _keep(file: Path, lines: list[str]) -> None:
    names = {line.partition("=")[0] for line in lines}
    old = file.read_text(encoding="utf-8").splitlines() if file.is_file() else []
    kept = [line for line in old if line.partition("=")[0] not in names]
    file.touch(mode=0o600)
    file.chmod(0o600)
    file.write_text("\n".join([*kept, *lines]) + "\n", encoding="utf-8")
    typer.echo(f"Written to {file} (mode 0600: it holds secrets).")
    read_settings()  # says at once when an address cannot be used
