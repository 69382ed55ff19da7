"""Who takes disk, journal, logs and temp files without the keys finds nobody in them.

What is sought: chats, names, phone, words, codes, tokens, the photos' own place and camera, in
every form of `disguises.py`; and what recordings and the pictures' originals hold, which lie sealed
to the key for evidence. Nothing of it may lie anywhere, in a backup neither. A report's number may
lie there in clear: it is sought as well and must be found, or the search would have looked at
nothing.
"""

import base64
import hashlib
from pathlib import Path

import pytest

from tests.ground.machine import miss
from tests.trust.conftest import DAY_S
from tests.trust.day import CONTROL, Lived
from tests.trust.disguises import compressed
from tests.trust.opening import OPENED
from tests.trust.seeker import Find
from tests.trust.watching import BACKUPS, POSTGRES_FILES

pytestmark = [pytest.mark.timeout(DAY_S), pytest.mark.xdist_group("trust-day")]

LEAST_CANARIES = 84


def told(finds: set[Find]) -> list[str]:
    return sorted(f"{one.canary} as {one.form} in {one.where}" for one in finds)


def without_control(finds: set[Find]) -> list[str]:
    return told({one for one in finds if one.canary != CONTROL})


def test_a_thief_in_the_evening_finds_nobody(day: Lived) -> None:
    assert without_control(day.evening) == []


def test_a_thief_at_night_finds_nobody(day: Lived) -> None:
    assert without_control(day.night) == []


def test_the_search_looks_where_davy_writes(day: Lived) -> None:
    for finds in (day.evening, day.night):
        assert any(one.canary == CONTROL for one in finds)
    assert len(day.canaries) >= LEAST_CANARIES
    if not day.server_read:
        miss(POSTGRES_FILES)


@pytest.mark.parametrize("name", ["telegram photo", "voice note", "web video"])
def test_an_original_or_a_recording_that_lay_open_would_be_found(
    day: Lived, tmp_path: Path, name: str
) -> None:
    raw = day.files[name]
    held = {one for one in day.canaries if one.startswith(f"{name}: ") and ": hash" not in one}
    pieces = {one for one in held if ": bytes at" in one}
    assert (len(held) >= 4, len(pieces)) == (True, 2)
    for way, data in ({"raw": raw} | compressed(b"before" + raw)).items():
        assert held <= found_in(day, tmp_path / way, data), way
    for way, data in {"base64": base64.b64encode(raw), "hex": raw.hex().encode()}.items():
        assert pieces <= found_in(day, tmp_path / way, data), way
    assert found_in(day, tmp_path / hashlib.sha256(raw).hexdigest(), b"") == {f"{name}: hash"}


def found_in(day: Lived, path: Path, data: bytes) -> set[str]:
    path.write_bytes(data)
    return {one.canary for one in day.seeker.in_file(path, path.parent)}


def test_nothing_is_written_but_in_the_data_and_the_key_folder(day: Lived) -> None:
    strange = {
        path
        for path in day.written - {Path("/dev/tty")}  # where a command asks for what is hidden
        if not any(path.is_relative_to(day.folder / name) for name in ("data", "keys", BACKUPS))
    }
    # What two people opened is theirs, where they said; that it is seen here shows that all is.
    assert {day.folder / path for path in strange} == {day.folder / OPENED}
    assert any(path.is_relative_to(day.folder / "data" / "files") for path in day.written)
    assert not any((day.folder / "temp").iterdir())


def test_what_davy_writes_is_its_owners_alone(day: Lived) -> None:
    loose = [
        path
        for name in ("data", "keys")
        for path in (day.folder / name, *(day.folder / name).rglob("*"))
        if path.stat().st_mode & 0o077
    ]
    assert loose == []


def test_a_running_process_writes_no_core_and_hides_its_files(day: Lived) -> None:
    (core,) = [line for line in day.limits.splitlines() if line.startswith("Max core file size")]
    assert core.split()[4:6] == ["0", "0"]
    assert "Umask:\t0077" in day.status
