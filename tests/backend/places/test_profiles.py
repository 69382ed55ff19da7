"""The four profiles that come with Davy say of each value truly where it is from."""

import re

import pytest

from backend.places.load import known_places, load_place
from backend.places.profile import Place

PLACES = {code: load_place(code) for code in known_places()}
XIANGAN = PLACES["350213"]


def _from(place: Place, key: str) -> str | None:
    origin = place.origin(key)
    return None if origin is None else origin.kind


def _responsible(place: Place, item: int) -> set[str]:
    """The offices that the plan names as responsible units of ``item``."""
    for topic in place.topics:
        first, _, last = topic.item.partition("-")
        if int(first) <= item <= int(last or first):
            return set(topic.leads)
    return set()


def test_a_derived_lead_is_among_the_responsible_units_of_the_item_it_cites() -> None:
    examples = set()
    for row in XIANGAN.routes:
        if not row.leads:
            continue
        assert row.derived
        cited = re.match(r"第([\d、]+)项", row.part or "")
        assert cited, row.sector
        units = {one for n in cited.group(1).split("、") for one in _responsible(XIANGAN, int(n))}
        if _from(XIANGAN, f"routes.rows.{row.sector}.leads") == "example":
            examples.add(row.sector)
            assert not set(row.leads) & units, row.sector
        else:
            assert set(row.leads) <= units, row.sector
    assert examples == {
        "gas",
        "fishing-vessels",
        "farming",
        "road-traffic",
        "housing",
        "water-works",
    }


@pytest.mark.parametrize("code", ["430426111", "350213", "340322"])
def test_dates_that_a_plan_does_not_name_are_the_nations(code: str) -> None:
    place = PLACES[code]
    for row in place.frequencies:
        for name in ("month", "day"):
            if getattr(row, name) is not None:
                assert _from(place, f"frequencies.rows.{row.key}.{name}") == "rule", row.key
    assert {"safety-month", "consultation-day", "fire-month"} <= {r.key for r in place.frequencies}


@pytest.mark.parametrize(
    ("code", "key"), [("340322", "holiday-inspection"), ("231086", "season-guide")]
)
def test_how_often_is_an_example_where_the_plan_names_no_number(code: str, key: str) -> None:
    assert _from(PLACES[code], f"frequencies.rows.{key}.every") == "example"
    assert _from(PLACES[code], f"frequencies.rows.{key}.zh") == "plan"


def test_an_accidents_mending_is_assessed_within_a_year_of_each_case() -> None:
    review = next(r for r in PLACES["231086"].frequencies if r.key == "accident-review")
    assert (review.every, review.within_months) == ("once", 12)


@pytest.mark.parametrize(
    ("code", "alias"),
    [
        ("340322", "环保局"),
        ("340322", "县教育体育局"),
        ("340322", "县应急管理局"),
        ("340322", "消防大队"),
        ("350213", "区应急管理局"),
        ("350213", "区建交局"),
        ("231086", "市应急局"),
        ("430426111", "镇安委办"),
    ],
)
def test_a_name_that_the_plan_never_uses_is_not_the_plans(code: str, alias: str) -> None:
    place = PLACES[code]
    for office in place.offices:
        if alias in office.aliases:
            assert _from(place, f"offices.rows.{office.id}.aliases") == "example"


@pytest.mark.parametrize("code", sorted(PLACES))
def test_centres_set_by_hand_and_local_rules_are_examples(code: str) -> None:
    place = PLACES[code]
    for name in ("publish_working_days", "ask_extension_before_days"):
        assert _from(place, f"limits.{name}") == "example"
    for area in place.areas:
        if area.approximate:
            key = f"areas.rows.{area.code}"
            assert [_from(place, f"{key}.{axis}") for axis in ("lat", "lon")] == ["example"] * 2
            assert _from(place, f"{key}.zh") == "rule"
            assert f"{key}.lat" not in place.examples()


@pytest.mark.parametrize("sector", ["construction", "housing", "gas", "municipal"])
def test_all_twelve_offices_of_dongnings_topic_nine_assist(sector: str) -> None:
    row = next(r for r in PLACES["231086"].routes if r.sector == sector and not r.when)
    assert len(set(row.assisting) - {"towns"}) == 12


def test_dongnings_coal_goals_are_numbers() -> None:
    rows = {row.key: row for row in PLACES["231086"].indicators}
    mines, left = rows["coal-mines-count"], rows["coal-mines-left"]
    assert (mines.baseline_count, mines.goal_count) == (27, 27 - 12)
    assert (left.baseline_count, left.goal_count) == (0, 12)
    assert (rows["smart-coal-faces"].goal, rows["smart-coal-faces"].goal_count) == ("rise", 1)
    assert rows["small-coal-mines"].below_tonnes_yearly == 300_000


@pytest.mark.parametrize(
    ("code", "key", "goal"),
    [
        ("430426111", "pipeline-damage", "zero"),
        ("430426111", "gas-principals-trained", "all"),
        ("430426111", "principal-training-coverage", "all"),
        ("340322", "grave-accidents", "zero"),
        ("340322", "larger-accidents", "zero"),
    ],
)
def test_goals_that_a_plan_sets_are_indicators(code: str, key: str, goal: str) -> None:
    rows = {row.key: row for row in PLACES[code].indicators}
    assert rows[key].goal == goal
    assert _from(PLACES[code], f"indicators.rows.{key}") == "plan"


def test_qidongs_ladder_climbs_and_its_media_are_named() -> None:
    place = PLACES["430426111"]
    assert "warn" in place.ladder
    softer = ["letter", "circulate", "summon", "warn", "expose", "list", "veto"]
    assert [rung for rung in place.ladder if rung in softer] == softer
    assert {"media-column", "warning-films"} <= {row.key for row in place.measures}
