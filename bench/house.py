"""A Davy under measurement: one or several real processes on one fresh database."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import func, select
from sqlalchemy import table as table_named

from backend.db.engine import Database
from backend.reports.tables import report
from bench.databases import fresh
from tests.kit.davy_process import DavyProcess, free_port


@dataclass
class Bench:
    """The processes and their database."""

    url: str
    folder: Path
    processes: list[DavyProcess]

    @property
    def ports(self) -> list[int]:
        """Where they answer."""
        return [one.port for one in self.processes]

    def count(self, table: str) -> int:
        """Rows of a table."""
        database = Database(self.url)
        try:
            with database.read() as conn:
                return int(
                    conn.execute(select(func.count()).select_from(table_named(table))).scalar_one()
                )
        finally:
            database.close()

    def numbers(self) -> list[str]:
        """The numbers of all reports."""
        database = Database(self.url)
        try:
            with database.read() as conn:
                return list(conn.execute(select(report.c.number)).scalars())
        finally:
            database.close()


@asynccontextmanager
async def house(
    database: str, processes: int = 1, env: Mapping[str, str] | None = None
) -> AsyncIterator[Bench]:
    """Start processes on a fresh database; stop them at the end."""
    with TemporaryDirectory() as name, fresh(database, Path(name)) as url:
        first = DavyProcess(Path(name), {"DAVY_DATABASE_URL": url, **(env or {})})
        others = [replace(first, port=free_port()) for _ in range(processes - 1)]
        running = [first, *others]
        try:
            await first.start()
            for other in others:
                await other.start()
            yield Bench(url, Path(name), running)
        finally:
            await asyncio.gather(*(one.kill() for one in running))
