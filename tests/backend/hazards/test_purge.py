"""What has outlived its term is erased; what has not stays."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from backend.audit.chain import extend_chain, verify_chain
from backend.hazards.closed import closed_hazard
from backend.hazards.purge import purge_cases
from backend.office import Office
from backend.reports.case import case_view
from backend.reports.dropping import sweep_files
from backend.reports.tables import photo, report_question, report_words
from backend.reports.words import read_words
from tests.backend.reports.cases import closed, crew, file, picture, report_row, take
from tests.backend.staff.offices import HERE, clock_of


def _count(office: Office, table: object) -> int:
    with office.database.read() as conn:
        return int(conn.execute(select(func.count()).select_from(table)).scalar_one())  # type: ignore[arg-type]


def _purge(office: Office) -> int:
    with office.database.write() as conn:
        return purge_cases(conn, office, HERE)


def test_raw_words_of_closed_cases_are_erased_after_the_places_term(office: Office) -> None:
    who = crew(office)
    filed, hazard_id = closed(office, who)
    refused, running = file(office), file(office)
    take(office, who["intake"], refused.report_id, "refuse", reason="not-a-hazard")
    take(office, who["intake"], running.report_id, "ask", question="still-there")
    clock_of(office).at += timedelta(days=office.place(HERE).retention.raw_words_days - 1)
    assert _purge(office) == 0
    clock_of(office).at += timedelta(days=1)
    assert _purge(office) == 2
    assert _purge(office) == 0
    with office.database.read() as conn:
        for erased in (filed, refused):
            assert read_words(conn, office, who["intake"], erased.report_id) == []
            assert report_row(office, erased.report_id).circumstances_sealed is None
        assert len(read_words(conn, office, who["intake"], running.report_id)) == 1
        assert closed_hazard(conn, office, hazard_id) is None
        view = case_view(conn, office, filed.report_id)
    assert view.number == filed.number
    assert _count(office, report_words) == _count(office, report_question) == 1


def test_pictures_of_closed_cases_go_after_their_own_term(office: Office) -> None:
    who = crew(office)
    closed(office, who, photos=(("a", picture(office)),))
    running = file(office, photos=(("b", picture(office)),))
    terms = office.place(HERE).retention
    clock_of(office).at += timedelta(days=terms.photos_days)
    while _purge(office):
        pass
    sweep_files(office)
    with office.database.read() as conn:
        assert conn.execute(select(photo.c.owner_id)).scalar_one() == running.report_id


@pytest.mark.parametrize("times", [1, 2])
def test_erasing_leaves_the_chain_sound(office: Office, times: int) -> None:
    closed(office, crew(office))
    clock_of(office).at += timedelta(days=office.place(HERE).retention.raw_words_days)
    for _ in range(times):
        with office.database.write() as conn:
            extend_chain(conn, office, HERE)
            purge_cases(conn, office, HERE)
    with office.database.read() as conn:
        assert verify_chain(conn, office, HERE).sound


def test_a_reopened_case_keeps_its_words(office: Office) -> None:
    who = crew(office)
    filed, hazard_id = closed(office, who)
    take(office, who["supervisor"], hazard_id, "reopen")
    clock_of(office).at += timedelta(days=office.place(HERE).retention.raw_words_days + 1)
    assert _purge(office) == 0
    with office.database.read() as conn:
        assert read_words(conn, office, who["intake"], filed.report_id)
