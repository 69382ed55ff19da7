"""What was said in a case is erased when its place's term after the end is over."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import Connection, delete, select, update

from backend.audit.service import OFFICE, Act, note_many
from backend.office import Office
from backend.places.calendar import local_day
from backend.reports.tables import report, report_handover, report_question, report_words

BATCH = 500


def erase_words(conn: Connection, office: Office, place: str) -> int:
    """Erase words, questions and circumstances of cases ended long ago; gives how many cases.

    At most `BATCH` at a time: call it until it gives 0. What remains is the neutral line, the
    place of the hazard, days and states.
    """
    profile = office.place(place)
    today = local_day(profile, office.clock.now())
    ended = today - timedelta(days=profile.retention.raw_words_days)
    found: Sequence[str] = (
        conn.execute(
            select(report.c.report_id)
            .where(
                report.c.place == place,
                report.c.ended_on <= ended,
                report.c.circumstances_sealed.is_not(None),
            )
            .limit(BATCH)
        )
        .scalars()
        .all()
    )
    if not found:
        return 0
    conn.execute(delete(report_words).where(report_words.c.report_id.in_(found)))
    conn.execute(delete(report_question).where(report_question.c.report_id.in_(found)))
    side = report_handover.c.report_id.in_(found)
    conn.execute(update(report_handover).where(side).values(copy_sealed=None))
    conn.execute(
        update(report)
        .where(report.c.report_id.in_(found))
        .values(circumstances_sealed=None, open_questions_count=0)
    )
    note_many(conn, office, [(place, Act(OFFICE, "erase-words", one)) for one in found])
    return len(found)
