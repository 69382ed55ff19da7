"""What cannot be rolled back: keys that `/stop` destroys, while others in its batch fail."""

from pathlib import Path

import pytest

from backend.conversations.service import remove
from tests.bot.loop_kit import Loop, Parrot, loop_in, until
from tests.bot.test_loop_order import kept


async def test_a_stop_beside_an_event_that_fails_is_done_whole_the_next_time(
    tmp_path: Path, database_url: str
) -> None:
    async with loop_in(tmp_path, database_url, parrot=Parrot({"bad"})) as loop:
        await loop.write("ann", "english")
        await until(lambda: loop.said("ann") == ["english"])
        await kept(loop, "ann", "stop")
        await kept(loop, "bob", "bad")
        tags = [loop.tag("ann"), loop.tag("bob")]
        with pytest.raises(ValueError, match="fails"), loop.office.database.write() as conn:
            loop.batch(conn, tags)
        loop.inbox.handle_soon(loop.tag("ann"))
        await until(lambda: loop.said("ann") == ["stopped"])
        assert loop.rows("select count(*) from conversation") == [(0,)]


async def test_a_stop_that_was_cut_off_between_its_keys_and_its_commit_leaves_no_message(
    tmp_path: Path, database_url: str
) -> None:
    async with loop_in(tmp_path, database_url) as loop:
        await loop.write("ann", "english")
        await until(lambda: loop.said("ann") == ["english"])
        _keys_destroyed_and_nothing_committed(loop, "ann")
        await kept(loop, "ann", "hello")
        loop.inbox.handle_soon(loop.tag("ann"))
        await until(lambda: loop.said("ann") == ["hello"])


def _keys_destroyed_and_nothing_committed(loop: Loop, chat: str) -> None:
    with loop.office.database.engine.connect() as conn, conn.begin() as change:
        slots = remove(conn, loop.office, loop.tag(chat))
        change.rollback()
    loop.office.keys.vault.destroy(slots)
