"""What the Telegram tests share: a fake server, both channels, small pictures, a served hook."""

import asyncio
import io
import json
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import uvicorn
from PIL import Image

from bot.channel import Asgi, Button, Inbound, Outbound
from bot.channels._telegram import BotWords, LanguageWords, TelegramSettings
from bot.channels._telegram_bot import TelegramBot
from bot.channels.telegram_public import TelegramPublic
from bot.channels.telegram_staff import TelegramStaff
from tests.kit.fake_bot_api import FakeBot, FakeBotApi

QUICK_S = (0.01, 0.02)
CHANNELS: dict[str, type[TelegramBot]] = {"aiogram": TelegramPublic, "ptb": TelegramStaff}
ROWS = (
    (Button("消防", "report-sector|fire"), Button("住房", "report-sector|housing")),
    (Button("不知道", "report-sector|unknown"),),
)
SECRET = "s3cret_of-the-hook"
WORDS = BotWords(
    (
        LanguageWords(
            "zh-Hans",
            commands=(("start", "开始"), ("stop", "断开")),
            about="安全隐患举报",
            welcome="看见隐患就说一声。",
            share_place="📍 发送我的位置",
        ),
        LanguageWords(
            "en",
            commands=(("start", "Begin"), ("stop", "Cut the link")),
            about="Report a hazard",
            welcome="Saw something dangerous? Say so.",
            share_place="📍 Send my place",
        ),
    )
)


def settings(
    api: FakeBotApi, bot: FakeBot, *, hook: str = "", secret: str = ""
) -> TelegramSettings:
    """Settings of a bot on the fake."""
    return TelegramSettings(bot.token, api_url=api.url, webhook_url=hook, webhook_secret=secret)


def picture(colour: str = "red", size_px: tuple[int, int] = (64, 48)) -> bytes:
    """A small real JPEG."""
    out = io.BytesIO()
    Image.new("RGB", size_px, colour).save(out, "JPEG")
    return out.getvalue()


async def no_pictures(name: str) -> bytes:
    """For messages without pictures."""
    raise LookupError(name)


def says(text: str, **more: object) -> Outbound:
    """A message with this text."""
    return Outbound(text, **more)  # type: ignore[arg-type]


@asynccontextmanager
async def served(routes: Mapping[str, Asgi]) -> AsyncIterator[str]:
    """Serve a channel's routes on a real loopback socket; gives the address before the path."""

    async def app(scope: dict, receive: object, send: object) -> None:
        if scope["type"] == "http":
            await routes[scope["path"]](scope, receive, send)

    config = uvicorn.Config(app, lifespan="off", log_level="critical", access_log=False)
    server = uvicorn.Server(config)
    # Listening already: who connects before the server is up waits in the socket's line.
    listening = socket.create_server(("127.0.0.1", 0))
    task = asyncio.create_task(server.serve([listening]))
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        await task


async def pictures(name: str) -> bytes:
    """A picture for each name."""
    return picture(name.removeprefix("photo:"))


def ref(message: dict[str, Any], kind: str) -> str:
    """The handle of a message's file."""
    file = message[kind][-1] if isinstance(message[kind], list) else message[kind]
    return f"{file['file_unique_id']}:{file['file_id']}"


def last(bot: FakeBot) -> bytes:
    """The newest update as it travels."""
    return json.dumps(bot.queue.log[-1]).encode()


def meant(channel: TelegramBot, bot: FakeBot) -> Inbound:
    """What the newest update means."""
    inbound = channel.translate(last(bot))
    assert inbound is not None
    return inbound
