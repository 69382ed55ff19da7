"""Places of one house: by what their files say of the place above."""

import pytest

from backend.places.kin import house_of, kin_of
from backend.places.profile import Place
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
    assert house_of(house, ELSEWHERE) == []
    assert house_of(house, HERE) == [ABOVE]


def renamed(place: Place, code: str, parent: str | None) -> Place:
    identity = place.identity.model_copy(update={"code": code, "parent": parent})
    return place.model_copy(update={"identity": identity})


def test_a_house_reaches_as_far_as_files_name_a_place_above() -> None:
    house = places()
    house["360102"] = renamed(house[HERE], "360102", HERE)  # below: kin of HERE alone
    assert set(house_of(house, "360102")) == {HERE, ELSEWHERE, ABOVE}
    assert set(house_of(house, ABOVE)) == {HERE, ELSEWHERE, "360102"}
    without = {code: place for code, place in house.items() if code != ABOVE}
    assert set(house_of(without, ELSEWHERE)) == {HERE, "360102"}


def test_two_that_name_one_another_are_one_house() -> None:
    house = places()
    house[ABOVE] = renamed(house[ABOVE], ABOVE, HERE)
    house[HERE] = renamed(house[HERE], HERE, ABOVE)
    assert HERE not in house_of(house, HERE)
