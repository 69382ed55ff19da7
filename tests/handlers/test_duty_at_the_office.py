"""The staff's screenplays once more, with the real office on a real database behind them."""

import pytest

from backend.office import Office
from tests.backend.staff.offices import office
from tests.kit.real_staff import RealStaff
from tests.kit.screenplay import load
from tests.kit.staff_stage import play

__all__ = ["office"]

PLAYS = {name: script for name, script in load().items() if name.startswith("staff-")}


@pytest.mark.parametrize("name", PLAYS)
def test_the_office_answers_as_its_twin_does(name: str, office: Office) -> None:
    _, complaints, _ = play(PLAYS[name], "zh-Hans", RealStaff(office))
    assert complaints == []
