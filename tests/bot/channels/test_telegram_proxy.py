"""Reaching Telegram through a proxy, for calls and for files, and only where one is set."""

from dataclasses import replace

import pytest

from bot.channel import Unavailable
from tests.bot.channels.loopback_proxy import loopback_proxy
from tests.bot.channels.telegram_kit import CHANNELS, QUICK_S, no_pictures, says, settings
from tests.kit.fake_bot_api import FakeBotApi, Person


@pytest.mark.parametrize("kind", ["http", "socks5"])
async def test_calls_and_files_go_through_the_proxy(
    api: FakeBotApi, person: Person, library: str, kind: str
) -> None:
    file = person.sends_file(b"%PDF", "a.pdf")["document"]
    async with loopback_proxy() as proxy:
        chosen = replace(settings(api, person.bot), proxy_url=f"{kind}://127.0.0.1:{proxy.port}")
        channel = CHANNELS[library]("t", "wuhe", chosen, pauses_s=QUICK_S)
        await channel.send(person.chat_ref, says("你好"), no_pictures)
        assert await channel.fetch(f"x:{file['file_id']}", 100) == b"%PDF"
        await channel.close()
        assert proxy.lines_count >= 1
    assert [shown.text for shown in person.seen] == ["你好"]


async def test_a_proxy_that_is_away_is_trouble_that_passes(
    api: FakeBotApi, person: Person, library: str
) -> None:
    chosen = replace(settings(api, person.bot), proxy_url="http://127.0.0.1:1")
    channel = CHANNELS[library]("t", "wuhe", chosen, pauses_s=QUICK_S)
    with pytest.raises(Unavailable):
        await channel.send(person.chat_ref, says("你好"), no_pictures)
    await channel.close()


async def test_the_environment_names_no_proxy_for_us(
    api: FakeBotApi, person: Person, library: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "HTTPS_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    channel = CHANNELS[library]("t", "wuhe", settings(api, person.bot), pauses_s=QUICK_S)
    await channel.send(person.chat_ref, says("你好"), no_pictures)
    await channel.close()
    assert len(person.seen) == 1
