"""Wrong codes in chats: counted in the database, for every process and after every restart."""

import logging

import pytest
from sqlalchemy import select, text

from backend.api.limits import CHAT, RATES, Limiter
from backend.api.misses import chat_wait_s, count_chat_miss
from backend.api.sharing import Sharing
from backend.api.tables import source_debt
from backend.office import Office
from tests.backend.staff.offices import HERE

GUESSER, NEIGHBOUR = "a" * 40, "b" * 40


def miss(office: Office, tag: str, times: int = 1) -> None:
    """So many codes that open nothing, each in a turn of its own."""
    for _ in range(times):
        with office.database.write() as conn:
            count_chat_miss(conn, office, HERE, tag)


def wait_s(office: Office, tag: str) -> int:
    """How long a chat has to wait."""
    with office.database.read() as conn:
        return chat_wait_s(conn, office, tag)


def test_a_chat_has_ten_and_then_one_a_minute_and_its_neighbour_has_its_own(
    office: Office,
) -> None:
    miss(office, GUESSER, 9)
    assert wait_s(office, GUESSER) == 0
    miss(office, GUESSER)
    assert 50 < wait_s(office, GUESSER) <= 61
    assert wait_s(office, NEIGHBOUR) == 0
    with office.database.write() as conn:
        conn.execute(text("update source_debt set until_ms = until_ms - 61000"))
    assert wait_s(office, GUESSER) == 0


async def test_what_is_kept_of_a_chat_names_it_nowhere_and_goes_within_minutes(
    office: Office,
) -> None:
    miss(office, GUESSER, 3)
    with office.database.write() as conn:
        rows = conn.execute(select(source_debt)).all()
        assert GUESSER not in repr(rows)
        assert bytes.fromhex(GUESSER) not in {row.source for row in rows}
        conn.execute(text("update source_debt set until_ms = until_ms - 200000"))
    await Sharing(office, Limiter(), HERE).once()
    with office.database.read() as conn:
        assert conn.execute(select(source_debt)).all() == []


def test_a_house_that_is_guessed_at_from_many_chats_rings_once(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    burst = RATES["bell"].burst
    with caplog.at_level(logging.ERROR), office.database.write() as conn:
        for number in range(burst + 5):
            count_chat_miss(conn, office, HERE, f"{number:040x}")
    rung = [one for one in caplog.records if "being guessed" in one.getMessage()]
    assert len(rung) == 1
    assert RATES[CHAT].burst == 10
