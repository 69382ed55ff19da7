"""A made place: every state, the same by seed, nothing twice, never beside a real report."""

from collections import Counter
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Connection, Row, func, select

from backend.api.ledger import Asked, list_reports
from backend.audit.service import acts_of_day
from backend.audit.tables import audit_entry
from backend.demo import service
from backend.demo.bulk import Bulk
from backend.demo.counting import made_by_place, made_count, reports_count
from backend.demo.deeds import LIVES, joins
from backend.demo.service import Filled, fill
from backend.errors import Refused
from backend.hazards.rules import STATES as HAZARD_STATES
from backend.hazards.tables import hazard, hazard_report
from backend.office import Office
from backend.outbox.tables import news
from backend.reports.duplicates import find_duplicates
from backend.reports.handing import COUNTY_LANE
from backend.reports.rules import STATES
from backend.reports.service import read_words
from backend.reports.tables import photo, report
from backend.rewards.tables import reward
from backend.staff.service import members_with
from tests.backend.api.calling import opened
from tests.backend.reports.cases import file
from tests.backend.staff.offices import ELSEWHERE, HERE, hire

# What is accepted is assigned at once, and what is listed is ordered to be mended at once: no case
# rests there, and the log alone shows that it passed.
PASSED = {"accepted": "accept"}
PASSED_BY_HAZARDS = {"listed": "order"}


def filled(office: Office, count: int, seed: int = 1, place: str = HERE) -> list[Filled]:
    told: list[Filled] = []
    fill(office, place, count=count, seed=seed, on_progress=told.append)
    return told


def told_of(office: Office) -> Counter[tuple[object, ...]]:
    """What of each report does not hang on the keys."""
    names = (report.c.state, report.c.sector, report.c.lat, report.c.lon, report.c.filed_hour)
    with office.database.read() as conn:
        return Counter(tuple(row) for row in conn.execute(select(*names)))


def acts_noted(conn: Connection, office: Office) -> set[str]:
    """The names of all acts that stand on the log."""
    days: list[date] = list(conn.execute(select(audit_entry.c.noted_on).distinct()).scalars())
    noted = [one for day in days for one in acts_of_day(conn, office, HERE, day)]
    return {one.act.act for one in noted if one.act}


def joined_pairs(conn: Connection) -> list[tuple[Row[Any], Row[Any]]]:
    """Each joined report with the one that it is joined with."""
    rows = {row.report_id: row for row in conn.execute(select(report))}
    return [(row, rows[row.merged_into]) for row in rows.values() if row.merged_into]


def test_a_whole_turn_of_lives_shows_every_state_and_is_made_once(office: Office) -> None:
    filled(office, len(LIVES))
    with office.database.read() as conn:
        states: set[str] = set(conn.execute(select(report.c.state)).scalars())
        hazards: set[str] = set(conn.execute(select(hazard.c.state)).scalars())
        rewards: set[str] = set(conn.execute(select(reward.c.state)).scalars())
        pictures = conn.execute(select(func.count()).select_from(photo)).scalar_one()
        assert conn.execute(select(news)).all() == []
        assert members_with(conn, HERE, "report-accept") == []
        assert made_count(conn) == reports_count(conn) == len(LIVES)
        acts = acts_noted(conn, office)
    assert states == set(STATES) - set(PASSED)
    assert hazards == set(HAZARD_STATES) - set(PASSED_BY_HAZARDS)
    assert {*PASSED.values(), *PASSED_BY_HAZARDS.values(), "merge", "split", "transfer"} <= acts
    assert {"proposed", "approved", "paid"} <= rewards
    assert pictures > len(LIVES) / 2
    before = told_of(office)
    assert filled(office, len(LIVES))[0].made_count == 0
    assert told_of(office) == before


async def test_the_desk_lists_every_state_of_some_hundred_reports(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "LIVED_MOST", len(LIVES))
    filled(office, 300)
    with office.database.read() as conn:
        hazards = {row.hazard_id: row.state for row in conn.execute(select(hazard))}
    async with opened(office) as api:
        intake, supervisor = api.token("intake"), api.token("supervisor")
        for state in set(STATES) - set(PASSED):
            page = (await api.get(f"/reports?state={state}", intake)).json()
            assert {line["state"] for line in page["lines"]} == {state}
            for line in page["lines"][:3]:
                card = (await api.get(f"/cases/{line['case_id']}", intake)).json()
                told = (line["number"], f"state-report-{state}")
                assert (card["number"], card["state"]) == told
        for hazard_id, state in hazards.items():
            card = (await api.get(f"/cases/{hazard_id}", supervisor)).json()
            assert card["state"] == f"state-hazard-{state}"


def test_what_is_joined_or_handed_over_is_as_the_desk_leaves_it(office: Office) -> None:
    filled(office, len(LIVES))
    with office.database.read() as conn:
        pairs = joined_pairs(conn)
        links = {row.report_id: row.hazard_id for row in conn.execute(select(hazard_report))}
        for one, into in pairs:
            assert one.place == into.place
            assert one.area_code == into.area_code  # they tell of one hazard
            assert one.entered_on >= into.entered_on
            assert links.get(one.report_id) == links.get(into.report_id)
        assert {into.state for _, into in pairs} == {"submitted", "verifying", "substantiated"}
        ended = conn.execute(select(report).where(report.c.state == "transferred")).all()
        assert {(row.owner_office, row.due_on) for row in ended} == {(COUNTY_LANE, None)}
        assert all(row.ended_on and row.reason and row.decided_by for row in ended)


def test_what_somebody_ended_meanwhile_nothing_is_joined_with(office: Office) -> None:
    host = next(turn for turn in range(len(LIVES)) if joins(turn)) - 1
    filled(office, host + 1)
    with office.database.write() as conn:
        conn.execute(report.update().values(state="refused", ended_on=office.clock.now().date()))
    filled(office, host + 2)
    with office.database.read() as conn:
        assert joined_pairs(conn) == []
        assert reports_count(conn) == host + 2


def test_beside_a_real_report_nothing_is_made(office: Office) -> None:
    file(office, place=ELSEWHERE)
    with pytest.raises(Refused, match="refused-demo-real"):
        filled(office, 1)
    with office.database.read() as conn:
        assert reports_count(conn) == 1


def test_once_a_real_report_came_no_more_are_made(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "LIVED_MOST", 1)
    filled(office, 5)
    file(office)
    with pytest.raises(Refused, match="refused-demo-real"):
        filled(office, 9)


def test_the_bulk_is_sealed_listed_and_compared_like_any_other(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "LIVED_MOST", 1)
    monkeypatch.setattr(service, "_CHUNK", 150)
    lived, *poured = filled(office, 401)
    assert (lived.made_count, [one.made_count for one in poured]) == (1, [150, 300, 400])
    intake = hire(office, "intake")
    with office.database.read() as conn:
        lines, cursor = list_reports(conn, office, intake, Asked(limit=100))
        assert len(lines) == 100
        assert cursor
        taken_in = next(one for one in lines if one.state == "verifying")
        assert taken_in.line
        (said,) = read_words(conn, office, intake, taken_in.case_id)
        assert said.body.words
        for one in lines[:20]:
            find_duplicates(conn, office, intake, one.case_id)
        assert made_count(conn) == reports_count(conn) == 401
    assert filled(office, 401)[-1].made_count == 0


def test_another_seed_adds_others_and_another_place_its_own(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "LIVED_MOST", 1)
    filled(office, 30)
    filled(office, 30, seed=2)
    filled(office, 30, place=ELSEWHERE)
    with office.database.read() as conn:
        assert made_count(conn) == reports_count(conn) == 90
        assert made_by_place(conn) == {HERE: 60, ELSEWHERE: 30}


def test_what_is_made_hangs_on_the_seed_alone(office: Office) -> None:
    made = [Bulk(office, HERE, seed=seed, count=50, days=60) for seed in (1, 1, 2)]
    one, again, other = ([row[2:] for row in bulk.chunk(50, set())[report]] for bulk in made)
    numbers = [[row[1] for row in rows] for rows in (one, again, other)]
    assert numbers[0] == numbers[1] != numbers[2]
    assert len(set(numbers[0])) == 50


def test_the_bulk_joins_with_what_is_being_verified(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "LIVED_MOST", 1)
    filled(office, 1201)
    with office.database.read() as conn:
        pairs = joined_pairs(conn)
        states: set[str] = set(conn.execute(select(report.c.state)).scalars())
    assert {"merged", "transferred"} <= states
    assert {(one.state, one.merged_from, into.state) for one, into in pairs} == {
        ("merged", "submitted", "verifying")
    }
    assert all(one.area_code == into.area_code for one, into in pairs)
    assert all(one.entered_on >= into.entered_on for one, into in pairs)
