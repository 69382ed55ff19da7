"""Handing on, more time, another inspector: who hears what, what is refused."""

from datetime import date

import pytest
from sqlalchemy import select

from backend.errors import Refused
from backend.inspections.lines import Wanted
from backend.inspections.tasks import list_tasks
from backend.office import Office
from backend.outbox.tables import news
from backend.places.calendar import next_working_day
from backend.reports.case import case_view
from backend.staff import service as staff
from backend.staff.member import Member
from tests.backend.reports.cases import accepted, crew, file, report_row, take
from tests.backend.staff.offices import HERE, clock_of, hire


def _steps(office: Office, report_id: str) -> list[str]:
    with office.database.read() as conn:
        return [key for key, _ in case_view(conn, office, report_id).steps]


def _tasks(office: Office, member: Member) -> list[str]:
    with office.database.read() as conn:
        return [one.case_id for one in list_tasks(conn, office, member, Wanted()).lines]


def test_an_authority_outside_ends_the_case_and_is_named_to_the_reporter(office: Office) -> None:
    who, filed = crew(office), file(office)
    told = {"office": "county-lane", "reason": "higher-level"}
    done = take(office, who["intake"], filed.report_id, "transfer", **told)
    lane = office.place(HERE).numbers.county_lane
    assert dict(done.args)["office"] == lane.name.zh
    with office.database.read() as conn:
        facts = case_view(conn, office, filed.report_id)
    assert facts.sent_to is not None
    assert (facts.sent_to.name, facts.sent_to.phone) == (lane.name, lane.number)
    assert (facts.reason_key, facts.next_key) == ("reason-higher-level", "")
    assert facts.steps[-1][0] == "step-transferred"
    assert not facts.may_add
    row = report_row(office, filed.report_id)
    assert (row.state, row.due_on, row.ended_on) == ("transferred", None, date(2026, 3, 2))
    with office.database.read() as conn:
        assert conn.execute(select(news).where(news.c.alias_id == row.alias_id)).all()


def test_another_office_of_the_place_takes_a_case_over(office: Office) -> None:
    who = crew(office)
    theirs = hire(office, "inspector", office_id="market")
    others = hire(office, "inspector", office_id="fire-brigade")
    filed = accepted(office, who)
    assert _tasks(office, theirs) == []
    take(office, who["intake"], filed.report_id, "transfer", office="market", reason="other-duty")
    row = report_row(office, filed.report_id)
    assert (row.state, row.owner_office) == ("verifying", "market")
    assert _tasks(office, theirs) == [filed.report_id]
    assert _tasks(office, others) == []
    assert _steps(office, filed.report_id)[-1] == "step-passed-on"


def test_a_report_handed_over_before_it_is_accepted_stays_with_that_office(office: Office) -> None:
    who, filed = crew(office), file(office)
    take(office, who["intake"], filed.report_id, "transfer", office="market", reason="other-duty")
    assert report_row(office, filed.report_id).state == "submitted"
    take(office, who["intake"], filed.report_id, "accept", line="楼道停放电动车")
    assert report_row(office, filed.report_id).owner_office == "market"


@pytest.mark.parametrize(
    ("fields", "key"),
    [
        ({"reason": "other-duty"}, "refused-field-missing"),
        ({"office": "moon", "reason": "other-duty"}, "refused-field-unknown"),
        ({"office": "market"}, "refused-field-missing"),
        ({"office": "market", "reason": "lazy"}, "refused-field-unknown"),
        ({"office": "fire-brigade", "reason": "other-duty"}, "refused-office-same"),
    ],
)
def test_a_transfer_needs_another_office_and_a_reason(
    office: Office, fields: dict[str, str], key: str
) -> None:
    who = crew(office)
    filed = accepted(office, who)
    with pytest.raises(Refused, match=key):
        take(office, who["intake"], filed.report_id, "transfer", **fields)


def test_what_another_report_tells_is_joined_and_not_refused(office: Office) -> None:
    who = crew(office)
    known, again = accepted(office, who), file(office)
    with pytest.raises(Refused, match="refused-merge-instead"):
        take(office, who["intake"], again.report_id, "refuse", reason="already-handled")
    assert report_row(office, again.report_id).state == "submitted"
    take(office, who["intake"], again.report_id, "merge", into=known.number)
    elsewhere = file(office)
    take(office, who["intake"], elsewhere.report_id, "refuse", reason="handled-outside")
    with office.database.read() as conn:
        assert case_view(conn, office, elsewhere.report_id).reason_key == "reason-handled-outside"


def test_the_check_gets_more_time_once_and_the_reporter_reads_why(office: Office) -> None:
    who = crew(office)
    filed = accepted(office, who)
    before = report_row(office, filed.report_id).due_on
    take(office, who["intake"], filed.report_id, "extend", days="10", reason="needs-experts")
    row = report_row(office, filed.report_id)
    place = office.place(HERE)
    assert row.due_on == next_working_day(place, date.fromordinal(before.toordinal() + 10))
    assert _steps(office, filed.report_id)[-1] == "step-extended-needs-experts"
    with pytest.raises(Refused, match="refused-extended-already"):
        take(office, who["supervisor"], filed.report_id, "extend", reason="needs-visits")


def test_nobody_extends_beyond_the_places_most_or_after_the_last_day(office: Office) -> None:
    who = crew(office)
    filed = accepted(office, who)
    most = office.place(HERE).limits.extension_days
    for days in (str(most + 1), "0", "-1", "1.5", "٣", "9" * 30):
        with pytest.raises(Refused, match="refused-extend-long"):
            take(
                office, who["intake"], filed.report_id, "extend", days=days, reason="needs-experts"
            )
    clock_of(office).forward(days=100)
    with pytest.raises(Refused, match="refused-extend-late"):
        take(office, who["intake"], filed.report_id, "extend", reason="needs-experts")


def test_one_inspector_gets_a_case_and_it_is_everybodys_again_when_they_leave(
    office: Office,
) -> None:
    who = crew(office)
    second = hire(office, "inspector")
    filed = accepted(office, who)
    before = _steps(office, filed.report_id)
    take(office, who["supervisor"], filed.report_id, "reassign", member=second.member_id)
    assert _tasks(office, who["inspector"]) == []
    assert _tasks(office, second) == [filed.report_id]
    assert _steps(office, filed.report_id) == before
    with office.database.write() as conn:
        staff.revoke(conn, office, second.member_id)
    assert _tasks(office, who["inspector"]) == [filed.report_id]


def test_a_case_is_given_to_nobody_who_does_not_inspect_for_its_office(office: Office) -> None:
    who = crew(office)
    stranger = hire(office, "inspector", place="340321")
    filed = accepted(office, who)
    for member in (who["reviewer"].member_id, stranger.member_id, "0" * 32):
        with pytest.raises(Refused, match="refused-field-unknown"):
            take(office, who["supervisor"], filed.report_id, "reassign", member=member)
    with pytest.raises(Refused, match="refused-field-missing"):
        take(office, who["supervisor"], filed.report_id, "reassign")
