"""A reporter's name beside a reward: told part by part, sealed, finished or taken back, deleted.

Only who said on filing that they might give a name is ever asked, only while a reward waits, and
only where a payer's key exists. The claim code is good with a name and without one.
"""

from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, Row, select, update

from backend.aliases import identities
from backend.errors import Conflict
from backend.office import Office
from backend.places.calendar import local_day
from backend.reports.circumstances import circumstances_for_rules
from backend.rewards.rules import SHOWN
from backend.rewards.tables import reward
from backend.rewards.writing import change

ENDED_UNPAID = ("forfeited", "refused", "not-due")


def asked_how(conn: Connection, office: Office, row: Row[Any]) -> str:
    """What is to be said of a name: `ask`, `given`, `no-key`, or empty when they stay unknown."""
    if sealed_name(conn, row):
        return "given"
    told = circumstances_for_rules(conn, office, row.report_id)
    if told is None or told.naming != "named":
        return ""
    return "ask" if identities.may_be_sealed(office) else "no-key"


def take_part(conn: Connection, office: Office, report_id: str, part: str, text: str) -> None:
    """Seal one part of a name to the payer's key. `part` is one of `identities.PARTS`.

    Raises:
        Conflict: no reward waits any more, or no key is there.
    """
    row = _open(conn, report_id)
    if part not in identities.PARTS:
        raise Conflict("refused-identity-late")
    identity_id = row.identity_id
    if row.named_on is not None:  # what was given is whole: telling it once more begins anew
        identities.drop(conn, [identity_id])
        identity_id = None
    if identity_id is None:
        today = local_day(office.place(row.place), office.clock.now())
        identity_id = identities.begin(conn, row.place, today)
        change(conn, row, identity_id=identity_id, named_on=None)
    identities.seal_part(conn, office, identity_id, part, text)


def finish(conn: Connection, office: Office, report_id: str) -> None:
    """All parts are told and right: from now on the payer's key opens them.

    Raises:
        Conflict: a part is missing, or no reward waits any more.
    """
    row = _open(conn, report_id)
    if not identities.packed(conn, row.identity_id or ""):
        raise Conflict("refused-identity-late")
    if row.named_on is None:
        change(conn, row, named_on=local_day(office.place(row.place), office.clock.now()))


def withdraw(conn: Connection, report_id: str) -> None:
    """Delete what was told of a name; the claim code stays good. A repeat is harmless."""
    row = conn.execute(
        select(reward).where(reward.c.report_id == report_id).with_for_update()
    ).one_or_none()
    if row is not None and row.identity_id is not None and row.state != "paid":
        identities.drop(conn, [row.identity_id])
        change(conn, row, identity_id=None, named_on=None)


def sealed_name(conn: Connection, row: Row[Any]) -> str:
    """The name that was given whole with this reward, as text for the payer's key; mostly empty."""
    return identities.packed(conn, row.identity_id) if row.named_on is not None else ""


def purge(conn: Connection, office: Office) -> int:
    """Delete names of rewards paid long ago or never, and what nobody finished; gives how many."""
    gone = 0
    for place in office.places.values():
        today = local_day(place, office.clock.now())
        paid_on = today - timedelta(days=place.retention.identity_days)
        held = select(reward.c.identity_id).where(
            reward.c.place == place.code, reward.c.identity_id.is_not(None)
        )
        paid = held.where(reward.c.state == "paid", reward.c.paid_on < paid_on)
        over: set[str] = set(conn.execute(paid).scalars())
        over |= set(conn.execute(held.where(reward.c.state.in_(ENDED_UNPAID))).scalars())
        known: set[str] = set(conn.execute(held.where(reward.c.named_on.is_not(None))).scalars())
        over |= identities.begun_before(conn, place.code, today) - known
        conn.execute(
            update(reward)
            .where(reward.c.identity_id.in_(over))
            .values(identity_id=None, named_on=None)
        )
        gone += identities.drop(conn, over)
    return gone


def _open(conn: Connection, report_id: str) -> Row[Any]:
    """The reward of a report, locked, while it waits. Raises: Conflict."""
    row = conn.execute(
        select(reward).where(reward.c.report_id == report_id).with_for_update()
    ).one_or_none()
    if row is None or row.state not in SHOWN:
        raise Conflict("refused-identity-late")
    return row
