"""Handing over while the reporter, or a colleague, does something else at the same instant."""

import threading
import time
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from backend.errors import Refused
from backend.office import Office
from backend.reports.adding import Addition, add
from backend.reports.photos import find_photo
from backend.reports.tables import report
from backend.reports.words import all_said
from tests.backend.reports.cases import crew, file, picture, take
from tests.backend.reports.handing_over import OVER, begun, by_code, handed, staffed
from tests.backend.staff.offices import ABOVE, hire


def test_words_that_are_being_added_go_over_with_the_case(office: Office) -> None:
    who, filed = crew(office), file(office)
    staffed(office)
    step = threading.Thread(
        target=take, args=(office, who["intake"], filed.report_id, "hand-over"), kwargs=OVER
    )
    with office.database.write() as conn:
        add(conn, office, filed.report_id, Addition(words="还在充电"))
        step.start()
        time.sleep(0.3)  # it has to wait: else what is added now would stay behind
    step.join()
    with office.database.read() as conn:
        said = all_said(conn, office, begun(office).report_id)
    assert [one.body.words for one in said][1:] == ["还在充电"]


def test_of_two_who_hand_over_at_one_instant_one_does(office: Office) -> None:
    who, filed = crew(office), file(office)
    staffed(office)
    refused: list[str] = []

    def press() -> None:
        try:
            take(office, who["intake"], filed.report_id, "hand-over", **OVER)
        except Refused as no:
            refused.append(no.key)

    both = [threading.Thread(target=press) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert len(refused) == 1
    with office.database.read() as conn:
        there = select(func.count()).select_from(report).where(report.c.place == ABOVE)
        assert conn.execute(there).scalar() == 1
    assert by_code(office, filed).place == ABOVE


def test_a_report_that_went_over_takes_no_more_pictures_than_any_other(office: Office) -> None:
    who, filed = crew(office), file(office)
    new_id = handed(office, filed, who)
    small = replace(office, photos_max=1)
    first, second = picture(office), picture(office)
    with office.database.write() as conn:
        add(conn, small, new_id, Addition(photos=(("ref", first),)))
    with (
        pytest.raises(Refused, match="refused-photos-enough"),
        office.database.write() as conn,
    ):
        add(conn, small, new_id, Addition(photos=(("other", second),)))
    with office.database.read() as conn:
        assert find_photo(conn, hire(office, "intake", place=ABOVE), first).owner_id == new_id
