"""The daily purge of cases: words and pictures whose term after closing is over."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import Connection, select

from backend.hazards.tables import hazard
from backend.office import Office
from backend.places.calendar import local_day
from backend.reports.dropping import (
    erase_old_likenesses,
    mark_files_of,
    mark_old_files,
    mark_old_originals,
)
from backend.reports.purge import erase_words

BATCH = 500


def purge_cases(conn: Connection, office: Office, place: str) -> int:
    """Erase words and mark pictures that are due; gives how many. Call it until it gives 0.

    The marked files are deleted by `reports.dropping.sweep_files` afterwards.
    """
    return (
        erase_words(conn, office, place)
        + mark_old_files(conn, office, place)
        + mark_old_originals(conn, office, place)
        + erase_old_likenesses(conn, office, place)
        + _mark_hazards(conn, office, place)
    )


def _mark_hazards(conn: Connection, office: Office, place: str) -> int:
    profile = office.place(place)
    today = local_day(profile, office.clock.now())
    closed = today - timedelta(days=profile.retention.photos_days)
    found: Sequence[str] = (
        conn.execute(
            select(hazard.c.hazard_id).where(
                hazard.c.place == place, hazard.c.state == "closed", hazard.c.closed_on <= closed
            )
        )
        .scalars()
        .all()
    )
    return sum(
        mark_files_of(conn, found[start : start + BATCH]) for start in range(0, len(found), BATCH)
    )
