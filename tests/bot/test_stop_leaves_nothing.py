"""A clean stop leaves nothing held: whoever starts next has all of it at once."""

from pathlib import Path

from sqlalchemy import select

from backend.db.engine import Database
from backend.db.lease import lease
from tests.bot.loop_kit import until
from tests.kit.real_house import house


def leases(database: Database) -> set[str]:
    """Names of all leases that somebody holds."""
    with database.read() as conn:
        return set(conn.execute(select(lease.c.name)).scalars())


async def test_no_lease_outlives_a_clean_stop(tmp_path: Path, database_url: str) -> None:
    async with house(tmp_path, database_url) as real:
        await real.somebody().open()
        held = real.davy.office.database
        await until(lambda: any(one.startswith("audit-chain/") for one in leases(held)))
    database = Database(database_url)
    assert leases(database) == set()
    database.close()
