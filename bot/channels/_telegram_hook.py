"""The webhook: a bare ASGI app that checks the secret, reads only the ids and keeps the rest as is.

Nothing is parsed by a library here and no object is made that is not needed: this path carries
every update, and the platform waits for its answer.
"""

import hashlib
import hmac
import json
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from pydantic_core import from_json

from bot.channel import Asgi, HouseFull, Received

log = logging.getLogger("davy.telegram")

BODY_MAX_BYTES = 1_000_000
"""An update is a few kilobytes; the longest text has 4,096 characters."""
FULL_AFTER_S = 30
"""What Telegram is asked to wait when nothing can be kept; it honours up to an hour."""
_COMPLAIN_EVERY_S = 60.0
_SECRET_HEADER = b"x-telegram-bot-api-secret-token"


class Malformed(ValueError):
    """It is JSON, but no update."""


class Keeper(Protocol):
    """All that Telegram's channels ask of the house."""

    async def receive(self, received: Received) -> bool:
        """Keep it durably; returns only after the commit. Raises: HouseFull."""
        ...


@dataclass(frozen=True, slots=True)
class Peek:
    """The ids of one update, all that is read before it is kept."""

    chat_ref: str
    keys: tuple[str, ...]
    callback_ref: str = ""
    """A tap that wants to be answered."""


def peek(bot: str, update: Any) -> Peek | None:
    """The ids of an update, or None for a kind that is not for us.

    Keys are plain; whoever keeps them hashes them. Raises: Malformed.
    """
    try:
        number: int = update["update_id"]
        if (message := update.get("message")) is not None:
            chat: int = message["chat"]["id"]
            return Peek(
                f"{chat:d}", (f"{bot}/u/{number:d}", f"{bot}/m/{chat}/{message['message_id']:d}")
            )
        return _peek_other(bot, update, f"{bot}/u/{number:d}")
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise Malformed(type(error).__name__) from None


def _peek_other(bot: str, update: dict[str, Any], key: str) -> Peek | None:
    if (tap := update.get("callback_query")) is not None:
        # Without a message (an inline one, or too old) the person's id is the private chat's.
        chat = (tap.get("message") or {}).get("chat", tap["from"])["id"]
        return Peek(f"{chat:d}", (key, f"{bot}/c/{tap['id']}"), str(tap["id"]))
    if (edit := update.get("edited_message")) is not None:
        chat = edit["chat"]["id"]
        content = hashlib.blake2b(json.dumps(edit, sort_keys=True).encode(), digest_size=12)
        when = f"{edit['message_id']:d}/{edit.get('edit_date', 0):d}"
        return Peek(f"{chat:d}", (key, f"{bot}/e/{chat}/{when}/{content.hexdigest()}"))
    if (member := update.get("my_chat_member")) is not None:
        return Peek(f"{member['chat']['id']:d}", (key,))
    return None


class Hook:
    """What the hook of one bot stands on."""

    def __init__(
        self, bot: str, place: str, *, secret: str, house: Keeper, answer: Callable[[str], None]
    ) -> None:
        self._bot = bot
        self._place = place
        self._secret = secret.encode()
        self._house = house
        self._answer = answer
        self._complained_at_s: dict[str, float] = {}

    async def take(self, body: bytes) -> int:
        """Keep one update durably and give the HTTP status.

        What can never be read gets 200 all the same: refused, it would come again until it expires
        and hold up everything behind it. It is logged, without its content.
        """
        try:
            seen = peek(self._bot, from_json(body))
        except (ValueError, RecursionError) as error:
            self._complain("telegram: an unreadable update was dropped", error)
            return 200
        if seen is None:
            return 200
        try:
            await self._house.receive(
                Received(self._bot, self._place, seen.chat_ref, seen.keys, body)
            )
        except HouseFull:
            return 503
        except Exception as error:
            self._complain("telegram: an update could not be kept; it will come again", error)
            return 503
        if seen.callback_ref:
            self._answer(seen.callback_ref)
        return 200

    def knows(self, headers: list[tuple[bytes, bytes]]) -> bool:
        """Whether the secret is right, in constant time; without one of our own nobody is known."""
        given = b""
        for name, value in headers:
            if name == _SECRET_HEADER:
                given = value
                break
        return hmac.compare_digest(given, self._secret) and bool(self._secret)

    def _complain(self, what: str, error: Exception) -> None:
        """Log without content, once a minute of each kind: a flood of them is one trouble."""
        kind = type(error).__name__
        now_s = time.monotonic()
        if now_s - self._complained_at_s.get(kind, -_COMPLAIN_EVERY_S) >= _COMPLAIN_EVERY_S:
            self._complained_at_s[kind] = now_s
            log.error("%s: bot=%s kind=%s", what, self._bot, kind)


def hook_app(hook: Hook) -> Asgi:
    """The ASGI app: POST with the secret, at most `BODY_MAX_BYTES`, kept before it is answered."""

    async def app(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        if scope["method"] != "POST":
            status = 405
        elif not hook.knows(scope["headers"]):
            status = 401
        else:
            status = await _taken(hook, receive)
        if status:
            await send(_STARTS[status])
            await send(_END)

    return app


async def _taken(hook: Hook, receive: Any) -> int:
    """The status for a request whose sender is known; 0 when it went away."""
    message = await receive()
    body: bytes = message.get("body", b"")
    while message.get("more_body"):
        message = await receive()
        body += message.get("body", b"")
        if len(body) > BODY_MAX_BYTES:
            return 413
    if message["type"] == "http.disconnect":
        return 0
    if len(body) > BODY_MAX_BYTES:
        return 413
    return await hook.take(body)


def _start(status: int, *headers: tuple[bytes, bytes]) -> dict[str, Any]:
    return {
        "type": "http.response.start",
        "status": status,
        "headers": [(b"content-length", b"0"), *headers],
    }


_STARTS = {
    200: _start(200),
    401: _start(401),
    405: _start(405, (b"allow", b"POST")),
    413: _start(413, (b"connection", b"close")),
    503: _start(503, (b"retry-after", str(FULL_AFTER_S).encode())),
}
_END = {"type": "http.response.body", "body": b""}
