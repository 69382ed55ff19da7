"""Nobody without the keys joins two reports of one person (`trust.md` 2).

A crowd reports through the real loop, everybody twice in direct succession, some through the API;
then a thief guesses each report's partner, by everything the database shows. Guessing in the dark
is right about once in sixty. A way of guessing fails the test when its success would come by luck
less than once in a million runs: with this crowd, when more than one guess in seven is right.

What SQL shows pairs nothing at any moment. What the database's files hold besides does, until the
round of the hour: the order in which rows were laid into pages, PostgreSQL's dead row versions and
writers, SQLite's journal until it is trimmed. The tests of the hour before say so, and show that
the thief here is a good one.
"""

import asyncio
import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.ground.databases import create, drop
from tests.trust.crowd import Crowd, Sight, gathered
from tests.trust.thief import COMMON_RAW, Guesses, guess_by_links, guess_by_nearness, guess_by_order

pytestmark = [pytest.mark.timeout(240), pytest.mark.xdist_group("trust-crowd")]

LUCK = 1e-6
"""What must not pair: a guess as good as this is no luck."""
OPEN = 1e-3
"""What is known to pair, and is told in docs/threat-model.md: far better than luck is enough."""
Guess = Callable[[Sight, Crowd], Guesses]
DICE = random.Random(20261121)


@pytest.fixture(scope="module")
def sqlite_crowd(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Crowd:
    folder = tmp_path_factory.mktemp("sqlite-crowd")
    shutil.copyfile(sqlite_template, folder / "davy.db")
    return asyncio.run(gathered(folder, f"sqlite:///{folder / 'davy.db'}"))


@pytest.fixture(scope="module")
def postgres_crowd(
    postgres_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Crowd]:
    name = f"{postgres_template}_crowd"
    url = create(name, template=postgres_template)
    try:
        yield asyncio.run(gathered(tmp_path_factory.mktemp("postgres-crowd"), url))
    finally:
        drop(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def crowd(request: pytest.FixtureRequest) -> Crowd:
    name = "sqlite_crowd" if request.param == "sqlite" else "postgres_crowd"
    found = request.getfixturevalue(name)
    assert isinstance(found, Crowd)
    return found


def no_better_than_chance(guesses: Guesses, how: str) -> None:
    assert guesses.by_luck > LUCK, f"{how}: {guesses}"


def by_links(sight: Sight, crowd: Crowd) -> Guesses:
    return guess_by_links(sight.rows, crowd.owners, DICE)


def by_writers(sight: Sight, crowd: Crowd) -> Guesses:
    return guess_by_links(sight.versions, crowd.owners, DICE)


def by_raw_bytes(sight: Sight, crowd: Crowd) -> Guesses:
    return guess_by_links(sight.pages, crowd.raw_owners, DICE, common=COMMON_RAW)


def by_sizes(sight: Sight, crowd: Crowd) -> Guesses:
    return guess_by_nearness(sight.sizes, crowd.owners, DICE)


def by_times(sight: Sight, crowd: Crowd) -> Guesses:
    return guess_by_nearness(sight.times, crowd.owners, DICE)


@pytest.mark.parametrize("guess", [by_links, by_writers, by_sizes, by_times])
def test_what_sql_shows_pairs_no_reports_at_any_moment(crowd: Crowd, guess: Guess) -> None:
    for sight in (crowd.before, crowd.after):
        no_better_than_chance(guess(sight, crowd), guess.__name__)


def test_after_the_round_the_files_pair_no_reports(crowd: Crowd) -> None:
    no_better_than_chance(by_raw_bytes(crowd.after, crowd), "raw bytes")


def test_after_the_round_no_order_of_filing_is_left(crowd: Crowd) -> None:
    assert crowd.after.orders
    for how, order in crowd.after.orders.items():
        no_better_than_chance(guess_by_order(order, crowd.owners, DICE), how)


def test_before_the_round_the_order_in_the_files_pairs_reports(crowd: Crowd) -> None:
    best = min(
        guess_by_order(order, crowd.owners, DICE).by_luck for order in crowd.before.orders.values()
    )
    assert best < OPEN, "the files keep no order any more: say so in docs/threat-model.md"


def test_before_the_round_dead_versions_pair_reports_on_postgresql(
    postgres_crowd: Crowd,
) -> None:
    found = by_raw_bytes(postgres_crowd.before, postgres_crowd)
    assert found.by_luck < LUCK, f"say so in docs/threat-model.md: {found}"


def test_the_journal_of_sqlite_pairs_reports_until_it_is_trimmed(
    sqlite_template: Path, tmp_path: Path
) -> None:
    file, journal = tmp_path / "davy.db", tmp_path / "davy.db-wal"
    shutil.copyfile(sqlite_template, file)
    crowd = asyncio.run(gathered(tmp_path, f"sqlite:///{file}", chats=8))
    found = by_raw_bytes(crowd.before, crowd)
    assert found.by_luck < LUCK, f"say so in docs/threat-model.md: {found}"
    assert crowd.after.pages == []
    assert journal.stat().st_size == 0 if journal.exists() else True
