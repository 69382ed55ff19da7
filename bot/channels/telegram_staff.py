"""The staff's bot, on python-telegram-bot: its errors, its calls."""

import os
from collections.abc import Awaitable, Sequence
from datetime import timedelta
from typing import Any, TypeVar

from telegram import (
    BotCommand,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    KeyboardButton,
    LinkPreviewOptions,
    Message,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
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
from bot.channels.telegram_staff_client import Request, StaffBot, trusted
from bot.channels.telegram_staff_reading import read

Answer = TypeVar("Answer")

_GRACE_S = 10.0
"""Beyond a long poll's own time."""
_UPLOAD_S = 60.0
_CONNECTIONS = 64


class TelegramStaff(TelegramBot):
    """The channel of the staff's bot."""

    staff = True

    def _connect(self, settings: TelegramSettings) -> Wire:
        # Durations as what they will be in the next version; else each one read is a warning.
        os.environ.setdefault("PTB_TIMEDELTA", "true")
        return PtbWire(settings)

    def translate(self, raw: bytes) -> Inbound | None:
        """What was meant, or None when it is nothing for us."""
        return translated(self.bot, raw, read)


class PtbWire:
    """python-telegram-bot's Bot as a `Wire`.

    It is never initialised: that asks getMe and raises while the server is away, and nothing here
    needs the answer.
    """

    def __init__(self, settings: TelegramSettings) -> None:
        self._settings = settings
        trust = trusted()
        self._request = Request(settings.proxy_url, _CONNECTIONS, trust)
        self._polling = Request(settings.proxy_url, 1, trust)
        self._bot = StaffBot(
            settings.token,
            base_url=lambda _: settings.call_base(),
            request=self._request,
            get_updates_request=self._polling,
        )

    async def updates(self, offset: int | None, timeout_s: int) -> list[dict[str, Any]]:
        """See `Wire`."""
        parameters: dict[str, Any] = {
            "offset": offset,
            "limit": UPDATES_MAX,
            "timeout": timeout_s,
            "allowed_updates": ALLOWED_UPDATES,
        }
        return await _neutral(self._bot.raw_updates(parameters, timeout_s + _GRACE_S))

    async def username(self) -> str:
        """See `Wire`."""
        return (await _neutral(self._bot.get_me())).username or ""

    async def set_webhook(self, url: str, secret: str) -> None:
        """See `Wire`."""
        await _neutral(
            self._bot.set_webhook(
                url,
                secret_token=secret or None,
                allowed_updates=ALLOWED_UPDATES,
                max_connections=MAX_CONNECTIONS,
            )
        )

    async def delete_webhook(self) -> None:
        """See `Wire`."""
        await _neutral(self._bot.delete_webhook())

    async def register(self, what: str, code: str, words: LanguageWords) -> None:
        """See `Wire`."""
        language = code or None
        if what == "commands":
            commands = [BotCommand(name, does) for name, does in words.commands]
            await _neutral(self._bot.set_my_commands(commands, language_code=language))
        elif what == "about":
            await _neutral(self._bot.set_my_short_description(words.about, language))
        else:
            await _neutral(self._bot.set_my_description(words.welcome, language))

    async def send(self, chat_ref: str, piece: Piece, without: frozenset[str]) -> tuple[str, ...]:
        """See `Wire`."""
        protect = True if piece.protected and "protect_content" not in without else None
        markup = _markup(piece, without)
        call: Awaitable[Any]
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
                piece.pictures[0],
                caption=piece.text or None,
                protect_content=protect,
                reply_markup=markup,
                filename="picture",
                read_timeout=_UPLOAD_S,
            )
        else:
            call = self._bot.send_media_group(
                chat_ref,
                [InputMediaPhoto(picture, filename="picture") for picture in piece.pictures],
                protect_content=protect,
                read_timeout=_UPLOAD_S,
            )
        sent = await _neutral(call)
        album: Sequence[Message] = sent if isinstance(sent, tuple) else (sent,)
        return tuple(str(one.message_id) for one in album)

    async def delete(self, chat_ref: str, refs: list[int]) -> None:
        """See `Wire`."""
        await _neutral(self._bot.delete_messages(chat_ref, refs))

    async def delete_one(self, chat_ref: str, ref: int) -> None:
        """See `Wire`."""
        await _neutral(self._bot.delete_message(chat_ref, ref))

    async def answer(self, callback_ref: str) -> None:
        """See `Wire`."""
        await _neutral(self._bot.answer_callback_query(callback_ref))

    async def download(self, file_id: str, max_bytes: int) -> bytes:
        """See `Wire`."""
        file = await _neutral(self._bot.raw_file(file_id))
        return await fetched(
            self._settings,
            file.get("file_path") or "",
            file.get("file_size") or 0,
            max_bytes=max_bytes,
            stream=lambda url, bound: _neutral(self._request.stream(url, bound)),
        )

    async def close(self) -> None:
        """See `Wire`."""
        await self._polling.shutdown()
        await self._request.shutdown()


def _no_preview(without: frozenset[str]) -> LinkPreviewOptions | None:
    return None if "link_preview_options" in without else LinkPreviewOptions(is_disabled=True)


def _markup(
    piece: Piece, without: frozenset[str]
) -> InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | None:
    if piece.place_label and "request_location" not in without:
        asking = [KeyboardButton(piece.place_label, request_location=True)]
        words = [[KeyboardButton(button.label) for button in row] for row in piece.rows]
        return ReplyKeyboardMarkup([asking, *words], resize_keyboard=True, one_time_keyboard=True)
    if piece.rows:
        return InlineKeyboardMarkup(
            [
                [InlineKeyboardButton(one.label, callback_data=one.data) for one in row]
                for row in piece.rows
            ]
        )
    if piece.keyboard_dropped and "remove_keyboard" not in without:
        return ReplyKeyboardRemove()
    return None


async def _neutral(call: Awaitable[Answer]) -> Answer:
    """The answer, or ApiError: the library's own errors hold chats and addresses with the token."""
    try:
        return await call
    except ApiError:
        raise
    except Exception as error:
        failure = _neutral_error(error)
    raise failure


def _neutral_error(error: Exception) -> ApiError:
    match error:
        case RetryAfter():
            told = error.retry_after
            after_s = told.total_seconds() if isinstance(told, timedelta) else float(told)
            return ApiError(429, after_s=after_s)
        case BadRequest():  # a NetworkError by descent, so it must stand before it
            return ApiError(400, error.message)
        case Forbidden() | ChatMigrated():
            return ApiError(403)
        case InvalidToken():
            return ApiError(404 if "not found" in error.message.lower() else 401)
        case Conflict():
            return ApiError(409)
        case NetworkError():
            return _of_network(error.message)
        case TelegramError():
            return ApiError(0, error.message)
    return ApiError(0)


def _of_network(message: str) -> ApiError:
    """The library keeps no code of other answers, but their text."""
    if "too large" in message.lower():
        return ApiError(413)
    return ApiError(0, message)
