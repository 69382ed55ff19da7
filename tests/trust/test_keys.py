"""Keys: made once, with an empty database; a house with other ones does not open."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from backend.clock import StoppedClock
from backend.db.engine import Database
from backend.errors import KeyGone, KeysDiffer
from backend.keys.days import KEPT_DAYS, DayKeys
from backend.keys.ring import NAMES, make_keys
from backend.places.confirm import own_text
from bot.ground import open_office
from bot.purge import purge_all
from handlers.dialogue.event import CommandGiven, TextSent
from tests.kit.real_house import A_WORKING_MORNING, PLACE, house, settings_in


def opened_once(folder: Path, url: str) -> Path:
    """Open a house for the first time; gives its key folder."""
    open_office(settings_in(folder, url)).database.close()
    return folder / "keys"


def other(name: str) -> Callable[[Path], None]:
    """Exchange one key for a fresh one."""

    def exchange(keys: Path) -> None:
        (keys / f"{name}.key").unlink()
        make_keys(keys)

    return exchange


@pytest.mark.parametrize("name", NAMES)
def test_with_another_key_nothing_opens_and_it_is_named(
    tmp_path: Path, database_url: str, name: str
) -> None:
    keys = opened_once(tmp_path, database_url)
    other(name)(keys)
    with pytest.raises(KeysDiffer, match=name) as refused:
        open_office(settings_in(tmp_path, database_url))
    assert not any(one in str(refused.value) for one in NAMES if one != name)


def test_without_keys_a_used_database_does_not_open_and_none_are_made(
    tmp_path: Path, database_url: str
) -> None:
    keys = opened_once(tmp_path, database_url)
    shutil.rmtree(keys)
    with pytest.raises(KeysDiffer, match="no keys"):
        open_office(settings_in(tmp_path, database_url))
    assert not keys.exists() or list(keys.glob("*.key")) == []


@pytest.mark.parametrize("name", NAMES)
def test_without_one_key_a_used_database_does_not_open_and_none_is_made(
    tmp_path: Path, sqlite_url: str, name: str
) -> None:
    keys = opened_once(tmp_path, sqlite_url)
    (keys / f"{name}.key").unlink()
    with pytest.raises(KeysDiffer):
        open_office(settings_in(tmp_path, sqlite_url))
    assert not (keys / f"{name}.key").exists()


@pytest.mark.parametrize("content", ["", "zz", "00" * 31, "00" * 33])
def test_a_spoilt_key_is_named(tmp_path: Path, sqlite_url: str, content: str) -> None:
    keys = opened_once(tmp_path, sqlite_url)
    (keys / "words.key").write_text(content, "ascii")
    with pytest.raises(KeysDiffer, match="words"):
        open_office(settings_in(tmp_path, sqlite_url))


def test_the_command_says_which_key_in_one_line_and_nothing_else(
    tmp_path: Path, sqlite_url: str
) -> None:
    keys = opened_once(tmp_path, sqlite_url)
    other("codes")(keys)
    env = {name: value for name, value in os.environ.items() if not name.startswith("DAVY_")}
    env |= {
        "DAVY_DATA_DIR": str(tmp_path / "data"),
        "DAVY_KEY_DIR": str(keys),
        "DAVY_DATABASE_URL": sqlite_url,
    }
    command = [sys.executable, "-m", "bot", "serve", "--port", "0"]
    done = subprocess.run(
        command, cwd=tmp_path, env=env, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 2
    assert done.stderr == "davy: these keys are not the database's: codes\n"


def test_keys_are_their_owners_alone(tmp_path: Path, sqlite_url: str) -> None:
    keys = opened_once(tmp_path, sqlite_url)
    assert keys.stat().st_mode & 0o777 == 0o700
    for path in keys.rglob("*"):
        wanted = 0o700 if path.is_dir() else 0o600
        assert path.stat().st_mode & 0o777 == wanted, path
    assert {path.name for path in keys.glob("*.key")} == {f"{name}.key" for name in NAMES}


def test_the_database_knows_fingerprints_and_no_key(tmp_path: Path, sqlite_url: str) -> None:
    keys = opened_once(tmp_path, sqlite_url)
    database = Database(sqlite_url)
    with database.read() as conn:
        prints = {row.name: row.print for row in conn.execute(text("select * from key_print"))}
    database.close()
    assert set(prints) == set(NAMES)
    for name in NAMES:
        key = (keys / f"{name}.key").read_text("ascii")
        assert prints[name] not in key


# ── keys of the day ─────────────────────────────────────────────────────────────────────────────


async def test_after_72_hours_and_a_purge_the_keys_of_the_day_are_gone(
    tmp_path: Path, database_url: str
) -> None:
    clock = StoppedClock(A_WORKING_MORNING.replace(hour=0, minute=1))
    async with house(tmp_path, database_url, clock=clock) as real:
        first_on, kept = clock.now().date(), set[str]()
        days = tmp_path / "keys" / "days"
        person = real.somebody()
        for _ in range(7):
            await person.do(CommandGiven("help"), TextSent("三楼过道堆满电动车", "m"))
            purge_all(real.davy.office)
            oldest_at = clock.now() - timedelta(hours=72)
            kept = {path.stem for path in days.glob("*.key")}
            assert all(day > oldest_at.date().isoformat() for day in kept), kept
            clock.forward(days=1)
        assert first_on.isoformat() not in kept
        assert len(kept) <= KEPT_DAYS


async def test_a_place_that_keeps_payloads_for_48_hours_keeps_two_days_keys(
    tmp_path: Path, database_url: str
) -> None:
    own = tmp_path / "data" / f"place-{PLACE}.toml"
    own.parent.mkdir(mode=0o700)
    own.write_text(own_text({"retention.payload_hours": 48}), encoding="utf-8")
    async with house(tmp_path, database_url) as real:
        person = real.somebody()
        for _ in range(4):
            await person.do(CommandGiven("help"), TextSent("三楼过道堆满电动车", "m"))
            purge_all(real.davy.office)
            today = real.clock.now().date()
            kept = {path.stem for path in (tmp_path / "keys" / "days").glob("*.key")}
            assert kept <= {str(today), str(today - timedelta(days=1))}, kept
            real.clock.forward(days=1)


def test_a_key_that_another_process_destroyed_leaves_the_memory_with_the_next_day(
    tmp_path: Path,
) -> None:
    ours, theirs = DayKeys(tmp_path / "days"), DayKeys(tmp_path / "days")
    on = A_WORKING_MORNING.date()
    sealed = ours.seal(on, b"x", "here")
    theirs.destroy_before(on + timedelta(days=1))
    ours.seal(on + timedelta(days=1), b"y", "here")
    with pytest.raises(KeyGone):
        ours.open(sealed, "here")


def test_a_key_that_is_destroyed_is_overwritten_before_it_goes(tmp_path: Path) -> None:
    days = DayKeys(tmp_path / "days")
    on = A_WORKING_MORNING.date()
    days.seal(on, b"x", "here")
    (path,) = (tmp_path / "days").glob("*.key")
    handle = os.open(path, os.O_RDONLY)
    assert days.destroy_before(on + timedelta(days=1)) == 1
    assert set(os.pread(handle, 100, 0)) == {0}
    os.close(handle)
    assert list((tmp_path / "days").iterdir()) == []


async def test_a_slot_of_the_vault_that_is_destroyed_is_overwritten_in_its_file(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with house(tmp_path, sqlite_url) as real:
        vault = real.davy.office.keys.vault
        slot, _ = vault.take()
        path = tmp_path / "keys" / "aliases" / f"{slot[:8].hex()}.keys"
        at = int.from_bytes(slot[8:], "big") * 32
        assert any(path.read_bytes()[at : at + 32])
        vault.destroy([slot])
        assert path.read_bytes()[at : at + 32] == bytes(32)
        assert any(path.read_bytes()[: at or 32]) or any(path.read_bytes()[at + 32 :])
