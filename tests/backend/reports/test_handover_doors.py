"""The code of a case that was handed over: where it was filed, where it stands, nowhere else."""

import pytest

from backend.office import Office
from backend.reports.adding import Addition, add
from backend.reports.case import case_view
from backend.reports.codes import completed, find_by_code
from backend.reports.photos import find_photo
from tests.backend.reports.cases import crew, file, picture, take
from tests.backend.reports.handing_over import at_door, by_code, handed, staffed
from tests.backend.staff.offices import ABOVE, ELSEWHERE, HERE, hire

EVERYWHERE = (HERE, ABOVE, ELSEWHERE)


def test_it_opens_at_the_doors_of_both_places_and_of_no_third(office: Office) -> None:
    who, filed, other = crew(office), file(office), file(office)
    assert [bool(at_door(office, door, filed)) for door in EVERYWHERE] == [True, False, False]
    handed(office, filed, who)
    assert at_door(office, ABOVE, filed) == by_code(office, filed)
    assert at_door(office, ELSEWHERE, filed) is None
    assert [bool(at_door(office, door, other)) for door in EVERYWHERE] == [True, False, False]
    with office.database.read() as conn:
        for door in EVERYWHERE:
            assert find_by_code(conn, office, door, completed(10**17 + 7)) is None


@pytest.mark.parametrize("last", [ELSEWHERE, HERE])
def test_where_it_only_came_through_it_opens_nothing_any_more(office: Office, last: str) -> None:
    who, filed = crew(office), file(office)
    staffed(office, ELSEWHERE)
    new_id = handed(office, filed, who)
    theirs = hire(office, "intake", place=ABOVE)
    take(office, theirs, new_id, "hand-over", place=last, reason="other-area")
    opened = {door for door in EVERYWHERE if at_door(office, door, filed)}
    assert opened == {HERE, last}
    assert by_code(office, filed).place == last
    assert at_door(office, last, filed) == by_code(office, filed)


def test_what_is_sent_at_the_door_of_any_of_them_lands_where_the_case_is(office: Office) -> None:
    who, filed = crew(office), file(office)
    new_id = handed(office, filed, who)
    there, late = picture(office, ABOVE), picture(office, ABOVE)
    strange = picture(office, ELSEWHERE)  # where the case never was
    with office.database.write() as conn:
        add(conn, office, new_id, Addition(photos=(("ref", there),)))
    theirs = hire(office, "intake", place=ABOVE)
    take(office, theirs, new_id, "hand-over", place=HERE, reason="other-area")
    with office.database.write() as conn:  # somebody looks at it there still
        add(conn, office, new_id, Addition(photos=(("late", late), ("strange", strange))))
    back_id = by_code(office, filed).report_id
    with office.database.read() as conn:
        assert case_view(conn, office, back_id).photo_count == 2
        for photo_id in (there, late):
            assert find_photo(conn, who["intake"], photo_id).owner_id == back_id
