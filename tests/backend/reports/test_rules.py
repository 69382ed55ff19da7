"""The tables of transitions: drawn, and every step they do not hold is refused."""

import pytest
from sqlalchemy import update

from backend.errors import NotAllowed, Refused
from backend.hazards import rules as hazard_rules
from backend.hazards.steps import ON_REPORTS
from backend.hazards.steps import STEPS as HAZARD_STEPS
from backend.hazards.tables import hazard
from backend.office import Office
from backend.reports import rules
from backend.reports.adding import Addition, add, object_to, say_unfixed
from backend.reports.steps import STEPS
from backend.reports.tables import report
from backend.staff.rules import DUTIES, MAY
from tests.backend.reports.cases import LINE, file, hazard_row, listed, report_row, take
from tests.backend.reports.cases import crew as whole_crew
from tests.backend.staff.offices import hire

DRAWN = """\
submitted -accept-> accepted  (report-accept, verify_days)
submitted -refuse-> refused  (report-refuse, objection_days)
accepted -assign-> verifying  (case-assign, keep)
verifying -verify-true-> substantiated  (report-verify, none)
verifying -verify-untrue-> unsubstantiated  (report-verify, objection_days)
refused -object-> refusal-objected  (reporter, review_days)
unsubstantiated -object-> result-objected  (reporter, review_days)
refusal-objected -uphold-objection-> submitted  (objection-decide, accept_working_days)
refusal-objected -reject-objection-> refused  (objection-decide, none)
result-objected -uphold-objection-> verifying  (objection-decide, review_days)
result-objected -reject-objection-> unsubstantiated  (objection-decide, none)
substantiated -say-unfixed-> substantiated  (reporter, keep)
submitted -transfer-> transferred  (report-transfer, none)
accepted -transfer-> transferred  (report-transfer, none)
verifying -transfer-> transferred  (report-transfer, none)
submitted -hand-over-> transferred  (report-transfer, none)
accepted -hand-over-> transferred  (report-transfer, none)
verifying -hand-over-> transferred  (report-transfer, none)
submitted -pass-on-> submitted  (report-transfer, keep)
accepted -pass-on-> verifying  (report-transfer, keep)
verifying -pass-on-> verifying  (report-transfer, keep)
accepted -extend-> accepted  (report-extend, extension_days)
verifying -extend-> verifying  (report-extend, extension_days)
verifying -reassign-> verifying  (case-assign, keep)
submitted -merge-> merged  (report-merge, keep)
accepted -merge-> merged  (report-merge, keep)
verifying -merge-> merged  (report-merge, keep)
merged -split-> back  (report-merge, keep)
merged -refuse-joined-> refused  (report-refuse, objection_days)
merged -verify-untrue-joined-> unsubstantiated  (report-verify, objection_days)
merged -transfer-joined-> transferred  (report-transfer, none)
merged -hand-over-joined-> transferred  (report-transfer, none)
merged -say-unfixed-> merged  (reporter, keep)
"""

HAZARD_DRAWN = """\
listed -order-> rectifying  (report-verify, rectify)
rectifying -close-> awaiting-acceptance  (hazard-close, keep)
awaiting-acceptance -approve-closing-> closed  (hazard-approve, none)
awaiting-acceptance -return-closing-> returned  (hazard-approve, keep)
returned -resume-> rectifying  (hazard-close, keep)
closed -reopen-> reopened  (hazard-reopen, rectify)
closed -keep-closed-> closed  (hazard-reopen, none)
reopened -resume-> rectifying  (hazard-close, keep)
"""

FIELDS = {
    "line": LINE,
    "reason": "nothing-new",
    "question": "still-there",
    "office": "fire-brigade",
    "grade": "general",
    "words": "已看",
}
STEPS_ON_REPORTS = [*STEPS, *sorted(ON_REPORTS)]
STEPS_ON_HAZARDS = [name for name in HAZARD_STEPS if name not in ON_REPORTS]


def test_the_table_of_a_report_is_drawn() -> None:
    moving = [line for line in rules.drawn() if "-add->" not in line]
    asking = [line for line in moving if "ask->" in line or "-question->" in line]
    assert "\n".join(line for line in moving if line not in asking) + "\n" == DRAWN
    assert len(asking) == 18


def test_the_table_of_a_hazard_is_drawn() -> None:
    assert "\n".join(hazard_rules.drawn()) + "\n" == HAZARD_DRAWN


def test_every_state_can_be_reached_and_every_permission_is_somebodys() -> None:
    ways = [
        ("submitted", rules.STATES, {(s, m.to) for (s, _), m in rules.TRANSITIONS.items()}),
        (
            "listed",
            hazard_rules.STATES,
            {(s, m.to) for (s, _), m in hazard_rules.TRANSITIONS.items()},
        ),
    ]
    for first, states, way in ways:
        reached = {first}
        for _ in states:
            reached |= {after for before, after in way if before in reached}
        assert reached - {rules.BACK} == set(states)
    held = set().union(*MAY.values()) | {rules.REPORTER}
    assert {move.who for move in rules.TRANSITIONS.values()} <= held
    assert {move.who for move in hazard_rules.TRANSITIONS.values()} <= held


def _set_state(office: Office, report_id: str, state: str) -> None:
    with office.database.write() as conn:
        conn.execute(
            update(report)
            .where(report.c.report_id == report_id)
            .values(state=state, decided_by=None)
        )


@pytest.mark.parametrize("role", DUTIES)
def test_whoever_takes_a_step_the_table_does_not_hold_is_refused(office: Office, role: str) -> None:
    filed = file(office)
    member = hire(office, role)
    for state in rules.STATES:
        _set_state(office, filed.report_id, state)
        for step in STEPS_ON_REPORTS:
            move = rules.TRANSITIONS.get((state, step))
            if move is not None and move.who in MAY[role]:
                continue
            with pytest.raises(Refused) as refused:
                take(office, member, filed.report_id, step, **FIELDS)
            able = any(
                one.who in MAY[role] for (_, name), one in rules.TRANSITIONS.items() if name == step
            )
            assert refused.value.key == (
                "refused-step-not-now" if able else "refused-not-your-duty"
            )
            assert isinstance(refused.value, NotAllowed) != able
        assert report_row(office, filed.report_id).version == 0


@pytest.mark.parametrize("role", DUTIES)
def test_whoever_takes_a_step_on_a_hazard_the_table_does_not_hold_is_refused(
    office: Office, role: str
) -> None:
    _, hazard_id = listed(office, whole_crew(office))
    member = hire(office, role)
    version = hazard_row(office).version
    for state in hazard_rules.STATES:
        with office.database.write() as conn:
            conn.execute(update(hazard).values(state=state))
        for step in STEPS_ON_HAZARDS:
            from_here = "rectifying" if step == "close" and state in hazard_rules.MENDING else state
            move = hazard_rules.TRANSITIONS.get((from_here, step))
            if move is not None and move.who in MAY[role]:
                continue
            with pytest.raises(Refused) as refused:
                take(office, member, hazard_id, step, **FIELDS)
            assert refused.value.key in ("refused-step-not-now", "refused-not-your-duty")
        assert hazard_row(office).version == version


@pytest.mark.parametrize("state", rules.STATES)
def test_a_reporter_takes_no_step_that_the_table_does_not_hold(office: Office, state: str) -> None:
    filed = file(office)
    _set_state(office, filed.report_id, state)
    with office.database.write() as conn:
        add(conn, office, filed.report_id, Addition(words="补充"))
        if (state, "object") not in rules.TRANSITIONS:
            with pytest.raises(Refused, match="refused-objection-not-now"):
                object_to(conn, office, filed.report_id, "不对")
        with pytest.raises(Refused, match="refused-unfixed-not-now"):
            say_unfixed(conn, office, filed.report_id, "还在")
    assert report_row(office, filed.report_id).state == state
