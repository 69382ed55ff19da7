"""What `make bench` can measure is told in its README, and nothing else is."""

import re
from contextlib import closing
from itertools import combinations

from sqlalchemy import func, select

from backend.reports.tables import report
from bench.__main__ import figures
from bench.big_table import BigTables
from bench.likeness import CHANGES, drawn
from media.likeness import SAME_WITHIN, distance, likeness_of
from tests.architecture.tree import ROOT


def test_the_readme_names_every_figure_and_no_other() -> None:
    with closing(BigTables()) as big:
        known = set(figures(["sqlite", "postgresql"], big))
    rows = (ROOT / "bench" / "README.md").read_text("utf-8").splitlines()
    first = " ".join(row.split("|")[1] for row in rows if row.startswith("| `"))
    assert set(re.findall(r"`([^`]+)`", first)) == known


def test_a_big_table_grows_after_it_was_looked_at() -> None:
    with closing(BigTables()) as big:
        for count in (40, 80):
            table = big.of("sqlite", count)
            with table.office.database.read() as conn:
                assert conn.execute(select(func.count()).select_from(report)).scalar_one() == count


def test_the_photos_of_the_likeness_figure_differ_and_their_changes_are_found() -> None:
    photos = [drawn(seed) for seed in range(4)]
    made = [likeness_of(photo) for photo in photos]
    assert all(distance(one, other) > SAME_WITHIN for one, other in combinations(made, 2))
    for change in CHANGES.values():
        changed = change(photos[0])
        assert changed.tobytes() != photos[0].tobytes()
        assert distance(made[0], likeness_of(changed)) <= SAME_WITHIN
