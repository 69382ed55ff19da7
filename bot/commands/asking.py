"""Asking Telegram whose a bot's token is, for `davy doctor`."""

import asyncio
from typing import TYPE_CHECKING

from backend.settings import Settings
from bot.channel import DeliveryError
from bot.roster import telegram
from bot.voice import Voice
from locales.catalogue import load as load_catalogue

if TYPE_CHECKING:
    from bot.channels._telegram_bot import TelegramBot

WITHIN_S = 5.0
"""So long an answer is waited for: somebody is sitting before the screen."""
_AT_ONCE = 20
"""Bots that are asked side by side; a thousand places may have two thousand."""

REFUSED, NO_ANSWER = "token-refused", "no-answer"


def names_told(settings: Settings, codes: list[str]) -> dict[str, str]:
    """What Telegram says of each bot of these places: `@name`, or why there is none.

    By the channel's id, such as `telegram-public-340322`. Instead of a name: `token-refused`, or
    `no-answer` where nobody answered within five seconds, or another fault of the platform.
    """
    return asyncio.run(_all_told(settings, codes))


async def _all_told(settings: Settings, codes: list[str]) -> dict[str, str]:
    voice, turn = Voice(load_catalogue()), asyncio.Semaphore(_AT_ONCE)

    async def told(bot: "TelegramBot") -> str:
        async with turn:
            try:
                return "@" + await asyncio.wait_for(bot.username(), WITHIN_S)
            except TimeoutError:
                return NO_ANSWER
            except DeliveryError as error:
                return str(error) or NO_ANSWER
            finally:
                await bot.close()

    bots = [bot for code in codes for bot in telegram(settings, code, voice)]
    answers = await asyncio.gather(*(told(bot) for bot in bots))
    return {bot.bot: answer for bot, answer in zip(bots, answers, strict=True)}
