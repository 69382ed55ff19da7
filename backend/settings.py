"""Every setting with its unit, default and reason; read from the environment and one file."""

import os
from collections.abc import Iterator
from difflib import get_close_matches
from functools import cached_property
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, SecretStr
from pydantic import ValidationError as Invalid
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, SettingsConfigDict

from backend.bots import (
    NO_BOTS,
    OF_A_PLACE,
    PlaceBots,
    TelegramBot,
    Tokens,
    bots_by_place,
    given_settings,
    without_secret,
)
from backend.setting_kinds import DatabaseUrl, Networks, PlaceCode, PlaceCodes, WebAddress
from backend.setting_lines import wrong_lines

FILE_ENV = "DAVY_SETTINGS"
"""Names the settings file; `davy.env` in the working folder when it is not set."""
PREFIX = "DAVY_"
OURS_TOO = ("DAVY_SETTINGS", "DAVY_REQUIRE_ALL")
TESTS = "DAVY_TEST_"
"""What stands in an environment beside settings: the tests' own names."""

PROFILES = Path(__file__).parent / "places" / "profiles"
"""Where the places' files lie that come along."""


class Settings(BaseSettings):
    """All of Davy's settings; frozen, built once in `bot/compose.py`."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_nested_delimiter="__",
        env_ignore_empty=True,
        frozen=True,
        extra="ignore",
        env_file_encoding="utf-8",
        use_attribute_docstrings=True,
    )

    data_dir: Path = Path("var/data")
    """Database (SQLite), files and what `davy init` confirmed."""
    key_dir: Path = Path("var/keys")
    """Keys, mode 0600; the same folder for every process. Never in the data's backups."""
    database_url: DatabaseUrl = ""
    """SQLAlchemy URL; empty is SQLite in `DAVY_DATA_DIR`. PostgreSQL: `postgresql+psycopg://…`"""
    place: PlaceCode = "340322"
    """Code of the one place that is served, at `/`. Wuhe county is the one a trial starts with."""
    places: PlaceCodes = ()
    """Several places instead: codes, comma separated, or `all` (every file of the folder below; of
    those that come along, when it holds none). Each is at `/p/<code>/`, and `/` lists them."""
    profile_dir: Path | None = None
    """A folder with places' files of your own, `<code>-<name>.toml`, beside those that come along.
    Not set: `places` in `DAVY_DATA_DIR`."""
    host: str = "127.0.0.1"
    """Address to listen on. Loopback, because a reverse proxy stands in front."""
    port: Annotated[int, Field(ge=0, le=65535)] = 8000
    """Port to listen on; 0 takes a free one."""
    public_url: WebAddress = ""
    """Web chat's outside address, told in messengers; with `https://` cookies go over TLS only."""
    onion_url: WebAddress = ""
    """An onion address of web chat, told instead of the public one: for people in danger."""
    trusted_proxies: Networks = ()
    """Addresses or networks of proxies, comma separated, whose X-Forwarded-For counts."""
    metrics_token: SecretStr = SecretStr("")
    """Opens `/metrics` and `/readyz` from elsewhere than loopback, as a bearer token."""
    file_store: Literal["disk", "s3"] = "disk"
    """Where pictures lie. Several machines share an S3 bucket."""
    s3_url: WebAddress = ""
    """The S3 server: scheme, host and port."""
    s3_bucket: str = ""
    """A private bucket without versioning: in a versioned one deleting keeps the bytes."""
    s3_key: SecretStr = SecretStr("")
    """Access key of the bucket."""
    s3_secret: SecretStr = SecretStr("")
    """Secret key of the bucket."""
    upload_max_mb: Annotated[int, Field(ge=1, le=100)] = 20
    """MB of one file; Telegram gives bots no more than 20 MB."""
    photo_max_megapixels: Annotated[int, Field(ge=1, le=100)] = 60
    """Megapixels of one picture; the largest needs some six bytes of memory for each pixel."""
    photos_max: Annotated[int, Field(ge=1, le=50)] = 20
    """Pictures of one report, whatever comes later with it; and of one request."""
    map_service: Literal["", "nominatim", "baidu"] = ""
    """Asked for typed places that nobody here knows; people are told. Empty: nothing leaves."""
    map_service_url: WebAddress = ""
    """Your own Nominatim server, or a proxy of Baidu's; empty is the public one."""
    map_service_key: SecretStr = SecretStr("")
    """Baidu's AK."""
    files_min_mb: Annotated[int, Field(ge=1)] = 512
    """MB of free space below which photos are refused kindly and words still taken."""
    words_min_mb: Annotated[int, Field(ge=0)] = 32
    """MB of free space below which nothing is taken, and the door says so."""
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    """How much is written to standard error; nothing of people at any level."""
    telegram_public: TelegramBot = TelegramBot()
    telegram_staff: TelegramBot = TelegramBot()

    @cached_property
    def url(self) -> str:
        """The database's SQLAlchemy URL."""
        return self.database_url or f"sqlite:///{self.data_dir / 'davy.db'}"

    @cached_property
    def several(self) -> bool:
        """Whether each place stands at `/p/<code>/` and `/` lists them."""
        return bool(self.places)

    @cached_property
    def served(self) -> tuple[str, ...]:
        """Codes of all places that are served."""
        if not self.several:
            return (self.place,)
        named: list[str] = [self.first] if self.first else []
        for one in self.places:
            named += self._all_codes() if one == "all" else [one]
        return tuple(dict.fromkeys(named))

    @cached_property
    def first(self) -> str:
        """The place that is meant where none is named; empty among several when none was chosen."""
        return "" if self.several and "place" not in self.model_fields_set else self.place

    def front_of(self, code: str) -> str:
        """The path of a place's web chat: begins and ends with a slash."""
        return f"/p/{code}/" if self.several else "/"

    def front_name(self, code: str) -> str:
        """How the names of a place's own settings begin."""
        own = self.several and (code != self.first or code in self._own_bots)
        return f"{PREFIX}PLACE_{code}__" if own else PREFIX

    def web_address_of(self, code: str) -> str:
        """Where a place's web chat is reached from outside; empty when nobody said so."""
        outside = (self.onion_url or self.public_url).rstrip("/")
        return outside + self.front_of(code).rstrip("/") if outside else ""

    @cached_property
    def own_profiles(self) -> Path:
        """Where places' files of one's own lie; the folder need not be there."""
        return self.profile_dir or self.data_dir / "places"

    def _all_codes(self) -> list[str]:
        files = sorted(self.own_profiles.glob("*-*.toml")) or sorted(PROFILES.glob("*-*.toml"))
        return [file.name.partition("-")[0] for file in files]

    @property
    def public(self) -> bool:
        """Can others than this machine reach the web door directly?"""
        if self.host == "localhost":
            return False
        try:
            return not ip_address(self.host).is_loopback
        except ValueError:
            return True

    @cached_property
    def _own_bots(self) -> dict[str, PlaceBots | Invalid]:
        return bots_by_place(given_settings(settings_file()))

    def bots_of(self, code: str) -> PlaceBots:
        """The bots of one place; those at the top of the settings are `first`'s.

        Raises:
            ValidationError: a setting of its own cannot be used.
        """
        found = self._own_bots.get(code)
        if isinstance(found, Invalid):
            raise found
        if found is not None and self.several:
            return found
        return self._top_bots() if code == self.first else NO_BOTS

    @property
    def has_top_bots(self) -> bool:
        """Whether a bot is switched on at the top of the settings."""
        both = (self.telegram_public, self.telegram_staff)
        return any(bot.token.get_secret_value() for bot in both)

    def _top_bots(self) -> PlaceBots:
        return PlaceBots(telegram_public=self.telegram_public, telegram_staff=self.telegram_staff)


class SettingsWrong(Exception):
    """A setting cannot be used; a line each: its name, what was given, what is allowed."""


def settings_file() -> Path:
    """The one settings file; it need not be there."""
    return Path(os.environ.get(FILE_ENV, "davy.env"))


def read_settings(**overrides: Any) -> Settings:
    """Settings from the environment, the file and `overrides` (strongest).

    Raises:
        SettingsWrong: names each setting that cannot be used. Secrets are not shown.
    """
    file = settings_file()
    if FILE_ENV in os.environ and not file.is_file():
        raise SettingsWrong(f"{FILE_ENV}: {str(file)!r} was given; there is no file of that name")
    given = sorted(name for name in given_settings(file) if name.startswith(PREFIX))
    wrong = list(_misspelt(given))
    try:
        settings = Settings(_env_file=file, **overrides)
    except Invalid as error:
        raise SettingsWrong("\n".join([*wrong, *wrong_lines(error, PREFIX)])) from None
    wrong += _unfitting(settings, given)
    if wrong:
        raise SettingsWrong("\n".join(wrong))
    return settings


def all_names(model: type[BaseModel] = Settings, prefix: str = PREFIX) -> dict[str, FieldInfo]:
    """Every setting by the name it has in the environment."""
    found: dict[str, FieldInfo] = {}
    for name, field in model.model_fields.items():
        inner = field.annotation
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            found |= all_names(inner, f"{prefix}{name.upper()}__")
        else:
            found[prefix + name.upper()] = field
    return found


def _misspelt(given: list[str]) -> Iterator[str]:
    """Names that look like settings and are none: they would be passed over in silence."""
    known, of_a_place = all_names(), all_names(PlaceBots, "")
    for name in given:
        place = OF_A_PLACE.fullmatch(name)
        if name in known or name in OURS_TOO or name.startswith(TESTS):
            continue
        if place is None or place[2] not in of_a_place:
            near = get_close_matches(name, known, n=1)
            yield f"{name}: there is no such setting" + (f"; {near[0]} is near" if near else "")


def _unfitting(settings: Settings, given: list[str]) -> Iterator[str]:
    """What is wrong although each setting by itself is right."""
    if not settings.served:
        yield f"DAVY_PLACES: 'all' was given; no place's file lies in {settings.own_profiles}"
    yield from _of_nobody(settings, given)
    if settings.file_store == "s3":
        for name in ("s3_url", "s3_bucket", "s3_key", "s3_secret"):
            if not getattr(settings, name):
                yield f"{PREFIX}{name.upper()}: nothing was given; DAVY_FILE_STORE=s3 wants it"
    if settings.map_service == "baidu" and not settings.map_service_key.get_secret_value():
        yield f"{PREFIX}MAP_SERVICE_KEY: nothing was given; DAVY_MAP_SERVICE=baidu wants it"
    tokens = Tokens()
    for code in settings.served:
        try:
            bots, front = settings.bots_of(code), settings.front_name(code)
            yield from without_secret(bots, front)
            yield from tokens.twice(bots, front)
        except Invalid as error:
            yield from wrong_lines(error, f"{PREFIX}PLACE_{code}__")


def _of_nobody(settings: Settings, given: list[str]) -> Iterator[str]:
    """Settings of a bot whose place is not served, or that no place has."""
    served = set(settings.served) if settings.several else set()
    for name in given:
        place = OF_A_PLACE.fullmatch(name)
        if place and place[1] not in served:
            yield f"{name}: {place[1]} is not one of DAVY_PLACES"
        elif place and place[1] == settings.first and settings.has_top_bots:
            yield f"{name}: was given beside DAVY_TELEGRAM_…; a place has one bot of a kind"
    if settings.has_top_bots and not settings.first:
        yield (
            "DAVY_TELEGRAM_PUBLIC__TOKEN, DAVY_TELEGRAM_STAFF__TOKEN: (not shown) was given; with "
            "DAVY_PLACES each place has its own, DAVY_PLACE_<CODE>__TELEGRAM_PUBLIC__TOKEN"
        )
