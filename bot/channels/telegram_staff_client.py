"""python-telegram-bot's client, taught to leave updates raw and to bound what it fetches."""

import ssl
from typing import Any

import httpx
from telegram import Bot
from telegram.request import HTTPXRequest

from bot.channels._telegram_wire import ApiError

_CONNECT_S = 10.0
_CALL_S = 20.0
_UPLOAD_S = 60.0
_POOL_S = 5.0
_SENDING = frozenset({"sendMessage", "sendPhoto", "sendMediaGroup"})


class Request(HTTPXRequest):
    """The library's HTTP client; proxies come from the settings alone, never the environment."""

    def __init__(self, proxy_url: str, connections: int, trust: ssl.SSLContext) -> None:
        super().__init__(
            connection_pool_size=connections,
            connect_timeout=_CONNECT_S,
            read_timeout=_CALL_S,
            write_timeout=_CALL_S,
            media_write_timeout=_UPLOAD_S,
            pool_timeout=_POOL_S,
            proxy=proxy_url or None,
            httpx_kwargs={"trust_env": False, "verify": trust},
        )

    async def stream(self, url: str, max_bytes: int) -> bytes:
        """A file, at most `max_bytes`. Raises: ApiError (413 for a larger one), httpx.HTTPError."""
        taken = bytearray()
        async with self._client.stream("GET", url) as response:
            if response.status_code != httpx.codes.OK:
                raise ApiError(0)
            async for chunk in response.aiter_bytes():
                taken += chunk
                if len(taken) > max_bytes:
                    raise ApiError(413)
        return bytes(taken)


def trusted() -> ssl.SSLContext:
    """The certificates that are trusted; read once for all clients of a bot."""
    return httpx.create_ssl_context(trust_env=False)


class StaffBot(Bot):
    """The library's bot; two of its answers are read more narrowly."""

    async def raw_updates(self, parameters: dict[str, Any], timeout_s: float) -> list[Any]:
        """getUpdates whose answer is left as it came. Raises: telegram.error.TelegramError."""
        answer = await self._post("getUpdates", parameters, read_timeout=timeout_s)
        return list(answer)

    async def raw_file(self, file_id: str) -> dict[str, Any]:
        """getFile as the server answered: the library would judge the path by this machine's disk.

        Raises: telegram.error.TelegramError.
        """
        return dict(await self._post("getFile", {"file_id": file_id}))

    async def _do_post(self, endpoint: str, data: dict[str, Any], **timeouts: Any) -> Any:
        answer: Any = await super()._do_post(endpoint, data, **timeouts)
        if endpoint not in _SENDING:
            return answer
        # It went out: nothing in the description of what was sent may fail from here on, or it
        # would be sent again.
        return [_handle(one) for one in answer] if isinstance(answer, list) else _handle(answer)


def _handle(sent: dict[str, Any]) -> dict[str, Any]:
    return {"message_id": sent["message_id"], "date": 0, "chat": {"id": 0, "type": "private"}}
