"""Nobody in the other place could take a case in: it is refused, and nothing at all is written."""

import pytest
from sqlalchemy import select

from backend.db.columns import metadata
from backend.errors import Refused
from backend.office import Office
from backend.staff.entry import revoke
from backend.staff.rules import DUTIES, MAY
from tests.backend.reports.cases import crew, file, take
from tests.backend.reports.handing_over import OVER, begun
from tests.backend.staff.offices import ABOVE, ELSEWHERE, hire


def everything(office: Office) -> dict[str, list[tuple[object, ...]]]:
    """Each table with its rows, in an order of their own."""
    with office.database.read() as conn:
        return {
            table.name: sorted((tuple(row) for row in conn.execute(select(table))), key=repr)
            for table in metadata.sorted_tables
        }


def test_where_nobody_can_take_it_in_it_stays_and_nothing_is_written(office: Office) -> None:
    who, filed, joined = crew(office), file(office), file(office)
    take(office, who["intake"], joined.report_id, "merge", into=filed.report_id)
    hire(office, "intake", place=ELSEWHERE)  # of a third place: no help
    for role in (role for role in DUTIES if "report-accept" not in MAY[role]):
        hire(office, role, place=ABOVE)
    before = everything(office)
    with pytest.raises(Refused, match="refused-nobody-there"):
        take(office, who["intake"], filed.report_id, "hand-over", **OVER)
    assert everything(office) == before


@pytest.mark.parametrize("role", ["intake", "supervisor"])
def test_who_left_cannot_take_it_in_and_who_is_there_can(office: Office, role: str) -> None:
    who, filed = crew(office), file(office)
    gone = hire(office, role, place=ABOVE)
    with office.database.write() as conn:
        revoke(conn, office, gone.member_id)
    with pytest.raises(Refused, match="refused-nobody-there"):
        take(office, who["intake"], filed.report_id, "hand-over", **OVER)
    hire(office, role, place=ABOVE)
    take(office, who["intake"], filed.report_id, "hand-over", **OVER)
    assert begun(office).state == "submitted"
