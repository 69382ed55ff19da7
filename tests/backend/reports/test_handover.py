"""From place to place: what goes over, what stays, who learns what, and the proof of it."""

import pytest
from sqlalchemy import delete, func, select

from backend.errors import Conflict, NotAllowed, NotFound, Refused
from backend.inspections.cards import open_task
from backend.office import Office
from backend.outbox.tables import news
from backend.reports.adding import Addition, add
from backend.reports.case import case_view, report_of_alias
from backend.reports.circumstances import circumstances_for_rules
from backend.reports.filing import file_many
from backend.reports.photos import find_photo
from backend.reports.proofs import proofs_of
from backend.reports.tables import report, report_handover
from backend.reports.words import read_words
from tests.backend.reports.cases import (
    WORDS,
    accepted,
    crew,
    file,
    filing,
    picture,
    report_row,
    take,
)
from tests.backend.reports.handing_over import OVER, begun, by_code, handed, proofs, staffed
from tests.backend.staff.offices import ABOVE, ELSEWHERE, HERE, clock_of, hire


def test_a_report_ends_here_and_begins_there_with_its_own_number_and_clocks(
    office: Office,
) -> None:
    who, filed = crew(office), file(office)
    clock_of(office).forward(days=3)
    staffed(office)
    done = take(office, who["intake"], filed.report_id, "hand-over", **OVER)
    assert (done.key, dict(done.args)["number"]) == ("done-hand-over", filed.number)
    here, there = report_row(office, filed.report_id), begun(office)
    assert (here.state, here.due_on, here.ended_on) == ("transferred", None, here.entered_on)
    assert (there.state, there.ended_on, there.owner_office) == ("submitted", None, "")
    assert (there.sector, there.lat, there.lon) == (here.sector, here.lat, here.lon)
    assert there.number != here.number
    assert there.due_on == there.answer_on
    assert there.due_on > filed.answer_on
    assert there.report_id != here.report_id


def test_the_code_opens_the_same_report_and_says_who_has_it_and_by_when(office: Office) -> None:
    who, filed = crew(office), accepted(office, crew(office))
    before = by_code(office, filed)
    new_id = handed(office, filed, who)
    seen, there = by_code(office, filed), report_row(office, new_id)
    assert (seen.place, seen.report_id, seen.number) == (ABOVE, new_id, there.number)
    assert seen.was_number == filed.number
    assert seen.steps == (*before.steps, ("step-handed-over", there.entered_on))
    assert (seen.next_key, seen.next_on) == ("next-accept", there.due_on)
    assert (seen.reason_key, seen.may_add) == ("reason-higher-level", True)
    assert seen.sent_to is not None
    assert seen.sent_to.name == office.place(ABOVE).words.office


def test_one_report_alone_leads_to_the_reporter_and_no_table_ties_the_two(office: Office) -> None:
    who, filed = crew(office), file(office)
    new_id = handed(office, filed, who)
    here, there = report_row(office, filed.report_id), report_row(office, new_id)
    with office.database.read() as conn:
        assert report_of_alias(conn, filed.alias_id) == new_id
        sides = conn.execute(select(report_handover)).all()
        alone = conn.execute(select(report.c.alias_id).where(report.c.place == HERE)).scalar()
    assert alone not in (filed.alias_id, there.alias_id)
    for name in ("report_id", "alias_id", "number", "code_hash", "circumstances_sealed"):
        assert getattr(here, name) != getattr(there, name), name
    assert {side.report_id for side in sides} == {filed.report_id, new_id}
    mine, theirs = sorted(sides, key=lambda side: side.place == ABOVE)
    assert len(mine.facts_sealed) == len(theirs.facts_sealed)
    for side, other in ((mine, new_id), (theirs, filed.report_id)):
        assert other.encode() not in side.facts_sealed + side.copy_sealed


def test_the_push_of_the_step_and_the_next_ones_reach_the_same_alias(office: Office) -> None:
    who, filed = crew(office), file(office)
    new_id = handed(office, filed, who)
    mine = select(func.count()).select_from(news).where(news.c.alias_id == filed.alias_id)
    with office.database.read() as conn:
        assert conn.execute(mine).scalar() == 1
    with office.database.write() as conn:  # it left; what comes now is news of its own
        conn.execute(delete(news).where(news.c.alias_id == filed.alias_id))
    take(office, hire(office, "intake", place=ABOVE), new_id, "refuse", reason="not-a-hazard")
    with office.database.read() as conn:
        assert conn.execute(mine).scalar() == 1
    seen = by_code(office, filed)
    assert [key for key, _ in seen.steps][-2:] == ["step-handed-over", "step-refused"]
    assert seen.may_object
    assert seen.reason_key == "reason-not-a-hazard"


def test_the_other_desk_reads_words_and_pictures_and_is_told(office: Office) -> None:
    photo_id = picture(office)
    who, filed = crew(office), file(office, photos=(("ref", photo_id),), unit_name="宏达模具厂")
    theirs = hire(office, "intake", place=ABOVE)
    with office.database.write() as conn:
        add(conn, office, filed.report_id, Addition(words="灭火器也空了"))
    new_id = handed(office, filed, who)
    with office.database.read() as conn:
        said = read_words(conn, office, theirs, new_id)
        card = open_task(conn, office, theirs, new_id)
        find_photo(conn, theirs, photo_id)
        with pytest.raises(NotFound):
            find_photo(conn, who["intake"], photo_id)
        told = select(func.count()).select_from(news).where(news.c.member_id == theirs.member_id)
        assert conn.execute(told).scalar() == 1
        own = read_words(conn, office, who["intake"], filed.report_id)
        circumstances = [
            circumstances_for_rules(conn, office, one) for one in (filed.report_id, new_id)
        ]
    assert [one.body.words for one in said] == [WORDS, "灭火器也空了"]
    assert [one.body for one in own] == [one.body for one in said]
    assert said[0].body.unit_name == "宏达模具厂"
    assert card.photo_ids == (photo_id,)
    assert circumstances[0] == circumstances[1]


def test_where_no_area_of_that_place_says_it_the_words_do(office: Office) -> None:
    who = crew(office)
    area = office.place(HERE).areas[0]
    places = dict(office.places)
    above = places[ABOVE]
    places[ABOVE] = above.model_copy(update={"areas": ()})
    changed = Office(office.database, office.keys, office.clock, places, office.files)
    filed = file(office, area_code=area.code, lat=None, lon=None, place_words="三楼")
    theirs = hire(office, "intake", place=ABOVE)
    take(changed, who["intake"], filed.report_id, "hand-over", **OVER)
    there = begun(office)
    with office.database.read() as conn:
        card = open_task(conn, changed, theirs, there.report_id)
    assert there.area_code == ""
    assert "三楼" in card.place
    assert office.place(HERE).names.zh in card.place


def test_an_officer_of_one_place_opens_nothing_of_the_other(office: Office) -> None:
    who, filed = crew(office), file(office)
    theirs = hire(office, "intake", "supervisor", "auditor", place=ABOVE)
    beside = hire(office, "intake", "supervisor", "auditor", place=ELSEWHERE)
    new_id = handed(office, filed, who)
    for member, case_id in (
        (who["intake"], new_id),
        (theirs, filed.report_id),
        (beside, new_id),
        (beside, filed.report_id),
    ):
        with office.database.read() as conn:
            with pytest.raises(NotFound):
                open_task(conn, office, member, case_id)
            with pytest.raises(NotFound):
                proofs_of(conn, office, member, case_id)
    with office.database.read() as conn:
        card = open_task(conn, office, who["auditor"], filed.report_id)
    assert (card.state, card.photo_ids) == ("state-report-transferred", ())
    with pytest.raises(NotAllowed):
        proofs(office, who["inspector"], filed.report_id)


@pytest.mark.parametrize(
    ("fields", "key"),
    [
        ({"place": ""}, "refused-field-missing"),
        ({"place": HERE}, "refused-field-unknown"),
        ({"place": "999999"}, "refused-field-unknown"),
        ({"place": "350213"}, "refused-field-unknown"),
        ({"reason": ""}, "refused-field-missing"),
        ({"reason": "lazy"}, "refused-field-unknown"),
    ],
)
def test_it_needs_a_place_of_the_same_house_and_a_reason(
    office: Office, fields: dict[str, str], key: str
) -> None:
    who, filed = crew(office), file(office)
    with pytest.raises(Refused, match=key):
        take(office, who["intake"], filed.report_id, "hand-over", **{**OVER, **fields})
    assert report_row(office, filed.report_id).state == "submitted"


def test_twice_is_once_and_an_old_card_is_told_so(office: Office) -> None:
    who, filed = crew(office), accepted(office, crew(office))
    with pytest.raises(Conflict, match="refused-changed-since"):
        take(office, who["intake"], filed.report_id, "hand-over", version=1, **OVER)
    new_id = handed(office, filed, who)
    with pytest.raises(Refused, match="refused-step-not-now"):
        take(office, who["intake"], filed.report_id, "hand-over", **OVER)
    assert begun(office).report_id == new_id


def test_what_fails_in_the_middle_leaves_everything_as_it_was(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    who, filed = crew(office), file(office)
    staffed(office)

    def struck(*_: object, **__: object) -> None:
        raise RuntimeError("struck")

    with monkeypatch.context() as broken:
        broken.setattr("backend.reports.handover._tell_desk", struck)
        with pytest.raises(RuntimeError, match="struck"):
            take(office, who["intake"], filed.report_id, "hand-over", **OVER)
    assert report_row(office, filed.report_id).state == "submitted"
    assert by_code(office, filed).place == HERE
    with office.database.read() as conn:
        assert conn.execute(select(report).where(report.c.place == ABOVE)).all() == []
    handed(office, filed, who)
    assert by_code(office, filed).place == ABOVE


def test_a_draft_that_is_handed_in_again_gives_the_receipt_of_where_it_is_now(
    office: Office,
) -> None:
    who, told = crew(office), filing()
    with office.database.write() as conn:
        (first,) = file_many(conn, office, [told])
    new_id = handed(office, first, who)
    with office.database.write() as conn:
        (again,) = file_many(conn, office, [told])
    assert (again.code, again.alias_id) == (first.code, first.alias_id)
    assert again.number == report_row(office, new_id).number


def test_what_the_reporter_sends_at_the_old_door_lands_where_the_case_is(office: Office) -> None:
    who, filed = crew(office), file(office)
    late = picture(office)  # kept at the door of the place where it was filed
    new_id = handed(office, filed, who)
    with office.database.write() as conn:
        add(conn, office, filed.report_id, Addition(words="还在", photos=(("ref", late),)))
    theirs = hire(office, "intake", place=ABOVE)
    with office.database.read() as conn:
        said = [one.body.words for one in read_words(conn, office, theirs, new_id)]
        assert find_photo(conn, theirs, late).owner_id == new_id
        assert case_view(conn, office, new_id).photo_count == 1
    assert said[-1] == "还在"


def test_a_case_that_comes_back_is_a_third_report_and_the_receipt_stays_the_first(
    office: Office,
) -> None:
    who, filed = crew(office), file(office)
    new_id = handed(office, filed, who)
    back = {"place": HERE, "reason": "other-area"}
    take(office, hire(office, "intake", place=ABOVE), new_id, "hand-over", **back)
    seen = by_code(office, filed)
    assert seen.place == HERE
    assert seen.report_id not in (filed.report_id, new_id)
    assert seen.was_number == filed.number
    assert [key for key, _ in seen.steps].count("step-handed-over") == 2
    ways = [one.way for one in proofs(office, hire(office, "auditor", place=ABOVE), new_id)]
    assert ways == ["in", "out"]


def test_joined_reports_go_over_each_by_itself(office: Office) -> None:
    who, first, second = crew(office), file(office), file(office)
    staffed(office)
    take(office, who["intake"], second.report_id, "merge", into=first.report_id)
    take(office, who["intake"], first.report_id, "hand-over", **OVER)
    with office.database.read() as conn:
        rows = conn.execute(select(report).where(report.c.place == ABOVE)).all()
    assert {row.state for row in rows} == {"submitted"}
    assert len({row.number for row in rows}) == 2
    for filed in (first, second):
        seen = by_code(office, filed)
        assert (seen.place, seen.was_number) == (ABOVE, filed.number)
        assert seen.steps[-1][0] == "step-handed-over"
        assert report_row(office, filed.report_id).state == "transferred"


def test_an_alarm_sounds_anew_in_the_other_place(office: Office) -> None:
    who = crew(office)
    theirs = hire(office, "supervisor", place=ABOVE)
    new_id = handed(office, file(office, deaths=True), who)
    row = report_row(office, new_id)
    assert (row.alarm, row.alarm_seen_on) == ("deaths", None)
    with office.database.read() as conn:
        told = select(func.count()).select_from(news).where(news.c.member_id == theirs.member_id)
        assert conn.execute(told).scalar() == 1
