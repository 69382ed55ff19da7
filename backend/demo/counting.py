"""Keeping made reports apart from real ones: a database that holds a real report takes no demo."""

from sqlalchemy import Connection, func, select, update

from backend.db.once import insert_new
from backend.demo.tables import demo_fill
from backend.errors import Refused
from backend.reports.tables import report


def check_unreal(conn: Connection) -> None:
    """Let through a database without reports, or with made ones alone, whatever their place.

    Raises:
        Refused: somebody's report is in it.
    """
    if reports_count(conn) != made_count(conn):
        raise Refused("refused-demo-real")


def reports_count(conn: Connection) -> int:
    """How many reports the database holds, of all places."""
    return conn.execute(select(func.count()).select_from(report)).scalar_one()


def made_count(conn: Connection) -> int:
    """How many of them the demo made."""
    total = select(func.coalesce(func.sum(demo_fill.c.reports_count), 0))
    return int(conn.execute(total).scalar_one())


def made_by_place(conn: Connection) -> dict[str, int]:
    """Code of a place -> how many of its reports the demo made; places without any are left out."""
    query = select(demo_fill).where(demo_fill.c.reports_count > 0).order_by(demo_fill.c.place)
    return {row.place: row.reports_count for row in conn.execute(query)}


def count_made(conn: Connection, place: str, count: int) -> None:
    """Note in the transaction that makes them that a place has so many made reports more."""
    insert_new(conn, demo_fill, [{"place": place, "reports_count": 0}])
    more = demo_fill.c.reports_count + count
    conn.execute(update(demo_fill).where(demo_fill.c.place == place).values(reports_count=more))
