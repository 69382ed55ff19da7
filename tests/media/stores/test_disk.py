"""What only the disk promises: one owner, no order told, nothing half done, room known."""

import os
import signal
import stat
import subprocess
import sys
import time
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from media.stores.disk import DiskStore
from media.stores.store import StoreDown, new_name
from tests.media.stores.conftest import TODAY

_MIDNIGHT_S = datetime(2026, 11, 21, tzinfo=UTC).timestamp()
_ROOT = Path(__file__).resolve().parents[3]


def _store(root: Path) -> DiskStore:
    return DiskStore(root, today=lambda: TODAY)


def _files(root: Path) -> list[Path]:
    return [path for path in root.rglob("*") if path.is_file()]


def test_a_file_belongs_to_its_owner_alone(tmp_path: Path) -> None:
    _store(tmp_path / "media").put(new_name(), b"x")
    assert [stat.S_IMODE(path.stat().st_mode) for path in _files(tmp_path)] == [0o600]
    for folder in (tmp_path / "media", *(tmp_path / "media").iterdir()):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_times_of_files_and_folders_say_the_day_alone(tmp_path: Path) -> None:
    store, name = _store(tmp_path / "media"), new_name()
    store.put(name, b"x")
    store.put(name[:2] + new_name()[2:], b"y")
    store.get(name)
    store.delete(name)
    for path in (tmp_path / "media").rglob("*"):
        assert path.stat().st_mtime == _MIDNIGHT_S
        if path.is_file():
            assert path.stat().st_atime == _MIDNIGHT_S
    assert (tmp_path / "media").stat().st_mtime == _MIDNIGHT_S


def test_files_are_spread_over_folders_by_their_names(tmp_path: Path) -> None:
    name = new_name()
    _store(tmp_path).put(name, b"x")
    assert (tmp_path / name[:2] / name).is_file()


def test_names_of_earlier_days_are_listed(tmp_path: Path) -> None:
    old, new = new_name(), new_name()
    DiskStore(tmp_path, today=lambda: date(2026, 11, 19)).put(old, b"x")
    _store(tmp_path).put(new, b"x")
    assert set(_store(tmp_path).stored_before(date(2026, 11, 21))) == {old}
    assert set(_store(tmp_path).stored_before(date(2026, 11, 19))) == set()


def test_nothing_is_made_before_the_first_put(tmp_path: Path) -> None:
    store = _store(tmp_path / "media")
    assert list(store.stored_before(TODAY)) == []
    assert store.room_bytes() > 0
    store.delete(new_name())
    assert not (tmp_path / "media").exists()


_FILL = """
import resource, sys
from pathlib import Path
from media.stores.disk import DiskStore
from media.stores.store import StoreFull, new_name
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
store = DiskStore(Path(sys.argv[1]))
store.put(new_name(), bytes(1000))
try:
    store.put(new_name(), bytes(1001))
except StoreFull as full:
    assert not full.args and full.__cause__ is None
    print("full")
"""

_PUT_FOREVER = """
import os, sys
from pathlib import Path
from media.stores.disk import DiskStore
from media.stores.store import new_name
store = DiskStore(Path(sys.argv[1]))
while True:
    name = new_name()
    store.put(name, bytes([int(name[:2], 16)]) * 300_000)
    print(name, flush=True)
"""


def _run(program: str, root: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", program, str(root)], cwd=_ROOT, stdout=subprocess.PIPE, text=True
    )


def test_where_there_is_no_room_it_is_told_and_nothing_is_left(tmp_path: Path) -> None:
    # A file-size limit stands in for a full disk: the same error path, EFBIG for ENOSPC.
    output, _ = _run(_FILL, tmp_path).communicate(timeout=60)
    assert output == "full\n"
    assert [path.stat().st_size for path in _files(tmp_path)] == [1000]


def test_a_killed_put_leaves_names_whole_or_free(tmp_path: Path) -> None:
    told: list[str] = []
    for _ in range(3):
        writer = _run(_PUT_FOREVER, tmp_path)
        assert writer.stdout is not None
        told += [writer.stdout.readline().strip() for _ in range(5)]
        writer.send_signal(signal.SIGKILL)
        told += writer.communicate()[0].split()
    store = DiskStore(tmp_path)
    store.sweep(now_s=time.time() + 2 * 24 * 3600)
    kept = {path.name: path.read_bytes() for path in _files(tmp_path)}
    for name, data in kept.items():
        assert data == bytes([int(name[:2], 16)]) * 300_000
    assert {name for name in told if len(name) == 32} <= kept.keys()


def test_what_killed_puts_left_is_swept_after_a_day_and_no_sooner(tmp_path: Path) -> None:
    store, name = _store(tmp_path), new_name()
    store.put(name, b"x")
    part = tmp_path / name[:2] / ".0011223344556677.part"
    part.write_bytes(b"half")
    later = datetime(2100, 1, 1, tzinfo=UTC).date()
    assert list(store.stored_before(later)) == [name]
    assert store.sweep(now_s=time.time()) == 0
    assert store.sweep(now_s=time.time() + 2 * 24 * 3600) == 1
    assert not part.exists()
    assert store.get(name) == b"x"


def test_a_store_that_cannot_be_reached_is_down_and_says_no_more(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_bytes(b"")
    store = _store(blocked / "media")
    with pytest.raises(StoreDown) as down:
        store.put(new_name(), b"x")
    assert not down.value.args
    assert down.value.__suppress_context__


def test_unfinished_files_are_not_readable_by_others(tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        _store(tmp_path / "media").put(new_name(), b"x")
    finally:
        os.umask(old)
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in _files(tmp_path))


def test_a_large_file_is_written_out_stretch_by_stretch(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[int] = []
    force = os.fdatasync

    def watched(handle: int) -> None:
        written.append(os.fstat(handle).st_size)
        force(handle)

    monkeypatch.setattr(os, "fdatasync", watched)
    store, data = DiskStore(tmp_path / "files"), os.urandom(600 * 1024)
    assert store.put("e" * 32, data)
    assert written == [256 * 1024, 512 * 1024]
    assert store.get("e" * 32) == data
