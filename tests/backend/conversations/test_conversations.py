"""Conversations at rest: found by tag alone, each under a key of its own that can be destroyed."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from backend.aliases.service import Address
from backend.conversations.ids import tag_of
from backend.conversations.service import (
    Found,
    Kept,
    forget,
    keep_state,
    load_many,
    no_draft,
    old_drafts,
    remove,
    save_many,
    untouched,
)
from backend.conversations.tables import conversation
from backend.errors import Broken
from backend.keys.ring import KeyRing, make_keys
from backend.office import Office
from tests.backend.staff.offices import HERE, clock_of

TAG, OTHER = "a" * 40, "b" * 40


def save(office: Office, *kept: Kept) -> None:
    with office.database.write() as conn:
        save_many(conn, office, kept)


def load(office: Office, *tags: str) -> dict[str, Found]:
    with office.database.read() as conn:
        return load_many(conn, office, tags)


def said(state: bytes, tag: str = TAG, *, slot: bytes = b"", drafting: bool = False) -> Kept:
    return Kept(tag, HERE, state, drafting, slot)


def test_a_state_comes_back_as_it_was_saved(office: Office) -> None:
    save(office, said(b"one"), said(b"two", OTHER))
    found = load(office, TAG, OTHER, "c" * 40)
    assert {tag: one.state for tag, one in found.items()} == {TAG: b"one", OTHER: b"two"}


def test_a_state_is_changed_in_its_place_and_keeps_its_key(office: Office) -> None:
    save(office, said(b"one"))
    slot = load(office, TAG)[TAG].slot
    save(office, said(b"two", slot=slot))
    assert load(office, TAG)[TAG] == Found(b"two", slot)
    with office.database.read() as conn:
        assert len(conn.execute(select(conversation)).all()) == 1


def test_two_conversations_never_share_a_key(office: Office) -> None:
    save(office, *(said(b"x", f"{number:040x}") for number in range(50)))
    found = load(office, *(f"{number:040x}" for number in range(50)))
    assert len({one.slot for one in found.values()}) == 50


def test_a_forgotten_conversation_does_not_open_even_when_its_row_comes_back(
    office: Office,
) -> None:
    save(office, said(b"one"), said(b"two", OTHER))
    with office.database.write() as conn:
        old = conn.execute(select(conversation).where(conversation.c.tag == TAG)).one()
        forget(conn, office, TAG)
    assert load(office, TAG) == {}
    with office.database.write() as conn:
        conn.execute(conversation.insert().values(**old._mapping))
    gone: list[str] = []
    with office.database.read() as conn:
        assert load_many(conn, office, [TAG, OTHER], gone=gone).keys() == {OTHER}
    assert gone == [TAG]


def test_removing_leaves_the_key_to_whoever_destroys_it_with_the_commit(office: Office) -> None:
    save(office, said(b"one"))
    slot = load(office, TAG)[TAG].slot
    with office.database.write() as conn:
        assert remove(conn, office, TAG) == [slot]
        assert remove(conn, office, TAG) == []
    office.keys.vault.sealer(slot)
    office.keys.vault.destroy([slot])
    save(office, said(b"new"))
    assert load(office, TAG)[TAG].slot != slot


def test_a_state_moved_to_another_conversation_does_not_open(office: Office) -> None:
    save(office, said(b"one"), said(b"two", OTHER))
    with office.database.write() as conn:
        mine = conn.execute(select(conversation).where(conversation.c.tag == TAG)).one()
        conn.execute(
            conversation.update()
            .where(conversation.c.tag == OTHER)
            .values(state_sealed=mine.state_sealed)
        )
    with pytest.raises(Broken):
        load(office, OTHER)


def test_the_same_chat_has_the_same_tag_and_only_with_these_keys(
    office: Office, tmp_path_factory: pytest.TempPathFactory
) -> None:
    chat = Address("telegram-public-340322", "7301995512")
    folder = tmp_path_factory.mktemp("other-keys")
    make_keys(folder)
    tag = tag_of(office.keys, chat)
    assert tag == tag_of(office.keys, chat)
    assert tag != tag_of(office.keys, Address("telegram-staff-340322", "7301995512"))
    assert tag != tag_of(KeyRing(folder), chat)
    assert len(tag) == 40


def test_old_drafts_are_found_and_told_once(office: Office) -> None:
    save(office, said(b"draft", drafting=True), said(b"none", OTHER))
    today = office.clock.now().date()
    with office.database.write() as conn:
        assert old_drafts(conn, today) == []
        assert old_drafts(conn, today + timedelta(days=1)) == [(TAG, HERE)]
        no_draft(conn, TAG)
        assert old_drafts(conn, today + timedelta(days=1)) == []


def test_untouched_conversations_come_page_by_page(office: Office) -> None:
    tags = [f"{number:040x}" for number in range(5)]
    save(office, *(said(b"x", tag) for tag in tags))
    clock_of(office).forward(days=3)
    save(office, said(b"new", OTHER))
    today = office.clock.now().date()
    with office.database.read() as conn:
        first = untouched(conn, today, most=3)
        assert first == tags[:3]
        assert untouched(conn, today, after=first[-1], most=3) == tags[3:]
        assert untouched(conn, today, since_on=today - timedelta(days=1)) == []


def test_a_state_changed_by_the_house_leaves_the_day_of_the_last_word(office: Office) -> None:
    save(office, said(b"one"))
    spoke_on = office.clock.now().date()
    clock_of(office).forward(days=3)
    with office.database.write() as conn:
        keep_state(conn, office, TAG, Found(b"less", load(office, TAG)[TAG].slot))
        assert conn.execute(select(conversation.c.touched_on)).scalar_one() == spoke_on
    assert load(office, TAG)[TAG].state == b"less"


def test_nothing_of_a_state_stands_in_the_row(office: Office) -> None:
    save(office, said("三楼过道".encode()))
    with office.database.read() as conn:
        row = conn.execute(select(conversation)).one()
    assert "三楼".encode() not in row.state_sealed
    assert set(conversation.c.keys()) == {
        *("tag", "place", "state_sealed", "has_draft", "touched_on")
    }
