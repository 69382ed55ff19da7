"""The reading of the four plans in docs/places.md agrees with their profiles."""

import re
from pathlib import Path

import pytest

from backend.places.load import load_file
from backend.places.profile import Place
from backend.places.sector_table import SECTORS

DOC = (Path(__file__).parents[3] / "docs" / "places.md").read_text(encoding="utf-8")
SECTIONS = {
    found.group(1): part
    for part in DOC.split("\n### ")[1:]
    if (found := re.search(r"`([\w-]+\.toml)`", part))
}
PROFILES = Path(__file__).parents[3] / "backend" / "places" / "profiles"


def _asked(place: Place) -> set[str]:
    """The keys of all that the plan asks for."""
    rows = (
        *place.topics,
        *place.milestones,
        *place.stages,
        *place.indicators,
        *place.frequencies,
        *place.trainings,
        *place.measures,
    )
    return {row.key for row in rows}


def _keys(place: Place) -> set[str]:
    return _asked(place) | {route.sector for route in place.routes}


def test_each_profile_has_its_reading() -> None:
    assert set(SECTIONS) == {file.name for file in PROFILES.glob("*.toml")}


@pytest.mark.parametrize("name", sorted(SECTIONS))
def test_every_key_that_the_reading_names_is_in_the_profile(name: str) -> None:
    keys = _keys(load_file(PROFILES / name))
    cells = [row.split("|")[-2] for row in SECTIONS[name].splitlines() if row.startswith("| ")]
    named = {key for cell in cells[1:] for key in re.findall(r"\b[a-z]+(?:-[a-z0-9]+)+\b", cell)}
    named -= {"sub-plans"}
    assert named
    assert {key for key in named if not any(k.startswith(key) for k in keys)} == set()


@pytest.mark.parametrize("name", sorted(SECTIONS))
def test_every_key_that_the_profile_reads_out_of_the_plan_is_in_the_reading(name: str) -> None:
    cells = [row.split("|")[-2] for row in SECTIONS[name].splitlines() if row.startswith("| ")]
    named = {key for cell in cells for key in re.findall(r"[a-z0-9]+(?:-[a-z0-9]+)*", cell)}
    assert _asked(load_file(PROFILES / name)) - named == set()


@pytest.mark.parametrize("name", sorted(SECTIONS))
def test_sectors_said_to_be_missing_are_missing(name: str) -> None:
    said = re.search(r"Not in the plan: (.+?)\.", SECTIONS[name])
    place = load_file(PROFILES / name)
    covered = {route.sector for route in place.routes}
    missing = [sector.zh for sector in SECTORS if sector.slug not in covered]
    assert said is not None
    assert set(said.group(1).split(", ")) == set(missing)
