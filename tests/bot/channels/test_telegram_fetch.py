"""Fetching what a person sent: within the bound, from any correct server."""

from pathlib import Path

import pytest

from bot.channel import Rejected, Unavailable
from bot.channels._telegram import TelegramSettings
from bot.channels._telegram_bot import TelegramBot
from tests.bot.channels.telegram_kit import CHANNELS, QUICK_S, picture
from tests.kit.fake_bot_api import FakeBot, FakeBotApi

PDF = b"%PDF" + bytes(range(256)) * 400


def sent(bot: FakeBot, data: bytes = PDF, *, size_bytes: int = 0) -> str:
    """A document's handle."""
    file = bot.person().sends_file(data, "a.pdf", size_bytes=size_bytes)["document"]
    return f"{file['file_unique_id']}:{file['file_id']}"


async def test_a_file_comes_as_it_was_sent(channel: TelegramBot, bot: FakeBot) -> None:
    assert await channel.fetch(sent(bot), 1_000_000) == PDF
    photo = bot.person().sends_photo(picture())["photo"][-1]
    fetched = await channel.fetch(f"{photo['file_unique_id']}:{photo['file_id']}", 1_000_000)
    assert fetched[:3] == b"\xff\xd8\xff"


async def test_a_file_beyond_the_bound_is_refused_before_it_is_fetched(
    channel: TelegramBot, bot: FakeBot
) -> None:
    with pytest.raises(Rejected, match="too-large"):
        await channel.fetch(sent(bot), len(PDF) - 1)
    with pytest.raises(Rejected, match="too-large"):
        await channel.fetch(sent(bot, b"big", size_bytes=20_000_001), 50_000_000)


async def test_a_file_larger_than_was_said_is_cut_off(channel: TelegramBot, bot: FakeBot) -> None:
    with pytest.raises(Rejected, match="too-large"):
        await channel.fetch(sent(bot, PDF, size_bytes=10), 50_000)


TROUBLES = {
    "a file that is gone": lambda bot: bot.trouble.fail("file", code=404),
    "their error": lambda bot: bot.trouble.fail("getFile", code=500),
    "a line cut": lambda bot: bot.trouble.cut(
        "file", times=2
    ),  # a client may try once more by itself
    "an unknown handle": lambda bot: bot.files.clear(),
}


@pytest.mark.parametrize("trouble", sorted(TROUBLES))
async def test_what_cannot_be_fetched_now_is_tried_again(
    channel: TelegramBot, bot: FakeBot, trouble: str
) -> None:
    handle = sent(bot)
    TROUBLES[trouble](bot)
    with pytest.raises(Unavailable) as raised:
        await channel.fetch(handle, 1_000_000)
    chain: BaseException | None = raised.value
    while chain is not None:
        assert bot.token not in f"{chain!r} {chain}"
        chain = chain.__cause__ or chain.__context__


async def test_a_server_in_local_mode_hands_out_files_from_its_disk(
    tmp_path: Path, library: str
) -> None:
    folder = tmp_path / "bot-api"
    async with FakeBotApi(local_folder=folder) as api:
        bot = api.bot()
        shared = settings_of(bot, api.url, folder.as_uri())
        assert await fetched(library, shared, sent(bot)) == PDF
        with pytest.raises(Rejected, match="too-large"):
            await fetched(library, shared, sent(bot), len(PDF) - 1)
        # Over HTTP the same path is looked for beneath the folder named after the token.
        assert await fetched(library, settings_of(bot, api.url, ""), sent(bot)) == PDF
        # A path outside the folder is never opened.
        elsewhere = settings_of(bot, api.url, (tmp_path / "other").as_uri())
        with pytest.raises(Unavailable):
            await fetched(library, elsewhere, sent(bot))


def settings_of(bot: FakeBot, api_url: str, file_url: str) -> TelegramSettings:
    """Settings with both addresses."""
    return TelegramSettings(bot.token, api_url=api_url, file_url=file_url)


async def fetched(
    library: str, chosen: TelegramSettings, handle: str, max_bytes: int = 1_000_000
) -> bytes:
    """A file by a channel with these settings."""
    channel = CHANNELS[library]("t", "wuhe", chosen, pauses_s=QUICK_S)
    try:
        return await channel.fetch(handle, max_bytes)
    finally:
        await channel.close()


@pytest.mark.parametrize("ending", ["", "/", "/bot", "/bot{token}"])
async def test_the_addresses_may_be_written_as_other_programs_write_them(
    api: FakeBotApi, bot: FakeBot, library: str, ending: str
) -> None:
    handle = sent(bot)
    for file_url in ("", api.url, f"{api.url}/file", f"{api.url}/file/bot"):
        assert await fetched(library, settings_of(bot, api.url + ending, file_url), handle) == PDF
    template = f"{api.url}/file/bot{{token}}/"
    assert await fetched(library, settings_of(bot, api.url + ending, template), handle) == PDF
