"""A backup that leads to nobody: the database without people, pictures, the place's own values.

Left out are the tables that lead to somebody (aliases, conversations, queues) and every key: copy
the five `*.key` files once, to another place. Runs beside a running Davy.

    .venv/bin/python deploy/backup.py /backups/davy --keep 14
"""

import argparse
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path

import psycopg
from sqlalchemy import make_url

from backend.keys.ring import KeyRing
from backend.settings import Settings, SettingsWrong, read_settings

LEFT_OUT = (
    *("alias", "identity", "conversation", "desk", "sent_secret"),  # these lead to somebody
    *("inbox_key", "inbox_event", "outbox_message", "news", "job"),  # what was on its way
    *("idempotency", "lease", "source_debt", "spent_pass"),  # answers and turns of a moment
)
KEPT = (
    *("alembic_version", "key_print", "demo_fill"),
    *("report", "report_words", "report_step", "report_question", "report_handover"),
    *("report_parted", "photo", "evidence"),
    *("hazard", "hazard_report", "hazard_closing"),
    *("reward", "reward_approval", "reward_barred", "reward_claim", "claim_miss"),
    *("member", "member_role", "ticket", "staff_token", "unit"),
    *("audit_entry", "audit_text", "audit_head", "job_run"),
)
OWNED = "owner_kind in ('report', 'hazard')"
"""Pictures of drafts are nobody's business but the person's, and stay out."""
FILES = f"""
    select store_name from photo where {OWNED} union all
    select preview_name from photo where {OWNED} union all
    select store_name from evidence where {OWNED}
"""


def main() -> None:
    """Make one backup and drop the oldest beyond `--keep`."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n\n")[0])
    parser.add_argument("target", type=Path, help="a folder that each backup gets a folder in")
    parser.add_argument("--keep", type=int, default=14, help="backups that stay (default 14)")
    wanted = parser.parse_args()
    os.umask(0o077)
    try:
        made = back_up(read_settings(), wanted.target, keep=max(1, wanted.keep))
    except SettingsWrong as error:
        sys.exit(f"backup: a setting is wrong\n{error}")
    except subprocess.CalledProcessError as error:
        sys.exit(f"backup: {error.cmd[0]} ended with {error.returncode}; nothing was kept")
    sys.stdout.write(f"{made}\n")


def back_up(settings: Settings, target: Path, *, keep: int) -> Path:
    """One backup in a folder of its own below `target`; it is there whole or not at all."""
    target.mkdir(parents=True, exist_ok=True)
    older = sorted(one for one in target.glob("davy-*Z") if one.is_dir())
    made = target / f"davy-{datetime.now(UTC):%Y-%m-%dT%H-%M-%S.%fZ}"
    draft = target / f".{made.name}"
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir()
    try:
        url = make_url(settings.url)
        names = (
            copy_sqlite(Path(url.database or ""), draft / "davy.db")
            if url.get_backend_name() == "sqlite"
            else dump_postgres(settings.url, draft / "davy.dump")
        )
        if settings.file_store == "disk":
            files = settings.data_dir / "files"
            take_files(files, names, draft / "files", older[-1] / "files" if older else None)
        for own in settings.data_dir.glob("place-*.toml"):
            shutil.copy2(own, draft)
        (draft / "about.json").write_text(json.dumps(about(settings, len(names)), indent=2) + "\n")
        os.sync()
        draft.rename(made)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    for old in [*older, made][:-keep]:
        shutil.rmtree(old)
    return made


def copy_sqlite(database: Path, to: Path) -> list[str]:
    """Copy the kept tables as they were at one moment; gives the names of their files.

    Row by row: SQLite's own backup copies pages, so that what is left out would lie in the copy's
    free pages.
    """
    with closing(sqlite3.connect(to, isolation_level=None, uri=True)) as conn:
        conn.execute("attach ? as davy", (f"file:{database}?mode=rw",))
        conn.execute("begin")
        listing = "select type, name, sql from davy.sqlite_master where sql is not null"
        schema = conn.execute(f"{listing} order by type = 'index'").fetchall()
        check_tables([name for kind, name, _ in schema if kind == "table"])
        for kind, name, sql in schema:
            conn.execute(sql)
            if kind == "table" and name in KEPT:
                which = f" where {OWNED}" if name in ("photo", "evidence") else ""
                conn.execute(f'insert into main."{name}" select * from davy."{name}"{which}')
        conn.execute("commit")
        conn.execute("detach davy")
        return [row[0] for row in conn.execute(FILES)]


def dump_postgres(url: str, to: Path) -> list[str]:
    """The same by `pg_dump`, in its own format; gives the names of the kept files.

    Rows of unfiled pictures come along, without their files; after a restore they are swept up.
    """
    parts = make_url(url)
    told = {
        "PGHOST": parts.host or parts.query.get("host"),
        "PGPORT": parts.port,
        "PGUSER": parts.username,
        "PGPASSWORD": parts.password,  # not as an argument: every user can read those
        "PGDATABASE": parts.database,
    }
    env = os.environ | {name: str(value) for name, value in told.items() if value}
    without = [f"--exclude-table-data=public.{name}" for name in LEFT_OUT]
    plain = parts.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain) as conn:
        tables = conn.execute("select tablename from pg_tables where schemaname = 'public'")
        check_tables([row[0] for row in tables.fetchall()])
        command = ["pg_dump", "--format=custom", "--no-owner", *without, f"--file={to}"]
        subprocess.run(command, env=env, check=True)
        return [row[0] for row in conn.execute(FILES).fetchall()]


def check_tables(names: Sequence[str]) -> None:
    """Stop at a table that this script does not know: it might lead to somebody."""
    if strange := set(names) - set(LEFT_OUT) - set(KEPT):
        sys.exit(f"backup: is {', '.join(sorted(strange))} to be kept? See deploy/backup.py")


def take_files(files: Path, names: Sequence[str], to: Path, before: Path | None) -> None:
    """Copy these files, or link them to where the backup before has them: they never change."""
    for name in names:
        part = Path(name[:2]) / name
        (to / part).parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileNotFoundError):  # erased since the list was made
            if before is not None and (before / part).exists():
                os.link(before / part, to / part)
            else:
                shutil.copy2(files / part, to / part)


def about(settings: Settings, files_count: int) -> dict[str, object]:
    """What lies beside it: enough to tell which keys belong to it, and nothing secret."""
    return {
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "places": settings.served,
        "files_count": files_count if settings.file_store == "disk" else "in the bucket",
        "left_out": LEFT_OUT,
        "keys": KeyRing(settings.key_dir).fingerprints(),
    }


if __name__ == "__main__":
    main()
