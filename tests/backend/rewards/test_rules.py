"""The table of a reward's states: what leads where, and what leads nowhere."""

import pytest

from backend.errors import Conflict
from backend.rewards.rules import ENDED, STATES, TRANSITIONS, next_state

STEPS = sorted({step for _, step in TRANSITIONS})


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("step", STEPS)
def test_a_step_that_is_not_in_the_table_is_refused(state: str, step: str) -> None:
    if (state, step) in TRANSITIONS:
        assert next_state(state, step) in STATES
    else:
        with pytest.raises(Conflict, match="refused-step-not-now"):
            next_state(state, step)


def test_every_way_from_a_proposal_ends_in_paid_forfeited_or_refused() -> None:
    ends = set()
    open_states = {"proposed"}
    while open_states:
        state = open_states.pop()
        onward = {to for (origin, _), to in TRANSITIONS.items() if origin == state}
        if onward:
            open_states |= onward
        else:
            ends.add(state)
    assert ends == {"paid", "forfeited", "refused"}


def test_nothing_leads_out_of_an_end() -> None:
    assert not {state for state, _ in TRANSITIONS} & set(ENDED)
