"""Joining and parting reports: who hears what, whose the reward is, and no oracle."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from sqlalchemy import select

from backend.errors import Conflict, Refused
from backend.hazards.closed import closed_hazard
from backend.hazards.moving import reports_of
from backend.inspections.cards import open_task
from backend.office import Office
from backend.outbox.tables import news
from backend.reports.adding import object_to, say_unfixed
from backend.reports.case import CaseFacts, case_view
from backend.reports.filing import Filed
from tests.backend.reports.cases import (
    accepted,
    closed,
    crew,
    file,
    hazard_row,
    listed,
    picture,
    report_row,
    take,
)
from tests.backend.staff.offices import ELSEWHERE, clock_of, hire


def seen(office: Office, filed: Filed) -> CaseFacts:
    with office.database.read() as conn:
        return case_view(conn, office, filed.report_id)


def heard(office: Office, filed: Filed) -> list[str]:
    return [key for key, _ in seen(office, filed).steps]


def looks(office: Office, filed: Filed) -> tuple[object, ...]:
    """All that a reporter sees but the number: what two of them can compare."""
    facts = seen(office, filed)
    return (facts.steps, facts.next_key, facts.next_on, facts.reason_key, facts.may_object)


def pushes(office: Office, filed: Filed) -> int:
    alias = report_row(office, filed.report_id).alias_id
    with office.database.read() as conn:
        return len(conn.execute(select(news).where(news.c.alias_id == alias)).all())


def test_a_joined_report_hears_word_for_word_what_a_report_alone_hears(office: Office) -> None:
    who = crew(office)
    alone, first, second = file(office), file(office), file(office)
    take(office, who["intake"], second.report_id, "merge", into=first.number)
    assert looks(office, second) == looks(office, alone)
    for one in (alone, first):
        take(office, who["intake"], one.report_id, "accept", line="楼道停放电动车")
    assert looks(office, second) == looks(office, alone)
    for one in (alone, first):
        found = {"grade": "general", "words": "属实"}
        take(office, who["inspector"], one.report_id, "verify-true", **found)
    assert looks(office, second) == looks(office, first) == looks(office, alone)
    assert pushes(office, second) == pushes(office, first) == pushes(office, alone)
    row = report_row(office, second.report_id)
    assert (row.state, row.merged_into, row.number) == ("merged", first.report_id, second.number)


def test_joining_with_a_case_that_is_in_work_says_what_accepting_would_say(office: Office) -> None:
    who = crew(office)
    early = accepted(office, who)
    clock_of(office).forward(days=20)
    alone, late = file(office), file(office)
    take(office, who["intake"], alone.report_id, "accept", line="楼道停放电动车")
    take(office, who["intake"], late.report_id, "merge", into=early.report_id)
    assert looks(office, late) == looks(office, alone)
    assert pushes(office, late) == pushes(office, alone) == 1
    assert seen(office, late).next_on != report_row(office, early.report_id).due_on


def test_a_report_joined_after_the_check_does_not_hear_of_it_on_that_day(office: Office) -> None:
    who = crew(office)
    early, hazard_id = listed(office, who)
    clock_of(office).forward(days=1)
    alone, late = file(office), file(office)
    take(office, who["intake"], alone.report_id, "accept", line="楼道停放电动车")
    take(office, who["intake"], late.report_id, "merge", into=early.number)
    assert looks(office, late) == looks(office, alone)
    clock_of(office).forward(days=3)
    proof = {"words": "已清理", "photos": [picture(office)]}
    take(office, who["inspector"], hazard_id, "close", **proof)
    assert heard(office, late)[-2:] == ["step-true", "step-mended"]
    assert heard(office, early)[-1] == "step-mended"


def test_a_decision_against_them_is_each_ones_own_to_object_to(office: Office) -> None:
    who = crew(office)
    first, second = accepted(office, who), file(office)
    take(office, who["intake"], second.report_id, "merge", into=first.number)
    words = {"reason": "not-found", "words": "现场没有看到"}
    take(office, who["inspector"], first.report_id, "verify-untrue", **words)
    for one in (first, second):
        facts = seen(office, one)
        assert (facts.reason_key, facts.reason_words) == ("reason-not-found", "现场没有看到")
        assert facts.may_object
    before = looks(office, first)
    with office.database.write() as conn:
        object_to(conn, office, second.report_id, "再看看")
    assert looks(office, first) == before
    take(office, who["reviewer"], second.report_id, "uphold-objection")
    assert report_row(office, second.report_id).state == "verifying"
    assert report_row(office, first.report_id).state == "unsubstantiated"
    assert looks(office, first) == before


@pytest.mark.parametrize("joined", ["first", "second"])
def test_the_reward_is_the_first_reporters_however_they_are_joined(
    office: Office, joined: str
) -> None:
    who = crew(office)
    first = file(office)
    clock_of(office).forward(minutes=1)
    second = file(office)
    gone, kept = (first, second) if joined == "first" else (second, first)
    take(office, who["intake"], gone.report_id, "merge", into=kept.number)
    take(office, who["intake"], kept.report_id, "accept", line="楼道停放电动车")
    found = {"grade": "general", "words": "属实"}
    take(office, who["inspector"], kept.report_id, "verify-true", **found)
    hazard_id = hazard_row(office).hazard_id
    with office.database.read() as conn:
        assert set(reports_of(conn, hazard_id)) == {first.report_id, second.report_id}
        whose = closed_hazard(conn, office, hazard_id)
    assert whose is not None
    assert whose.report_id == first.report_id
    with office.database.read() as conn:
        for member in who.values():
            card = open_task(conn, office, member, hazard_id)
            assert "filed" not in repr(card)


def test_parting_brings_the_state_back_that_it_had(office: Office) -> None:
    who = crew(office)
    first, second = accepted(office, who), file(office)
    before = report_row(office, second.report_id)
    take(office, who["intake"], second.report_id, "merge", into=first.number)
    take(office, who["intake"], second.report_id, "split")
    row = report_row(office, second.report_id)
    assert (row.state, row.merged_into, row.merged_from) == ("submitted", None, "")
    assert row.due_on >= before.due_on
    assert heard(office, second)[-1] == "step-anew"
    take(office, who["intake"], second.report_id, "accept", line="楼道停放电动车")
    third = file(office)
    take(office, who["intake"], second.report_id, "merge", into=first.number)
    take(office, who["intake"], second.report_id, "split")
    assert report_row(office, second.report_id).state == "verifying"
    assert heard(office, third) == ["step-submitted"]


def test_parting_after_the_check_leaves_the_hazard_to_the_other(office: Office) -> None:
    who = crew(office)
    first, second = accepted(office, who), file(office)
    take(office, who["intake"], second.report_id, "merge", into=first.number)
    found = {"grade": "general", "words": "属实"}
    take(office, who["inspector"], first.report_id, "verify-true", **found)
    take(office, who["intake"], second.report_id, "split")
    with office.database.read() as conn:
        assert reports_of(conn, hazard_row(office).hazard_id) == [first.report_id]
    row = report_row(office, second.report_id)
    assert (row.state, row.hazard_state) == ("submitted", "")


def test_a_closed_case_joins_and_parts_no_more_but_each_may_say_it_is_not_fixed(
    office: Office,
) -> None:
    who = crew(office)
    done, hazard_id = closed(office, who)
    fresh = file(office)
    with pytest.raises(Refused, match="refused-merge-ended"):
        take(office, who["intake"], fresh.report_id, "merge", into=done.number)
    take(office, hire(office, "supervisor"), hazard_id, "reopen")
    take(office, who["intake"], fresh.report_id, "merge", into=done.number)
    proof = {"words": "已清理", "photos": [picture(office)]}
    take(office, who["inspector"], hazard_id, "close", **proof)
    take(office, who["reviewer"], hazard_id, "approve-closing")
    with pytest.raises(Refused, match="refused-split-closed"):
        take(office, who["intake"], fresh.report_id, "split")
    with office.database.write() as conn:
        say_unfixed(conn, office, fresh.report_id, "还在")
    assert heard(office, fresh)[-1] == "step-unfixed"
    assert heard(office, done)[-1] == "step-closed"


def test_what_cannot_be_joined_is_refused_with_its_reason(office: Office) -> None:
    who = crew(office)
    open_, work = file(office), accepted(office, who)
    refused = file(office)
    take(office, who["intake"], refused.report_id, "refuse", reason="not-a-hazard")
    other = file(office, place=ELSEWHERE)
    for into, key in (
        (open_.number, "refused-merge-same"),
        ("2026-0000-0000", "refused-merge-unknown"),
        (other.report_id, "refused-merge-unknown"),
        (refused.number, "refused-merge-ended"),
    ):
        with pytest.raises(Refused, match=key):
            take(office, who["intake"], open_.report_id, "merge", into=into)
    with pytest.raises(Refused, match="refused-merge-order"):
        take(office, who["intake"], work.report_id, "merge", into=open_.number)
    assert report_row(office, open_.report_id).version == 0


def test_a_chain_of_joined_reports_lies_flat(office: Office) -> None:
    who = crew(office)
    one, two, three = file(office), file(office), file(office)
    take(office, who["intake"], one.report_id, "merge", into=two.number)
    with pytest.raises(Refused, match="refused-merge-ended"):
        take(office, who["intake"], three.report_id, "merge", into=one.number)
    take(office, who["intake"], two.report_id, "merge", into=three.number)
    assert report_row(office, one.report_id).merged_into == three.report_id
    take(office, who["intake"], three.report_id, "accept", line="楼道停放电动车")
    assert heard(office, one) == heard(office, two) == heard(office, three)


def test_two_that_are_joined_with_each_other_at_one_instant_make_no_ring(office: Office) -> None:
    who, rival = crew(office), hire(office, "intake")
    one, two = file(office), file(office)

    def join(pair: tuple[Filed, Filed]) -> str:
        member = who["intake"] if pair[0] is one else rival
        try:
            take(office, member, pair[0].report_id, "merge", into=pair[1].number)
        except Refused as refused:
            return refused.key
        return "joined"

    with ThreadPoolExecutor(2) as both:
        results = sorted(both.map(join, [(one, two), (two, one)]))
    assert results[0] == "joined" or results[1] == "joined"
    states = sorted(report_row(office, each.report_id).state for each in (one, two))
    assert states == ["merged", "submitted"]


def test_whoever_saw_a_case_before_another_was_joined_is_told_so(office: Office) -> None:
    who = crew(office)
    first, second = accepted(office, who), file(office)
    version = report_row(office, first.report_id).version
    take(office, who["intake"], second.report_id, "merge", into=first.number)
    with pytest.raises(Conflict, match="refused-changed-since") as told:
        take(
            office,
            who["inspector"],
            first.report_id,
            "verify-untrue",
            reason="not-found",
            version=version,
        )
    assert told.value.args_by_name == {"step": "merge", "day": date(2026, 3, 2).isoformat()}


def test_an_inspector_learns_neither_how_many_nor_which_reports_there_are(office: Office) -> None:
    who = crew(office)
    first, second = accepted(office, who), file(office, guessable="yes")
    take(office, who["intake"], second.report_id, "merge", into=first.number)
    with office.database.read() as conn:
        desk = open_task(conn, office, who["intake"], first.report_id)
        card = open_task(conn, office, who["inspector"], first.report_id)
        with pytest.raises(Refused, match="problem-case-unknown"):
            open_task(conn, office, who["inspector"], second.report_id)
    assert (desk.joined, card.joined) == ((second.report_id,), ())
    assert second.number not in repr(card)
    assert card.hold
