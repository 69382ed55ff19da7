"""A closed case as the rules of rewards see it: whose report was first, and who inspected."""

from dataclasses import dataclass

from sqlalchemy import Connection, select

from backend.aliases.ids import AliasId
from backend.hazards.moving import row_of
from backend.hazards.tables import hazard_closing, hazard_report
from backend.office import Office
from backend.reports.circumstances import Circumstances, circumstances_for_rules
from backend.reports.tables import report


@dataclass(frozen=True, slots=True)
class ClosedHazard:
    """What is known of a hazard and, of its reports, the one that was filed first."""

    hazard_id: str
    place: str
    grade: str
    sector: str
    report_id: str
    alias_id: AliasId
    told: Circumstances
    """Under which circumstances the first report was filed; shown to nobody."""
    inspectors: frozenset[str]
    """Ids of the members who verified it or handed in a closing."""


def closed_hazard(conn: Connection, office: Office, hazard_id: str) -> ClosedHazard | None:
    """A hazard with its first report; None when no report led to it, or all is erased.

    Raises:
        NotFound: there is no such hazard.
    """
    row = row_of(conn, hazard_id)
    joined = (
        select(report.c.report_id, report.c.alias_id)
        .join(hazard_report, hazard_report.c.report_id == report.c.report_id)
        .where(hazard_report.c.hazard_id == hazard_id)
    )
    known = []
    for found in conn.execute(joined):
        told = circumstances_for_rules(conn, office, found.report_id)
        if told is not None:
            known.append((told, found))
    if not known:
        return None
    told, first = min(known, key=lambda one: one[0].first_key())
    query = select(hazard_closing.c.submitted_by)
    handed_in = conn.execute(query.where(hazard_closing.c.hazard_id == hazard_id))
    submitters: list[str] = list(handed_in.scalars())
    return ClosedHazard(
        hazard_id=hazard_id,
        place=row.place,
        grade=row.grade,
        sector=row.sector,
        report_id=first.report_id,
        alias_id=first.alias_id,
        told=told,
        inspectors=frozenset((row.verified_by, *submitters)),
    )
