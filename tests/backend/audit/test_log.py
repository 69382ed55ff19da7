"""The log: what is noted stays, texts can be erased, the chain shows whatever was touched."""

import hashlib
from datetime import date

import pytest
from sqlalchemy import delete, select, update

from backend.audit.chain import extend_chain, verify_chain
from backend.audit.service import (
    OFFICE,
    Act,
    acts_of_case,
    acts_of_day,
    erase_texts,
    note,
    note_many,
)
from backend.audit.tables import audit_entry, audit_head, audit_text
from backend.clock import day_in
from backend.db.lease import lease
from backend.office import Office
from tests.backend.staff.offices import ELSEWHERE, HERE


def _fill(office: Office, count: int = 5, place: str = HERE) -> None:
    with office.database.write() as conn:
        note(conn, office, place, *(Act(OFFICE, "try", f"case-{n}") for n in range(count)))


def _extend(office: Office, place: str = HERE) -> int:
    with office.database.write() as conn:
        return extend_chain(conn, office, place)


def test_an_act_is_read_again_as_it_was_noted(office: Office) -> None:
    act = Act("member-1", "accept", "case-1", {"grade": "major"})
    with office.database.write() as conn:
        note(conn, office, HERE, act, Act(OFFICE, "assign", "case-2"))
        (found,) = acts_of_case(conn, office, HERE, "case-1")
        day = day_in("Asia/Shanghai", office.clock.now())
        assert found.act == act
        assert found.on == day
        assert len(acts_of_day(conn, office, HERE, day)) == 2
        assert acts_of_case(conn, office, ELSEWHERE, "case-1") == []


def test_rows_tell_without_keys_neither_who_nor_what_nor_of_which_case(office: Office) -> None:
    with office.database.write() as conn:
        for _ in range(2):
            note(conn, office, HERE, Act("member-1", "accept", "case-1"))
        joined = audit_entry.c.entry_id == audit_text.c.entry_id
        rows = conn.execute(select(audit_entry, audit_text).where(joined)).all()
    raw = repr([[bytes(v) if isinstance(v, memoryview) else v for v in row] for row in rows])
    assert not any(word in raw for word in ("member-1", "accept", "case-1"))
    plain = hashlib.sha256(b"case-1").digest()
    assert all(bytes(row.case_hash) != plain for row in rows)
    assert rows[0].commitment != rows[1].commitment  # salted: equal acts look different


def test_the_chain_takes_in_what_waits_and_is_sound(office: Office) -> None:
    _fill(office, 7)
    assert _extend(office) == 7
    assert _extend(office) == 0
    _fill(office, 3)
    with office.database.read() as conn:
        before = verify_chain(conn, office, HERE)
    assert (before.sound, before.chained_count, before.unchained_count) == (True, 7, 3)
    assert _extend(office) == 3
    with office.database.read() as conn:
        assert verify_chain(conn, office, HERE).chained_count == 10


def test_each_place_has_a_chain_of_its_own(office: Office) -> None:
    _fill(office, 2)
    _fill(office, 3, ELSEWHERE)
    assert (_extend(office), _extend(office, ELSEWHERE)) == (2, 3)
    with office.database.read() as conn:
        assert verify_chain(conn, office, ELSEWHERE).sound


def test_an_empty_chain_is_sound(office: Office) -> None:
    assert _extend(office) == 0
    with office.database.read() as conn:
        assert verify_chain(conn, office, HERE).sound


def test_a_second_process_leaves_the_chain_alone(office: Office) -> None:
    _fill(office)
    _extend(office)
    with office.database.write() as conn:
        conn.execute(update(lease).values(owner="another process"))
    _fill(office)
    assert _extend(office) == 0


def test_an_erased_text_leaves_the_chain_sound(office: Office) -> None:
    _fill(office, 4)
    _extend(office)
    with office.database.write() as conn:
        assert erase_texts(conn, office, HERE, "case-2") == 1
        (left,) = acts_of_case(conn, office, HERE, "case-2")
        assert left.act is None
        found = verify_chain(conn, office, HERE)
    assert (found.sound, found.erased_count) == (True, 1)


TAMPERING = {
    "an entry taken out": delete(audit_entry).where(audit_entry.c.position == 3),
    "the last one cut off": delete(audit_entry).where(audit_entry.c.position == 5),
    "a commitment changed": update(audit_entry)
    .where(audit_entry.c.position == 2)
    .values(commitment=bytes(32)),
    "a day changed": update(audit_entry)
    .where(audit_entry.c.position == 2)
    .values(noted_on=date(2020, 1, 1)),
    "a link changed": update(audit_entry).where(audit_entry.c.position == 4).values(link=bytes(32)),
    "a text swapped": update(audit_text).values(body_sealed=b"x" * 100),
    "the head gone": delete(audit_head),
    "the head's seal changed": update(audit_head).values(seal=bytes(20)),
    "the head moved back": update(audit_head).values(position=4),
}


@pytest.mark.parametrize("tampering", TAMPERING)
def test_whatever_is_touched_shows(office: Office, tampering: str) -> None:
    _fill(office)
    _extend(office)
    with office.database.write() as conn:
        conn.execute(TAMPERING[tampering])
        found = verify_chain(conn, office, HERE)
    assert not found.sound
    assert found.broken_at is not None


def test_an_end_cut_off_together_with_its_head_shows_for_want_of_the_key(office: Office) -> None:
    _fill(office)
    _extend(office)
    with office.database.write() as conn:
        conn.execute(delete(audit_entry).where(audit_entry.c.position == 5))
        last = conn.execute(select(audit_entry.c.link).where(audit_entry.c.position == 4)).scalar()
        conn.execute(update(audit_head).values(position=4, link=last))
        assert not verify_chain(conn, office, HERE).sound


def test_within_one_batch_the_chain_goes_by_random_ids_and_not_by_time(office: Office) -> None:
    with office.database.write() as conn:
        note_many(conn, office, [(HERE, Act(OFFICE, "try", f"case-{n}")) for n in range(30)])
    _extend(office)
    with office.database.read() as conn:
        query = select(audit_entry.c.entry_id).order_by(audit_entry.c.position)
        chained: list[str] = list(conn.execute(query).scalars())
    assert chained == sorted(chained)


def test_nothing_is_noted_where_nothing_was_done(office: Office) -> None:
    with office.database.write() as conn:
        note(conn, office, HERE)
        assert conn.execute(select(audit_entry)).all() == []
