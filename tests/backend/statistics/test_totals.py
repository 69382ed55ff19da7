"""Totals of the places below: who reads them, what is counted, and that nothing small is told."""

from hypothesis import given
from hypothesis import strategies as st

from backend.statistics.totals import LEAST, without_few
from tests.backend.api.calling import Api
from tests.backend.api.conftest import api, office
from tests.backend.staff.offices import ABOVE, ELSEWHERE, HERE, clock_of

__all__ = ["api", "office"]


@given(st.dictionaries(st.text("abcdefgh", min_size=1, max_size=2), st.integers(0, 40)))
def test_no_small_count_is_told_nor_can_be_reckoned(counts: dict[str, int]) -> None:
    told = without_few(counts)
    assert all(count >= LEAST for count in told.cells.values())
    assert all(told.cells[name] == counts[name] for name in told.cells)
    hidden = [count for name, count in counts.items() if name not in told.cells and count]
    if sum(counts.values()) < LEAST:
        assert (told.cells, told.rest) == ({}, 0)
    else:
        assert told.rest == sum(hidden)
        assert len(hidden) != 1
        assert told.rest == 0 or told.rest >= LEAST


async def test_the_place_above_reads_totals_of_months_that_are_over(api: Api) -> None:
    for place, count in ((HERE, 6), (ELSEWHERE, 7)):
        for at in range(count):
            await api.filed(place=place, sector="fire" if at else "housing")
    above = api.token("supervisor", place=ABOVE)
    running = (await api.get("/totals", above)).json()
    assert (running["total"], running["months"]) == (None, {"cells": {}, "rest": 0})
    clock_of(api.office).forward(hours=31 * 24)
    above = api.token("supervisor", place=ABOVE)
    over = (await api.get("/totals", above)).json()
    assert over["total"] == 13
    assert over["months"] == {"cells": {"2026-03": 13}, "rest": 0}
    assert over["places"] == {"cells": {HERE: 6, ELSEWHERE: 7}, "rest": 0}
    assert over["states"] == {"cells": {"submitted": 13}, "rest": 0}
    assert over["sectors"] == {"cells": {}, "rest": 13}  # two of one sector would tell of both


async def test_too_few_are_not_told_at_all(api: Api) -> None:
    for _ in range(LEAST - 1):
        await api.filed()
    clock_of(api.office).forward(hours=31 * 24)
    told = (await api.get("/totals", api.token("auditor", place=ABOVE))).json()
    assert told["total"] is None
    assert all(told[name] == {"cells": {}, "rest": 0} for name in ("states", "sectors", "places"))


async def test_nobody_below_or_beside_reads_totals_of_another_place(api: Api) -> None:
    for _ in range(LEAST + 1):
        await api.filed()
    clock_of(api.office).forward(hours=31 * 24)
    for place in (HERE, ELSEWHERE):
        told = (await api.get("/totals", api.token("supervisor", place=place))).json()
        assert told["total"] is None
    for duty in ("intake", "inspector", "reviewer", "approver", "payer", "administrator"):
        assert (await api.get("/totals", api.token(duty, place=ABOVE))).status_code == 403
