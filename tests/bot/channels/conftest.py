"""Fixtures of the Telegram tests: one fake server, and each channel over it."""

from collections.abc import AsyncIterator

import pytest

from bot.channels._telegram_bot import TelegramBot
from tests.bot.channels.memory_house import MemoryHouse
from tests.bot.channels.telegram_kit import CHANNELS, QUICK_S, WORDS, settings
from tests.kit.fake_bot_api import FakeBot, FakeBotApi, Person


@pytest.fixture
async def api() -> AsyncIterator[FakeBotApi]:
    """A fake Bot API; its pauses between webhook tries are a hundredth."""
    async with FakeBotApi(hurry=100.0) as fake:
        yield fake


@pytest.fixture
def bot(api: FakeBotApi) -> FakeBot:
    """A bot's account on the fake."""
    return api.bot()


@pytest.fixture(params=sorted(CHANNELS))
def library(request: pytest.FixtureRequest) -> str:
    """Each library in turn."""
    return str(request.param)


@pytest.fixture
async def channel(api: FakeBotApi, bot: FakeBot, library: str) -> AsyncIterator[TelegramBot]:
    """Each channel in turn, polling, with quick pauses."""
    made = CHANNELS[library]("telegram-test", "wuhe", settings(api, bot), WORDS, pauses_s=QUICK_S)
    yield made
    await made.close()


@pytest.fixture
def house() -> MemoryHouse:
    """An empty house."""
    return MemoryHouse()


@pytest.fixture
def person(bot: FakeBot) -> Person:
    """Somebody who has started the bot."""
    someone = bot.person()
    someone.start()
    return someone
