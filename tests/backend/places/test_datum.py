"""The shifts of China's maps, judged by two libraries that are not ours."""

import prcoords
import pytest
from coord_convert import transform as judge
from geopy.distance import geodesic
from hypothesis import given
from hypothesis import strategies as st

from backend.places.datum import (
    Point,
    bd_from_gcj,
    bd_from_plane,
    from_wgs84,
    gcj_from_bd,
    gcj_from_wgs,
    to_wgs84,
    wgs_from_gcj,
)
from backend.places.load import load_place

WUHE = load_place("340322")
PLACES = [
    (33.1287, 117.8943),  # Wuhe
    (26.7996, 112.1200),  # Qidong
    (24.6180, 118.2480),  # Xiang'an
    (44.0872, 131.1216),  # Dongning
    (31.2304, 121.4737),  # Shanghai
    (39.9087, 116.3975),  # Beijing
    (43.8256, 87.6168),  # Ürümqi
]
points = st.tuples(st.floats(20, 50), st.floats(80, 130))


def _apart_m(one: Point, other: Point) -> float:
    return float(geodesic(one, other).meters)


def _swapped(lonlat: tuple[float, float]) -> Point:
    return lonlat[1], lonlat[0]


@pytest.mark.parametrize("point", PLACES)
def test_coord_convert_agrees_within_a_metre(point: Point) -> None:
    lat, lon = point
    gcj, bd = gcj_from_wgs(point), bd_from_gcj(gcj_from_wgs(point))
    assert _apart_m(gcj, _swapped(judge.wgs2gcj(lon, lat))) < 1
    assert _apart_m(bd, _swapped(judge.wgs2bd(lon, lat))) < 1
    assert _apart_m(wgs_from_gcj(gcj), point) < 0.01
    assert _apart_m(gcj_from_bd(bd), _swapped(judge.bd2gcj(bd[1], bd[0]))) < 1


@pytest.mark.parametrize("point", PLACES)
def test_prcoords_agrees_within_a_metre(point: Point) -> None:
    gcj, bd = gcj_from_wgs(point), bd_from_gcj(gcj_from_wgs(point))
    assert _apart_m(gcj, prcoords.wgs_gcj(point)) < 1
    assert _apart_m(bd, prcoords.wgs_bd(point)) < 1
    assert _apart_m(wgs_from_gcj(gcj), prcoords.gcj_wgs_bored(gcj)) < 1
    assert _apart_m(wgs_from_gcj(gcj_from_bd(bd)), prcoords.bd_wgs_bored(bd)) < 1


def test_shanghai_shifts_as_the_maps_do() -> None:
    gcj = gcj_from_wgs((31.2304, 121.4737))
    assert gcj == pytest.approx((31.228458, 121.478223), abs=1e-6)


@given(points)
def test_the_way_back_ends_where_it_began(point: Point) -> None:
    for datum in ("gcj02", "bd09"):
        shown = from_wgs84(WUHE, point, datum)
        assert _apart_m(to_wgs84(WUHE, shown, datum), point) < 0.01


def test_nothing_shifts_where_the_place_says_so() -> None:
    hanoi = WUHE.model_copy(update={"geo": WUHE.geo.model_copy(update={"shifted_maps": False})})
    assert to_wgs84(hanoi, (21.0285, 105.8542), "gcj02") == (21.0285, 105.8542)
    assert from_wgs84(hanoi, (21.0285, 105.8542), "bd09") == (21.0285, 105.8542)


def test_baidus_plane_is_unrolled() -> None:
    # The centre of Beijing in Baidu's plane and in BD-09, a pair from its own map pages.
    assert _apart_m(bd_from_plane(12958175, 4825923.77), (39.915, 116.404)) < 1
    south, west = bd_from_plane(-1_000_000, -1_000_000)
    north, east = bd_from_plane(1_000_000, 1_000_000)
    assert (south, west) == (-north, -east)
