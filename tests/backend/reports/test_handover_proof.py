"""The proof of a handover: both sides show the same, and a change shows where it was made."""

import json

import pytest
from sqlalchemy import delete, update

from backend.audit.chain import extend_chain, verify_chain
from backend.office import Office
from backend.reports.adding import Addition, add
from backend.reports.purge import erase_words
from backend.reports.tables import report_handover, report_words
from tests.backend.reports.cases import crew, file
from tests.backend.reports.handing_over import OVER, handed, proofs
from tests.backend.staff.offices import ABOVE, HERE, clock_of, hire


def test_both_sides_show_the_same_digest_and_that_nothing_was_changed(office: Office) -> None:
    who, filed = crew(office), file(office)
    theirs = hire(office, "auditor", place=ABOVE)
    new_id = handed(office, filed, who)
    with office.database.write() as conn:
        add(conn, office, new_id, Addition(words="今天还在"))  # later words change no proof
    (out,) = proofs(office, who["auditor"], filed.report_id)
    (back,) = proofs(office, theirs, new_id)
    assert (out.way, out.place, back.way, back.place) == ("out", ABOVE, "in", HERE)
    assert (out.words, out.reason) == (back.words, back.reason) == (OVER["words"], OVER["reason"])
    assert out.digest == back.digest
    assert (out.logged, out.whole, back.logged, back.whole) == (True, True, True, True)
    for place in (HERE, ABOVE):
        with office.database.write() as conn:
            extend_chain(conn, office, place)
            assert verify_chain(conn, office, place).sound


@pytest.mark.parametrize("how", ["words", "copy"])
def test_a_change_on_one_side_shows_there_and_not_on_the_other(office: Office, how: str) -> None:
    who, filed = crew(office), file(office)
    theirs = hire(office, "auditor", place=ABOVE)
    new_id = handed(office, filed, who)
    with office.database.write() as conn:
        if how == "words":
            conn.execute(delete(report_words).where(report_words.c.report_id == new_id))
        else:
            bound = f"report_handover.copy/{new_id}/in"
            forged = json.dumps({"told": []}).encode()
            conn.execute(
                update(report_handover)
                .where(report_handover.c.report_id == new_id)
                .values(copy_sealed=office.keys.seal("words", forged, bound))
            )
    assert proofs(office, theirs, new_id)[0].whole is False
    assert proofs(office, who["auditor"], filed.report_id)[0].whole is True


def test_the_copy_goes_with_the_words_and_the_digest_stays(office: Office) -> None:
    who, filed = crew(office), file(office)
    new_id = handed(office, filed, who)
    before = proofs(office, who["auditor"], filed.report_id)[0].digest
    clock_of(office).forward(days=office.place(HERE).retention.raw_words_days + 1)
    with office.database.write() as conn:
        assert erase_words(conn, office, HERE) == 1
        assert erase_words(conn, office, ABOVE) == 0
    (out,) = proofs(office, who["auditor"], filed.report_id)
    assert (out.digest, out.logged, out.whole) == (before, True, None)
    (back,) = proofs(office, hire(office, "auditor", place=ABOVE), new_id)
    assert back.whole is True
