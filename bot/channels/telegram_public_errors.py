"""aiogram's errors as what the wire raises, without chats, words and addresses."""

from collections.abc import Awaitable
from typing import TypeVar

from aiogram.exceptions import (
    TelegramAPIError,
    TelegramBadRequest,
    TelegramConflictError,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)

from bot.channels._telegram_wire import ApiError

Answer = TypeVar("Answer")

# The first that fits: a subclass stands before its parent.
_CODES: tuple[tuple[type[Exception], int], ...] = (
    (TelegramEntityTooLarge, 413),
    (TelegramNetworkError, 0),
    (TelegramRetryAfter, 429),
    (TelegramForbiddenError, 403),
    (TelegramUnauthorizedError, 401),
    (TelegramNotFound, 404),
    (TelegramConflictError, 409),
    (TelegramMigrateToChat, 403),
    (TelegramBadRequest, 400),
    (TelegramServerError, 500),
)


async def neutral(call: Awaitable[Answer]) -> Answer:
    """The answer, or ApiError: aiogram's own errors hold chats and addresses with the token."""
    try:
        return await call
    except ApiError:
        raise
    except Exception as error:
        failure = _neutral_error(error)
    raise failure


def _neutral_error(error: Exception) -> ApiError:
    description = error.message if isinstance(error, TelegramAPIError) else ""
    if isinstance(error, TelegramRetryAfter):
        return ApiError(429, after_s=float(error.retry_after))
    for kind, code in _CODES:
        if isinstance(error, kind):
            return ApiError(code, "" if code == 0 else str(description))
    if isinstance(error, TelegramAPIError):
        return ApiError(0, str(description))
    return ApiError(0)
