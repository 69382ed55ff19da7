"""Jobs: taken by one at a time, done once, put off with growing pauses, planned work won once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from backend.db.columns import EPOCH
from backend.errors import KeyGone
from backend.jobs.service import (
    PAUSES_S,
    Job,
    erase_slots,
    finish_job,
    fresh_job,
    hold_jobs,
    let_go_of_jobs,
    put_off_job,
    queue_jobs,
    reseal_jobs,
    take_jobs,
    win_slot,
)
from backend.jobs.tables import job
from backend.keys.days import KEPT_DAYS
from backend.office import Office
from tests.backend.staff.offices import HERE, clock_of

TAG = "a" * 40
ME, OTHER = "1" * 32, "2" * 32


def queue(office: Office, *payloads: bytes) -> list[Job]:
    jobs = [fresh_job(HERE, "KeepPhoto", TAG, payload) for payload in payloads]
    with office.database.write() as conn:
        queue_jobs(conn, office, jobs)
    return jobs


def take(office: Office, owner: str = ME, *, hold_s: float = 120.0, most: int = 8) -> list[Job]:
    with office.database.write() as conn:
        return take_jobs(conn, office, owner, most=most, hold_s=hold_s)


def test_a_job_comes_back_as_it_was_queued(office: Office) -> None:
    (queued,) = queue(office, b"effect")
    assert take(office) == [queued]


def test_a_job_that_is_held_is_nobody_elses(office: Office) -> None:
    queue(office, b"1", b"2")
    assert len(take(office, most=1)) == 1
    assert len(take(office, OTHER)) == 1
    assert take(office, OTHER) == []


def test_many_takers_at_one_instant_take_each_job_once(office: Office) -> None:
    queue(office, *(str(number).encode() for number in range(24)))
    with ThreadPoolExecutor(4) as takers:
        taken = list(takers.map(lambda n: take(office, f"{n:032x}", most=6), range(4)))
    ids = [one.job_id for some in taken for one in some]
    assert len(ids) == len(set(ids))
    assert len(ids) + len(take(office, "f" * 32, most=24)) == 24


def test_no_more_are_taken_than_asked_for_however_the_server_plans_it(office: Office) -> None:
    queue(office, *(str(number).encode() for number in range(24)))
    with office.database.write() as conn:
        if conn.dialect.name == "postgresql":  # as it does with a table that it knows little of
            for way in ("hashagg", "hashjoin", "mergejoin", "material", "sort"):
                conn.exec_driver_sql(f"SET LOCAL enable_{way} = off")
        assert len(take_jobs(conn, office, ME, most=3)) == 3


def expire(office: Office) -> None:
    """Let every hold be over; holds go by the database's own clock."""
    with office.database.write() as conn:
        conn.execute(update(job).values(held_until=EPOCH))


def test_a_job_whose_process_died_is_taken_again_and_finished_once(office: Office) -> None:
    (queued,) = queue(office, b"1")
    take(office)
    expire(office)
    assert [one.job_id for one in take(office, OTHER)] == [queued.job_id]
    with office.database.write() as conn:
        assert not finish_job(conn, queued.job_id, ME)
        assert finish_job(conn, queued.job_id, OTHER)
        assert not finish_job(conn, queued.job_id, OTHER)
    assert take(office) == []


def test_a_job_in_work_is_held_on_to_and_given_back_at_a_stop(office: Office) -> None:
    (queued,) = queue(office, b"1")
    take(office)
    expire(office)
    with office.database.write() as conn:
        hold_jobs(conn, [queued.job_id], ME, hold_s=60)
    assert take(office, OTHER) == []
    with office.database.write() as conn:
        let_go_of_jobs(conn, ME)
    assert [one.job_id for one in take(office, OTHER)] == [queued.job_id]


def test_what_does_not_work_is_put_off_with_growing_pauses(office: Office) -> None:
    queue(office, b"1")
    for tries in range(len(PAUSES_S) + 2):
        (one,) = take(office)
        assert one.tries == tries
        with office.database.write() as conn:
            put_off_job(conn, office, one, ME)
        pause_s = PAUSES_S[min(tries, len(PAUSES_S) - 1)]
        clock_of(office).forward(seconds=pause_s - 0.01)
        assert take(office) == []
        clock_of(office).forward(seconds=0.01)


def test_a_pause_that_was_asked_for_is_not_counted(office: Office) -> None:
    queue(office, b"1")
    (one,) = take(office)
    with office.database.write() as conn:
        put_off_job(conn, office, one, ME, after_s=7)
    clock_of(office).forward(seconds=7)
    assert take(office)[0].tries == 0


def test_nobody_puts_off_what_another_holds(office: Office) -> None:
    queue(office, b"1")
    (one,) = take(office)
    with office.database.write() as conn:
        put_off_job(conn, office, one, OTHER)
    assert take(office, OTHER) == []


def test_a_job_outlives_the_key_of_its_day_and_its_copy_does_not(office: Office) -> None:
    (queued,) = queue(office, b"1")
    with office.database.read() as conn:
        old = conn.execute(select(job)).one()
    for _ in range(KEPT_DAYS + 1):
        clock_of(office).forward(days=1)
        today = office.clock.now().date()
        with office.database.write() as conn:
            reseal_jobs(conn, office, before_on=today - timedelta(days=1))
        office.keys.days.destroy_before(today - timedelta(days=KEPT_DAYS - 1))
    assert take(office)[0].payload == b"1"
    with pytest.raises(KeyGone):
        office.keys.days.open(old.payload_sealed, f"job/{queued.job_id}")


def test_a_job_that_nobody_can_read_holds_up_no_other(office: Office) -> None:
    queue(office, b"1")
    clock_of(office).forward(days=KEPT_DAYS + 1)
    office.keys.days.destroy_before(office.clock.now().date())
    queue(office, b"2")
    assert sorted(one.payload for one in take(office)) == [b"", b"2"]
    with office.database.write() as conn:
        let_go_of_jobs(conn, ME)
        reseal_jobs(conn, office, before_on=office.clock.now().date())
    assert [one.payload for one in take(office)] == [b"2"]


def test_planned_work_is_won_once_a_slot(office: Office) -> None:
    def won(_: int) -> bool:
        with office.database.write() as conn:
            return win_slot(conn, office, "purge", "2026-03-02")

    with ThreadPoolExecutor(4) as crowd:
        assert sum(crowd.map(won, range(8))) == 1
    with office.database.write() as conn:
        assert win_slot(conn, office, "purge", "2026-03-03")
        assert win_slot(conn, office, "digest", "2026-03-02")


def test_slots_are_forgotten_when_they_cannot_come_again(office: Office) -> None:
    with office.database.write() as conn:
        assert win_slot(conn, office, "purge", "2026-03-02")
    clock_of(office).forward(days=61)
    with office.database.write() as conn:
        erase_slots(conn, office)
        assert win_slot(conn, office, "purge", "2026-03-02")
