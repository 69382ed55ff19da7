"""How likely two reports tell of one hazard: measured on made pairs, and rule by rule."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.places.sector_table import SECTOR_BY_SLUG
from backend.reports.cells import NOWHERE, cell_of, cells_around
from backend.reports.duplicate_rules import LIKELY, POSSIBLE, Likeness, Traits, compare
from backend.reports.duplicate_words import alike, numbers_named, read_telling
from locales.catalogue import load

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
DEGREE_M = 111_320.0
EBIKES = "三楼过道堆满电动车，晚上还在充电"


def pairs(name: str) -> Iterator[tuple[bool, Likeness]]:
    """Whether a made pair is the same hazard, and how likely the rules find it."""
    for line in (Path(__file__).parent / name).read_text("utf-8").splitlines():
        if line.startswith("#"):
            continue
        verdict, metres, days, sector, other, words, others = line.split("\t")
        assert {sector, other} <= {*SECTOR_BY_SLUG, "unknown"}, line
        one = traits(words, sector=sector)
        lat = 33.0 + int(metres) / DEGREE_M
        hour = MONDAY + timedelta(days=int(days))
        two = traits(others, sector=other, lat=lat, filed_hour=hour)
        yield verdict == "same", compare(one, two)


def traits(words: str = "", /, **changes: object) -> Traits:
    """A report at one point on one Monday."""
    made = Traits(MONDAY, "fire", 33.0, 117.0, telling=read_telling(words))
    return replace(made, **changes)  # type: ignore[arg-type]


def keys(one: Traits, other: Traits) -> set[str]:
    return {reason.key for reason in compare(one, other).reasons}


def measured(bound: int) -> tuple[float, float]:
    """Precision and recall on the pairs that nothing was tuned on."""
    found = [(same, likeness.score >= bound) for same, likeness in pairs("pairs_measured.tsv")]
    right = sum(same and shown for same, shown in found)
    return right / sum(shown for _, shown in found), right / sum(same for same, _ in found)


def test_of_the_measured_pairs_most_are_shown_and_few_wrongly() -> None:
    precision, recall = measured(POSSIBLE)
    assert recall >= 0.85
    assert precision >= 0.80


def test_what_is_called_likely_is_nearly_always_right() -> None:
    precision, recall = measured(LIKELY)
    assert precision >= 0.95
    assert recall >= 0.5


def test_every_reason_can_be_said_in_every_language() -> None:
    catalogue = load()
    for name in ("pairs_tuned.tsv", "pairs_measured.tsv"):
        for _, likeness in pairs(name):
            for reason in likeness.reasons:
                for language in catalogue.languages:
                    said = catalogue.say(language, reason.key, dict(reason.args))
                    assert said
                    assert "{" not in said


def test_the_same_photo_joins_what_words_would_not() -> None:
    one = traits("看这里", exact=frozenset({b"hash"}))
    other = traits("太危险了", exact=frozenset({b"hash"}), filed_hour=MONDAY + timedelta(days=20))
    assert compare(one, other).likely
    assert "duplicate-photo-same" in keys(one, other)


def test_an_alike_photo_counts_and_another_does_not() -> None:
    likeness = bytes(range(112))
    other = bytes(255 - byte for byte in likeness)
    one = traits(likenesses=(likeness,))
    assert "duplicate-photo-alike" in keys(one, traits(likenesses=(other, likeness)))
    assert "duplicate-photo-alike" not in keys(one, traits(likenesses=(bytes(112),)))


def test_the_same_words_of_another_house_are_another_hazard() -> None:
    assert compare(traits(EBIKES), traits(EBIKES)).likely
    one, other = traits(f"3号楼{EBIKES}"), traits(f"5号楼{EBIKES}")
    assert not compare(one, other).possible


@pytest.mark.parametrize(
    ("one", "other", "differ"),
    [
        ("三号楼", "3号楼", False),
        ("十二栋", "12幢", False),
        ("二十号楼", "20栋", False),
        ("3号楼", "4栋", True),
        ("一座老桥", "三号楼", False),
        ("A座", "b座", True),
    ],
)
def test_numbers_of_houses_are_read_in_every_writing(one: str, other: str, differ: bool) -> None:
    assert numbers_named(read_telling(one), read_telling(other)).houses_differ is differ


def test_without_a_point_the_words_of_the_place_decide() -> None:
    nowhere: dict[str, object] = {"lat": None, "lon": None}
    one = traits(telling=read_telling(EBIKES, "城关镇迎宾路12号"), **nowhere)
    same = traits(telling=read_telling(EBIKES, "迎宾路12号"), **nowhere)
    other = traits(telling=read_telling(EBIKES, "头铺镇老粮站后面"), **nowhere)
    assert "duplicate-address" in keys(one, same)
    assert "duplicate-address-other" in keys(one, other)


@given(st.text(max_size=120), st.text(max_size=120))
def test_whatever_is_said_the_likeness_is_a_share_and_the_same_both_ways(
    words: str, others: str
) -> None:
    one, other = read_telling(words), read_telling(others)
    assert 0.0 <= alike(one, other) <= 1.0 + 1e-9
    assert alike(one, other) == pytest.approx(alike(other, one))
    assert (
        compare(traits(words), traits(others)).score == compare(traits(others), traits(words)).score
    )


@given(
    st.floats(-84, 84),
    st.floats(-170, 170),
    st.floats(-1, 1),
    st.floats(-1, 1),
)
def test_a_square_around_holds_every_near_point(
    lat: float, lon: float, north: float, east: float
) -> None:
    near = lat + north * 250 / DEGREE_M, lon + east * 250 / DEGREE_M
    assert cell_of(*near) in cells_around(lat, lon, reach_m=260)


def test_a_report_without_a_point_lies_in_no_square() -> None:
    assert cell_of(None, None) == NOWHERE
    assert NOWHERE not in cells_around(0.0, 0.0, reach_m=1000)
