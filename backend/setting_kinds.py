"""Kinds of values that settings take: lists, networks, addresses, tokens, codes of places."""

import re
from ipaddress import ip_network
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr
from pydantic_settings import NoDecode
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

_CODE = r"^\d{6}(\d{3}){0,2}$"
# The official ones have 35 characters after the colon; servers of one's own give shorter ones.
_TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]{3,}")


def _split(value: Any) -> Any:
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(",") if part.strip())
    return value


def _networks(value: tuple[str, ...]) -> tuple[str, ...]:
    for one in value:
        try:
            ip_network(one, strict=False)
        except ValueError:
            raise ValueError("addresses or networks are wanted, as 127.0.0.1,10.0.0.0/8") from None
    return value


def _web(value: str) -> str:
    if value and not is_address(value):
        raise ValueError("an address is wanted that begins with https:// or http://")
    return value


def is_address(value: str) -> bool:
    """Whether this is the address of something on the web."""
    return _leads_somewhere(value, "http", "https")


def _files(value: str) -> str:
    local = value.startswith("file:///")
    if value and not local and not is_address(value):
        raise ValueError("an address is wanted that begins with https://, http:// or file:///")
    return value


def _proxy(value: str) -> str:
    if value and not _leads_somewhere(value, "http", "socks5", with_port=True):
        raise ValueError("http://HOST:PORT or socks5://HOST:PORT is wanted")
    return value


def _leads_somewhere(value: str, *schemes: str, with_port: bool = False) -> bool:
    """Whether an address has one of these schemes, a host, and a port that can be."""
    try:
        parts = urlsplit(value)
        port = parts.port
    except ValueError:
        return False
    host = parts.scheme in schemes and parts.hostname and not re.search(r"\s", value)
    return bool(host) and (port is not None or not with_port)


def is_token(value: str) -> bool:
    """Whether a bot's token looks like one: figures, a colon, letters."""
    return _TOKEN.fullmatch(value) is not None


def _token(value: SecretStr) -> SecretStr:
    if value.get_secret_value() and not is_token(value.get_secret_value()):
        raise ValueError("a token is wanted as @BotFather gives it: 123456789:AAE…")
    return value


def _database(value: str) -> str:
    if value and not (re.match(r"(postgresql(\+psycopg)?|sqlite)://", value) and _readable(value)):
        raise ValueError(
            "postgresql+psycopg://USER:PASSWORD@HOST/NAME is wanted, or nothing for SQLite"
        )
    return value


def _readable(value: str) -> bool:
    try:
        make_url(value)
    except (ArgumentError, ValueError):
        return False
    return True


Names = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split)]
Networks = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split), AfterValidator(_networks)]
WebAddress = Annotated[str, AfterValidator(_web)]
FilesAddress = Annotated[str, AfterValidator(_files)]
ProxyAddress = Annotated[str, AfterValidator(_proxy)]
BotToken = Annotated[SecretStr, AfterValidator(_token)]
DatabaseUrl = Annotated[str, AfterValidator(_database)]
PlaceCode = Annotated[str, Field(pattern=_CODE)]
PlaceCodes = Annotated[
    tuple[Annotated[str, Field(pattern=f"^all$|{_CODE}")], ...], NoDecode, BeforeValidator(_split)
]
"""Codes of places, or the word `all`."""
