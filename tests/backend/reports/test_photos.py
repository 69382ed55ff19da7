"""Pictures at rest: sealed, one owner, dropped in steps that a kill between does no harm to."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from backend.db.columns import fresh_id
from backend.errors import NotFound, StoreDown
from backend.office import Office
from backend.reports.adding import Addition, add
from backend.reports.dropping import mark_old_files, sweep_files
from backend.reports.photos import (
    CleanPhoto,
    StoredEvidence,
    drop_draft_photos,
    keep_evidence,
    keep_photo,
    photo_to_send,
    photos_of,
    read_photo,
    store_evidence,
    store_photo,
)
from backend.reports.tables import evidence, photo
from media.stores.memory import MemoryStore
from media.stores.store import NotStored
from media.stores.store import StoreDown as FilesAway
from tests.backend.reports.cases import file, picture
from tests.backend.staff.offices import ELSEWHERE, HERE, clock_of

CLEAN = CleanPhoto(b"the picture", b"the preview", b"likeness", b"digest", 40, 30)


def _files(office: Office) -> MemoryStore:
    assert isinstance(office.files, MemoryStore)
    return office.files


def _count(office: Office) -> int:
    with office.database.read() as conn:
        return int(conn.execute(select(func.count()).select_from(photo)).scalar_one())


def test_a_picture_lies_sealed_and_opens_as_it_was(office: Office) -> None:
    stored = store_photo(office, HERE, CLEAN)
    assert b"the picture" not in _files(office).get(stored.store_name)
    with office.database.write() as conn:
        keep_photo(conn, office, stored)
        row = photo_to_send(conn, stored.photo_id)
    assert read_photo(office, row) == b"the picture"
    assert read_photo(office, row, preview=True) == b"the preview"
    assert len({stored.photo_id, stored.store_name, stored.preview_name}) == 3


def test_a_job_that_ran_twice_keeps_one_picture(office: Office) -> None:
    job_id = fresh_id()
    first = store_photo(office, HERE, CLEAN, photo_id=job_id)
    second = store_photo(office, HERE, CLEAN, photo_id=job_id)
    with office.database.write() as conn:
        assert keep_photo(conn, office, first)
        assert not keep_photo(conn, office, second)
        assert photo_to_send(conn, job_id).store_name == first.store_name


def test_the_same_picture_has_another_exact_hash_in_another_place(office: Office) -> None:
    with office.database.write() as conn:
        for place in (HERE, HERE, ELSEWHERE):
            keep_photo(conn, office, store_photo(office, place, CLEAN))
        hashes = {(row.place, row.exact_hash) for row in conn.execute(select(photo))}
    assert len(hashes) == len({place for place, _ in hashes}) == 2


def test_a_store_that_is_down_is_said_to_be(office: Office) -> None:
    mine = picture(office)
    _files(office).down = True
    with pytest.raises(StoreDown):
        store_photo(office, HERE, CLEAN)
    with office.database.read() as conn:
        row = photo_to_send(conn, mine)
    with pytest.raises(StoreDown):
        read_photo(office, row)


def test_pictures_stand_in_the_order_they_were_told(office: Office) -> None:
    first, second, third = (picture(office) for _ in range(3))
    filed = file(office, photos=(("b", second), ("a", first)))
    with office.database.write() as conn:
        add(conn, office, filed.report_id, Addition(photos=(("c", third),)))
        assert photos_of(conn, [filed.report_id]) == (second, first, third)


def test_a_dropped_drafts_pictures_go_and_a_reports_stay(office: Office) -> None:
    unfiled, mine = picture(office), picture(office)
    filed = file(office, photos=(("a", mine),))
    with office.database.write() as conn:
        assert drop_draft_photos(conn, [unfiled, mine]) == 1
        gone = conn.execute(select(photo).where(photo.c.photo_id == unfiled)).one()
        with pytest.raises(NotFound):
            photo_to_send(conn, unfiled)
    assert sweep_files(office) == 1
    assert sweep_files(office) == 0
    for name in (gone.store_name, gone.preview_name):
        with pytest.raises(NotStored):
            _files(office).get(name)
    with office.database.read() as conn:
        assert photos_of(conn, [filed.report_id]) == (mine,)


def test_a_sweep_that_broke_off_is_finished_by_the_next(office: Office) -> None:
    unfiled = picture(office)
    with office.database.write() as conn:
        drop_draft_photos(conn, [unfiled])
    _files(office).down = True
    with pytest.raises(FilesAway):
        sweep_files(office)
    assert _count(office) == 1
    _files(office).down = False
    assert sweep_files(office) == 1
    assert _count(office) == 0


def test_a_dropped_picture_is_filed_with_nothing(office: Office) -> None:
    unfiled = picture(office)
    with office.database.write() as conn:
        drop_draft_photos(conn, [unfiled])
    filed = file(office, photos=(("a", unfiled),))
    with office.database.read() as conn:
        assert photos_of(conn, [filed.report_id]) == ()


def test_pictures_nobody_filed_go_when_no_draft_can_need_them(office: Office) -> None:
    picture(office)
    clock_of(office).at += timedelta(days=office.place(HERE).limits.draft_days + 6)
    newer = picture(office)
    for days, left in ((0, 2), (1, 1)):
        clock_of(office).at += timedelta(days=days)
        with office.database.write() as conn:
            mark_old_files(conn, office, HERE)
        sweep_files(office)
        assert _count(office) == left
    with office.database.read() as conn:
        assert conn.execute(select(photo.c.photo_id)).scalar_one() == newer


def test_evidence_is_kept_sealed_with_kind_length_and_size(office: Office) -> None:
    evidence_id = fresh_id()
    name, boxed = store_evidence(office, b"a voice", evidence_id=evidence_id)
    assert not boxed  # there is no key for evidence here
    assert b"a voice" not in _files(office).get(name)
    told = StoredEvidence(evidence_id, HERE, "voice", name, 12, 7, boxed)
    with office.database.write() as conn:
        assert keep_evidence(conn, office, told)
        assert not keep_evidence(conn, office, told)
    filed = file(office, words="", evidence=(("v", "voice", evidence_id),))
    with office.database.read() as conn:
        row = conn.execute(select(evidence)).one()
    assert (row.owner_id, row.kind, row.duration_s, row.size_bytes) == (
        filed.report_id,
        "voice",
        12,
        7,
    )
