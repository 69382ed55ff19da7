"""Places of one house: by what their files say of the place above."""

import pytest

from backend.places.kin import kin_of
from tests.backend.staff.offices import ABOVE, ELSEWHERE, HERE, places


def test_a_place_knows_who_is_above_beside_and_below_it() -> None:
    house = places()
    assert kin_of(house, HERE) == {ABOVE: "above", ELSEWHERE: "beside"}
    assert kin_of(house, ABOVE) == {ELSEWHERE: "below", HERE: "below"}


def test_places_beside_are_kin_where_the_one_above_is_not_served() -> None:
    house = {code: place for code, place in places().items() if code != ABOVE}
    assert kin_of(house, HERE) == {ELSEWHERE: "beside"}


@pytest.mark.parametrize("parent", [None, "350200"])
def test_a_place_of_another_house_is_none(parent: str | None) -> None:
    house = places()
    strange = house[ELSEWHERE]
    identity = strange.identity.model_copy(update={"parent": parent})
    house[ELSEWHERE] = strange.model_copy(update={"identity": identity})
    assert ELSEWHERE not in kin_of(house, HERE)
    assert kin_of(house, ELSEWHERE) == {}
