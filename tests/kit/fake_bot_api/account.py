"""One bot on the fake: its chats, files, updates, words, and a log of every call."""

import asyncio
import hashlib
import itertools
import random
from collections import deque
from dataclasses import dataclass, field
from typing import Any

from tests.kit.fake_bot_api import shapes
from tests.kit.fake_bot_api.chats import ChatRoom
from tests.kit.fake_bot_api.clock import FakeClock
from tests.kit.fake_bot_api.person import Person
from tests.kit.fake_bot_api.pictures import unique_id
from tests.kit.fake_bot_api.refusal import bad_request
from tests.kit.fake_bot_api.trouble import Trouble
from tests.kit.fake_bot_api.waiting import UpdateQueue

Json = dict[str, Any]

DOWNLOAD_MAX_BYTES = 20_000_000
_IDS = itertools.count(random.randint(5_000_000_000, 7_000_000_000))
"""Ids of people and bots need more than 32 bits. Bot API, User."""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file that a bot may ask for."""

    file_id: str
    unique_id: str
    path: str
    data: bytes
    size_bytes: int


@dataclass(frozen=True, slots=True)
class Call:
    """One call of the bot and what it got."""

    method: str
    params: Json
    answer: Json
    at: float

    @property
    def ok(self) -> bool:
        """Whether it was done."""
        return bool(self.answer.get("ok"))


@dataclass(slots=True)
class Hooked:
    """A webhook as it was set."""

    url: str
    secret: str = ""
    max_connections: int = 40
    last_error: str = ""
    last_error_at: int = 0


@dataclass(slots=True)
class FakeBot:
    """A bot's account on the server."""

    token: str
    clock: FakeClock
    username: str
    hook: Hooked | None = None
    allowed: list[str] | None = None
    words: dict[tuple[str, str], Any] = field(default_factory=dict)
    """What was registered: (method's subject, language code) -> value."""
    calls: deque[Call] = field(default_factory=lambda: deque(maxlen=200_000))
    taps: dict[str, tuple[int, float]] = field(default_factory=dict)
    """Unanswered taps: id -> chat, when."""
    rooms: dict[int, ChatRoom] = field(default_factory=dict)
    files: dict[str, StoredFile] = field(default_factory=dict)
    called_again: asyncio.Event = field(default_factory=asyncio.Event)
    queue: UpdateQueue = field(init=False)
    trouble: Trouble = field(init=False)

    def __post_init__(self) -> None:
        self.queue = UpdateQueue(self.clock)
        self.trouble = Trouble(self.clock)

    @property
    def user(self) -> Json:
        """The bot as a user."""
        return shapes.bot_user(int(self.token.partition(":")[0]), self.username)

    def person(
        self, name: str = "小明", *, language: str = "zh-hans", group: bool = False
    ) -> Person:
        """Somebody new; `group` lets them speak in a group where the bot is."""
        user = shapes.person_user(next(_IDS), name, language)
        chat = shapes.group_chat(-1_000_000_000_000 - user["id"], "群") if group else None
        room = ChatRoom(chat or shapes.private_chat(user), started=group)
        self.rooms[room.chat_id] = room
        return Person(self, room, user)

    def room(self, chat_id: object) -> ChatRoom:
        """A chat by the id a call gave. Raises: Refusal."""
        try:
            return self.rooms[int(str(chat_id))]
        except (KeyError, ValueError):
            raise bad_request("chat not found") from None

    def deliver(self, kind: str, part: Json, lane: str) -> Json | None:
        """Make an update of this kind, if the bot wants such."""
        if self.allowed and kind not in self.allowed:
            return None
        return self.queue.put(kind, part, lane)

    def redeliver(self, body: Json, *, times: int = 1) -> None:
        """Have an update that was taken delivered again, as after lost answers."""
        for _ in range(times):
            self.queue.put_again(body, "again")

    def store(self, data: bytes, folder: str, ending: str, size_bytes: int = 0) -> StoredFile:
        """Keep a file; the same bytes are the same file."""
        unique = unique_id(data + str(size_bytes or "").encode())
        mark = hashlib.sha256(f"{self.token}{unique}".encode()).hexdigest()[:40]
        file_id = f"AgACAgUAAxkBAA_{mark}-{unique}"
        if file_id not in self.files:
            path = f"{folder}/file_{len(self.files)}{ending}"
            self.files[file_id] = StoredFile(file_id, unique, path, data, size_bytes or len(data))
        return self.files[file_id]

    def file(self, file_id: object, *, local: bool) -> StoredFile:
        """A stored file. Raises: Refusal."""
        found = self.files.get(str(file_id))
        if found is None:
            raise bad_request("wrong file_id or the file is temporarily unavailable")
        if found.size_bytes > DOWNLOAD_MAX_BYTES and not local:
            raise bad_request("file is too big")
        return found

    def log_call(self, call: Call) -> None:
        """Remember a call and wake whoever watches."""
        self.calls.append(call)
        self.called_again.set()
        self.called_again = asyncio.Event()

    async def saw(
        self, method: str, count: int = 1, *, ok: bool | None = None, timeout_s: float = 10.0
    ) -> list[Call]:
        """Wait until a method was called so often. Raises: TimeoutError."""
        async with asyncio.timeout(timeout_s):
            while len(self.called(method, ok=ok)) < count:
                await self.called_again.wait()
        return self.called(method, ok=ok)

    def called(self, method: str, *, ok: bool | None = None) -> list[Call]:
        """The calls of one method, only those done or refused when asked."""
        found = [call for call in self.calls if call.method.lower() == method.lower()]
        return [call for call in found if ok is None or call.ok == ok]
