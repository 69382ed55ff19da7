"""Every step of the office by name, and what one capability's step sets off in the next.

Capabilities depend downwards only: that an approved closing proposes a reward, and that who agreed
to a reward no longer closes its case, is said here, above both.
"""

from sqlalchemy import Connection

from backend.errors import NotFound
from backend.hazards import steps as hazard_steps
from backend.hazards.closed import closed_hazard
from backend.office import Office
from backend.reports import steps as report_steps
from backend.reports.step import Step, StepDone, Taking
from backend.rewards import steps as reward_steps
from backend.rewards.barring import check_closer
from backend.rewards.proposing import ClosedCase, propose
from backend.staff.member import Member

STEPS: dict[str, Step] = {**report_steps.STEPS, **hazard_steps.STEPS, **reward_steps.STEPS}
"""Step name -> function; the case is the report, hazard or reward that the step is about."""


def take_step(
    conn: Connection, office: Office, member: Member, step: str, taking: Taking
) -> StepDone:
    """Take one step in the caller's transaction; a step that is refused leaves nothing behind.

    Raises:
        NotFound: no such step, or no such case for this member.
        Refused: the rules say no; its key says why and what can be done.
    """
    taken = STEPS.get(step)
    if taken is None:
        raise NotFound("problem-step-unknown")
    with conn.begin_nested():
        if step == "close":
            check_closer(conn, member, taking.case_id)
        done = taken(conn, office, member, taking)
        if step == "approve-closing":
            _propose(conn, office, taking.case_id)
    return done


def _propose(conn: Connection, office: Office, hazard_id: str) -> None:
    """Propose the reward of whoever filed first; a hazard that nobody reported has none."""
    found = closed_hazard(conn, office, hazard_id)
    if found is None:
        return
    case = ClosedCase(
        place=found.place,
        report_id=found.report_id,
        hazard_id=hazard_id,
        alias_id=found.alias_id,
        grade=found.grade,
        wished=found.told.reward != "no",
        anonymous=found.told.naming != "named",
        inspectors=found.inspectors,
    )
    propose(conn, office, case)
