"""The card of one case: no more than the member's duties allow, and the steps that are open."""

import pytest

from backend.errors import NotAllowed, NotFound, Refused
from backend.inspections.cards import open_task
from backend.inspections.lines import Card
from backend.office import Office
from backend.reports.adding import Addition, add, object_to
from backend.reports.case import case_view
from backend.reports.evidence import Recording
from backend.reports.photos import find_photo, read_photo
from backend.staff.member import Member
from backend.staff.rules import DUTIES
from tests.backend.reports.cases import (
    LINE,
    WORDS,
    accepted,
    closed,
    crew,
    file,
    handed_in,
    hazard_row,
    listed,
    picture,
    recording,
    take,
)
from tests.backend.staff.offices import ELSEWHERE, hire

UNIT = "某某塑料制品厂"
BY_THE_BRIDGE = "桥头第二个门"


def _card(office: Office, member: Member, case_id: str, *point: float) -> Card:
    with office.database.read() as conn:
        return open_task(conn, office, member, case_id, *point)


@pytest.mark.parametrize("role", DUTIES)
def test_words_place_in_words_and_unit_are_on_intakes_card_alone(office: Office, role: str) -> None:
    who = crew(office)
    filed = accepted(office, who, unit_name=UNIT, place_words=BY_THE_BRIDGE)
    member = hire(office, role)
    if role in ("approver", "payer", "administrator"):
        with pytest.raises(NotAllowed):
            _card(office, member, filed.report_id)
        return
    shown = _card(office, member, filed.report_id)
    assert shown.line == LINE
    told = repr(shown)
    for secret in (WORDS, UNIT, BY_THE_BRIDGE):
        assert (secret in told) == (role == "intake")
    assert shown.routine


@pytest.mark.parametrize("secret", ["insider", "web", "zh-Hans", "named"])
def test_no_card_shows_the_circumstances(office: Office, secret: str) -> None:
    who = crew(office)
    filed = accepted(office, who)
    for member in who.values():
        assert secret not in repr(_card(office, member, filed.report_id))


@pytest.mark.parametrize("role", ["intake", "supervisor", "inspector", "reviewer", "auditor"])
def test_who_may_open_a_recording_with_another_knows_that_there_is_one(
    office: Office, role: str
) -> None:
    who = crew(office)
    told = [("video", 0, 40_000), ("voice", 7, 404), ("original", 0, 99)]
    sent = [
        (kind, kind, recording(office, kind, duration_s=lasting, size_bytes=size))
        for kind, lasting, size in told
    ]
    filed = accepted(office, who, evidence=tuple(sent[:2]))
    with office.database.write() as conn:
        add(conn, office, filed.report_id, Addition(evidence=tuple(sent[2:])))
    opens = role in ("intake", "supervisor")
    seen = (Recording("video", None, 40_000), Recording("voice", 7, 404)) if opens else ()
    assert _card(office, hire(office, role), filed.report_id).recordings == seen
    take(office, who["inspector"], filed.report_id, "verify-true", grade="general", words="属实")
    hazard_id = hazard_row(office).hazard_id
    assert _card(office, hire(office, role), hazard_id).recordings == seen


def test_answers_stand_apart_from_what_was_told(office: Office) -> None:
    who, filed = crew(office), file(office)
    take(office, who["intake"], filed.report_id, "ask", question="still-there")
    with office.database.write() as conn:
        ((question_id, _, _),) = case_view(conn, office, filed.report_id).questions
        add(conn, office, filed.report_id, Addition(words="还在", question_id=question_id))
        add(conn, office, filed.report_id, Addition(words="又多了"))
    shown = _card(office, who["intake"], filed.report_id)
    assert shown.words == f"{WORDS}\n\n又多了"
    assert shown.answers == ("还在",)


def test_what_may_be_guessed_is_held_to_the_routine_round_unless_life_is_in_danger(
    office: Office,
) -> None:
    who = crew(office)
    held = accepted(office, who, guessable="yes")
    urgent = accepted(office, who, guessable="yes", danger=True)
    usual = accepted(office, who)
    holds = [
        _card(office, who["inspector"], filed.report_id).hold for filed in (held, urgent, usual)
    ]
    assert holds == [True, False, False]


def test_the_map_opens_at_the_hazard_and_the_distance_is_told(office: Office) -> None:
    who = crew(office)
    filed = accepted(office, who)
    shown = _card(office, who["inspector"], filed.report_id, 33.1287, 117.8943)
    assert shown.distance_m == 0
    assert shown.map_url.startswith("https://uri.amap.com/")
    nowhere = accepted(office, who, lat=None, lon=None, place_words="桥头")
    shown = _card(office, who["inspector"], nowhere.report_id, 33.1, 117.9)
    assert (shown.map_url, shown.distance_m) == ("", None)


def test_a_reviewer_sees_the_inspectors_pictures_and_not_the_reporters(office: Office) -> None:
    who = crew(office)
    stranger = hire(office, "inspector", place=ELSEWHERE)
    theirs, proof = picture(office), picture(office)
    filed, hazard_id = listed(office, who, photos=(("a", theirs),))
    take(office, who["inspector"], hazard_id, "close", words="已清", photos=[proof])
    assert _card(office, who["reviewer"], hazard_id).photo_ids == (proof,)
    assert _card(office, who["inspector"], hazard_id).photo_ids == (theirs, proof)
    assert _card(office, who["intake"], filed.report_id).photo_ids == (theirs,)
    with office.database.read() as conn:
        found = find_photo(conn, who["reviewer"], proof)
        with pytest.raises(NotAllowed):
            find_photo(conn, who["reviewer"], theirs)
        with pytest.raises(NotFound):
            find_photo(conn, stranger, proof)
    assert read_photo(office, found).startswith(b"picture ")
    assert read_photo(office, found, preview=True).startswith(b"preview ")


def test_the_reviewers_card_shows_the_proof(office: Office) -> None:
    who = crew(office)
    _, hazard_id = listed(office, who)
    proof = {"words": "已清", "lat": "33.1377", "lon": "117.8943", "photos": [picture(office)]}
    take(office, who["inspector"], hazard_id, "close", **proof)
    shown = _card(office, who["reviewer"], hazard_id)
    assert (shown.note, shown.proof_distance_m, shown.state) == (
        "已清",
        998,
        "state-hazard-awaiting-acceptance",
    )
    assert shown.proof_on is not None


def test_who_asked_reads_why_their_question_came_back(office: Office) -> None:
    who, filed = crew(office), file(office)
    take(office, who["intake"], filed.report_id, "ask", text="大概几辆？")
    shown = _card(office, who["reviewer"], filed.report_id)
    assert shown.note == "大概几辆？"
    assert shown.question_id
    take(
        office, who["reviewer"], filed.report_id, "return-question", reason="other", words="太细了"
    )
    shown = _card(office, who["intake"], filed.report_id)
    assert (shown.reason_key, shown.note) == ("reason-own", "大概几辆？\n太细了")
    assert _card(office, hire(office, "intake"), filed.report_id).note == ""


def test_whoever_decides_on_an_objection_reads_it(office: Office) -> None:
    who = crew(office)
    filed = accepted(office, who)
    take(office, who["inspector"], filed.report_id, "verify-untrue", reason="not-found")
    with office.database.write() as conn:
        object_to(conn, office, filed.report_id, "在后门那边")
    assert _card(office, who["reviewer"], filed.report_id).note == "在后门那边"
    assert "后门" not in repr(_card(office, who["inspector"], filed.report_id))


def test_a_card_offers_exactly_the_steps_that_are_not_refused(office: Office) -> None:
    who = crew(office)
    both = hire(office, "inspector", "reviewer", "supervisor", "intake")
    filed, hazard_id = handed_in(office, who)
    fields = {"line": LINE, "reason": "half-done", "words": "好", "grade": "general"}
    steps = {
        filed.report_id: ("accept", "refuse", "ask", "pass-question", "verify-true", "assign"),
        hazard_id: ("reopen", "keep-closed", "close", "return-closing", "approve-closing"),
    }
    for case_id, names in steps.items():
        for member in (*who.values(), both):
            offered = _card_steps(office, member, case_id)
            for step in names:
                if step not in offered:
                    with pytest.raises(Refused):
                        take(office, member, case_id, step, **fields)
    assert _card_steps(office, who["reviewer"], hazard_id) == ("approve-closing", "return-closing")
    assert _card_steps(office, who["inspector"], hazard_id) == ()


def _card_steps(office: Office, member: Member, case_id: str) -> tuple[str, ...]:
    return _card(office, member, case_id).steps


def test_the_submitter_is_offered_no_agreement_and_no_reopening(office: Office) -> None:
    who = crew(office)
    both = hire(office, "inspector", "reviewer", "supervisor")
    _, hazard_id = listed(office, who)
    take(office, both, hazard_id, "close", words="已清", photos=[picture(office)])
    assert _card_steps(office, both, hazard_id) == ()
    take(office, who["reviewer"], hazard_id, "approve-closing")
    assert _card_steps(office, both, hazard_id) == ()
    assert _card_steps(office, who["supervisor"], hazard_id) == ("reopen",)


def test_a_case_of_another_place_or_office_is_no_case(office: Office) -> None:
    who = crew(office)
    hire(office, "inspector", office_id="fire-brigade")
    filed, hazard_id = listed(office, who)
    for member in (
        hire(office, "intake", place=ELSEWHERE),
        hire(office, "inspector", office_id="housing-construction"),
    ):
        for case_id in (filed.report_id, hazard_id, "0" * 32):
            with pytest.raises(NotFound):
                _card(office, member, case_id)


def test_an_inspector_sees_no_report_before_it_is_accepted(office: Office) -> None:
    filed = file(office)
    with pytest.raises(NotFound):
        _card(office, hire(office, "inspector"), filed.report_id)


def test_a_closed_case_can_still_be_read(office: Office) -> None:
    who = crew(office)
    filed, hazard_id = closed(office, who)
    assert _card(office, who["auditor"], hazard_id).state == "state-hazard-closed"
    assert _card(office, who["auditor"], filed.report_id).state == "state-report-substantiated"
