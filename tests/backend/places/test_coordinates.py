"""Typed coordinates: every form that people type gives the same point, and no price list does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.places.coordinates import Typed, parse_coordinates
from backend.places.load import load_place

WUHE = load_place("340322")


@pytest.mark.parametrize(
    "text",
    [
        "33.1287, 117.8943",
        "33.1287 117.8943",
        "117.8943,33.1287",
        "33.1287，117.8943",
        "33.1287、117.8943",
        "33.1287；117.8943",
        "３３．１２８７，１１７．８９４３",
        "33。1287，117。8943",
        "(33.1287,117.8943)",
        "33.1287/117.8943",
        "+33.1287 +117.8943",
        "N33.1287 E117.8943",
        "E117.8943 N33.1287",
        "33.1287N,117.8943E",
        "33.1287°N 117.8943°E",
        "北纬33.1287度 东经117.8943度",
        "东经117.8943，北纬33.1287",
        "纬度：33.1287，经度：117.8943",
        "经度117.8943 纬度33.1287",
        "纬33.1287经117.8943",
        "lat=33.1287 lng=117.8943",
        "Latitude: 33.1287, Longitude: 117.8943",
        "东经117°53′39.48″，北纬33°7′43.32″",
        "33°07'43.32\"N 117°53'39.48\"E",
        "33度7分43.32秒，117度53分39.48秒",
        "33 07 43.32N 117 53 39.48E",
        "33:07:43.32 N 117:53:39.48 E",
        "33°7.722'N 117°53.658'E",
        "33˚ 7’ 43.32” 117˚ 53’ 39.48”",
    ],
)
def test_each_form_gives_the_point_and_says_nothing_else(text: str) -> None:
    typed = parse_coordinates(text, WUHE)
    assert typed is not None
    assert (typed.lat, typed.lon) == pytest.approx((33.1287, 117.8943))
    assert typed.alone


@pytest.mark.parametrize(
    "text",
    ["就在33.1287,117.8943这里有个坑", "坐标33.1287；117.8943", "33.1287,117.8943,离路20米"],
)
def test_a_point_among_words_is_found(text: str) -> None:
    typed = parse_coordinates(text, WUHE)
    assert typed == Typed(33.1287, 117.8943, alone=False)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "三楼过道堆满电动车",
        "13812345678",
        "2026-11-21 08:30",
        "3,5",
        "大概12.5，13.2米宽",
        "价格12.123 45.678",
        "119 110",
        "北纬33.1287",
        "北纬33.1287 北纬34.1",
        "N91.5 E117.8",
    ],
)
def test_other_numbers_are_no_point(text: str) -> None:
    assert parse_coordinates(text, WUHE) is None


@pytest.mark.parametrize(
    ("text", "lat", "lon"),
    [
        ("40.7128,-74.0060", 40.7128, -74.0060),
        ("-33.86, 151.21", -33.86, 151.21),
        ("南纬33.86 东经151.21", -33.86, 151.21),
        ("33.86S 70.5W", -33.86, -70.5),
    ],
)
def test_a_point_far_away_is_read_as_it_stands(text: str, lat: float, lon: float) -> None:
    typed = parse_coordinates(text, WUHE)
    assert typed is not None
    assert (typed.lat, typed.lon) == pytest.approx((lat, lon))


@given(st.floats(32.9, 33.4), st.floats(117.45, 118.1), st.booleans())
def test_what_is_written_is_read_in_either_order(lat: float, lon: float, turned: bool) -> None:
    pair = (lon, lat) if turned else (lat, lon)
    typed = parse_coordinates(f"{pair[0]:.6f}, {pair[1]:.6f}", WUHE)
    assert typed is not None
    assert (typed.lat, typed.lon) == pytest.approx((lat, lon), abs=1e-6)


@given(st.text(max_size=80))
def test_any_text_is_read_without_harm(text: str) -> None:
    typed = parse_coordinates(text, WUHE)
    assert typed is None or (abs(typed.lat) <= 90 and abs(typed.lon) <= 180)
