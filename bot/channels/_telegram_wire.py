"""What a Telegram library is asked to do, what can go wrong, and what that means for delivery."""

import re
from dataclasses import dataclass
from typing import Any, Protocol

from bot.channel import (
    Button,
    DeliveryError,
    Rejected,
    Throttled,
    Unavailable,
    Unreachable,
)
from bot.channels._telegram import LanguageWords

_RETRY = re.compile(r"retry after (\d+)", re.IGNORECASE)
# 400s that are about the person's side. telegram-bot-api, Client.cpp: fail_query_with_error.
_GONE = (
    *("chat not found", "user not found", "user is deactivated", "peer_id_invalid"),
    *("input_user_deactivated", "group chat was upgraded", "bot was blocked"),
)
# 400s about what was sent, and the reason under which they are kept.
_OURS = {
    "message is too long": "too-long",
    "caption is too long": "too-long",
    "message text is empty": "empty",
    "must be non-empty": "empty",
    "button_data_invalid": "button",
    "reply_markup": "button",
    "keyboard": "button",
    "photo_": "picture",
    "image_process": "picture",
    "file is too big": "too-large",
    "file too large": "too-large",
    "not enough rights": "no-right",
    "have no rights": "no-right",
}
_PASSING = ("temporarily unavailable", "timed out", "timeout")
_HARMLESS = ("message is not modified", "message to delete not found", "query is too old")


class ApiError(Exception):
    """An answer of the platform that is no success, or none at all (`code` 0).

    `description` is the platform's text and may name chats: it is read here and goes no further.
    """

    def __init__(self, code: int, description: str = "", *, after_s: float = 0.0) -> None:
        super().__init__(f"telegram answered {code}")
        self.code = code
        self.description = description.lower()
        self.after_s = after_s or _told_s(self.description)


def _told_s(description: str) -> float:
    """Seconds from the text, where a server leaves `parameters` out."""
    found = _RETRY.search(description)
    return float(found[1]) if found else 0.0


@dataclass(frozen=True, slots=True)
class Piece:
    """One call's worth of a message: a text, a picture with a caption, or an album."""

    text: str = ""
    pictures: tuple[bytes, ...] = ()
    rows: tuple[tuple[Button, ...], ...] = ()
    place_label: str = ""
    """Ask for the place with a keyboard that has this button; its rows stand below as words."""
    keyboard_dropped: bool = False
    """Take the keyboard of an earlier place question away."""
    protected: bool = False

    @property
    def optional(self) -> frozenset[str]:
        """The fields of this call that a server may refuse and we can do without."""
        names = set()
        if self.text and not self.pictures:
            names.add("link_preview_options")
        if self.protected:
            names.add("protect_content")
        if self.place_label:
            names.add("request_location")
        if self.keyboard_dropped:
            names.add("remove_keyboard")
        return frozenset(names)


class Wire(Protocol):
    """One library's client of one bot. Every method raises ApiError and nothing else."""

    async def updates(self, offset: int | None, timeout_s: int) -> list[dict[str, Any]]:
        """Raw updates from `offset` on, held up to `timeout_s`; what is below is confirmed."""
        ...

    async def username(self) -> str:
        """The bot's own name, without the @."""
        ...

    async def set_webhook(self, url: str, secret: str) -> None:
        """Have updates pushed."""
        ...

    async def delete_webhook(self) -> None:
        """Have updates kept for polling; none is dropped."""
        ...

    async def register(self, what: str, code: str, words: LanguageWords) -> None:
        """Tell Telegram one of `commands`, `about`, `welcome`; an empty code is for all others."""
        ...

    async def send(self, chat_ref: str, piece: Piece, without: frozenset[str]) -> tuple[str, ...]:
        """Send one piece, leaving these optional fields out; gives the messages' handles."""
        ...

    async def delete(self, chat_ref: str, refs: list[int]) -> None:
        """Delete several messages by one call."""
        ...

    async def delete_one(self, chat_ref: str, ref: int) -> None:
        """Delete one message."""
        ...

    async def answer(self, callback_ref: str) -> None:
        """Tell the person's client that a tap arrived."""
        ...

    async def download(self, file_id: str, max_bytes: int) -> bytes:
        """Fetch a file, at most `max_bytes` of it. Raises: ApiError, with 413 for a larger one."""
        ...

    async def close(self) -> None:
        """Give connections back."""
        ...


def is_harmless(error: ApiError) -> bool:
    """Whether what was asked for is simply so already."""
    return error.code == 400 and any(words in error.description for words in _HARMLESS)


def judged(error: ApiError) -> DeliveryError:
    """What an answer means for delivery. The texts are ours: nothing of the platform's is kept."""
    if error.code == 429 or (error.after_s and error.code != 400):
        return Throttled(max(error.after_s, 1.0))
    if error.code == 403:
        return Unreachable("forbidden")
    if error.code == 413:
        return Rejected("too-large")
    if error.code in (401, 404):
        # The token is wrong, or the address is no Bot API server: the operator can mend it.
        return Unavailable("token-refused")
    if error.code == 400:
        return _judged_request(error.description)
    return Unavailable("no-answer" if error.code == 0 else "their-error")


def _judged_request(description: str) -> DeliveryError:
    if any(words in description for words in _GONE):
        return Unreachable("chat-gone")
    if any(words in description for words in _PASSING):
        return Unavailable("their-error")
    for words, reason in _OURS.items():
        if words in description:
            return Rejected(reason)
    return Rejected("refused")


_NAMES = {
    "link_preview_options": ("linkpreview", "webpagepreview"),
    "protect_content": ("protect",),
    "request_location": ("requestlocation", "locationcanberequested", "keyboardbutton"),
    "remove_keyboard": ("removekeyboard", "replykeyboardremove"),
}


def refused_fields(error: ApiError, offered: frozenset[str]) -> frozenset[str]:
    """Which of the offered optional fields to leave out after this answer; none: it is no use.

    A server names the field, or declines in words that we do not know: then all are left out once.
    """
    if error.code not in (400, 422) or not offered:
        return frozenset()
    squeezed = re.sub(r"[^a-z]", "", error.description)
    named = frozenset(name for name in offered if any(words in squeezed for words in _NAMES[name]))
    if named:
        return named
    known = (*_GONE, *_PASSING, *_OURS)
    return frozenset() if any(words in error.description for words in known) else offered
