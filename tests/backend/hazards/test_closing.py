"""Closing a hazard: proof, a second person, once; returned, reopened, kept closed."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError

from backend.db.columns import fresh_id
from backend.errors import Conflict, NotAllowed, NotFound, Refused
from backend.hazards.closed import closed_hazard
from backend.hazards.closing import last_closing
from backend.hazards.finding import finding_of, line_of
from backend.hazards.tables import hazard, hazard_closing, hazard_report
from backend.office import Office
from backend.outbox.tables import news
from backend.places.calendar import due_at
from backend.reports.adding import say_unfixed
from backend.reports.case import case_view
from backend.reports.photos import photos_of
from backend.reports.tables import photo
from backend.staff.member import Member
from tests.backend.reports.cases import (
    LINE,
    accepted,
    closed,
    crew,
    file,
    handed_in,
    hazard_row,
    listed,
    picture,
    report_row,
    take,
)
from tests.backend.staff.offices import HERE, clock_of, hire


def test_a_report_found_true_lists_a_hazard_with_a_number_of_its_own(office: Office) -> None:
    who = crew(office)
    filed = accepted(office, who)
    before = picture(office)
    take(
        office, who["inspector"], filed.report_id, "verify-true",
        grade="major", words="属实", unit="某小区", standard="GB 50016-2014", photos=[before],
    )  # fmt: skip
    row = hazard_row(office)
    assert (row.state, row.grade, row.owner_office) == ("rectifying", "major", "fire-brigade")
    assert row.number.startswith("H2026-")
    assert filed.number not in row.number
    place, now_at = office.place(HERE), office.clock.now()
    assert row.due_on == due_at(place, now_at, place.limits.rectify_major_days).on
    assert "fire-brigade" in row.lead_offices
    assert line_of(office, row) == LINE
    assert finding_of(office, row).unit_name == "某小区"
    with office.database.read() as conn:
        assert photos_of(conn, [row.hazard_id], part="before") == (before,)


@pytest.mark.parametrize(
    ("fields", "key"),
    [
        ({"words": "属实"}, "refused-field-missing"),
        ({"grade": "huge", "words": "属实"}, "refused-field-unknown"),
        ({"grade": "general"}, "refused-field-missing"),
    ],
)
def test_finding_true_needs_grade_and_words(
    office: Office, fields: dict[str, str], key: str
) -> None:
    who = crew(office)
    filed = accepted(office, who)
    with pytest.raises(Refused, match=key):
        take(office, who["inspector"], filed.report_id, "verify-true", **fields)
    assert report_row(office, filed.report_id).state == "verifying"


def test_closing_needs_words_and_a_picture_that_is_stored(office: Office) -> None:
    who = crew(office)
    _, hazard_id = listed(office, who)
    inspector = who["inspector"]
    with pytest.raises(Refused, match="refused-field-missing"):
        take(office, inspector, hazard_id, "close", photos=[picture(office)])
    for photos in ([], [fresh_id()]):
        with pytest.raises(Refused, match="refused-closing-photo"):
            take(office, inspector, hazard_id, "close", words="已清", photos=photos)
    assert hazard_row(office).state == "rectifying"


def test_a_picture_closes_one_hazard_alone(office: Office) -> None:
    who = crew(office)
    mine = picture(office)
    _, first = listed(office, who)
    take(office, who["inspector"], first, "close", words="已清", photos=[mine])
    filed = accepted(office, who)
    take(office, who["inspector"], filed.report_id, "verify-true", grade="general", words="属实")
    with office.database.read() as conn:
        query = select(hazard_report.c.hazard_id).where(
            hazard_report.c.report_id == filed.report_id
        )
        second: str = conn.execute(query).scalar_one()
    with pytest.raises(Refused, match="refused-closing-photo"):
        take(office, who["inspector"], second, "close", words="已清", photos=[mine])


@pytest.mark.parametrize(
    ("lat", "lon", "metres"),
    [("33.1287", "117.8943", 0), ("33.1377", "117.8943", 998), ("", "", None)],
)
def test_the_distance_of_the_proof_is_kept_and_the_inspectors_place_is_not(
    office: Office, lat: str, lon: str, metres: int | None
) -> None:
    who = crew(office)
    _, hazard_id = listed(office, who)
    proof = {"words": "已清", "lat": lat, "lon": lon, "photos": [picture(office)]}
    take(office, who["inspector"], hazard_id, "close", **proof)
    with office.database.read() as conn:
        found = last_closing(conn, office, hazard_id)
        assert found is not None
        assert found.distance_m == metres
        kept = [conn.execute(select(table)).all() for table in (hazard, hazard_closing)]
    assert "33.1377" not in repr(kept)


@pytest.mark.parametrize("place", [("here", "there"), ("91", "0"), ("nan", "0")])
def test_a_place_that_is_none_is_refused(office: Office, place: tuple[str, str]) -> None:
    who = crew(office)
    _, hazard_id = listed(office, who)
    proof = {"words": "已清", "lat": place[0], "lon": place[1], "photos": [picture(office)]}
    with pytest.raises(Refused, match="refused-field-unknown"):
        take(office, who["inspector"], hazard_id, "close", **proof)


def test_the_submitter_approves_nothing_of_their_own(office: Office) -> None:
    who = crew(office)
    both = hire(office, "inspector", "reviewer", "supervisor")
    _, hazard_id = listed(office, who)
    take(office, both, hazard_id, "close", words="已清", photos=[picture(office)])
    for step in ("approve-closing", "return-closing"):
        with pytest.raises(NotAllowed, match="refused-own-closing"):
            take(office, both, hazard_id, step, reason="half-done")
    assert hazard_row(office).state == "awaiting-acceptance"
    take(office, who["reviewer"], hazard_id, "approve-closing")
    with pytest.raises(NotAllowed, match="refused-own-closing"):
        take(office, both, hazard_id, "reopen")


def test_the_database_itself_refuses_one_person_for_both(office: Office) -> None:
    who = crew(office)
    handed_in(office, who)
    row = dict(hazard_row(office)._mapping)
    row |= {"hazard_id": fresh_id(), "number": "H1", "approved_by": row["submitted_by"]}
    with pytest.raises(IntegrityError), office.database.write() as conn:
        conn.execute(insert(hazard).values(**row))


def _outcome(call: Callable[[], object]) -> str:
    try:
        call()
    except Refused as refused:
        return refused.key
    return "done"


def test_two_approvals_at_one_instant_count_once(office: Office) -> None:
    who = crew(office)
    other = hire(office, "reviewer")
    filed, hazard_id = handed_in(office, who)
    reviewers: list[Member] = [who["reviewer"], other]
    with ThreadPoolExecutor(2) as pool:
        calls = [
            pool.submit(_outcome, partial(take, office, one, hazard_id, "approve-closing"))
            for one in reviewers
        ]
        outcomes = sorted(call.result() for call in calls)
    assert outcomes[0] == "done"
    assert outcomes[1].startswith(("refused-changed-", "refused-step-not-now"))
    with office.database.read() as conn:
        steps = [key for key, _ in case_view(conn, office, filed.report_id).steps]
    assert steps.count("step-closed") == 1


def test_a_returned_closing_says_why_and_can_be_handed_in_again(office: Office) -> None:
    who = crew(office)
    filed, hazard_id = handed_in(office, who)
    reviewer = who["reviewer"]
    with pytest.raises(Refused, match="refused-field-missing"):
        take(office, reviewer, hazard_id, "return-closing", reason="other")
    take(office, reviewer, hazard_id, "return-closing", reason="other", words="还有两辆")
    assert hazard_row(office).state == "returned"
    with office.database.read() as conn:
        found = last_closing(conn, office, hazard_id)
    assert found is not None
    assert (found.state, found.reason, found.reason_words) == ("returned", "other", "还有两辆")
    take(office, who["inspector"], hazard_id, "close", words="全清", photos=[picture(office)])
    take(office, reviewer, hazard_id, "approve-closing")
    with office.database.read() as conn:
        assert conn.execute(select(func.count()).select_from(hazard_closing)).scalar() == 2
        view = case_view(conn, office, filed.report_id)
    assert [key for key, _ in view.steps][-4:] == [
        "step-mended",
        "step-returned",
        "step-mended",
        "step-closed",
    ]


def test_a_card_that_is_old_closes_nothing(office: Office) -> None:
    who = crew(office)
    _, hazard_id = handed_in(office, who)
    with pytest.raises(Conflict, match="refused-changed-since"):
        take(office, who["reviewer"], hazard_id, "approve-closing", version=1)


def test_at_closing_the_likeness_of_its_pictures_is_erased(office: Office) -> None:
    who = crew(office)
    mine = picture(office)
    closed(office, who, photos=(("a", mine),))
    other = picture(office)
    with office.database.read() as conn:
        kept = {row.photo_id: row.likeness_sealed for row in conn.execute(select(photo))}
    assert kept.pop(other) is not None
    assert set(kept.values()) == {None}


def test_a_reporters_word_has_a_closed_hazard_looked_at_again(office: Office) -> None:
    who = crew(office)
    filed, hazard_id = closed(office, who)
    supervisor = who["supervisor"]
    with pytest.raises(Refused, match="refused-step-not-now"):
        take(office, supervisor, hazard_id, "keep-closed", reason="checked-again")
    with office.database.write() as conn:
        say_unfixed(conn, office, filed.report_id, "又停满了")
    take(office, supervisor, hazard_id, "keep-closed", reason="checked-again")
    row = report_row(office, filed.report_id)
    assert (row.hazard_state, row.unfixed) == ("closed", 0)


def test_a_reopened_hazard_is_mended_anew_within_a_limit_of_its_own(office: Office) -> None:
    who = crew(office)
    filed, hazard_id = closed(office, who)
    with office.database.write() as conn:
        say_unfixed(conn, office, filed.report_id)
    clock_of(office).forward(days=3)
    take(office, who["supervisor"], hazard_id, "reopen")
    row = hazard_row(office)
    place, now_at = office.place(HERE), office.clock.now()
    assert (row.state, row.closed_on) == ("reopened", None)
    assert report_row(office, filed.report_id).unfixed == 0
    assert row.due_on == due_at(place, now_at, place.limits.rectify_general_days).on
    with office.database.read() as conn:
        view = case_view(conn, office, filed.report_id)
    assert (view.next_key, view.next_on, view.may_add) == ("next-mend", row.due_on, True)
    take(office, who["inspector"], hazard_id, "close", words="全清", photos=[picture(office)])
    take(office, who["reviewer"], hazard_id, "approve-closing")
    assert hazard_row(office).state == "closed"


def test_every_step_is_told_to_the_reporter_as_news_without_content(office: Office) -> None:
    who = crew(office)
    filed, _ = closed(office, who)
    with office.database.read() as conn:
        rows = conn.execute(select(news).where(news.c.alias_id == filed.alias_id)).all()
    opened = [
        office.keys.open("words", row.payload_sealed, f"news.payload/{row.news_id}") for row in rows
    ]
    assert len(opened) == 1  # what waits for one report is one push
    for told in opened:
        assert b"news-step" in told
        assert filed.number.encode() not in told


def test_rewards_learn_who_was_first_and_who_inspected(office: Office) -> None:
    who = crew(office)
    filed, hazard_id = closed(office, who)
    with office.database.read() as conn:
        found = closed_hazard(conn, office, hazard_id)
        assert found is not None
        assert (found.report_id, found.alias_id) == (filed.report_id, filed.alias_id)
        assert found.told.reward == "yes"
        assert found.inspectors == {who["inspector"].member_id}
        with pytest.raises(NotFound):
            closed_hazard(conn, office, fresh_id())


def test_of_joined_reports_the_one_filed_first_counts(office: Office) -> None:
    who = crew(office)
    early = file(office)
    clock_of(office).forward(seconds=1)
    _, hazard_id = listed(office, who)
    with office.database.write() as conn:
        conn.execute(
            insert(hazard_report).values(hazard_id=hazard_id, report_id=early.report_id, place=HERE)
        )
        found = closed_hazard(conn, office, hazard_id)
    assert found is not None
    assert found.report_id == early.report_id
