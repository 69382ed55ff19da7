"""The ring: made once, private, compared with the database."""

import stat
from datetime import date
from pathlib import Path

import pytest

from backend.errors import KeyGone, KeysDiffer
from backend.keys.ring import KeyRing, have_keys, make_keys
from backend.keys.vault import SLOTS, Vault


def made(folder: Path) -> KeyRing:
    make_keys(folder)
    return KeyRing(folder)


def test_keys_are_readable_by_their_owner_alone(tmp_path: Path) -> None:
    ring = made(tmp_path / "keys")
    ring.days.seal(date(2026, 11, 21), b"x", "y")
    ring.vault.take()
    files = [path for path in (tmp_path / "keys").rglob("*") if path.is_file()]
    assert len(files) >= 7
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o700


def test_keys_are_made_once(tmp_path: Path) -> None:
    first = made(tmp_path / "keys").fingerprints()
    assert made(tmp_path / "keys").fingerprints() == first


def test_other_keys_are_refused_by_name(tmp_path: Path) -> None:
    known = made(tmp_path / "a").fingerprints()
    other = made(tmp_path / "b")
    (tmp_path / "b" / "words.key").write_text((tmp_path / "a" / "words.key").read_text())
    with pytest.raises(KeysDiffer, match="addresses, codes, hashes, queues"):
        other.match(known)
    mixed = {**known, "codes": other.fingerprints()["codes"]}
    with pytest.raises(KeysDiffer, match="codes"):
        KeyRing(tmp_path / "a").match(mixed)


def test_a_missing_key_is_not_made_in_passing(tmp_path: Path) -> None:
    made(tmp_path / "keys")
    (tmp_path / "keys" / "codes.key").unlink()
    assert not have_keys(tmp_path / "keys")
    with pytest.raises(KeysDiffer, match="codes"):
        KeyRing(tmp_path / "keys")


def test_parts_of_a_hash_cannot_run_into_each_other(tmp_path: Path) -> None:
    ring = made(tmp_path / "keys")
    assert ring.hash("hashes", "ab", "c") != ring.hash("hashes", "a", "bc")
    assert ring.hash("hashes", "a") != ring.hash("codes", "a")


def test_a_key_of_the_day_opens_only_until_it_is_destroyed(tmp_path: Path) -> None:
    ring = made(tmp_path / "keys")
    sealed = ring.days.seal(date(2026, 11, 18), b"words", "inbox/1")
    kept = ring.days.seal(date(2026, 11, 20), b"words", "inbox/2")
    other_process = KeyRing(tmp_path / "keys")
    assert other_process.days.open(sealed, "inbox/1") == b"words"
    assert ring.days.destroy_before(date(2026, 11, 19)) == 1
    with pytest.raises(KeyGone):
        ring.days.open(sealed, "inbox/1")
    with pytest.raises(KeyGone):
        KeyRing(tmp_path / "keys").days.open(sealed, "inbox/1")
    assert ring.days.open(kept, "inbox/2") == b"words"


def test_a_destroyed_slot_opens_nothing_even_from_a_copy_of_the_row(tmp_path: Path) -> None:
    ring = made(tmp_path / "keys")
    ref, sealer = ring.vault.take()
    sealed = sealer.seal(b"a chat", b"alias")
    assert ring.vault.sealer(ref).open(sealed, b"alias") == b"a chat"
    ring.vault.destroy([ref])
    ring.vault.destroy([ref])
    with pytest.raises(KeyGone):
        ring.vault.sealer(ref)


def test_slots_are_taken_once_each_and_in_no_order(tmp_path: Path) -> None:
    vault = Vault(tmp_path / "aliases", b"m" * 32)
    refs = [vault.take()[0] for _ in range(SLOTS + 10)]
    assert len(set(refs)) == SLOTS + 10
    slots = [int.from_bytes(ref[8:], "big") for ref in refs[:100]]
    assert slots != sorted(slots)
