"""Which channels a process has: one a bot, each library imported only when it is needed."""

from typing import TYPE_CHECKING

from backend.api.keeper import Keeper
from backend.api.uploads import Memory
from backend.bots import TelegramBot
from backend.settings import Settings
from bot.channel import Channel
from bot.channels.terminal import Terminal
from bot.channels.web import WebChat, WebSettings
from bot.ground import photo_limits
from bot.voice import Voice

if TYPE_CHECKING:
    from bot.channels._telegram import BotWords, TelegramSettings
    from bot.channels._telegram_bot import TelegramBot as TelegramChannel

LANGUAGES = ("zh-Hans", "en")
COMMANDS = {
    "public": (
        *("start", "new", "status", "back", "cancel"),
        *("language", "privacy", "stop", "help"),
    ),
    "staff": ("tasks", "back", "cancel", "language", "leave", "help"),
}


def channels(settings: Settings, voice: Voice, keeper: Keeper) -> list[Channel]:
    """All channels that the settings switch on."""
    made: list[Channel] = []
    memory = Memory()
    for code in settings.served:
        made += [
            Terminal(f"terminal-{code}", code),
            Terminal(f"terminal-staff-{code}", code, staff=True),
        ]
        made += _web(settings, code, voice, keeper, memory=memory)
        made += telegram(settings, code, voice)
    return made


def _web(
    settings: Settings, code: str, voice: Voice, keeper: Keeper, *, memory: Memory
) -> list[Channel]:
    front = settings.front_of(code)
    return [
        WebChat(
            f"web-{'staff-' if staff else ''}{code}",
            code,
            WebSettings(
                path=f"{front}staff/" if staff else front,
                staff=staff,
                secure=settings.public_url.startswith("https://"),
                upload_max_bytes=photo_limits(settings).max_bytes,
                files_max=settings.photos_max,
                memory=memory,
            ),
            voice,
            keeper,
        )
        for staff in (False, True)
    ]


def telegram(settings: Settings, code: str, voice: Voice) -> "list[TelegramChannel]":
    """A place's bots on Telegram; none speaks before it is asked to."""
    bots = settings.bots_of(code)
    made: list[TelegramChannel] = []
    if bots.telegram_public.token.get_secret_value():
        from bot.channels.telegram_public import TelegramPublic

        made.append(
            TelegramPublic(
                f"telegram-public-{code}",
                code,
                _access(bots.telegram_public),
                _words(voice, "public"),
            )
        )
    if bots.telegram_staff.token.get_secret_value():
        from bot.channels.telegram_staff import TelegramStaff

        made.append(
            TelegramStaff(
                f"telegram-staff-{code}", code, _access(bots.telegram_staff), _words(voice, "staff")
            )
        )
    return made


def _access(bot: TelegramBot) -> "TelegramSettings":
    from bot.channels._telegram import OFFICIAL_API_URL, TelegramSettings

    return TelegramSettings(
        token=bot.token.get_secret_value(),
        api_url=bot.api_url or OFFICIAL_API_URL,
        file_url=bot.file_url,
        webhook_url=bot.webhook_url,
        webhook_secret=bot.webhook_secret.get_secret_value(),
        proxy_url=bot.proxy_url,
    )


def _words(voice: Voice, whose: str) -> "BotWords":
    from bot.channels._telegram import BotWords, LanguageWords

    return BotWords(
        tuple(
            LanguageWords(
                language=language,
                commands=tuple(
                    (name, voice.line(f"command-{whose}-{name}", language))
                    for name in COMMANDS[whose]
                ),
                about=voice.line(f"bot-{whose}-about", language),
                welcome=voice.line(f"bot-{whose}-welcome", language),
                share_place=voice.line("share-place", language),
            )
            for language in LANGUAGES
        )
    )
