"""Settings of Telegram bots: what one bot takes, and the bots that one of many places has."""

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from dotenv import dotenv_values
from pydantic import BaseModel, ConfigDict, SecretStr, ValidationError

from backend.setting_kinds import BotToken, FilesAddress, ProxyAddress, WebAddress

OF_A_PLACE = re.compile(r"DAVY_PLACE_(\d+)__(\w+)")
"""The name of a setting that is one place's own."""


class TelegramBot(BaseModel):
    """One bot. Without a token it is switched off; without a webhook URL it polls."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    token: BotToken = SecretStr("")
    """The bot's token, from @BotFather. Empty: this bot is switched off."""
    api_url: WebAddress = ""
    """Base URL of a self-hosted Bot API server; empty is the official one."""
    file_url: FilesAddress = ""
    """Where files are fetched: a base URL, or `file:///` and a folder. Empty follows `API_URL`."""
    webhook_url: WebAddress = ""
    """Where Telegram pushes updates; a bare host gets the path `/hooks/<bot>`. Empty: polling."""
    webhook_secret: SecretStr = SecretStr("")
    """1-256 of `A-Z a-z 0-9 _ -`; wanted with a webhook: nothing is taken without it."""
    proxy_url: ProxyAddress = ""
    """`http://HOST:PORT` or `socks5://HOST:PORT`, where no other way leads to Telegram."""


class PlaceBots(BaseModel):
    """What one of several places has of its own (`DAVY_PLACE_<CODE>__TELEGRAM_PUBLIC__TOKEN`)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    telegram_public: TelegramBot = TelegramBot()
    telegram_staff: TelegramBot = TelegramBot()


NO_BOTS = PlaceBots()


def given_settings(file: Path) -> dict[str, str]:
    """What the environment (strongest) and the settings file say, by name in capitals."""
    from_file = dotenv_values(file, encoding="utf-8") if file.is_file() else {}
    found: dict[str, str] = {}
    for some in (from_file, os.environ):
        found |= {name.upper(): value for name, value in some.items() if value}
    return found


def bots_by_place(given: Mapping[str, str]) -> dict[str, PlaceBots | ValidationError]:
    """The bots that places have of their own, by code; in place of what is wrong, what is.

    Read once for all of them: a thousand places name some thousands of settings.
    """
    values: dict[str, dict[str, Any]] = {}
    for name, value in given.items():
        found = OF_A_PLACE.fullmatch(name)
        bot, _, part = found[2].lower().partition("__") if found else ("", "", "")
        if found and bot in PlaceBots.model_fields and part in TelegramBot.model_fields:
            values.setdefault(found[1], {}).setdefault(bot, {})[part] = value
    return {code: _checked(told) for code, told in values.items()}


def _checked(told: dict[str, Any]) -> PlaceBots | ValidationError:
    try:
        return PlaceBots.model_validate(told)
    except ValidationError as error:
        return error


def without_secret(bots: PlaceBots, front: str) -> Iterator[str]:
    """What to say of bots with a webhook and no fit secret; `front` begins the settings."""
    for name in PlaceBots.model_fields:
        bot: TelegramBot = getattr(bots, name)
        secret = bot.webhook_secret.get_secret_value()
        if bot.webhook_url and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret):
            yield (
                f"{front}{name.upper()}__WEBHOOK_SECRET: (not shown) was given; with a webhook "
                "1-256 of A-Z a-z 0-9 _ - are wanted: without, anybody could speak for Telegram"
            )


class Tokens:
    """Whose each token is: one token is one bot, and two that poll with it silence each other."""

    def __init__(self) -> None:
        self._owners: dict[str, str] = {}

    def twice(self, bots: PlaceBots, front: str) -> Iterator[str]:
        """What to say of tokens that were met before; `front` begins the settings."""
        for name in PlaceBots.model_fields:
            bot: TelegramBot = getattr(bots, name)
            setting = f"{front}{name.upper()}__TOKEN"
            if not bot.token.get_secret_value():
                continue
            owner = self._owners.setdefault(bot.token.get_secret_value(), setting)
            if owner != setting:
                yield f"{setting}: (not shown) was given; {owner} has the same, and wants its own"
