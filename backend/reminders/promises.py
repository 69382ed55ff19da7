"""A year's holidays came out: days that were promised by its weekends alone are reckoned again.

A promise is lengthened where its last day is not worked after all, or where working days are
counted and fewer are left of them; it is never shortened, and nobody's card becomes an old one.
Rows are changed by the day that they hold and not one by one, so a million cost a few statements.
"""

from collections.abc import Sequence
from datetime import date, datetime, time

from sqlalchemy import ColumnElement, Connection, Table, and_, literal, or_, select, update

from backend.hazards.tables import hazard
from backend.jobs.service import win_slot
from backend.office import Office
from backend.places.calendar import (
    Deadline,
    due_at,
    last_day,
    local_day,
    next_working_day,
    republished,
)
from backend.places.profile import Place
from backend.reports.tables import report
from backend.rewards.running_out import OPEN
from backend.rewards.tables import reward


def lengthen_promises(conn: Connection, office: Office, place_code: str) -> int:
    """Reckon a place's provisional days again, once a day; gives how many rows that concerned.

    Called as often as one likes, by any number of schedulers: one of them wins the day.
    """
    place = office.place(place_code)
    today = local_day(place, office.clock.now())
    if not win_slot(conn, office, f"promises/{place_code}", today.isoformat()):
        return 0
    return (
        _reckon_submitted(conn, place)
        + _reckon(conn, place, report)
        + _reckon(conn, place, hazard)
        + _reckon_claims(conn, place, today)
    )


def _reckon_submitted(conn: Connection, place: Place) -> int:
    """What waits to be taken in was promised in working days from the day on which it came."""
    mine = and_(_published(place, report), report.c.state == "submitted")
    days = select(report.c.due_on, report.c.entered_on).where(mine).distinct()
    count = 0
    groups: list[tuple[date, date]] = [(row.due_on, row.entered_on) for row in conn.execute(days)]
    for due_on, entered_on in groups:
        limit = place.limits.accept_working_days
        counted = due_at(place, _noon(place, entered_on), limit, working=True)
        promised = last_day(place, due_on, provisional=True)
        same = and_(mine, report.c.due_on == due_on, report.c.entered_on == entered_on)
        count += _write(conn, report, same, _worked(place, republished(promised, counted)))
    return count


def _reckon(conn: Connection, place: Place, table: Table) -> int:
    """Every other limit is in natural days: its last day moves to the next that is worked."""
    mine = and_(_published(place, table), table.c.state != "submitted")
    count = 0
    days: Sequence[date] = (
        conn.execute(select(table.c.due_on).where(mine).distinct()).scalars().all()
    )
    for due_on in days:
        same = and_(mine, table.c.due_on == due_on)
        count += _write(conn, table, same, _worked(place, last_day(place, due_on)))
    return count


def _reckon_claims(conn: Connection, place: Place, today: date) -> int:
    """A reward's last day to claim; where it is worked there is nothing to change."""
    mine = and_(
        reward.c.place == place.identity.code, reward.c.state.in_(OPEN), reward.c.last_on >= today
    )
    count = 0
    days: Sequence[date] = (
        conn.execute(select(reward.c.last_on).where(mine).distinct()).scalars().all()
    )
    for last_on in days:
        again_on = next_working_day(place, last_on)
        if again_on != last_on:
            same = and_(mine, reward.c.last_on == last_on)
            count += conn.execute(update(reward).where(same).values(last_on=again_on)).rowcount
    return count


def _published(place: Place, table: Table) -> ColumnElement[bool]:
    """Rows whose last day is provisional and lies in a year that is published by now."""
    years = [
        table.c.due_on.between(date(year, 1, 1), date(year, 12, 31))
        for year in place.calendar.years
    ]
    # In the text itself: SQLite uses a partial index only for what it can read.
    provisional = table.c.provisional == literal(1, literal_execute=True)
    return and_(table.c.place == place.identity.code, provisional, or_(*years))


def _worked(place: Place, again: Deadline) -> Deadline:
    """The same, or the next day that is worked."""
    moved = republished(again, due_at(place, _noon(place, again.on), 0))
    return last_day(place, moved.on, provisional=moved.provisional or again.provisional)


def _write(conn: Connection, table: Table, same: ColumnElement[bool], again: Deadline) -> int:
    values = {"due_on": again.on, "provisional": int(again.provisional)}
    return conn.execute(update(table).where(same).values(values)).rowcount


def _noon(place: Place, day: date) -> datetime:
    return datetime.combine(day, time(12), place.zoneinfo)
