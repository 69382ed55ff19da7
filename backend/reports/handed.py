"""What was handed over from one place to another: a sealed row on each side, and the way on.

Alias and code go along with the case, so that the place it came from leads to nobody any more; what
ties the two reports together is sealed on both sides. Whoever holds an older id is led on from it.
"""

import json
from dataclasses import astuple, dataclass
from typing import Any, Literal

from sqlalchemy import Connection, Row, insert, select, update

from backend.errors import NotFound
from backend.office import Office
from backend.reports.tables import evidence, photo, report, report_handover

Way = Literal["out", "in"]

_FACTS_BYTES = 600
"""Longer words are cut nowhere; most rows have one sealed size."""


@dataclass(frozen=True, slots=True)
class Handed:
    """One side's knowledge of a handover. Days are ISO days."""

    place: str
    """The other place's code."""
    report_id: str
    """The report there."""
    reason: str
    words: str
    """The officer's own words beside the reason, for both offices."""
    digest: str
    """SHA-256 of the copy, in hex: the log of both places holds it."""
    door: str
    """The place at whose doors the reporter speaks: the first one."""
    number: str
    """The number on the receipt."""
    filed_on: str


def keep_handed(
    conn: Connection, office: Office, row: Row[Any], way: Way, handed: Handed, copy: bytes
) -> None:
    """Write one side's row; `row` is that side's report as it is now."""
    facts = json.dumps(astuple(handed), ensure_ascii=False, separators=(",", ":")).encode()
    bound = f"{row.report_id}/{way}"
    conn.execute(
        insert(report_handover).values(
            report_id=row.report_id,
            way=way,
            place=row.place,
            handed_on=row.entered_on,
            facts_sealed=office.keys.seal(
                "words", facts.ljust(_FACTS_BYTES), f"report_handover.facts/{bound}"
            ),
            copy_sealed=office.keys.seal("words", copy, f"report_handover.copy/{bound}"),
        )
    )


def handed_row(conn: Connection, report_id: str, way: Way) -> Row[Any] | None:
    """One side's row, sealed as it is."""
    query = select(report_handover).where(
        report_handover.c.report_id == report_id, report_handover.c.way == way
    )
    return conn.execute(query).one_or_none()


def opened(office: Office, row: Row[Any]) -> Handed:
    """What a side's row holds."""
    bound = f"report_handover.facts/{row.report_id}/{row.way}"
    return Handed(*json.loads(office.keys.open("words", row.facts_sealed, bound)))


def copy_of(office: Office, row: Row[Any]) -> bytes | None:
    """The copy as it was handed over; None once the place's term for words is over."""
    if row.copy_sealed is None:
        return None
    bound = f"report_handover.copy/{row.report_id}/{row.way}"
    return office.keys.open("words", row.copy_sealed, bound)


def came_from(conn: Connection, office: Office, row: Row[Any]) -> Handed | None:
    """Where a report was handed over from; None for one that was filed where it is."""
    if not row.handed_in:
        return None
    found = handed_row(conn, row.report_id, "in")
    return None if found is None else opened(office, found)


def row_now(conn: Connection, office: Office, report_id: str) -> Row[Any]:
    """The report that this one is now, held until the transaction ends: mostly itself.

    Raises:
        NotFound: there is no such report.
    """
    query = select(report).where(report.c.report_id == report_id).with_for_update()
    row = conn.execute(query).one_or_none()
    if row is None:
        raise NotFound("problem-case-unknown")
    found = handed_row(conn, report_id, "out") if row.state == "transferred" else None
    return row if found is None else row_now(conn, office, opened(office, found).report_id)


def bring_files(
    conn: Connection, office: Office, row: Row[Any], photo_ids: list[str], evidence_ids: list[str]
) -> None:
    """Let what a reporter sent at a door of a place that it came through be claimed where it is."""
    passed = _passed(conn, office, row)
    if not passed:
        return
    for table, column, ids in (
        (photo, photo.c.photo_id, photo_ids),
        (evidence, evidence.c.evidence_id, evidence_ids),
    ):
        mine = (column.in_(ids), table.c.place.in_(passed), table.c.owner_kind == "draft")
        conn.execute(update(table).where(*mine).values(place=row.place))


def _passed(conn: Connection, office: Office, row: Row[Any]) -> set[str]:
    """The places that a report came through: at the doors of each somebody may still look at it."""
    passed: set[str] = set()
    came = came_from(conn, office, row)
    while came is not None:
        passed |= {came.door, came.place}
        before = handed_row(conn, came.report_id, "in")
        came = None if before is None else opened(office, before)
    return passed
