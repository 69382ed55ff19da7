"""Events of one conversation in their order, of many side by side, each once."""

import asyncio
from functools import partial
from pathlib import Path

from backend.aliases.service import Address
from backend.inbox.service import Arrival, lock_conversations
from backend.inbox.waiting import waiting_tags
from bot.channel import Received
from bot.envelope import event_arrival
from bot.hearing import arrival
from handlers.dialogue.event import TextSent, TimePassed
from tests.bot.loop_kit import BOT, Loop, Parrot, loop_in, until

WAITS = """select count(*) from pg_locks where locktype = 'advisory' and not granted and database =
(select oid from pg_database where datname = current_database())"""


async def test_five_deliveries_of_one_event_are_one_event(
    tmp_path: Path, database_url: str
) -> None:
    async with loop_in(tmp_path, database_url) as loop:
        for _ in range(5):
            await loop.write("ann", "hello", key="update-1")
        await until(lambda: loop.said("ann") == ["hello"])
        await loop.write("ann", "again", key="update-2")
        await until(lambda: loop.said("ann") == ["hello", "again"])


async def test_more_events_than_a_turn_takes_come_in_their_order_and_hold_up_nobody(
    tmp_path: Path, database_url: str
) -> None:
    async with loop_in(tmp_path, database_url) as loop:
        many = [f"w{number}" for number in range(400)]
        crowd = [loop.received("ann", TextSent(one)) for one in many]
        crowd += [loop.received(f"bob{number}", TextSent("hi")) for number in range(5)]
        await asyncio.gather(*(loop.inbox._ingest.put(_arrival(loop, one)) for one in crowd))
        tags = sorted({loop.tag(one.chat_ref) for one in crowd})
        with loop.office.database.write() as conn:
            handled = loop.batch(conn, tags)
        assert all(one.replies for one in handled)
        assert [loop.said(f"bob{number}") for number in range(5)] == [["hi"]] * 5
        loop.inbox.handle_soon(loop.tag("ann"))
        await until(lambda: len(loop.said("ann")) == 400)
        assert loop.said("ann") == many


def _arrival(loop: Loop, one: Received) -> Arrival:
    return arrival(one, loop.tag(one.chat_ref))


async def test_only_the_event_that_fails_is_set_aside(tmp_path: Path, database_url: str) -> None:
    async with loop_in(tmp_path, database_url, parrot=Parrot({"bad"})) as loop:
        await loop.write("ann", "first")
        await until(lambda: loop.said("ann") == ["first"])
        await kept(loop, "ann", "one", "two", "bad", "three")
        await patiently(loop, "ann")
        assert loop.said("ann") == ["first", "one", "two", "three", "sorry"]
        assert loop.rows("select state, tries from inbox_event") == [("aside", 5)]


async def test_what_cannot_be_read_is_set_aside_and_the_rest_goes_on(
    tmp_path: Path, database_url: str
) -> None:
    async with loop_in(tmp_path, database_url) as loop:
        await kept(loop, "ann", "one", "nonsense", "two")
        await patiently(loop, "ann")
        assert [one for one in loop.said("ann") if one != "sorry"] == ["one", "two"]
        assert loop.rows("select state from inbox_event") == [("aside",)]


async def test_a_new_event_does_not_overtake_one_that_is_tried_again(
    tmp_path: Path, database_url: str
) -> None:
    parrot = Parrot({"bad"})
    async with loop_in(tmp_path, database_url, parrot=parrot) as loop:
        await loop.write("ann", "bad")
        await until(lambda: loop.rows("select tries from inbox_event") == [(1,)])
        answered = await loop.inbox.converse(loop.received("ann", TextSent("later")))
        assert answered == ()
        parrot.fails.clear()
        loop.clock.forward(seconds=2)
        loop.inbox.handle_soon(loop.tag("ann"))
        await until(lambda: loop.said("ann") == ["bad", "later"])


async def test_somebody_new_whose_first_event_fails_is_told_so(
    tmp_path: Path, database_url: str
) -> None:
    async with loop_in(tmp_path, database_url, parrot=Parrot({"bad"})) as loop:
        await loop.write("ann", "bad")
        await patiently(loop, "ann")
        assert loop.said("ann") == ["sorry"]


async def test_an_apology_that_fails_is_not_apologised_for(
    tmp_path: Path, database_url: str
) -> None:
    async with loop_in(tmp_path, database_url, parrot=Parrot({"bad", "apology"})) as loop:
        await loop.write("ann", "bad")
        await patiently(loop, "ann")
        assert loop.rows("select state from inbox_event") == [("aside",), ("aside",)]


async def test_a_failure_hurries_no_moment_that_was_to_come_later(
    tmp_path: Path, database_url: str
) -> None:
    async with loop_in(tmp_path, database_url, parrot=Parrot({"bad"})) as loop:
        wake = event_arrival(
            place=loop.channel.place,
            tag=loop.tag("ann"),
            address=Address(BOT, "ann"),
            key="wake",
            event=TimePassed("tomorrow"),
            after_s=86_400,
        )
        await loop.inbox._ingest.put(wake)
        await loop.write("ann", "bad")
        await patiently(loop, "ann")
        assert loop.said("ann") == ["sorry"]


async def test_an_event_of_a_bot_that_this_process_does_not_know_is_left_for_others(
    tmp_path: Path, database_url: str
) -> None:
    async with loop_in(tmp_path, database_url) as loop:
        await loop.write("ann", "hello", bot="elsewhere")
        await loop.write("ann", "hello")
        await until(lambda: loop.said("ann") == ["hello"])
        loop.inbox.handle_soon(loop.tag("ann", "elsewhere"))
        await loop.write("ann", "again")
        await until(lambda: loop.said("ann") == ["hello", "again"])
        assert loop.rows("select bot, state from inbox_event") == [("elsewhere", "new")]
        loop.clock.forward(seconds=5)
        with loop.office.database.read() as conn:
            left = waiting_tags(conn, loop.clock.now(), older_than_s=1, bots=loop.doors)
        assert left == []


async def test_events_of_a_conversation_wait_for_whoever_holds_it(
    tmp_path: Path, postgres_url: str
) -> None:
    async with loop_in(tmp_path, postgres_url) as loop:
        with loop.office.database.write() as conn:
            lock_conversations(conn, [loop.tag("ann")])
            await loop.write("ann", "one")
            await until(lambda: loop.rows(WAITS) == [(1,)])
            await loop.write("bob", "hi")
            await until(lambda: loop.said("bob") == ["hi"])
            assert loop.said("ann") == []
        await until(lambda: loop.said("ann") == ["one"])


async def test_conversations_held_elsewhere_hold_up_no_other_however_many_they_are(
    tmp_path: Path, postgres_url: str
) -> None:
    chats = [f"ann{number}" for number in range(6)]
    async with loop_in(tmp_path, postgres_url) as loop:
        with loop.office.database.write() as conn:
            lock_conversations(conn, [loop.tag(chat) for chat in chats])
            for chat in chats:
                await loop.write(chat, "one")
            page = asyncio.create_task(
                loop.inbox.converse(loop.received(chats[0], TextSent("two")))
            )
            await until(lambda: loop.rows(WAITS) != [(0,)])
            for number in range(20):
                answered = await loop.inbox.converse(loop.received(f"bob{number}", TextSent("hi")))
                assert answered
            assert not page.done()
            assert [loop.said(chat) for chat in chats] == [[]] * 6
        await page
        await until(lambda: loop.said(chats[0]) == ["one", "two"])
        await until(lambda: [loop.said(chat) for chat in chats[1:]] == [["one"]] * 5)


async def test_a_picture_that_comes_right_after_the_question_is_followed_by_a_question_too(
    tmp_path: Path, database_url: str
) -> None:
    async with loop_in(tmp_path, database_url) as loop:
        loop.clock.forward(seconds=0.6)
        for count in (1, 2):
            await loop.inbox.converse(loop.received("ann", TextSent("picture")))
            loop.clock.forward(seconds=1.51)
            loop.inbox.handle_soon(loop.tag("ann"))
            asked = ["time: ask"] * count
            await until(partial(_has_said, loop, asked))
            loop.clock.forward(seconds=0.1)


def _has_said(loop: Loop, texts: list[str]) -> bool:
    return loop.said("ann") == texts


async def kept(loop: Loop, chat: str, *texts: str) -> None:
    """Events are kept and lie there before anybody looks."""
    for one in texts:
        await loop.inbox._ingest.put(_arrival(loop, loop.received(chat, TextSent(one))))


async def patiently(loop: Loop, chat: str) -> None:
    """Let the clock run until nothing of this conversation is due any more."""
    for _ in range(24):
        loop.inbox.handle_soon(loop.tag(chat))
        tries = [(-1,)]
        for _ in range(60):
            await asyncio.sleep(0.005)
            now = loop.rows("select tries, state, due_at from inbox_event order by position")
            if now == tries:
                break
            tries = now
        loop.clock.forward(seconds=31)
