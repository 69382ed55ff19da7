"""Settings and words of a Telegram bot, and that nothing gives its secrets away."""

import logging

import pytest

from bot.channel import Channel
from bot.channels._telegram import (
    BotWords,
    LanguageWords,
    TelegramSettings,
    quiet_loggers,
)
from bot.channels._telegram_bot import TelegramBot
from bot.channels.telegram_public import TelegramPublic
from bot.channels.telegram_staff import TelegramStaff
from tests.bot.channels.telegram_kit import WORDS, no_pictures, says
from tests.kit.fake_bot_api import FakeBotApi, Person

TOKEN = "7100000001:AAE-secret"
CALLS = [
    ("https://api.telegram.org", f"https://api.telegram.org/bot{TOKEN}"),
    ("http://10.0.0.1:8081/", f"http://10.0.0.1:8081/bot{TOKEN}"),
    ("http://10.0.0.1:8081/bot", f"http://10.0.0.1:8081/bot{TOKEN}"),
    ("http://10.0.0.1/tg/bot{token}/test", f"http://10.0.0.1/tg/bot{TOKEN}/test"),
    ("", f"https://api.telegram.org/bot{TOKEN}"),
]


@pytest.mark.parametrize(("api_url", "base"), CALLS)
def test_the_api_address_may_be_written_in_several_ways(api_url: str, base: str) -> None:
    assert TelegramSettings(TOKEN, api_url=api_url).call_base() == base


FILES = [
    ("http://a:1", "", f"http://a:1/file/bot{TOKEN}/photos/f%201.jpg"),
    ("http://a:1/bot", "", f"http://a:1/file/bot{TOKEN}/photos/f%201.jpg"),
    ("http://a:1/bot{token}/test", "", f"http://a:1/file/bot{TOKEN}/test/photos/f%201.jpg"),
    ("http://a:1", "http://b:2", f"http://b:2/file/bot{TOKEN}/photos/f%201.jpg"),
    ("http://a:1", "http://b:2/file", f"http://b:2/file/bot{TOKEN}/photos/f%201.jpg"),
    ("http://a:1", "http://b:2/file/bot", f"http://b:2/file/bot{TOKEN}/photos/f%201.jpg"),
    ("http://a:1", "http://b:2/x/{token}", f"http://b:2/x/{TOKEN}/photos/f%201.jpg"),
]


@pytest.mark.parametrize(("api_url", "file_url", "where"), FILES)
def test_the_file_address_follows_the_api_or_is_given(
    api_url: str, file_url: str, where: str
) -> None:
    chosen = TelegramSettings(TOKEN, api_url=api_url, file_url=file_url)
    assert chosen.file_location("photos/f 1.jpg") == where


HOOKS = [
    ("https://davy.example", "https://davy.example/hooks/telegram-public"),
    ("https://davy.example/", "https://davy.example/hooks/telegram-public"),
    ("https://davy.example:8443/in/tg", "https://davy.example:8443/in/tg"),
]


@pytest.mark.parametrize(("given", "told"), HOOKS)
def test_a_bare_host_gets_the_path_of_the_hook(given: str, told: str) -> None:
    assert TelegramSettings(TOKEN, webhook_url=given).hook_url("telegram-public") == told


def test_settings_do_not_show_their_secrets() -> None:
    shown = repr(
        TelegramSettings(TOKEN, webhook_secret="hook-secret", proxy_url="http://me:pw@proxy")
    )
    assert all(secret not in shown for secret in (TOKEN, "hook-secret", "pw"))


def test_words_fall_to_the_first_language() -> None:
    assert WORDS.share_place("en") == "📍 Send my place"
    assert WORDS.share_place("ug") == "📍 发送我的位置"
    assert BotWords().share_place("en") == ""
    codes = [(code, words.language) for code, words in WORDS.codes()]
    assert codes == [("", "zh-Hans"), ("zh", "zh-Hans"), ("en", "en")]
    assert BotWords((LanguageWords("en"),)).codes()[0][0] == ""


async def test_both_bots_keep_the_contract() -> None:
    made: list[Channel] = [
        TelegramPublic("public", "wuhe", TelegramSettings(TOKEN)),
        TelegramStaff("staff", "wuhe", TelegramSettings(TOKEN)),
    ]
    assert [(one.bot, one.place, one.staff) for one in made] == [
        ("public", "wuhe", False),
        ("staff", "wuhe", True),
    ]
    assert {one.manners.text_max for one in made} == {4096}
    for one in made:
        await one.close()


async def test_the_libraries_log_nothing(
    channel: TelegramBot, person: Person, api: FakeBotApi, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    quiet_loggers()
    person.bot.trouble.page("sendMessage", status=200)
    with pytest.raises(Exception, match="no-answer"):
        await channel.send(person.chat_ref, says("秘密的话"), no_pictures)
    await channel.send(person.chat_ref, says("秘密的话"), no_pictures)
    await channel.fetch(f"x:{person.sends_file(b'1', 'a.pdf')['document']['file_id']}", 100)
    ours = [one for one in caplog.records if not one.name.startswith(("davy", "asyncio"))]
    assert ours == []
    assert person.bot.token not in caplog.text
    assert "秘密的话" not in caplog.text


async def test_a_bot_tells_its_name(channel: TelegramBot) -> None:
    assert await channel.username() == "davy_test_bot"
