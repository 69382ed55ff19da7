"""At eight each working day everybody hears what waits, once, and only what still does."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from backend.inspections.lines import Wanted
from backend.office import Office
from backend.reminders.digests import DIGEST, plan_digests, still_due
from backend.reminders.tasks import list_tasks
from backend.staff import service as staff
from backend.staff.member import Member
from tests.backend.reminders.working import accepted, due, filed, step, told
from tests.backend.staff.offices import ABOVE, HERE, clock_of, hire

# Hours in Shanghai, eight ahead of UTC.
TUESDAY, SATURDAY = (2026, 3, 3), (2026, 3, 7)
HOLIDAY, MADE_UP_SATURDAY = (2026, 5, 1), (2026, 5, 9)


def at(office: Office, day: tuple[int, int, int], hour: int, minute: int = 0) -> None:
    clock_of(office).at = datetime(*day, tzinfo=UTC) + timedelta(hours=hour - 8, minutes=minute)


def plan(office: Office, place: str = HERE) -> int:
    with office.database.write() as conn:
        return plan_digests(conn, office, place)


def digests(office: Office, member: Member) -> list[dict[str, Any]]:
    return [body for body in told(office, member) if body["key"] == DIGEST]


def leaving(office: Office, member: Member, body: dict[str, Any]) -> dict[str, str] | None:
    with office.database.read() as conn:
        fresh = still_due(conn, office, member.member_id, body)
    return None if fresh is None else {n: v for n, v in fresh["args"] if n != "tasks"}


def test_each_member_with_something_waiting_has_one_digest(office: Office) -> None:
    intake, inspector = hire(office, "intake"), hire(office, "inspector")
    payer, reviewer = hire(office, "payer"), hire(office, "reviewer")
    accepted(office, intake)
    filed(office)
    at(office, TUESDAY, 8)
    assert plan(office) == 2
    for member in (intake, inspector):
        (digest,) = digests(office, member)
        assert digest["not_after"] == datetime(2026, 3, 3, 4, tzinfo=UTC)
        assert leaving(office, member, digest) == {"fresh": "1", "waiting": "1"}
    assert digests(office, payer) == digests(office, reviewer) == []


def test_a_digest_counts_what_is_due_and_overdue(office: Office) -> None:
    inspector = hire(office, "inspector")
    intake = hire(office, "intake")
    for last in (date(2026, 3, 16), date(2026, 3, 13), date(2026, 3, 30)):
        due(office, accepted(office, intake), last)
    at(office, (2026, 3, 16), 8)
    plan(office)
    (digest,) = digests(office, inspector)
    assert leaving(office, inspector, digest) == {"due": "1", "overdue": "1", "waiting": "3"}


def test_a_digest_carries_the_most_urgent_tasks_with_their_neutral_lines_and_no_words(
    office: Office,
) -> None:
    inspector, intake = hire(office, "inspector"), hire(office, "intake")
    days = [date(2026, 3, 10 + one) for one in range(7)]
    for last in reversed(days):
        due(office, accepted(office, intake), last)
    at(office, (2026, 3, 16), 8)
    plan(office)
    (digest,) = digests(office, inspector)
    with office.database.read() as conn:
        fresh = still_due(conn, office, inspector.member_id, digest)
        shown = list_tasks(conn, office, inspector, Wanted(limit=5)).lines
    assert fresh is not None
    tasks = json.loads(dict(fresh["args"])["tasks"])
    assert [one["due_on"] for one in tasks] == [str(day) for day in days[:5]]
    assert [one["case_id"] for one in tasks] == [one.case_id for one in shown]
    assert all(one["line"] == shown[0].line for one in tasks)


@pytest.mark.parametrize(("hour", "minute", "planned"), [(7, 59, 0), (8, 0, 1), (11, 59, 1)])
def test_the_round_is_at_eight_or_when_the_service_returns_until_noon(
    office: Office, hour: int, minute: int, planned: int
) -> None:
    hire(office, "intake")
    filed(office)
    at(office, TUESDAY, hour, minute)
    assert plan(office) == planned


def test_after_noon_the_round_is_left_out(office: Office) -> None:
    hire(office, "intake")
    filed(office)
    at(office, TUESDAY, 12)
    assert plan(office) == 0


def test_the_round_is_planned_once_a_day_however_often_it_is_tried(office: Office) -> None:
    intake = hire(office, "intake")
    filed(office)
    for hour in (8, 8, 9, 11):
        at(office, TUESDAY, hour)
        plan(office)
    at(office, (2026, 3, 4), 8)
    plan(office)
    assert len(digests(office, intake)) == 2


def test_two_schedulers_at_one_moment_plan_one_round(office: Office) -> None:
    members = [hire(office, "intake") for _ in range(3)]
    filed(office)
    at(office, TUESDAY, 8)
    with ThreadPoolExecutor(6) as schedulers:
        planned = list(schedulers.map(lambda _: plan(office), range(12)))
    assert sorted(planned) == [0] * 11 + [3]
    assert all(len(digests(office, member)) == 1 for member in members)


def test_a_round_that_fails_is_tried_again(office: Office) -> None:
    hire(office, "intake")
    filed(office)
    at(office, TUESDAY, 8)

    def fail() -> None:
        with office.database.write() as conn:
            plan_digests(conn, office, HERE)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert plan(office) == 1


@pytest.mark.parametrize("day", [SATURDAY, HOLIDAY])
def test_on_days_off_only_overdue_danger_and_supervisors_are_told(
    office: Office, day: tuple[int, int, int]
) -> None:
    intake, inspector = hire(office, "intake"), hire(office, "inspector")
    supervisor = hire(office, "supervisor")
    late = date(2026, 3, 1)
    due(office, accepted(office, intake), late)
    at(office, day, 8)
    plan(office)
    assert digests(office, inspector) == []
    (digest,) = digests(office, supervisor)
    assert leaving(office, supervisor, digest) == {"stuck": "1"}


def test_danger_that_is_overdue_is_told_every_day(office: Office) -> None:
    intake, inspector = hire(office, "intake"), hire(office, "inspector")
    late = date(2026, 3, 1)
    due(office, accepted(office, intake, danger=True), late)
    due(office, accepted(office, intake), late)
    at(office, SATURDAY, 8)
    plan(office)
    (digest,) = digests(office, inspector)
    assert leaving(office, inspector, digest) == {"overdue": "1", "waiting": "1"}


def test_a_weekend_day_that_is_worked_is_a_working_day(office: Office) -> None:
    intake = hire(office, "intake")
    filed(office)
    at(office, MADE_UP_SATURDAY, 8)
    assert plan(office) == 1
    assert len(digests(office, intake)) == 1


def test_every_place_has_a_round_of_its_own(office: Office) -> None:
    hire(office, "intake")
    filed(office)
    at(office, TUESDAY, 8)
    assert plan(office, ABOVE) == 0
    assert plan(office) == 1


def test_when_it_leaves_the_numbers_are_fresh(office: Office) -> None:
    intake = hire(office, "intake")
    first, _ = filed(office), filed(office)
    at(office, TUESDAY, 8)
    plan(office)
    (digest,) = digests(office, intake)
    assert leaving(office, intake, digest) == {"fresh": "2", "waiting": "2"}
    step(office, intake, first, "refuse", reason="not-a-hazard")
    assert leaving(office, intake, digest) == {"fresh": "1", "waiting": "1"}


def test_when_nothing_waits_any_more_it_does_not_leave(office: Office) -> None:
    intake = hire(office, "intake")
    report_id = filed(office)
    at(office, TUESDAY, 8)
    plan(office)
    (digest,) = digests(office, intake)
    step(office, intake, report_id, "refuse", reason="not-a-hazard")
    assert leaving(office, intake, digest) is None


def test_nothing_leaves_to_a_member_who_was_revoked(office: Office) -> None:
    intake = hire(office, "intake")
    filed(office)
    at(office, TUESDAY, 8)
    plan(office)
    (digest,) = digests(office, intake)
    with office.database.write() as conn:
        staff.revoke(conn, office, intake.member_id)
    assert leaving(office, intake, digest) is None


def test_other_news_leaves_as_it_was_written(office: Office) -> None:
    intake = hire(office, "intake")
    body = {"key": "task-new", "args": [["case_id", "x"], ["number", "1"]]}
    assert leaving(office, intake, body) == {"case_id": "x", "number": "1"}


def test_a_digest_holds_numbers_and_no_line_of_a_case(office: Office) -> None:
    intake, inspector = hire(office, "intake"), hire(office, "inspector")
    accepted(office, intake)
    at(office, TUESDAY, 8)
    plan(office)
    (digest,) = digests(office, inspector)
    assert digest["args"] == {}
    fresh = leaving(office, inspector, digest)
    assert fresh
    assert all(value.isdecimal() for value in fresh.values())
