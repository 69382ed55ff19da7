"""One lived day a database, shared by all tests that look at what it left."""

import asyncio
import os
from collections.abc import Iterator

import pytest

from tests.ground import databases
from tests.trust.day import Day, Lived

DAY_S = 240
"""A day takes some fifteen seconds on a quiet machine."""


@pytest.fixture(scope="session")
def sqlite_day(tmp_path_factory: pytest.TempPathFactory) -> Lived:
    """A day on SQLite."""
    return asyncio.run(Day(tmp_path_factory.mktemp("sqlite-day"), "").live())


@pytest.fixture(scope="session")
def postgres_day(
    postgres_server: None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Lived]:
    """A day on PostgreSQL, on a database of its own."""
    name = f"davy_test_{os.getpid()}_day"
    url = databases.create(name, template="template0")
    try:
        yield asyncio.run(Day(tmp_path_factory.mktemp("postgres-day"), url).live())
    finally:
        databases.drop(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def day(request: pytest.FixtureRequest) -> Lived:
    """A lived day, on SQLite and then on PostgreSQL."""
    name = "sqlite_day" if request.param == "sqlite" else "postgres_day"
    lived = request.getfixturevalue(name)
    assert isinstance(lived, Lived)
    return lived
