"""What both Telegram bots share: settings, words, limits with their source, addresses, silence."""

import logging
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

from bot.channel import Manners

OFFICIAL_API_URL = "https://api.telegram.org"
"""Where both libraries go by themselves; a self-hosted Bot API server has another."""

TEXT_MAX = 4096
"""UTF-16 units of one message. Bot API, sendMessage."""
CAPTION_MAX = 1024
"""UTF-16 units of a picture's caption. Bot API, sendPhoto."""
ALBUM_MAX = 10
"""Pictures of one album, at least two. Bot API, sendMediaGroup."""
DOWNLOAD_MAX_BYTES = 20_000_000
"""A file that a bot can fetch. Bot API, getFile: "up to 20MB in size"."""
DELETE_MAX = 100
"""Messages of one call. Bot API, deleteMessages."""
LONG_POLL_S = 50
"""Longest hold of getUpdates. telegram-bot-api: LONG_POLL_MAX_TIMEOUT."""
UPDATES_MAX = 100
"""Updates of one answer. Bot API, getUpdates."""
ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")
"""All that is read; nothing else is even asked for."""
MAX_CONNECTIONS = 40
"""Webhook connections at once. Bot API, setWebhook: 1-100, default 40."""
PAUSES_S = (1.0, 2.0, 5.0, 10.0, 30.0)
"""Between tries while the platform is away; the last one repeats."""

MANNERS = Manners(
    kind="messenger",
    messenger="Telegram",
    text_max=TEXT_MAX,
    pushes=True,
    erases=True,
    # Bot FAQ, "My bot is hitting limits": 1/s to one chat, 30/s in all. Its 20/min to one group
    # asks nothing of us: what is said in groups is dropped, and nothing is sent there.
    total_per_s=30.0,
    chat_per_s=1.0,
)

_QUIET = ("httpx", "httpcore", "telegram", "aiogram", "aiohttp")


@dataclass(frozen=True, slots=True)
class TelegramSettings:
    """One bot's access to Telegram, or to a self-hosted Bot API server."""

    token: str = field(repr=False)
    api_url: str = OFFICIAL_API_URL
    """Base address; also with `/bot` or with `{token}` in it, as other programs write it."""
    file_url: str = ""
    """Where files are fetched; empty: from `api_url`. `file:///folder` reads a local server's."""
    webhook_url: str = ""
    """Empty: the bot polls. A bare host gets the path `/hooks/<bot>`."""
    webhook_secret: str = field(default="", repr=False)
    """1-256 of A-Z a-z 0-9 _ -; without it the hook takes nothing."""
    proxy_url: str = field(default="", repr=False)
    """http:// or socks5://, for calls to Telegram only."""

    def hook_url(self, bot: str) -> str:
        """The address Telegram is told to push to."""
        if urlsplit(self.webhook_url).path.strip("/"):
            return self.webhook_url
        return f"{self.webhook_url.rstrip('/')}/hooks/{bot}"

    def call_base(self) -> str:
        """The address before `/<method>`; holds the token, so it must never be logged."""
        return self._with_token(self.api_url or OFFICIAL_API_URL, "/bot")

    def file_location(self, file_path: str) -> str | Path:
        """Where a getFile answer's file lies: a URL, or a path in a local server's folder.

        Empty when the server names a path outside that folder.
        """
        if self.file_url.startswith("file://"):
            folder = Path(unquote(urlsplit(self.file_url).path)).resolve()
            path = (folder / file_path).resolve()
            return path if path.is_relative_to(folder) else ""
        # A server in local mode answers with its own absolute path; one that hands files out all
        # the same does so beneath the folder that is named after the token.
        within = file_path.partition(f"/{self.token}/")[2] or file_path.lstrip("/")
        return f"{self._file_base()}/{quote(within)}"

    def _file_base(self) -> str:
        if self.file_url:
            url = self.file_url.rstrip("/")
            folder = "/bot" if url.endswith(("/file", "/file/bot")) else "/file/bot"
            return self._with_token(url, folder)
        url = (
            (self.api_url or OFFICIAL_API_URL)
            .rstrip("/")
            .replace("/bot{token}", "/file/bot{token}", 1)
        )
        return self._with_token(url.removesuffix("/bot"), "/file/bot")

    def _with_token(self, url: str, folder: str) -> str:
        url = url.rstrip("/")
        if "{token}" in url:
            return url.replace("{token}", self.token)
        return f"{url.removesuffix(folder)}{folder}{self.token}"


@dataclass(frozen=True, slots=True)
class LanguageWords:
    """What Telegram itself shows in one language, and the words on the place button."""

    language: str
    """A tag such as zh-Hans; Telegram is told its first two letters."""
    commands: tuple[tuple[str, str], ...] = ()
    """Name (1-32 of a-z, 0-9, _) and what it does (1-256 characters)."""
    about: str = ""
    """On the profile and beside a shared link, 0-120 characters."""
    welcome: str = ""
    """In an empty chat, 0-512 characters."""
    share_place: str = ""
    """Label of the button that sends the person's place; empty: no such button."""


@dataclass(frozen=True, slots=True)
class BotWords:
    """The words of one bot; the first language is the default for everybody else."""

    languages: tuple[LanguageWords, ...] = ()

    def share_place(self, language: str) -> str:
        """The place button's label for a reader of this language; empty when there is none."""
        for words in self.languages:
            if words.language == language:
                return words.share_place
        return self.languages[0].share_place if self.languages else ""

    def codes(self) -> tuple[tuple[str, LanguageWords], ...]:
        """Two-letter code and words of each registration; the empty code is for everybody else."""
        if not self.languages:
            return ()
        own = tuple((words.language.partition("-")[0], words) for words in self.languages)
        return (("", self.languages[0]), *own)


def quiet_loggers() -> None:
    """Silence the libraries: they log addresses with the token in them, chats and whole updates.

    Their errors reach us as exceptions, and what is worth a line is logged here without them.
    """
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
