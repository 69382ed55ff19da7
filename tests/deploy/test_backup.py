"""A backup leaves out whoever it could lead to, and a Davy restored from it opens by code."""

import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import httpx2
import psycopg
import pytest
from sqlalchemy import make_url, text

import backend.db.all_tables  # noqa: F401
from backend.clock import StoppedClock
from backend.db.columns import metadata
from backend.office import Office
from bot.ground import open_office
from bot.pictures import Pictures
from deploy.backup import KEPT, LEFT_OUT
from media.draw import draw
from tests.bot.test_whole_way import accepted, filed
from tests.kit.davy_command import environment
from tests.kit.davy_process import DavyProcess
from tests.kit.real_house import RealHouse, house, settings_in

SCRIPT = Path(__file__).resolve().parents[2] / "deploy" / "backup.py"


@dataclass(frozen=True)
class Pair:
    """Where the first Davy lives, and an empty database for the second."""

    old: str
    new: str


@pytest.fixture(params=["sqlite", "postgresql"])
def pair(request: pytest.FixtureRequest) -> Pair:
    """Both databases; empty URLs are SQLite in the data folder."""
    if request.param == "sqlite":
        return Pair("", "")
    names = ("postgres_url", "empty_postgres_url")
    return Pair(*(str(request.getfixturevalue(name)) for name in names))


def back_up(folder: Path, url: str, *more: str) -> "subprocess.CompletedProcess[str]":
    """Run the script for a Davy that lives in `folder`."""
    env = environment(DAVY_DATA_DIR=f"{folder}/data", DAVY_KEY_DIR=f"{folder}/keys")
    return subprocess.run(
        [sys.executable, str(SCRIPT), str(folder / "backups"), *more],
        env=env | {"DAVY_DATABASE_URL": url},
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def restore(made: Path, folder: Path, *, keys: Path, url: str) -> None:
    """What deploy/README.md says about restoring."""
    shutil.copytree(made / "files", folder / "data" / "files")
    (folder / "keys").mkdir(parents=True)
    for key in keys.glob("*.key"):
        shutil.copy(key, folder / "keys")
    if not url:
        shutil.copy(made / "davy.db", folder / "data")
        return
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    command = ["pg_restore", "--no-owner", f"--dbname={plain}", str(made / "davy.dump")]
    subprocess.run(command, check=True)


async def opened(address: str, code: str) -> str:
    """What a browser without a past is told by the code."""
    said = []
    async with httpx2.AsyncClient(headers={"Accept": "application/json"}) as client:
        for turn, words in enumerate(("查进度", code)):
            form = {"turn": f"turn-{turn:04}", "text": words}
            answer = await client.post(f"{address}/say", data=form, timeout=10)
            said += [one["text"] for one in answer.json()["messages"]]
    return "\n".join(said)


def counted(office: Office, names: tuple[str, ...]) -> dict[str, int]:
    """How many rows these tables have."""
    with office.database.read() as conn:
        return {
            name: int(conn.execute(text(f"select count(*) from {name}")).scalar_one())  # noqa: S608
            for name in names
        }


async def picture(office: Office) -> bytes:
    """The only picture of a report, opened with the keys that are here."""
    with office.database.read() as conn:
        rows = conn.execute(text("select photo_id from photo where owner_kind = 'report'"))
        photo_id: str = rows.scalars().one()
    return await Pictures(office).read(f"photo:{photo_id}")


def files_in(folder: Path) -> list[Path]:
    """Every file below a folder."""
    return [one for one in folder.rglob("*") if one.is_file()]


async def a_report_and_a_draft(real: RealHouse) -> str:
    """Somebody's report is accepted, somebody else sent a picture and no more; gives the code."""
    code = await filed(real.somebody())
    await accepted(await real.colleague("intake"))
    other = real.somebody()
    await other.open()
    await other.photo(draw(7))
    return code


async def test_a_restored_backup_opens_a_report_by_its_code_and_leads_to_nobody(
    tmp_path: Path, pair: Pair
) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    async with house(old, pair.old, clock=StoppedClock(datetime.now(UTC))) as real:
        code = await a_report_and_a_draft(real)
        before = counted(real.davy.office, LEFT_OUT)
        told = back_up(old, pair.old)  # beside the running Davy
    assert told.returncode == 0, told.stderr
    assert min(before["alias"], before["conversation"], before["inbox_key"]) > 0
    made = Path(told.stdout.strip())
    assert len(files_in(made / "files")) == 2
    restore(made, new, keys=old / "keys", url=pair.new)
    office = open_office(settings_in(new, pair.new))
    assert set(counted(office, LEFT_OUT).values()) == {0}
    assert (await picture(office))[:2] == b"\xff\xd8"
    office.database.close()
    davy = DavyProcess(new, {"DAVY_DATABASE_URL": pair.new})
    await davy.start()
    try:
        assert "受理了" in await opened(davy.url, code)
    finally:
        await davy.stop()


async def test_no_key_and_nothing_that_was_left_out_lies_in_the_files(tmp_path: Path) -> None:
    async with house(tmp_path, clock=StoppedClock(datetime.now(UTC))) as real:
        await a_report_and_a_draft(real)
        made = Path(back_up(tmp_path, "").stdout.strip())
    with closing(sqlite3.connect(tmp_path / "data" / "davy.db")) as conn:
        values = [row[0] for row in conn.execute("select slot_sealed from alias")]
        values += [row[0].encode() for row in conn.execute("select tag from conversation")]
        values += [row[0] for row in conn.execute("select key_hash from inbox_key")]
    for path in (tmp_path / "keys").rglob("*.key"):
        values += [path.read_bytes().strip(), bytes.fromhex(path.read_text().strip())]
    assert len(values) > 20
    written = {path: path.read_bytes() for path in files_in(made)}
    assert [path for path, data in written.items() for one in values if one in data] == []
    assert {path.stat().st_mode & 0o077 for path in (made, *files_in(made))} == {0}


async def test_old_backups_go_and_pictures_are_kept_once(tmp_path: Path) -> None:
    async with house(tmp_path, clock=StoppedClock(datetime.now(UTC))) as real:
        await a_report_and_a_draft(real)
        made = [Path(back_up(tmp_path, "", "--keep", "2").stdout.strip()) for _ in range(3)]
    assert [one.exists() for one in made] == [False, True, True]
    assert sorted((tmp_path / "backups").iterdir()) == made[1:]
    assert {one.stat().st_nlink for one in files_in(made[2] / "files")} == {2}


def test_every_table_is_either_kept_or_left_out() -> None:
    assert set(metadata.tables) | {"alembic_version"} == {*KEPT, *LEFT_OUT}
    assert not set(KEPT) & set(LEFT_OUT)


def test_a_table_that_nobody_thought_about_stops_the_backup(
    tmp_path: Path, postgres_url: str
) -> None:
    open_office(settings_in(tmp_path, postgres_url)).database.close()
    plain = make_url(postgres_url).set(drivername="postgresql")
    with psycopg.connect(plain.render_as_string(hide_password=False), autocommit=True) as conn:
        conn.execute("create table diary (words text)")
    told = back_up(tmp_path, postgres_url)
    assert told.returncode == 1
    assert "is diary to be kept?" in told.stderr
    assert list((tmp_path / "backups").iterdir()) == []
