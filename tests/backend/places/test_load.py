"""A place's file: loaded whole, or refused with the line and key of each thing wrong."""

from collections.abc import Callable
from datetime import date, time
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.places.confirm import open_values, own_text
from backend.places.load import PROFILES, known_places, load_file, load_place
from backend.places.reading import Fault, ProfileError
from backend.places.terms import UNUSED

WUHE = next(PROFILES.glob("340322-*.toml")).read_text(encoding="utf-8")

FIRE_REVIEW = 'key = "fire-risk-review", who = "departments", every = "year"'

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write Wuhe's file with some text replaced, and give its path."""

    def put(*changes: tuple[str, str], name: str = "340322-changed.toml") -> Path:
        text = WUHE
        for old, new in changes:
            assert text.count(old) == 1, f"{old!r} must stand once"
            text = text.replace(old, new)
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return put


def _line(text: str, part: str) -> int:
    return next(n for n, line in enumerate(text.splitlines(), 1) if part in line)


def test_wuhe_loads_with_what_others_build_on() -> None:
    place = load_place("340322")
    assert (place.code, place.names.zh, place.zone) == ("340322", "五河县", "Asia/Shanghai")
    assert place.limits.accept_working_days == 5
    assert place.limits.verify_days == 60
    assert place.rhythms.digest_at == time(8)
    assert place.numbers.fire == "119"
    assert len(place.sectors) == 34
    assert place.calendar.years[2026].holidays[0] == date(2026, 1, 1)


@pytest.mark.parametrize("code", sorted(known_places()))
def test_every_profile_loads_and_is_a_trial_until_confirmed(code: str) -> None:
    place = load_place(code)
    assert place.code == code
    assert place.trial
    assert "rewards.general_yuan" in place.examples()


def test_a_value_says_where_it_is_from_by_itself_or_by_its_table() -> None:
    place = load_place("340322")
    origins = [
        place.origin(k) for k in ("limits.verify_days", "limits.accept_working_days", "routes.rows")
    ]
    assert [origin and origin.kind for origin in origins] == ["rule", "example", "plan"]


def test_a_value_of_unknown_origin_is_a_fault(write: Write) -> None:
    path = write(('[plan]\nfrom = "plan"\n', "[plan]\n"))
    with pytest.raises(ProfileError) as caught:
        load_file(path)
    assert caught.value.faults[0].key == "plan.number"
    assert "where it is from" in str(caught.value)


def test_an_error_names_line_and_key(write: Write) -> None:
    path = write(("verify_days = 60", 'verify_days = "sixty"'))
    with pytest.raises(ProfileError) as caught:
        load_file(path)
    fault = caught.value.faults[0]
    assert fault.key == "limits.verify_days"
    assert fault.line == _line(path.read_text("utf-8"), "sixty")
    assert str(caught.value).startswith(f"340322-changed.toml:{fault.line}: limits.verify_days: ")


def test_an_error_in_a_row_names_the_rows_line(write: Write) -> None:
    path = write(('leads = ["natural-resources"]', 'leads = ["woodmen"]'))
    with pytest.raises(ProfileError) as caught:
        load_file(path)
    fault = caught.value.faults[0]
    assert fault.line == _line(path.read_text("utf-8"), "woodmen")
    assert "'woodmen' is no office of this place" in fault.words


def test_text_that_is_no_toml_names_its_line(write: Write) -> None:
    with pytest.raises(ProfileError) as caught:
        load_file(write(("verify_days = 60", "verify_days = = 60")))
    assert caught.value.faults[0].line == _line(WUHE, "verify_days = 60")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('sector = "pipelines"', 'sector = "tubes"', "none of the 34"),
        ('zone = "Asia/Shanghai"', 'zone = "Asia/Wuhe"', "no time zone"),
        ("south = 32.85", "south = 43.85", "south must be below north"),
        ('code = "340322100001"', 'code = "340322100002"', "stands twice"),
        ('code = "340322100001"', 'code = "350213100001"', "does not begin with"),
        ("lat = 33.1386, lon = 117.8658", "lat = 117.8658, lon = 33.1386", "outside [geo]"),
        ("lat = 33.1386, lon = 117.8658", "lat = 33.1386", "needs both"),
        ("payload_hours = 72", "payload_hours = 73", "less than or equal to 72"),
        ("payload_hours = 72", "payload_hours = 24", "greater than or equal to 48"),
        ("undelivered_code_hours = 24", "undelivered_code_hours = 25", "equal to 24"),
        ("closes_at = 17:30:00", "closes_at = 07:30:00", "is not after opens_at"),
        ("[7, 3, 1]", "[1, 3, 7]", "must fall"),
        ("starts_on = 2024-05-01", "starts_on = 2026-05-01", "ends before it starts"),
        ('key = "dynamic-zero", due', 'key = "stock-cleared", due', "stands twice"),
        ("draft_days =", "drafts_days =", "Extra inputs"),
        ("[ladder]\nfrom", "[ladders]\nfrom", "Extra inputs"),
        ("questions_count = { value = 3", "questions_count = { values = 3", "integer"),
        ('parent = "340300"', 'parent = "350200"', "is not above"),
        (
            "outside_m = { value = 20000, from",
            "outside_m = { value = 20000, form",
            "beside a value",
        ),
        ('national = { value = "cn"', 'national = { value = "../cn"', "national calendar"),
        ('fire = "119"', 'fire = "abc"', "match pattern"),
        ('rungs = ["assign",', 'rungs = ["assign", "assign",', "assign stands twice"),
        ('leads = ["natural-resources"]', 'leads = ["water", "water"]', "water stands twice"),
        ('["police", "transport",', '["police", "police",', "police stands twice"),
        ("due_on = 2026-10-31", "due_on = 2027-01-01", "is after the plan's ends_on"),
        ('month", item = "4"', 'year", item = "4"', "year is rarer than quarter"),
        (FIRE_REVIEW, FIRE_REVIEW + ", month = 2, day = 31", "month 2 has no day 31"),
        (FIRE_REVIEW, FIRE_REVIEW + ", day = 3", "a day needs its month"),
        (FIRE_REVIEW, FIRE_REVIEW + ", within_months = 3", "due once for each case"),
        (
            'key = "accidents", item = "2", goal = "fall"',
            'key = "accidents", item = "2", goal = "fall", baseline_count = 9, goal_count = 9',
            "does not fall",
        ),
        (
            'key = "accidents", item = "2", goal = "fall"',
            'key = "accidents", item = "2", goal = "rise", baseline_count = 9, goal_count = 8',
            "does not rise",
        ),
        (
            'key = "accidents", item = "2", goal = "fall"',
            'key = "accidents", item = "2", goal = "zero", goal_count = 9',
            "falls or rises",
        ),
    ],
)
def test_what_cannot_be_is_refused(write: Write, old: str, new: str, words: str) -> None:
    with pytest.raises(ProfileError) as caught:
        load_file(write((old, new)))
    fault = next((one for one in caught.value.faults if words in one.words), None)
    assert fault is not None, str(caught.value)
    assert fault.line > 0
    assert fault.key != "(file)"


@pytest.mark.parametrize(
    ("geojson", "words"),
    [
        (None, "no such file"),
        ("no json", "no GeoJSON"),
        ('{"features": [1]}', "no GeoJSON"),
        ('{"features": []}', "no feature carries"),
        (
            (
                '{"features": [{"properties": {"code": "340322100000"},'
                ' "geometry": {"type": "Point"}}]}'
            ),
            "only polygons",
        ),
    ],
)
def test_boundaries_are_read_over(
    write: Write, tmp_path: Path, geojson: str | None, words: str
) -> None:
    if geojson is not None:
        (tmp_path / "wuhe.geojson").write_text(geojson, encoding="utf-8")
    named = 'shifted_maps = true\nboundaries = "wuhe.geojson"'
    with pytest.raises(ProfileError) as caught:
        load_file(write(("shifted_maps = true", named)))
    assert [fault.key for fault in caught.value.faults] == ["geo.boundaries"]
    assert words in caught.value.faults[0].words


_LINES = WUHE.split("[areas]")[0].splitlines()
_TAIL = """
[areas]
from = "rule"
rows = [{ code = "340322100000", zh = "城关镇", en = "Chengguan", lat = 33.1, lon = 117.8 }]
"""


@settings(max_examples=60, deadline=None)
@given(
    number=st.integers(0, len(_LINES) - 1),
    odd=st.sampled_from(["", "x = 1", "[x]", "]", '"', "= 3", "from = 1", "[[offices.rows]]"])
    | st.text(max_size=30),
)
def test_a_strange_line_gives_a_place_or_a_fault_with_its_line(number: int, odd: str) -> None:
    lines = [*_LINES[:number], odd, *_LINES[number + 1 :]]
    with TemporaryDirectory() as folder:
        path = Path(folder) / "340322-odd.toml"
        path.write_text("\n".join(lines) + _TAIL, encoding="utf-8")
        said = _faults(path)
    assert said is None or (said and all(fault.words for fault in said))


def _faults(path: Path) -> tuple[Fault, ...] | None:
    """What is wrong with the file at ``path``; None when a place came of it."""
    try:
        load_file(path)
    except ProfileError as wrong:
        return wrong.faults
    return None


def test_an_unknown_code_names_the_known_ones() -> None:
    with pytest.raises(ProfileError, match=r"known: .*340322"):
        load_place("999999")


def test_the_offices_own_word_replaces_an_example(write: Write, tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text(
        '[confirmed]\n"limits.accept_working_days" = 7\n"areas.rows.340322101000.lat" = 33.2\n',
        encoding="utf-8",
    )
    place = load_place("340322", own=own)
    assert place.limits.accept_working_days == 7
    assert place.area_by_code["340322101000"].lat == 33.2
    assert "limits.accept_working_days" not in place.examples()
    assert place.trial


@pytest.mark.parametrize("code", sorted(known_places()))
def test_a_place_whose_every_example_is_confirmed_is_no_trial(code: str, tmp_path: Path) -> None:
    place = load_place(code)
    own = tmp_path / "own.toml"
    values = {item.key: item.value for item in open_values(place)}
    own.write_text(own_text(values), encoding="utf-8")
    confirmed = load_place(code, own=own)
    assert not confirmed.trial
    assert confirmed.model_dump(exclude={"example_keys"}) == place.model_dump(
        exclude={"example_keys"}
    )


def test_confirmed_words_keep_their_quotation_marks(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text(own_text({"words.greeting.zh": '说"你好"\n'}), encoding="utf-8")
    assert load_place("340322", own=own).words.greeting.zh == '说"你好"\n'


@pytest.mark.parametrize("key", sorted(UNUSED))
def test_nobody_is_asked_to_confirm_what_nothing_obeys(key: str) -> None:
    table, name = key.split(".")
    for code in sorted(known_places()):
        place = load_place(code)
        assert hasattr(getattr(place, table), name)
        assert key not in {one.key for one in open_values(place)}


def test_confirming_what_is_not_there_is_a_fault(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text('[confirmed]\n"limits.nothing_days" = 7\n', encoding="utf-8")
    with pytest.raises(ProfileError, match=r"limits\.nothing_days"):
        load_place("340322", own=own)


def test_a_loaded_place_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="frozen"):
        load_place("340322").limits.verify_days = 1  # type: ignore[misc]
