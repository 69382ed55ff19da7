"""Queueing jobs, taking them under a lease, finishing them only under one's own lease."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, Row, delete, func, or_, select, update

from backend.db.bulk import add_mapped
from backend.db.clock import database_now
from backend.db.columns import fresh_id
from backend.db.once import insert_new
from backend.errors import Broken
from backend.jobs.tables import job, job_run
from backend.office import Office

PAUSES_S = (2, 10, 30, 120, 600, 1800)
BREAKS = 5
"""A job that broke so often is set aside: it would break for ever."""
ASIDE_KEPT = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Job:
    """One remote effect. `payload` is an encoded effect with its address, sealed at rest."""

    job_id: str
    place: str
    kind: str
    tag: str
    payload: bytes
    tries: int = 0
    breaks: int = 0


def queue_jobs(conn: Connection, office: Office, jobs: Sequence[Job]) -> None:
    """Write jobs; they are due at once."""
    if not jobs:
        return
    now_at = office.clock.now()
    rows = [
        {
            "job_id": one.job_id,
            "place": one.place,
            "kind": one.kind,
            "tag": one.tag,
            "due_at": now_at,
            "tries": 0,
            "breaks": 0,
            "payload_sealed": office.keys.days.seal(
                now_at.date(), one.payload, f"job/{one.job_id}"
            ),
        }
        for one in jobs
    ]
    add_mapped(conn, job, rows)


def fresh_job(place: str, kind: str, tag: str, payload: bytes) -> Job:
    """A job with a new id."""
    return Job(fresh_id(), place, kind, tag, payload)


def take_jobs(
    conn: Connection, office: Office, owner: str, *, most: int = 8, hold_s: float = 120.0
) -> list[Job]:
    """Take due jobs that nobody holds."""
    now_at = office.clock.now()
    clock_at = database_now(conn)
    free = or_(job.c.held_until.is_(None), job.c.held_until < clock_at)
    ready = (
        select(job.c.job_id)
        .where(job.c.due_at <= now_at, free, job.c.payload_sealed.is_not(None))
        .order_by(job.c.due_at)
        .limit(most)
    )
    if conn.dialect.name == "postgresql":
        ready = ready.with_for_update(skip_locked=True)
    # Not as a query within the condition: PostgreSQL may ask that anew for each row, and what is
    # taken already is then passed over, so that more and more are.
    taken = ready.cte("ready")
    rows = conn.execute(
        update(job)
        .where(job.c.job_id.in_(select(taken.c.job_id)))
        .values(held_by=owner, held_until=clock_at + timedelta(seconds=hold_s))
        .returning(job)
    ).all()
    return [
        Job(row.job_id, row.place, row.kind, row.tag, _payload(office, row), row.tries, row.breaks)
        for row in rows
    ]


def _payload(office: Office, row: Row[Any]) -> bytes:
    """Empty when nobody can read it any more: that must not hold up the others."""
    try:
        return office.keys.days.open(row.payload_sealed, f"job/{row.job_id}")
    except Broken:
        return b""


def hold_jobs(conn: Connection, job_ids: Collection[str], owner: str, *, hold_s: float) -> None:
    """Hold on to jobs that are being done."""
    until_at = database_now(conn) + timedelta(seconds=hold_s)
    conn.execute(
        update(job)
        .where(job.c.job_id.in_(job_ids), job.c.held_by == owner)
        .values(held_until=until_at)
    )


def let_go_of_jobs(conn: Connection, owner: str) -> None:
    """Give back all jobs of a process that stops."""
    conn.execute(update(job).where(job.c.held_by == owner).values(held_by=None, held_until=None))


def finish_job(conn: Connection, job_id: str, owner: str) -> bool:
    """Remove a job that is done; False when somebody else holds it by now."""
    done = conn.execute(delete(job).where(job.c.job_id == job_id, job.c.held_by == owner))
    return done.rowcount == 1


def put_off_job(
    conn: Connection,
    office: Office,
    one: Job,
    owner: str,
    *,
    after_s: float | None = None,
    broke: bool = False,
) -> None:
    """It did not work this time: try again after a growing pause, or after `after_s` uncounted."""
    pause_s = PAUSES_S[min(one.tries, len(PAUSES_S) - 1)] if after_s is None else after_s
    conn.execute(
        update(job)
        .where(job.c.job_id == one.job_id, job.c.held_by == owner)
        .values(
            held_by=None,
            held_until=None,
            tries=one.tries + (1 if after_s is None else 0),
            breaks=one.breaks + (1 if broke else 0),
            due_at=office.clock.now() + timedelta(seconds=pause_s),
        )
    )


def set_job_aside(conn: Connection, one: Job, owner: str) -> bool:
    """It always breaks: never again; False when somebody else holds it by now.

    What is left of it is its kind and place, for the alarm: no payload, no conversation.
    """
    done = conn.execute(
        update(job)
        .where(job.c.job_id == one.job_id, job.c.held_by == owner)
        .values(held_by=None, held_until=None, payload_sealed=None, tag="", breaks=one.breaks + 1)
    )
    return done.rowcount == 1


def jobs_aside_count(conn: Connection) -> int:
    """How many jobs were given up; for the alarm and `davy doctor`."""
    query = select(func.count()).select_from(job).where(job.c.payload_sealed.is_(None))
    return int(conn.execute(query).scalar_one())


def win_slot(conn: Connection, office: Office, name: str, slot: str) -> bool:
    """True for exactly one caller of all processes: planned work is done once a slot."""
    today = office.clock.now().date()
    return insert_new(conn, job_run, [{"job": name, "slot": slot, "run_on": today}]) == 1


def had_slot(conn: Connection, name: str, slot: str) -> bool:
    """Whether planned work was noted as done."""
    query = select(job_run.c.job).where(job_run.c.job == name, job_run.c.slot == slot)
    return conn.execute(query).first() is not None


def erase_slots(conn: Connection, office: Office, *, kept_days: int = 60) -> None:
    """Forget slots of planned work that cannot come again."""
    before_on = office.clock.now().date() - timedelta(days=kept_days)
    conn.execute(delete(job_run).where(job_run.c.run_on < before_on))


def reseal_jobs(conn: Connection, office: Office, *, before_on: date) -> int:
    """Seal jobs that still wait from before `before_on` under today's key; gives how many."""
    now_at = office.clock.now()
    aside, today = job.c.payload_sealed.is_(None), now_at.date()
    conn.execute(delete(job).where(aside, job.c.due_at < now_at - ASIDE_KEPT))
    count = 0
    for row in conn.execute(select(job.c.job_id, job.c.payload_sealed).where(~aside)).all():
        if office.keys.days.day_of(row.payload_sealed) >= before_on:
            continue
        bound = f"job/{row.job_id}"
        try:
            plain = office.keys.days.open(row.payload_sealed, bound)
        except Broken:  # nobody can do it any more
            conn.execute(delete(job).where(job.c.job_id == row.job_id))
            continue
        sealed = office.keys.days.seal(today, plain, bound)
        conn.execute(update(job).where(job.c.job_id == row.job_id).values(payload_sealed=sealed))
        count += 1
    return count
