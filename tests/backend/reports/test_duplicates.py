"""Finding what may be the same hazard: near, alike, same photo, same unit; for intake alone."""

import pytest

from backend.db.columns import fresh_id
from backend.errors import NotAllowed, NotFound
from backend.office import Office
from backend.reports.adding import Addition, add
from backend.reports.duplicates import MOST_SHOWN, Duplicate, find_duplicates
from backend.reports.parting import parted_from
from backend.reports.photos import CleanPhoto, keep_photo, store_photo
from backend.reports.tables import report, report_words
from backend.staff.member import Member
from backend.staff.rules import DUTIES
from tests.backend.reports.cases import WORDS, closed, crew, file, take
from tests.backend.staff.offices import ELSEWHERE, HERE, clock_of, hire

AGAIN = "我们这栋楼走廊里全是电瓶车，拉线充电，走不过去"
OTHER = "一楼饭店的煤气罐就放在灶台边上"
LAT, LON = 33.128734, 117.894312


def found(office: Office, report_id: str, member: Member | None = None) -> list[Duplicate]:
    who = member or hire(office, "intake")
    with office.database.read() as conn:
        return find_duplicates(conn, office, who, report_id)


def ids(office: Office, report_id: str) -> list[str]:
    return [one.case_id for one in found(office, report_id)]


def pictured(office: Office, digest: bytes, likeness: bytes) -> str:
    clean = CleanPhoto(b"picture", b"preview", likeness, digest, 40, 30)
    stored = store_photo(office, HERE, clean)
    with office.database.write() as conn:
        assert keep_photo(conn, office, stored)
    return stored.photo_id


def test_the_same_hazard_told_by_two_is_found_from_both_sides(office: Office) -> None:
    one = file(office, words=WORDS)
    two = file(office, words=AGAIN, lat=LAT + 0.0002)
    file(office, words=OTHER, sector="gas", lat=LAT + 0.0004)
    (seen,) = found(office, two.report_id)
    assert (seen.case_id, seen.number, seen.state) == (one.report_id, one.number, "submitted")
    assert seen.distance_m is not None
    assert 10 < seen.distance_m < 40
    assert seen.likeness.likely
    assert ids(office, one.report_id) == [two.report_id]


def test_the_score_comes_with_its_reasons(office: Office) -> None:
    one = file(office, words=WORDS)
    file(office, words=AGAIN)
    (seen,) = found(office, one.report_id)
    reasons = {reason.key: dict(reason.args) for reason in seen.likeness.reasons}
    assert reasons["duplicate-near"] == {"metres": "10"}
    assert reasons["duplicate-days"] == {"count": "0"}
    assert "电动车" in reasons["duplicate-things"]["things"]
    assert seen.likeness.score == sum(one.points for one in seen.likeness.reasons)


def test_across_the_edge_of_a_square_the_neighbour_is_found(office: Office) -> None:
    one = file(office, lat=33.0 - 0.0001, lon=117.5 - 0.0001)
    two = file(office, lat=33.0 + 0.0001, lon=117.5 + 0.0001)
    assert ids(office, one.report_id) == [two.report_id]


def test_a_point_that_is_told_later_counts(office: Office) -> None:
    one = file(office)
    two = file(office, lat=None, lon=None, place_words="老街", sector="unknown", words=AGAIN)
    assert ids(office, one.report_id) == []
    with office.database.write() as conn:
        add(conn, office, two.report_id, Addition(lat=LAT, lon=LON))
    assert ids(office, one.report_id) == [two.report_id]


def test_without_a_point_reports_of_one_address_meet(office: Office) -> None:
    nowhere = {"lat": None, "lon": None}
    one = file(office, place_words="城关镇迎宾路12号", **nowhere)
    two = file(office, place_words="迎宾路12号门口", words=AGAIN, **nowhere)
    assert ids(office, one.report_id) == [two.report_id]


def test_the_middle_of_a_village_is_looked_around_further(office: Office) -> None:
    one = file(office, lat=LAT + 0.006, words=WORDS)
    near = file(office, lat=LAT, words=WORDS)
    assert ids(office, near.report_id) == []
    third = file(office, lat=LAT, spot_source="gazetteer", words=WORDS)
    assert set(ids(office, third.report_id)) == {one.report_id, near.report_id}


def test_long_ago_is_another_hazard(office: Office) -> None:
    one = file(office)
    clock_of(office).forward(days=121)
    two = file(office)
    assert ids(office, two.report_id) == []
    assert ids(office, one.report_id) == []


def test_the_same_file_is_found_however_far_away(office: Office) -> None:
    likeness = bytes(112)
    mine, theirs = (pictured(office, b"one digest", likeness) for _ in range(2))
    one = file(office, words="", photos=(("a", mine),))
    two = file(office, words="", photos=(("b", theirs),), lat=LAT + 0.003)
    (seen,) = found(office, one.report_id)
    assert seen.case_id == two.report_id
    assert seen.likeness.reasons[0].key == "duplicate-photo-same"


def test_alike_photos_are_compared_until_the_case_is_closed(office: Office) -> None:
    likeness = bytes(range(112))
    mine, theirs = (pictured(office, fresh_id().encode(), likeness) for _ in range(2))
    closed(office, crew(office), words="", photos=(("a", mine),))
    two = file(office, words="", photos=(("b", theirs),))
    keys = [reason.key for seen in found(office, two.report_id) for reason in seen.likeness.reasons]
    assert "duplicate-photo-alike" not in keys
    three = file(office, words="", photos=(("c", pictured(office, b"x", likeness)),))
    keys = [
        reason.key for seen in found(office, three.report_id) for reason in seen.likeness.reasons
    ]
    assert "duplicate-photo-alike" in keys


def test_the_same_unit_is_found_where_the_points_differ(office: Office) -> None:
    unit = fresh_id()
    one = file(office, unit_id=unit, lat=LAT, words=WORDS)
    two = file(office, unit_id=unit, lat=LAT + 0.0035, words=AGAIN)
    assert ids(office, one.report_id) == [two.report_id]


def test_what_was_refused_is_not_proposed(office: Office) -> None:
    one, two = file(office), file(office)
    intake = hire(office, "intake")
    assert ids(office, one.report_id) == [two.report_id]
    take(office, intake, two.report_id, "refuse", reason="not-a-hazard")
    assert ids(office, one.report_id) == []


def test_what_an_officer_parted_is_not_proposed_again_from_either_side(office: Office) -> None:
    one, two, three = file(office), file(office), file(office)
    intake = hire(office, "intake")
    take(office, intake, one.report_id, "merge", into=two.number)
    take(office, intake, one.report_id, "split")
    assert ids(office, one.report_id) == [three.report_id]
    assert ids(office, two.report_id) == [three.report_id]
    assert set(ids(office, three.report_id)) == {one.report_id, two.report_id}


def test_joining_what_was_parted_takes_the_no_back(office: Office) -> None:
    one, two = file(office), file(office)
    intake = hire(office, "intake")
    take(office, intake, one.report_id, "merge", into=two.number)
    take(office, intake, one.report_id, "split")
    take(office, intake, one.report_id, "merge", into=two.number)
    with office.database.read() as conn:
        assert parted_from(conn, one.report_id) == parted_from(conn, two.report_id) == frozenset()
    take(office, intake, one.report_id, "split")
    assert ids(office, one.report_id) == []


def test_another_places_reports_are_never_proposed(office: Office) -> None:
    one = file(office)
    file(office, place=ELSEWHERE)
    assert ids(office, one.report_id) == []
    with pytest.raises(NotFound):
        found(office, one.report_id, hire(office, "intake", place=ELSEWHERE))


@pytest.mark.parametrize("role", [role for role in DUTIES if role != "intake"])
def test_nobody_but_intake_asks(office: Office, role: str) -> None:
    one = file(office)
    with pytest.raises(NotAllowed):
        found(office, one.report_id, hire(office, role))


def test_a_crowd_at_one_spot_gives_the_likeliest_few(office: Office) -> None:
    one = file(office)
    for _ in range(MOST_SHOWN + 5):
        file(office, words=AGAIN)
    same = file(office)
    seen = found(office, one.report_id)
    assert len(seen) == MOST_SHOWN
    assert seen[0].case_id == same.report_id


def test_asking_changes_nothing(office: Office) -> None:
    one, _ = file(office), file(office)
    with office.database.read() as conn:
        before = conn.execute(report.select().order_by(report.c.report_id)).all()
    found(office, one.report_id)
    with office.database.read() as conn:
        assert conn.execute(report.select().order_by(report.c.report_id)).all() == before


def test_a_report_whose_words_were_erased_is_still_compared_by_place(office: Office) -> None:
    one, two = file(office), file(office)
    with office.database.write() as conn:
        conn.execute(report_words.delete().where(report_words.c.report_id == two.report_id))
    assert ids(office, one.report_id) == [two.report_id]
