"""What a real process opens for writing, told by Python itself; and where PostgreSQL writes."""

import asyncio
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import psycopg
from sqlalchemy import select
from sqlalchemy.engine import make_url

import backend.db.all_tables  # noqa: F401 - every table is looked at
from backend.db.columns import metadata
from backend.db.engine import Database
from tests.ground.machine import Need

POSTGRES_FILES = Need(
    "reading PostgreSQL's own files", "run the tests as root or as the user that PostgreSQL runs as"
)

BACKUPS = "backups"
"""The folder of a day that its backups lie in."""
_ROOT = Path(__file__).resolve().parents[2]
_BACKUP = str(_ROOT / "deploy" / "backup.py")

_HOOK = """
import os, sys
_out = os.open(os.environ["DAVY_TEST_WRITES"], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
def _told(event, args):
    if event == "open" and isinstance(args[0], (str, bytes)) and (args[2] or 0) & _WRITES:
        os.write(_out, os.fsencode(args[0]) + b"\\n")
sys.addaudithook(_told)
"""


def watch_writes(folder: Path) -> dict[str, str]:
    """Settings under which a Python program, and those it starts, list what they open to write."""
    hook = folder / "hook"
    hook.mkdir()
    (hook / "sitecustomize.py").write_text(_HOOK, "utf-8")
    temp = folder / "temp"
    temp.mkdir()
    return {
        "PYTHONPATH": os.pathsep.join((str(hook), str(_ROOT))),
        "PYTHONDONTWRITEBYTECODE": "1",
        "DAVY_TEST_WRITES": str(folder / "writes"),
        "TMPDIR": str(temp),
    }


def written(folder: Path) -> set[Path]:
    """The paths that were opened for writing."""
    return {Path(line) for line in (folder / "writes").read_text("utf-8").splitlines()}


async def back_up(environment: Mapping[str, str], folder: Path) -> None:
    """Have the night's backup made beside the running Davy, into a folder of its own."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, _BACKUP, str(folder / BACKUPS)), env=environment, cwd=folder
    )
    assert await process.wait() == 0
    assert any((folder / BACKUPS).rglob("files/*"))


@dataclass(frozen=True, slots=True)
class Server:
    """Where one database of a PostgreSQL lies: folders to search, and the server's log."""

    folders: tuple[Path, ...]
    log: Path | None

    def read(self, log_from: int) -> bytes:
        """What the log grew by."""
        if self.log is None:
            return b""
        with self.log.open("rb") as file:
            file.seek(log_from)
            return file.read()

    @property
    def log_bytes(self) -> int:
        """How long the log is now."""
        return self.log.stat().st_size if self.log else 0


def server_of(url: str) -> Server | None:
    """The files behind a PostgreSQL URL, or None where they cannot be read."""
    with psycopg.connect(_dsn(url), autocommit=True) as conn:
        root = Path(_shown(conn, "show data_directory"))
        oid = _shown(conn, "select oid from pg_database where datname = current_database()")
    try:
        pid = int((root / "postmaster.pid").read_text().split()[0])
        log = Path(f"/proc/{pid}/fd/2").resolve()
    except (OSError, ValueError):
        return None
    folders = (root / "base" / oid, root / "pg_wal", root / "global", root / "pg_xact")
    return Server(folders, log if log.is_file() else None)


def rows_of(url: str) -> bytes:
    """Every value of every table as SQL reads it: whole, where files hold it in pieces."""
    database = Database(url)
    with database.read() as conn:
        values = [
            value if isinstance(value, bytes) else str(value).encode()
            for name in sorted(metadata.tables)
            for row in conn.execute(select(metadata.tables[name]))
            for value in row
            if value is not None
        ]
    database.close()
    return b"\n".join(values)


def checkpoint(url: str) -> None:
    """Have PostgreSQL write its memory into its files."""
    with psycopg.connect(_dsn(url), autocommit=True) as conn:
        conn.execute("checkpoint")


def _dsn(url: str) -> str:
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


def _shown(conn: "psycopg.Connection[tuple[object, ...]]", query: str) -> str:
    row = conn.execute(query).fetchone()
    assert row is not None
    return str(row[0])
