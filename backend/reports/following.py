"""How reports follow the hazard that they led to: its state, its limit, its steps."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, update

from backend.office import Office
from backend.outbox.news import tell_reporter
from backend.places.calendar import local_day
from backend.reports.limits import NO_LIMIT, Due
from backend.reports.moving import NEWS_STEP, row_of, was_told, write_step
from backend.reports.tables import report


def follow_hazard(
    conn: Connection,
    office: Office,
    report_ids: Iterable[str],
    *,
    state: str,
    told: str = "",
    due: Due = NO_LIMIT,
) -> list[Row[Any]]:
    """Let reports know how their hazard stands; with `told`, write the step and queue the news.

    `state` is one of `rules.FOLLOWS`; `due` the hazard's running limit.
    """
    rows = []
    for report_id in report_ids:
        values: dict[str, Any] = {"hazard_state": state, "version": report.c.version + 1}
        values |= {"due_on": due.on, "provisional": int(due.provisional), "unfixed": 0}
        values |= {"last_step": f"hazard-{state}"}
        values |= {"last_on": _today(conn, office, report_id)}
        row = conn.execute(
            update(report)
            .where(report.c.report_id == report_id)
            .values(**values, ended_on=values["last_on"] if state == "closed" else None)
            .returning(report)
        ).one()
        if told:
            row = _catch_up(conn, office, row)
            write_step(conn, office, row, told)
            # Each by itself: a report that is joined with another stands among them.
            tell_reporter(conn, office, place=row.place, alias_id=row.alias_id, key=NEWS_STEP)
        rows.append(row)
    return rows


def _today(conn: Connection, office: Office, report_id: str) -> date:
    return local_day(office.place(row_of(conn, report_id).place), office.clock.now())


def _catch_up(conn: Connection, office: Office, row: Row[Any]) -> Row[Any]:
    """A report that was joined after the check hears of it with the next step, not at once.

    Else the day on which it is told would tell that the office had known before.
    """
    if row.state != "merged" or was_told(conn, row.report_id, "step-true"):
        return row
    write_step(conn, office, row, "step-true")
    more = update(report).where(report.c.report_id == row.report_id)
    return conn.execute(more.values(version=report.c.version + 1).returning(report)).one()
