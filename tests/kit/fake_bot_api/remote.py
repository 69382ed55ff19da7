"""A fake in a process of its own, seen from a test or a bench: the same people at a distance."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

from tests.kit.fake_bot_api.control import opened, packed

Json = dict[str, Any]
_ROOT = Path(__file__).resolve().parents[3]


class RemoteApi:
    """The controls of a fake at an address."""

    def __init__(self, url: str, session: aiohttp.ClientSession) -> None:
        self.url = url
        self._session = session

    async def ask(self, verb: str, /, **body: Any) -> Any:
        """One verb of `control.py`. Raises: LookupError with the fake's words."""
        async with self._session.post(f"{self.url}/control/{verb}", json=packed(body)) as answer:
            if answer.status != 200:
                raise LookupError(await answer.text())
            return opened(await answer.json())

    async def bot(self, token: str = "") -> str:
        """A bot; gives its token."""
        return str((await self.ask("bot", token=token))["token"])

    async def person(self, token: str, **options: Any) -> "RemotePerson":
        """Somebody new with a bot."""
        answer = await self.ask("person", token=token, **options)
        return RemotePerson(self, token, int(answer["chat"]))


class RemotePerson:
    """A person on a fake elsewhere."""

    def __init__(self, api: RemoteApi, token: str, chat: int) -> None:
        self._api = api
        self._token = token
        self._read = 0
        self.chat = chat

    async def act(self, verb: str, /, *args: Any, **options: Any) -> Any:
        """Any act of `Person`: `await someone.act("says", "烟")`."""
        return await self._ask("act", verb=verb, args=args, options=options)

    async def reads(self, *, timeout_s: float = 10.0) -> Json:
        """The next message of the bot that was not read yet. Raises: TimeoutError."""
        answer = await self._ask("shown", after=self._read, wait_s=timeout_s)
        if not answer["shown"]:
            raise TimeoutError(await self.transcript())
        self._read += 1
        return dict(answer["shown"][0])

    async def transcript(self) -> str:
        """The whole chat as lines."""
        return str((await self._ask("transcript"))["text"])

    async def _ask(self, verb: str, /, **body: Any) -> Any:
        return await self._api.ask(verb, token=self._token, chat=self.chat, **body)


@asynccontextmanager
async def fake_process(*options: str) -> AsyncIterator[RemoteApi]:
    """Start a fake as a process, with the options of its command line, and end it afterwards."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "tests.kit.fake_bot_api"),
        *options,
        cwd=_ROOT,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        assert process.stdout is not None
        line = (await process.stdout.readline()).decode()
        async with aiohttp.ClientSession() as session:
            yield RemoteApi(line.rpartition(" ")[2].strip(), session)
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()
