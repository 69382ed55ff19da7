"""One whole conversation on web chat: seven requests; it counts when the receipt was fetched."""

import json
import re
import secrets
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from bench.crowd import Tally
from bench.wire import Wire

_HEADERS = b"content-type: application/x-www-form-urlencoded\r\naccept: application/json\r\n"
NUMBER = re.compile(r"\b20\d{2}-\d{4}-\d{4}\b")
CODE = re.compile(r"\d{4} \d{4} \d{4} \d{4} \d{4}")


@dataclass
class Visitor:
    """A browser on one connection."""

    wire: Wire
    tally: Tally
    cookie: bytes = b""
    seen: str = ""

    async def say(self, **fields: str) -> list[dict[str, Any]]:
        """One form; gives the messages. Its delay goes into the tally."""
        fields |= {"turn": secrets.token_urlsafe(12), "seen": self.seen}
        return await self._post(_HEADERS, urlencode(fields).encode())

    async def send_file(self, data: bytes) -> list[dict[str, Any]]:
        """One form with a picture."""
        mark = secrets.token_hex(12)
        parts = [
            f'--{mark}\r\ncontent-disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
            for name, value in (("turn", secrets.token_urlsafe(12)), ("seen", self.seen))
        ]
        file = (
            f'--{mark}\r\ncontent-disposition: form-data; name="files"; filename="a.jpg"\r\n'
            "content-type: image/jpeg\r\n\r\n"
        )
        body = "".join(parts).encode() + file.encode() + data + f"\r\n--{mark}--\r\n".encode()
        headers = (
            f"content-type: multipart/form-data; boundary={mark}\r\naccept: application/json\r\n"
        )
        return await self._post(headers.encode(), body)

    async def _post(self, headers: bytes, body: bytes) -> list[dict[str, Any]]:
        if self.cookie:
            headers += b"cookie: " + self.cookie + b"\r\n"
        begun = time.perf_counter()
        reply = await self.wire.ask("POST", "/say", headers, body)
        self.tally.delays_s.append(time.perf_counter() - begun)
        if reply.status != 200:
            raise ValueError(reply.status)
        if made := reply.header(b"set-cookie"):
            self.cookie = made.split(b";")[0]
        messages: list[dict[str, Any]] = json.loads(reply.body)["messages"]
        self.seen = max([self.seen, *(one["mark"] for one in messages)])
        return messages


def button(messages: list[dict[str, Any]], name: str) -> str:
    """The data of the newest button whose name begins so. Raises: KeyError."""
    for message in reversed(messages):
        for row in message["rows"]:
            for one in row:
                if one["data"].partition("|")[2].startswith(name):
                    return str(one["data"])
    raise KeyError(name)


async def conversation(wire: Wire, tally: Tally, photo: bytes = b"") -> str:
    """Open, words, pin, skip, sector, skip the rest, send; gives the code."""
    visitor = Visitor(wire, tally)
    await visitor.say(fresh="yes", choice="menu|report")
    messages = await visitor.say(text="三楼过道堆满电动车，晚上还在充电，楼梯都走不过去")
    if photo:
        await visitor.send_file(photo)
    messages = await visitor.say(place="33.1287 117.8943")
    messages = await visitor.say(choice=button(messages, "skip"))
    messages = await visitor.say(choice=button(messages, "sector:"))
    messages = await visitor.say(choice=button(messages, "skip-rest"))
    messages = await visitor.say(choice=button(messages, "send"))
    told = "\n".join(one["text"] for one in messages)
    found = CODE.findall(told)
    if len(found) != 1:
        raise ValueError("no receipt")
    tally.receipts += NUMBER.findall(told)
    return str(found[0])
