"""The public's bot, on aiogram: its client, its errors, its calls."""

import bot.channels.telegram_public_aiogram  # noqa: F401 - before aiogram: see there

# isort: split
from collections.abc import Awaitable
from contextlib import aclosing
from typing import Any, ClassVar

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import ClientDecodeError
from aiogram.methods import TelegramMethod
from aiogram.types import (
    BotCommand,
    BufferedInputFile,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    KeyboardButton,
    LinkPreviewOptions,
    Message,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)

from bot.channel import Inbound
from bot.channels._telegram import (
    ALLOWED_UPDATES,
    MAX_CONNECTIONS,
    UPDATES_MAX,
    LanguageWords,
    TelegramSettings,
)
from bot.channels._telegram_bot import TelegramBot
from bot.channels._telegram_files import fetched
from bot.channels._telegram_reading import translated
from bot.channels._telegram_wire import ApiError, Piece, Wire
from bot.channels.telegram_public_errors import neutral
from bot.channels.telegram_public_reading import read

_CALL_S = 20
_UPLOAD_S = 60
_DOWNLOAD_S = 60
_GRACE_S = 10
"""Beyond a long poll's own time."""


class RawUpdates(TelegramMethod[list[dict[str, Any]]]):
    """getUpdates whose answer is left as it came, to be kept before anything is read of it."""

    __returning__: ClassVar[Any] = list[dict[str, Any]]
    __api_method__: ClassVar[str] = "getUpdates"

    offset: int | None = None
    limit: int = UPDATES_MAX
    timeout: int = 0
    allowed_updates: list[str]


class Session(AiohttpSession):
    """aiogram's HTTP session, closed without its pause: aiohttp waits for its lines by itself."""

    async def close(self) -> None:
        """Give connections back."""
        if self._session is not None and not self._session.closed:
            await self._session.close()


class TelegramPublic(TelegramBot):
    """The channel of the public's bot."""

    staff = False

    def _connect(self, settings: TelegramSettings) -> Wire:
        return AiogramWire(settings)

    def translate(self, raw: bytes) -> Inbound | None:
        """What was meant, or None when it is nothing for us."""
        return translated(self.bot, raw, read)


class AiogramWire:
    """aiogram's Bot as a `Wire`."""

    def __init__(self, settings: TelegramSettings) -> None:
        self._settings = settings
        base = settings.call_base()
        self._session = Session(
            proxy=settings.proxy_url or None,
            api=TelegramAPIServer(base=f"{base}/{{method}}", file=""),
            timeout=_CALL_S,
        )
        self._bot = Bot(settings.token, session=self._session)

    async def updates(self, offset: int | None, timeout_s: int) -> list[dict[str, Any]]:
        """See `Wire`."""
        method = RawUpdates(offset=offset, timeout=timeout_s, allowed_updates=list(ALLOWED_UPDATES))
        return await neutral(self._bot(method, request_timeout=timeout_s + _GRACE_S))

    async def username(self) -> str:
        """See `Wire`."""
        return (await neutral(self._bot.get_me())).username or ""

    async def set_webhook(self, url: str, secret: str) -> None:
        """See `Wire`."""
        await neutral(
            self._bot.set_webhook(
                url,
                secret_token=secret or None,
                allowed_updates=list(ALLOWED_UPDATES),
                max_connections=MAX_CONNECTIONS,
            )
        )

    async def delete_webhook(self) -> None:
        """See `Wire`."""
        await neutral(self._bot.delete_webhook())

    async def register(self, what: str, code: str, words: LanguageWords) -> None:
        """See `Wire`."""
        language = code or None
        if what == "commands":
            commands = [BotCommand(command=name, description=does) for name, does in words.commands]
            await neutral(self._bot.set_my_commands(commands, language_code=language))
        elif what == "about":
            await neutral(self._bot.set_my_short_description(words.about, language_code=language))
        else:
            await neutral(self._bot.set_my_description(words.welcome, language_code=language))

    async def send(self, chat_ref: str, piece: Piece, without: frozenset[str]) -> tuple[str, ...]:
        """See `Wire`."""
        protect = True if piece.protected and "protect_content" not in without else None
        markup = _markup(piece, without)
        call: Awaitable[Message | list[Message]]
        if not piece.pictures:
            call = self._bot.send_message(
                chat_ref,
                piece.text,
                link_preview_options=_no_preview(without),
                protect_content=protect,
                reply_markup=markup,
            )
        elif len(piece.pictures) == 1:
            call = self._bot.send_photo(
                chat_ref,
                _picture(piece.pictures[0]),
                caption=piece.text or None,
                protect_content=protect,
                reply_markup=markup,
                request_timeout=_UPLOAD_S,
            )
        else:
            call = self._bot.send_media_group(
                chat_ref,
                [InputMediaPhoto(media=_picture(picture)) for picture in piece.pictures],
                protect_content=protect,
                request_timeout=_UPLOAD_S,
            )
        return await _handles(call)

    async def delete(self, chat_ref: str, refs: list[int]) -> None:
        """See `Wire`."""
        await neutral(self._bot.delete_messages(chat_ref, refs))

    async def delete_one(self, chat_ref: str, ref: int) -> None:
        """See `Wire`."""
        await neutral(self._bot.delete_message(chat_ref, ref))

    async def answer(self, callback_ref: str) -> None:
        """See `Wire`."""
        await neutral(self._bot.answer_callback_query(callback_ref))

    async def download(self, file_id: str, max_bytes: int) -> bytes:
        """See `Wire`."""
        file = await neutral(self._bot.get_file(file_id))
        return await fetched(
            self._settings,
            file.file_path or "",
            file.file_size or 0,
            max_bytes=max_bytes,
            stream=lambda url, bound: neutral(self._stream(url, bound)),
        )

    async def _stream(self, url: str, max_bytes: int) -> bytes:
        taken = bytearray()
        async with aclosing(self._session.stream_content(url, timeout=_DOWNLOAD_S)) as chunks:
            async for chunk in chunks:
                taken += chunk
                if len(taken) > max_bytes:
                    raise ApiError(413)
        return bytes(taken)

    async def close(self) -> None:
        """See `Wire`."""
        await self._session.close()


def _no_preview(without: frozenset[str]) -> LinkPreviewOptions | None:
    return None if "link_preview_options" in without else LinkPreviewOptions(is_disabled=True)


def _picture(data: bytes) -> BufferedInputFile:
    return BufferedInputFile(data, filename="picture")


def _markup(
    piece: Piece, without: frozenset[str]
) -> InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | None:
    if piece.place_label and "request_location" not in without:
        asking = [KeyboardButton(text=piece.place_label, request_location=True)]
        words = [[KeyboardButton(text=button.label) for button in row] for row in piece.rows]
        return ReplyKeyboardMarkup(
            keyboard=[asking, *words], resize_keyboard=True, one_time_keyboard=True
        )
    if piece.rows:
        return InlineKeyboardMarkup(
            inline_keyboard=[
                [InlineKeyboardButton(text=one.label, callback_data=one.data) for one in row]
                for row in piece.rows
            ]
        )
    if piece.keyboard_dropped and "remove_keyboard" not in without:
        return ReplyKeyboardRemove(remove_keyboard=True)
    return None


async def _handles(call: Awaitable[Message | list[Message]]) -> tuple[str, ...]:
    """The handles of what was sent.

    An answer that says *ok* and cannot be read means that the message went out: without its handle
    it cannot be erased, but sent again it would be read twice.
    """
    sent = await neutral(_unreadable_is_empty(call))
    return tuple(str(one.message_id) for one in (sent if isinstance(sent, list) else [sent]))


async def _unreadable_is_empty(
    call: Awaitable[Message | list[Message]],
) -> Message | list[Message]:
    try:
        return await call
    except ClientDecodeError as error:
        if isinstance(error.data, dict) and error.data.get("ok") is True:
            return []
        raise
