"""The lane of its own: alarms sound until the desk opened them; who supervises has them."""

from datetime import timedelta

from sqlalchemy import func, select, update

from backend.inspections.cards import open_task
from backend.inspections.lines import Wanted
from backend.inspections.tasks import list_tasks
from backend.office import Office
from backend.outbox.tables import news
from backend.reports.alarms import repeat_alarms, see_alarm, tell_arrived
from backend.staff.member import Member
from backend.staff.tables import desk
from tests.backend.reports.cases import WORDS, crew, file, report_row, take
from tests.backend.staff.offices import ELSEWHERE, HERE, MONDAY, clock_of, hire

LATER = MONDAY + timedelta(hours=12)


def _told(office: Office, member: Member) -> int:
    query = select(func.count()).select_from(news).where(news.c.member_id == member.member_id)
    with office.database.read() as conn:
        return conn.execute(query).scalar_one()


def _repeat(office: Office, place: str = HERE) -> int:
    with office.database.write() as conn:
        return repeat_alarms(conn, office, place)


def _see(office: Office, member: Member, report_id: str) -> bool:
    with office.database.write() as conn:
        return see_alarm(conn, office, member, report_id)


def test_an_alarm_sounds_each_hour_until_the_desk_has_opened_it(office: Office) -> None:
    who = crew(office)
    filed = file(office, deaths=True)
    file(office)
    assert _told(office, who["supervisor"]) == 1
    assert _repeat(office) == 0
    for hours in (2, 3):
        clock_of(office).forward(hours=1)
        assert _repeat(office) == 1
        assert _repeat(office) == 0  # another scheduler in the same hour
        assert _told(office, who["supervisor"]) == hours
    for role in ("inspector", "auditor", "reviewer"):
        assert not _see(office, who[role], filed.report_id)
    stranger = hire(office, "supervisor", place=ELSEWHERE)
    assert not _see(office, stranger, filed.report_id)
    assert _see(office, who["supervisor"], filed.report_id)
    assert not _see(office, who["intake"], filed.report_id)
    clock_of(office).forward(hours=1)
    assert _repeat(office) == 0
    assert _told(office, who["intake"]) == 0


def test_an_alarm_that_was_decided_unseen_sounds_no_more(office: Office) -> None:
    who = crew(office)
    filed = file(office, danger=True)
    take(office, who["intake"], filed.report_id, "refuse", reason="not-a-hazard")
    clock_of(office).forward(hours=2)
    assert _repeat(office) == 0


def _seat_ends(office: Office, member: Member) -> None:
    with office.database.write() as conn:
        conn.execute(update(desk).where(desk.c.member_id == member.member_id).values(ends_at=LATER))


def _arrives(office: Office, member: Member) -> int:
    with office.database.write() as conn:
        return tell_arrived(conn, office, member)


def test_intake_hears_an_alarm_where_no_supervisor_is(office: Office) -> None:
    intake, inspector = hire(office, "intake"), hire(office, "inspector")
    file(office, deaths=True)
    assert (_told(office, intake), _told(office, inspector)) == (1, 0)
    clock_of(office).forward(hours=1)
    assert _repeat(office) == 1
    assert (_told(office, intake), _told(office, inspector)) == (2, 0)


def test_intake_hears_it_too_while_no_supervisor_sits_at_a_desk(office: Office) -> None:
    who = crew(office)
    _seat_ends(office, who["supervisor"])
    file(office, danger=True)
    assert (_told(office, who["supervisor"]), _told(office, who["intake"])) == (1, 0)
    clock_of(office).forward(hours=13)
    assert _repeat(office) == 1
    assert (_told(office, who["supervisor"]), _told(office, who["intake"])) == (2, 1)


def test_an_alarm_that_nobody_was_there_for_is_told_to_who_opens_a_desk(office: Office) -> None:
    filed = file(office, deaths=True)
    file(office)
    inspector, intake = hire(office, "inspector"), hire(office, "intake")
    assert (_arrives(office, inspector), _arrives(office, intake)) == (0, 1)
    assert (_told(office, inspector), _told(office, intake)) == (0, 1)
    boss, late = hire(office, "supervisor"), hire(office, "intake")
    assert (_arrives(office, boss), _arrives(office, late)) == (1, 0)
    assert _see(office, boss, filed.report_id)
    assert _arrives(office, hire(office, "supervisor")) == 0


def test_where_nobody_takes_reports_in_the_supervisor_does(office: Office) -> None:
    boss, filed = hire(office, "supervisor"), file(office)
    with office.database.read() as conn:
        assert WORDS in open_task(conn, office, boss, filed.report_id).words
    hire(office, "intake")
    with office.database.read() as conn:
        assert open_task(conn, office, boss, filed.report_id).words == ""


def test_a_death_goes_to_the_supervisor_with_its_words_and_to_the_safety_office(
    office: Office,
) -> None:
    who = crew(office)
    plain, filed = file(office), file(office, deaths=True)
    boss = who["supervisor"]
    with office.database.read() as conn:
        tasks = list_tasks(conn, office, boss, Wanted()).lines
        card = open_task(conn, office, boss, filed.report_id)
        other = open_task(conn, office, boss, plain.report_id)
    assert [(one.case_id, one.step) for one in tasks] == [(filed.report_id, "accept")]
    assert WORDS in card.words
    assert other.words == ""
    take(office, boss, filed.report_id, "accept", line="厂区有人员伤亡")
    assert report_row(office, filed.report_id).owner_office == office.place(HERE).unled.office
    with office.database.read() as conn:
        assert open_task(conn, office, boss, filed.report_id).words == ""
