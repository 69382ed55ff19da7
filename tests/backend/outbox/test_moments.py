"""News leave at a random moment outside quiet hours, and hold nothing but their kind."""

import json
import random
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Row, select

from backend.aliases.ids import AliasId, fresh_alias
from backend.office import Office
from backend.outbox.moments import random_moment
from backend.outbox.news import (
    drop_news_of,
    due_news,
    erase_news,
    held_over,
    kinds_of,
    opened_news,
    take_news_of,
    tell_member,
    tell_reporter,
)
from backend.outbox.tables import news
from tests.backend.staff.offices import HERE, MONDAY, clock_of

ZONE = "Asia/Shanghai"
QUIET = (time(21), time(8))
FIRST = datetime(2026, 1, 1, tzinfo=UTC)


@given(st.integers(0, 365 * 24 * 60), st.integers(0, 10**9))
def test_a_push_never_leaves_in_quiet_hours_nor_before_its_least_delay(
    minutes: int, seed: int
) -> None:
    now_at = FIRST + timedelta(minutes=minutes)
    moment = random_moment(
        now_at, zone=ZONE, delay_min=(15, 120), quiet=QUIET, dice=random.Random(seed)
    )
    local = moment.astimezone(ZoneInfo(ZONE)).time()
    assert moment - now_at >= timedelta(minutes=15)
    assert moment - now_at <= timedelta(hours=13 + 2)
    assert QUIET[1] <= local < QUIET[0]


def test_moments_are_spread_and_tell_nothing_of_the_step() -> None:
    now_at = datetime(2026, 3, 2, 2, 30, tzinfo=UTC)
    dice = random.Random(7)
    delays = sorted(
        (
            random_moment(now_at, zone=ZONE, delay_min=(15, 120), quiet=QUIET, dice=dice) - now_at
        ).total_seconds()
        / 60
        for _ in range(2000)
    )
    assert delays[0] < 17
    assert delays[-1] > 118
    thirds = [sum(low <= one < low + 35 for one in delays) for low in (15, 50, 85)]
    assert min(thirds) > 560  # of 667 each; by luck less than once in a million


def test_what_was_told_in_the_evening_leaves_in_the_morning_spread_anew() -> None:
    evening_at = datetime(2026, 3, 2, 13, 30, tzinfo=UTC)  # 21:30 there
    dice = random.Random(7)
    moments = [
        random_moment(evening_at, zone=ZONE, delay_min=(15, 120), quiet=QUIET, dice=dice)
        for _ in range(300)
    ]
    morning_at = datetime(2026, 3, 3, 0, 0, tzinfo=UTC)
    assert min(moments) >= morning_at
    assert max(moments) > morning_at + timedelta(minutes=90)


def test_news_to_a_reporter_wait_for_their_moment_and_hold_only_their_kind(
    office: Office,
) -> None:
    alias_id = fresh_alias()
    with office.database.write() as conn:
        tell_reporter(conn, office, place=HERE, alias_id=alias_id, key="news-accepted")
        assert due_news(conn, office) == []
    clock_of(office).forward(minutes=121)
    with office.database.write() as conn:
        (row,) = due_news(conn, office)
        told = office.keys.open("words", row.payload_sealed, f"news.payload/{row.news_id}")
        assert json.loads(told) == {
            "key": "news-accepted",
            "alias_id": alias_id,
            "question_id": "",
        }
        erase_news(conn, [row.news_id])
        assert conn.execute(select(news)).all() == []


def waiting(office: Office, alias_id: AliasId) -> Row[Any]:
    """The one row of news that waits for an alias."""
    with office.database.read() as conn:
        return conn.execute(select(news).where(news.c.alias_id == alias_id)).one()


def test_what_waits_for_one_report_is_one_message_at_the_moment_of_the_first(
    office: Office,
) -> None:
    mine, other = fresh_alias(), fresh_alias()
    moments = set()
    for alias_id, key in ((mine, "a"), (mine, "b"), (other, "a"), (mine, "a"), (mine, "c")):
        with office.database.write() as conn:
            tell_reporter(conn, office, place=HERE, alias_id=alias_id, key=key)
        moments.add(waiting(office, mine).due_at)
        clock_of(office).forward(minutes=3)
    assert len(moments) == 1
    assert kinds_of(opened_news(office, waiting(office, mine))) == ("b", "a", "c")
    assert kinds_of(opened_news(office, waiting(office, other))) == ("a",)


def test_two_steps_at_one_instant_are_one_message(office: Office) -> None:
    alias_id = fresh_alias()

    def told(key: str) -> None:
        with office.database.write() as conn:
            tell_reporter(conn, office, place=HERE, alias_id=alias_id, key=key)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(told, "abcd"))
    assert sorted(kinds_of(opened_news(office, waiting(office, alias_id)))) == list("abcd")


def test_a_case_that_was_opened_has_nothing_more_to_tell(office: Office) -> None:
    mine, other = fresh_alias(), fresh_alias()
    with office.database.write() as conn:
        for alias_id, key in ((mine, "a"), (mine, "b"), (other, "a")):
            tell_reporter(conn, office, place=HERE, alias_id=alias_id, key=key)
        assert take_news_of(conn, office, mine) == ("a", "b")
        assert take_news_of(conn, office, mine) == ()
    assert waiting(office, other)


def test_what_comes_due_in_quiet_hours_waits_for_the_morning(office: Office) -> None:
    alias_id = fresh_alias()
    with office.database.write() as conn:
        tell_reporter(conn, office, place=HERE, alias_id=alias_id, key="a")
    clock_of(office).at = MONDAY + timedelta(hours=15)  # 01:30 there: nothing ran in the evening
    with office.database.write() as conn:
        (row,) = due_news(conn, office)
        assert held_over(conn, office, row)
        assert due_news(conn, office) == []
    local = waiting(office, alias_id).due_at.astimezone(ZoneInfo(ZONE))
    assert QUIET[1] <= local.time() < time(10)
    clock_of(office).at = waiting(office, alias_id).due_at
    with office.database.write() as conn:
        (row,) = due_news(conn, office)
        assert not held_over(conn, office, row)


def test_stopping_drops_the_news_of_these_reports_alone(office: Office) -> None:
    mine, other = fresh_alias(), fresh_alias()
    with office.database.write() as conn:
        for alias_id in (mine, mine, other):
            tell_reporter(conn, office, place=HERE, alias_id=alias_id, key="news-accepted")
        drop_news_of(conn, [mine])
        left = [row.alias_id for row in conn.execute(select(news))]
    assert left == [other]


def test_colleagues_are_told_at_once(office: Office) -> None:
    with office.database.write() as conn:
        tell_member(conn, office, place=HERE, member_id="0" * 32, key="task-new")
        assert len(due_news(conn, office)) == 1
