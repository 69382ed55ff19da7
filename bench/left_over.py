"""What a clean stop may not leave: anything held, half done or half written."""

from collections import Counter
from pathlib import Path

from sqlalchemy import Connection, func, or_, select

from backend.db.engine import Database
from backend.db.lease import lease
from backend.inbox.tables import inbox_event, inbox_key
from backend.jobs.tables import job
from backend.reports.tables import photo

FILES = "files"
"""The store's folder in the data directory."""


def left_over(url: str, data: Path) -> Counter[str]:
    """How much of what lies there after a stop, by its kind; nothing of it is what should be.

    What waits is none: an event or a job that nobody has begun goes on at the next start.
    """
    files = [path.name for path in (data / FILES).rglob("*") if path.is_file()]
    database = Database(url)
    try:
        with database.read() as conn:
            found = _rows(conn)
            found["row without its file"] = len(_named(conn) - set(files))
            if conn.dialect.name == "sqlite":
                answer: str = conn.exec_driver_sql("pragma quick_check").scalar_one()
                found["broken database"] = int(answer != "ok")
    finally:
        database.close()
    found["half a file"] = sum(name.endswith(".part") for name in files)
    return +found


def _rows(conn: Connection) -> Counter[str]:
    def count(query: object) -> int:
        return int(conn.execute(query).scalar_one())  # type: ignore[call-overload]

    events = select(func.count()).select_from(inbox_event)
    keys = count(select(func.count()).select_from(inbox_key))
    return Counter(
        {
            "lease": count(select(func.count()).select_from(lease)),
            "held job": count(
                select(func.count()).select_from(job).where(job.c.held_by.is_not(None))
            ),
            "job set aside": count(
                select(func.count()).select_from(job).where(job.c.payload_sealed.is_(None))
            ),
            "event set aside or tried": count(
                events.where(or_(inbox_event.c.state == "aside", inbox_event.c.tries > 0))
            ),
            "event without a key": max(0, count(events) - keys),
        }
    )


def _named(conn: Connection) -> set[str]:
    rows = conn.execute(select(photo.c.store_name, photo.c.preview_name)).all()
    return {Path(name).name for row in rows for name in row if name}
