"""Busy sources and used passes over several processes on one database."""

import asyncio
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from backend.api.keeper import HouseKeeper
from backend.api.limits import RATES, Limiter
from backend.api.passes import LIVES_S, spend_pass
from backend.api.sharing import Sharing
from backend.api.tables import source_debt, spent_pass
from backend.errors import TooMany
from backend.keys.days import DayKeys
from backend.office import Office
from tests.backend.staff.offices import HERE, clock_of

FLOODER, NEIGHBOUR = b"f" * 16, b"n" * 16
FREE = RATES["say"].burst


def rows(office: Office, table: object) -> int:
    """How many rows there are."""
    with office.database.read() as conn:
        count: int = conn.execute(select(func.count()).select_from(table)).scalar_one()  # type: ignore[arg-type]
    return count


async def test_what_one_process_saw_of_a_flood_the_others_know(office: Office) -> None:
    here, there = Limiter(), Limiter()
    for _ in range(FREE // 2 + 10):
        here.spend("say", FLOODER)
        there.spend("say", FLOODER)
    for _ in range(2):
        await Sharing(office, here, HERE).once()
        await Sharing(office, there, HERE).once()
    for limiter in (here, there):
        with pytest.raises(TooMany):
            limiter.check("say", FLOODER)
        limiter.check("say", NEIGHBOUR)


async def test_nothing_is_counted_twice_and_a_quiet_source_is_never_written_down(
    office: Office,
) -> None:
    limiter = Limiter()
    sharing = Sharing(office, limiter, HERE)
    for _ in range(7):
        limiter.spend("say", NEIGHBOUR)
    await sharing.once()
    assert rows(office, source_debt) == 0
    for _ in range(FREE // 2):
        limiter.spend("say", FLOODER)
    for _ in range(5):
        await sharing.once()
    limiter.spend("say", FLOODER, FREE // 4)


async def test_what_is_owed_no_more_and_passes_too_old_are_erased(office: Office) -> None:
    limiter = Limiter()
    sharing = Sharing(office, limiter, HERE)
    limiter.spend("say", FLOODER, 20)
    limiter.spend("say", FLOODER)
    with office.database.write() as conn:
        assert spend_pass(conn, office, HERE, pass_="p", turn="one")
        assert spend_pass(conn, office, HERE, pass_="p", turn="one")
        assert not spend_pass(conn, office, HERE, pass_="p", turn="two")
    await sharing.once()
    assert (rows(office, source_debt), rows(office, spent_pass)) == (1, 1)
    with office.database.write() as conn:
        conn.execute(text("update source_debt set until_ms = until_ms - 200000"))
    clock_of(office).forward(seconds=LIVES_S)
    await sharing.once()
    assert (rows(office, source_debt), rows(office, spent_pass)) == (0, 0)


def test_no_limit_is_owed_for_an_hour() -> None:
    assert max(rate.burst * rate.every_s for rate in RATES.values()) + LIVES_S < 3600


async def test_a_database_that_is_away_leaves_each_process_its_own_counts(office: Office) -> None:
    limiter = Limiter()
    limiter.spend("say", FLOODER, FREE - 1)
    office.database.close()
    await Sharing(office, limiter, HERE).once()
    limiter.spend("say", FLOODER)
    with pytest.raises(TooMany):
        limiter.check("say", FLOODER)


async def test_a_pass_is_used_once_in_all_processes_at_one_time(office: Office) -> None:
    keepers = [HouseKeeper(office, HERE, ()) for _ in range(3)]
    pass_ = keepers[0].keeper.passes.fresh()
    assert keepers[1].keeper.passes.wait_s(pass_, "") is not None
    spent = await asyncio.gather(
        *(one.keeper.spend(HERE, pass_, f"turn-{n}") for n, one in enumerate(keepers * 4))
    )
    assert sum(spent) == 1
    for one in keepers:
        await one.close()


def test_processes_call_an_address_by_one_name_and_another_tomorrow(tmp_path: Path) -> None:
    days = DayKeys(tmp_path)
    today = date(2026, 11, 24)
    assert days.hashing(today, "sources") == DayKeys(tmp_path).hashing(today, "sources")
    assert days.hashing(today, "sources") != days.hashing(today + timedelta(days=1), "sources")
    assert days.hashing(today, "sources") != days.hashing(today, "other")
