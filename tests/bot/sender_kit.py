"""What tests of delivery share: messages that wait, and a sender at work."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

from backend.outbox.service import ANSWERS, Message, queue_messages
from bot.channel import Outbound
from bot.sender import Sender
from bot.wire import pack
from tests.bot.loop_kit import Loop, no_picture
from tests.kit.real_house import PLACE


def queue(
    loop: Loop, chat: str, *texts: str, lane: int = ANSWERS, secret: bool = False, **more: Any
) -> None:
    """Messages that wait for a chat."""
    tag = loop.tag(chat)
    made = [
        Message(PLACE, loop.channel.bot, tag, chat, pack(Outbound(text)), lane, secret, **more)
        for text in texts
    ]
    with loop.office.database.write() as conn:
        queue_messages(conn, loop.office, made)


@asynccontextmanager
async def sending(loop: Loop) -> AsyncIterator[Sender]:
    """A sender at work."""
    sender = Sender(loop.office, loop.channel, no_picture)
    task = asyncio.create_task(sender.run())
    try:
        yield sender
    finally:
        await stopped(task)
        await asyncio.to_thread(sender.close)


async def stopped(task: "asyncio.Task[None]") -> None:
    """Let a task end."""
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


def waiting(loop: Loop) -> list[tuple[Any, ...]]:
    """States and tries of what waits, in order."""
    return loop.rows("select state, tries from outbox_message order by position")
