"""Who returns while what they missed is being parked gets all of it."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from backend.conversations.service import keep_state, load_many
from backend.outbox.service import heads, park_unreached
from bot.channel import Unreachable
from handlers.dialogue.event import PersonReturned, TextSent
from tests.bot.loop_kit import loop_in, until
from tests.bot.sender_kit import sending, waiting


async def test_a_person_who_returns_while_their_message_is_being_parked_gets_everything(
    tmp_path: Path, database_url: str
) -> None:
    async with loop_in(tmp_path, database_url) as loop:
        await loop.inbox.converse(loop.received("ann", TextSent("0")))
        loop.channel.troubles["0"] = [Unreachable("blocked")]
        loop.channel.hold = asyncio.Event()
        async with sending(loop) as sender:
            await until(lambda: sender.in_flight_count == 1)
            # The platform has turned the message away; before that is written down they are back.
            await loop.inbox.converse(loop.received("ann", PersonReturned(), TextSent("1")))
            loop.channel.hold.set()
            await until(lambda: waiting(loop) == [])
        assert loop.channel.given == [("ann", "0"), ("ann", "1")]


async def test_a_person_who_is_coming_back_at_this_instant_is_not_parked(
    tmp_path: Path, postgres_url: str
) -> None:
    async with loop_in(tmp_path, postgres_url) as loop:
        await loop.inbox.converse(loop.received("ann", TextSent("0")))
        database, tag = loop.office.database, loop.tag("ann")
        with database.read() as conn:
            (one,) = heads(conn, loop.office, loop.channel.bot, ())
        with database.write() as turn, ThreadPoolExecutor(1) as sender:
            (found,) = load_many(turn, loop.office, [tag]).values()
            keep_state(turn, loop.office, tag, found)  # as a turn does, not yet committed

            def settle() -> None:
                with database.write() as conn:
                    park_unreached(conn, loop.office, one)

            sender.submit(settle).result(timeout=5)  # and it waits for nobody
        assert waiting(loop) == [("queued", 0)]
