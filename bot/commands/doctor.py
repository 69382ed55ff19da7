"""`davy doctor`: what is wrong with a set-up, and how to mend it."""

import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass

import typer
from sqlalchemy.exc import OperationalError, ProgrammingError

from backend.bots import NO_BOTS, TelegramBot
from backend.db.engine import Database
from backend.db.migrate import drift
from backend.db.prints import known_prints
from backend.demo.counting import made_by_place, reports_count
from backend.errors import KeysDiffer
from backend.inbox.service import aside_count
from backend.jobs.service import jobs_aside_count
from backend.keys.ring import KeyRing, have_keys
from backend.office import Office
from backend.outbox.upkeep import kept_count
from backend.places.reading import ProfileError
from backend.places.shelf import Shelf
from backend.settings import Settings, SettingsWrong, read_settings, settings_file
from backend.staff.separation import understaffed
from bot.commands.asking import NO_ANSWER, REFUSED, names_told
from bot.ground import folder_faults, load_served, open_office
from bot.journal import open_journal
from bot.space import Space
from locales.catalogue import load as load_catalogue

_MB = 1024 * 1024
_NAMED = 8
"""So many places are told of one by one."""
_SECRETS = r"(TOKEN|SECRET|S3_KEY|DATABASE_URL)\s*="
"""Settings that make the file one for this user's eyes alone."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. `grave` keeps Davy from working or from being safe."""

    text: str
    mend: str = ""
    grave: bool = False


def doctor() -> None:
    """Say what is wrong with a set-up, and how to mend it.

    Changes nothing.

    Looks at settings, place, keys, database and people, and asks Telegram for the names of the
    bots. "WRONG" keeps Davy from working or from
    being safe, and makes the exit code 1; "look" is worth a thought; "good" is as it should be.
    """
    settings = read_settings()
    open_journal("error")
    findings = list(examine(settings))
    for one in findings:
        sign = "WRONG" if one.grave else ("look" if one.mend else "good")
        typer.echo(f"{sign:5}  {one.text}")
        if one.mend:
            typer.echo(f"       -> {one.mend}")
    if any(one.grave for one in findings):
        raise typer.Exit(1)


def examine(settings: Settings) -> Iterator[Finding]:
    """Everything worth knowing, gravest first where one thing hides the next."""
    faults = list(folder_faults(settings))
    if faults:
        for said in faults:
            yield Finding(said, "mend the folder, or name another", grave=True)
        return
    try:
        places = load_served(settings, remembers=False)
    except SettingsWrong as error:
        yield Finding(str(error), "DAVY_PLACE, DAVY_PLACES and DAVY_PROFILE_DIR say it", grave=True)
        return
    except ProfileError as error:
        yield Finding(
            f"A place's file cannot be used: {error}",
            "`davy place check FILE` names every fault; DAVY_PLACE and DAVY_PROFILE_DIR choose it",
            grave=True,
        )
        return
    yield from _bots(settings)
    yield from _settings(settings)
    yield from _trials(places)
    yield from _kept_close(settings)
    try:
        known = _prints(settings)
    except OperationalError:
        yield Finding(
            "The database cannot be reached",
            "check DAVY_DATABASE_URL, and that PostgreSQL runs and lets this user in",
            grave=True,
        )
        return
    yield from (keys := list(_keys(settings, known)))
    if known and not any(one.grave for one in keys):
        yield from _inside(settings)


def _trials(places: Shelf) -> Iterator[Finding]:
    trial = [code for code, card in places.cards.items() if card.trial]
    if settled := len(places) - len(trial):
        names = [card.zh for card in places.cards.values() if not card.trial]
        yield Finding(f"{_named(names, settled)}: no example values left")
    for code in trial[:_NAMED]:
        examples = places[code].examples()
        yield Finding(
            f"{places[code].names.zh}: {len(examples)} values are examples, so this is a trial "
            f"({', '.join(examples[:3])} …)",
            "davy init" if len(places) == 1 else f"davy init --place {code}",
        )
    if more := len(trial[_NAMED:]):
        yield Finding(f"{more} more places have example values", "davy init")


def _named(names: list[str], count: int) -> str:
    return "、".join(names) if count <= _NAMED else f"{count} places"


def _bots(settings: Settings) -> Iterator[Finding]:
    told = names_told(settings, [c for c in settings.served if settings.bots_of(c) != NO_BOTS])
    for code in settings.served:
        bots = settings.bots_of(code)
        if bots == NO_BOTS and len(settings.served) > _NAMED:
            continue  # of a thousand places those with bots are told
        for name, bot in (("public", bots.telegram_public), ("staff", bots.telegram_staff)):
            if not bot.token.get_secret_value():
                yield Finding(f"{code}: no Telegram bot for {name} (it is not needed)")
            else:
                front = f"{settings.front_name(code)}TELEGRAM_{name.upper()}__"
                answer = told[f"telegram-{name}-{code}"]
                yield _bot(f"{code}: the Telegram bot for {name}", bot, answer, front)


def _bot(called: str, bot: TelegramBot, answer: str, front: str) -> Finding:
    """What Telegram said of one bot; `front` begins the names of its settings."""
    if answer.startswith("@"):
        way = "takes its webhook" if bot.webhook_url else "polls"
        return Finding(f"{called} is {answer} and {way}")
    server = "its Bot API server" if bot.api_url else "Telegram"
    if answer == REFUSED:
        return Finding(
            f"{called}: {server} does not know this token",
            f"copy it anew from @BotFather into {front}TOKEN"
            + (f", or mend {front}API_URL" if bot.api_url else ""),
            grave=True,
        )
    if answer == NO_ANSWER:
        return Finding(
            f"{called}: {server} cannot be reached from here, so its token was not checked",
            f"check the network; {front}PROXY_URL leads through a proxy. The other doors go on",
        )
    return Finding(f"{called}: {server} has trouble ({answer})", "ask again later")


def _settings(settings: Settings) -> Iterator[Finding]:
    if not settings.public_url:
        yield Finding("No outside address of web chat is set", "set DAVY_PUBLIC_URL, or davy init")
    elif not settings.trusted_proxies and not settings.public:
        yield Finding(
            "No proxy is trusted, so everybody outside shares one lane, without a limit each",
            "set DAVY_TRUSTED_PROXIES to the reverse proxy's address, such as 127.0.0.1,::1",
        )
    free = Space(settings.data_dir, files_min_bytes=0, words_min_bytes=0).free_bytes() // _MB
    if free < settings.files_min_mb:
        yield Finding(
            f"{free} MB are free: photos are refused",
            "make room where DAVY_DATA_DIR lies",
            grave=True,
        )
    else:
        yield Finding(f"{free} MB are free")


def _kept_close(settings: Settings) -> Iterator[Finding]:
    """Whether folders and files lie where they should, for this user alone."""
    keys, data, file = settings.key_dir, settings.data_dir, settings_file()
    if data.resolve() in keys.resolve().parents:
        yield Finding(
            "The key folder lies inside the data folder: a backup would hold both",
            "move it and set DAVY_KEY_DIR",
            grave=True,
        )
    secret = file.is_file() and re.search(_SECRETS, file.read_text(encoding="utf-8"))
    for path in (keys, *sorted(keys.glob("*.key")), data, *([file] if secret else [])):
        if path.exists() and path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            yield Finding(
                f"Others on this machine can read {path}", f"chmod -R go= {path}", grave=True
            )


def _prints(settings: Settings) -> dict[str, str]:
    """The fingerprints that the database knows; empty when it was never used.

    Raises:
        OperationalError: it cannot be reached.
    """
    if not settings.database_url and not (settings.data_dir / "davy.db").is_file():
        return {}
    database = Database(settings.url)
    try:
        with database.read() as conn:
            return known_prints(conn)
    except ProgrammingError:  # it has no tables yet
        return {}
    except OperationalError:
        if database.sqlite:
            return {}
        raise
    finally:
        database.close()


def _keys(settings: Settings, known: dict[str, str]) -> Iterator[Finding]:
    folder = settings.key_dir
    if not have_keys(folder):
        if known:
            yield Finding(
                f"The keys that this database was used with are not in {folder}",
                "put them back there, or point DAVY_KEY_DIR at them: nothing opens without",
                grave=True,
            )
        else:
            yield Finding(
                "Davy was not started yet: there are no keys and no tables",
                "the first `davy serve` makes both",
            )
        return
    if not known:
        yield Finding("The database was not used yet", "the first `davy serve` makes the tables")
        return
    try:
        KeyRing(folder).match(known)
    except KeysDiffer as error:
        yield Finding(str(error), "point DAVY_KEY_DIR at this database's keys", grave=True)
    else:
        yield Finding("The keys are this database's")


def _inside(settings: Settings) -> Iterator[Finding]:
    if drift(settings.url):
        yield Finding("The tables are not those of this version", "davy db migrate", grave=True)
        return
    office = open_office(settings)
    try:
        yield from _counts(office)
        yield from _made(office)
        words = load_catalogue()
        for code in office.places:
            with office.database.read() as conn:
                for key in understaffed(conn, office, code):
                    duty = key.removeprefix("lack-").removesuffix("s")
                    yield Finding(
                        f"{code}: {words.say('en', key, {})}",
                        f"davy staff invite {duty}"
                        + ("" if code == settings.first else f" --place {code}"),
                    )
    finally:
        office.database.close()


def _made(office: Office) -> Iterator[Finding]:
    """Places full of made reports: nobody should take them for real ones."""
    with office.database.read() as conn:
        made = made_by_place(conn)
        real_count = reports_count(conn) - sum(made.values()) if made else 0
    for code, count in made.items():
        yield Finding(
            f"{code}: {count:,} reports are made ones, from davy demo; none of them is real",
            "begin a real place with an empty database: another DAVY_DATA_DIR or DAVY_DATABASE_URL",
        )
    if real_count:
        yield Finding(
            f"{real_count:,} reports lie beside the made ones in this database, and may be real",
            "do not delete it: those people wait for an answer",
        )


def _counts(office: Office) -> Iterator[Finding]:
    with office.database.read() as conn:
        aside, kept = aside_count(conn), kept_count(conn)
        jobs_count = jobs_aside_count(conn)
    if aside:
        yield Finding(f"{aside} events could not be handled and were set aside", "see the log")
    if kept:
        yield Finding(f"{kept} messages can never be delivered and were kept", "see the log")
    if jobs_count:
        yield Finding(f"{jobs_count} jobs always broke and were given up", "see the log")
    if not aside and not kept and not jobs_count:
        yield Finding("Nothing is stuck")
