"""What reporters do after filing: each message once, nothing after the end, only the day noted."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from backend.audit.service import REPORTER, acts_of_case
from backend.errors import NotAllowed, Refused
from backend.office import Office
from backend.reports.adding import Addition, add, say_unfixed
from backend.reports.case import case_view, report_of_alias
from backend.reports.circumstances import read_circumstances
from backend.reports.tables import report_words
from backend.reports.words import read_words
from backend.staff.rules import DUTIES
from tests.backend.reports.cases import WORDS, closed, crew, file, picture, report_row, take
from tests.backend.staff.offices import ABOVE, ELSEWHERE, HERE, clock_of, hire


def _add(office: Office, report_id: str, **told: object) -> None:
    with office.database.write() as conn:
        add(conn, office, report_id, Addition(**told))  # type: ignore[arg-type]


def test_words_are_added_once_however_often_their_message_comes(office: Office) -> None:
    filed, intake = file(office), hire(office, "intake")
    for _ in range(3):
        _add(office, filed.report_id, words="又多了两辆", ref="m1")
    _add(office, filed.report_id, words="再补一句", ref="m2")
    with office.database.read() as conn:
        told = read_words(conn, office, intake, filed.report_id)
    assert [one.kind for one in told] == ["filing", "addition", "addition"]
    assert {one.body.words for one in told} == {WORDS, "又多了两辆", "再补一句"}


def test_a_picture_that_was_on_its_way_joins_its_report(office: Office) -> None:
    filed, mine = file(office, photos=(("a", ""),)), picture(office)
    for _ in range(2):
        _add(office, filed.report_id, photos=(("a", mine),))
    assert report_row(office, filed.report_id).photos_count == 1
    with office.database.read() as conn:
        assert case_view(conn, office, filed.report_id).photo_count == 1


def test_a_report_takes_so_many_pictures_and_those_it_has_may_come_again(office: Office) -> None:
    office = replace(office, photos_max=3)
    first, second, third, fourth = (picture(office) for _ in range(4))
    filed = file(office, photos=(("a", first), ("b", second)))
    _add(office, filed.report_id, photos=(("c", third),))
    with pytest.raises(Refused, match="refused-photos-enough"):
        _add(office, filed.report_id, words="还有一张", photos=(("d", fourth),))
    _add(office, filed.report_id, photos=(("c", third),))
    _add(office, filed.report_id, words="只有话")
    assert report_row(office, filed.report_id).photos_count == 3


def test_of_two_who_add_pictures_at_one_instant_the_second_counts_the_first(
    office: Office,
) -> None:
    office = replace(office, photos_max=1)
    filed = file(office)

    def one_more(photo_id: str) -> bool:
        try:
            _add(office, filed.report_id, photos=((photo_id, photo_id),))
        except Refused:
            return False
        return True

    with ThreadPoolExecutor(4) as several:
        taken = list(several.map(one_more, [picture(office) for _ in range(4)]))
    assert sorted(taken) == [False, False, False, True]
    assert report_row(office, filed.report_id).photos_count == 1


def test_a_better_place_takes_the_place_of_the_first(office: Office) -> None:
    filed = file(office, lat=None, lon=None, place_words="桥头")
    _add(office, filed.report_id, lat=33.15001, lon=117.90009, place_words="桥头村东")
    row = report_row(office, filed.report_id)
    assert (row.lat, row.lon) == (33.15, 117.9001)


def test_nothing_is_added_to_a_case_that_is_over(office: Office) -> None:
    filed = file(office)
    take(office, hire(office, "intake"), filed.report_id, "refuse", reason="not-a-hazard")
    with pytest.raises(Refused, match="refused-case-ended-yet"):  # it may still be objected to
        _add(office, filed.report_id, words="等等")
    clock_of(office).at += timedelta(days=365)
    with pytest.raises(Refused, match=r"refused-case-ended$"):
        _add(office, filed.report_id, words="等等")


def test_what_is_still_there_can_be_shown_until_it_was_looked_at_again(office: Office) -> None:
    who = crew(office)
    filed, hazard_id = closed(office, who)
    with office.database.write() as conn:
        say_unfixed(conn, office, filed.report_id, "又停满了")
    _add(office, filed.report_id, photos=(("a", picture(office)),))
    with office.database.read() as conn:
        assert case_view(conn, office, filed.report_id).may_add
    take(office, who["supervisor"], hazard_id, "keep-closed", reason="checked-again")
    with office.database.read() as conn:
        assert not case_view(conn, office, filed.report_id).may_add


def test_adding_does_not_make_a_colleagues_card_old(office: Office) -> None:
    filed = file(office)
    _add(office, filed.report_id, words="补充")
    assert report_row(office, filed.report_id).version == 0


def test_a_closed_hazard_that_is_still_there_is_said_once(office: Office) -> None:
    who = crew(office)
    filed, _ = closed(office, who)
    with office.database.write() as conn:
        say_unfixed(conn, office, filed.report_id, "又停满了")
        view = case_view(conn, office, filed.report_id)
        with pytest.raises(Refused, match="refused-unfixed-already"):
            say_unfixed(conn, office, filed.report_id)
    assert (view.next_key, view.may_say_unfixed) == ("next-look-again", False)


def test_an_alias_leads_to_its_report(office: Office) -> None:
    filed = file(office)
    with office.database.read() as conn:
        assert report_of_alias(conn, filed.alias_id) == filed.report_id


@pytest.mark.parametrize("role", DUTIES)
def test_only_intake_reads_words_and_only_approvers_the_circumstances(
    office: Office, role: str
) -> None:
    filed, member = file(office), hire(office, role)
    hire(office, "intake")  # where nobody is, the supervisor takes in: `test_alarms.py`
    with office.database.read() as conn:
        if role == "intake":
            assert read_words(conn, office, member, filed.report_id)[0].body.words == WORDS
        else:
            with pytest.raises(NotAllowed):
                read_words(conn, office, member, filed.report_id)
        if role == "approver":
            told = read_circumstances(conn, office, member, filed.report_id)
            assert told is not None
            assert (told.insider, told.reward, told.door) == ("yes", "yes", "web")
            assert told.filed_at == office.clock.now().isoformat()
        else:
            with pytest.raises(NotAllowed):
                read_circumstances(conn, office, member, filed.report_id)


def test_words_of_another_place_are_read_by_nobody_here(office: Office) -> None:
    filed, stranger = file(office), hire(office, "intake", place=ELSEWHERE)
    with office.database.read() as conn:
        assert read_words(conn, office, stranger, filed.report_id) == []


def test_an_approver_of_the_place_above_sees_the_circumstances(office: Office) -> None:
    filed, above = file(office), hire(office, "approver", place=ABOVE)
    with office.database.read() as conn:
        assert read_circumstances(conn, office, above, filed.report_id) is not None


def test_a_reporters_acts_are_noted_as_reporter_by_the_day(office: Office) -> None:
    filed = file(office)
    clock_of(office).forward(days=1)
    _add(office, filed.report_id, words="补充")
    with office.database.read() as conn:
        noted = acts_of_case(conn, office, HERE, filed.report_id)
        days = {row.said_on for row in conn.execute(select(report_words))}
    assert [(one.act.actor, one.act.act) for one in noted if one.act] == [
        (REPORTER, "file"),
        (REPORTER, "addition"),
    ]
    assert {one.on for one in noted} == days
    assert all(not one.act.details for one in noted if one.act)
