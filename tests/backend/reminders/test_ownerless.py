"""What nobody leads: the safety office has so many working days to find an owner."""

from datetime import date

import pytest

from backend.inspections.lines import TaskLine, Wanted
from backend.inspections.tasks import list_tasks
from backend.office import Office
from backend.reminders.digests import digest_of
from backend.staff.member import Member
from tests.backend.reports.cases import LINE, file, report_row, take
from tests.backend.staff.offices import clock_of, hire

LAST = date(2026, 3, 5)
"""Three working days after Monday, 2 March."""


def _looking(office: Office, member: Member) -> list[TaskLine]:
    with office.database.read() as conn:
        found = list_tasks(conn, office, member, Wanted(filter="assign"))
    return list(found.lines)


def _digest(office: Office, member: Member) -> dict[str, str]:
    with office.database.read() as conn:
        return digest_of(conn, office, member)


def _accepted(office: Office, **changes: str) -> str:
    filed = file(office, **{"sector": "coal-mines", **changes})
    take(office, hire(office, "intake"), filed.report_id, "accept", line=LINE)
    return filed.report_id


@pytest.mark.parametrize("step", ["reassign", "transfer", "keep"])
def test_it_is_overdue_until_an_owner_is_found(office: Office, step: str) -> None:
    safety = hire(office, "supervisor", office_id="safety-office")
    other = hire(office, "supervisor", office_id="police")
    inspector = hire(office, "inspector", office_id="police")
    own = hire(office, "inspector", office_id="safety-office")
    case_id = _accepted(office)
    row = report_row(office, case_id)
    assert (row.owner_office, row.state, row.assign_on) == ("safety-office", "verifying", LAST)
    (line,) = _looking(office, safety)
    assert (line.due_on, line.overdue_days) == (LAST, 0)
    assert _looking(office, other) == []
    clock_of(office).forward(days=4)
    (line,) = _looking(office, safety)
    assert line.overdue_days == 1
    assert (_digest(office, safety)["overdue"], _digest(office, safety)["unassigned"]) == ("1", "1")
    if step == "reassign":
        take(office, safety, case_id, "reassign", office="police", member=inspector.member_id)
    elif step == "transfer":
        take(office, safety, case_id, "transfer", office="police", reason="other-duty")
    else:
        take(office, safety, case_id, "reassign", member=own.member_id)
    assert report_row(office, case_id).assign_on is None
    assert _looking(office, safety) == []
    assert "overdue" not in _digest(office, safety)


@pytest.mark.parametrize("sector", ["fire", "road-transport"])
def test_what_has_a_lead_has_no_such_limit(office: Office, sector: str) -> None:
    hire(office, "supervisor", office_id="safety-office")
    assert report_row(office, _accepted(office, sector=sector)).assign_on is None


def test_it_is_over_once_the_case_is_decided(office: Office) -> None:
    safety = hire(office, "supervisor", office_id="safety-office")
    own = hire(office, "inspector", office_id="safety-office")
    case_id = _accepted(office)
    take(office, own, case_id, "verify-untrue", reason="not-found")
    assert report_row(office, case_id).assign_on is None
    assert _looking(office, safety) == []
