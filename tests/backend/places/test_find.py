"""Finding a place: by pin, link, typed coordinates and names, as people give them."""

import json
import time
from pathlib import Path

import pytest
from geopy.distance import geodesic
from hypothesis import given
from hypothesis import strategies as st

from backend.places.areas import Areas
from backend.places.datum import from_wgs84
from backend.places.distance import metres_between
from backend.places.find import areas_of, find_place
from backend.places.found import PlaceFound, PlaceOutside, PlacesLikely, PlaceUnclear
from backend.places.load import PROFILES, load_file, load_place
from backend.places.map_links import LinkPoint, parse_map_link
from backend.places.mapurl import Vendor, map_url

WUHE = load_place("340322")
AT = (33.1287, 117.8943)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("城关镇", "340322100000"),
        ("五河县新集镇", "340322101000"),
        ("安徽省蚌埠市五河县小溪镇", "340322103000"),
        ("大新", "340322108000"),
        ("大新村", "340322108200"),
        ("大新镇大新村", "340322108200"),
        ("浍南镇李庄村", "340322111211"),
        ("东刘集镇李庄", "340322106218"),
        ("申集镇泗河村东头养鸡场", "340322112208"),
        ("城关镇淮河社区国防路12号", "340322100008"),
        ("临北乡黄咀村", "340322201208"),
        ("县城", "340322100000"),
        ("武桥镇天井湖边上", "340322109000"),
        # Slips of the input method, which writes what it hears.
        ("双中庙镇", "340322104000"),
        ("头普镇", "340322107000"),
        ("新级镇", "340322101000"),
        ("小围镇", "340322105000"),
        # Pinyin.
        ("shuangzhongmiao", "340322104000"),
        ("Xinji town", "340322101000"),
        ("xiaoxi zhen", "340322103000"),
    ],
)
def test_a_name_as_people_write_it_is_found(text: str, code: str) -> None:
    found = find_place(WUHE, text)
    assert isinstance(found, PlaceFound), found
    assert found.area_code == code
    assert (found.via, found.approximate) == ("name", True)
    assert found.lat is not None


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("李庄村", ["340322106218", "340322111211"]),
        ("双中庙", ["340322104000"]),
        ("我家在花园边上", ["340322107204"]),
    ],
)
def test_what_could_be_several_or_is_a_guess_is_asked(text: str, codes: list[str]) -> None:
    found = find_place(WUHE, text)
    assert isinstance(found, PlacesLikely), found
    assert [choice.area_code for choice in found.choices] == codes


def test_never_more_than_three_are_offered() -> None:
    found = find_place(WUHE, "陈台村 柳湖村 朱圩村 李庄村")
    assert isinstance(found, PlacesLikely)
    assert len(found.choices) == 3


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "empty"),
        ("   ", "empty"),
        ("就在村口", "unknown-name"),
        ("淮河路12号楼下", "unknown-name"),
        ("五河县", "too-wide"),
        ("安徽省蚌埠市五河县", "too-wide"),
        ("Wuhe County", "too-wide"),
        ("https://surl.amap.com/3mXyZ1k9a", "short-link"),
        ("https://uri.amap.com/search?keyword=x", "link-without-point"),
    ],
)
def test_what_names_no_place_is_unclear_and_says_why(text: str, why: str) -> None:
    assert find_place(WUHE, text) == PlaceUnclear(why)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "region"),
    [
        ("合肥市", "合肥市"),
        ("凤阳县小溪河镇", "凤阳县"),
        ("泗县大路乡", "泗县"),
        ("固镇县刘集镇", "固镇县"),
        ("福建省厦门市翔安区新圩镇", "福建省"),
    ],
)
def test_a_county_elsewhere_is_outside(text: str, region: str) -> None:
    assert find_place(WUHE, text) == PlaceOutside(region=region)


def test_a_pin_is_found_exactly_and_in_its_nearest_area() -> None:
    found = find_place(WUHE, point=AT)
    # The economic zone's centre is nearly as near.
    town = ("340322100000", "城关镇", "Chengguan")
    assert found == PlaceFound(*town, *AT, "pin", area_certain=False)
    at = (33.1390, 117.8660)
    assert find_place(WUHE, point=at) == PlaceFound(*town, *at, "pin")


def test_a_pin_of_a_chinese_map_is_moved_to_where_it_is() -> None:
    shown = from_wgs84(WUHE, AT, "gcj02")
    found = find_place(WUHE, point=shown, datum="gcj02")
    assert isinstance(found, PlaceFound)
    assert geodesic((found.lat, found.lon), AT).meters < 0.01
    assert geodesic(shown, AT).meters > 100
    assert found.datum == "gcj02"


def test_a_pin_far_away_is_outside_and_says_how_far() -> None:
    found = find_place(WUHE, point=(39.9, 116.4))
    assert isinstance(found, PlaceOutside)
    assert found.distance_m == pytest.approx(742_000, rel=0.01)


def test_a_link_of_a_vendor_that_mixes_datums_is_only_approximate() -> None:
    found = find_place(WUHE, "https://maps.google.com/?q=33.1287,117.8943")
    assert isinstance(found, PlaceFound)
    assert found.approximate
    assert found.via == "link"


def test_typed_coordinates_are_found() -> None:
    found = find_place(WUHE, "北纬33.1287度 东经117.8943度")
    assert isinstance(found, PlaceFound)
    assert (found.lat, found.lon, found.via) == (*AT, "coordinates")


@pytest.mark.parametrize("vendor", ["amap", "baidu", "tencent", "apple", "google", "osm", "geo"])
def test_an_inspectors_link_leads_back_to_the_point(vendor: Vendor) -> None:
    link = parse_map_link(map_url(WUHE, AT, "核查点", vendor))
    assert isinstance(link, LinkPoint)
    datum = "gcj02" if vendor == "google" else link.datum
    found = find_place(WUHE, point=(link.lat, link.lon), datum=datum)
    assert isinstance(found, PlaceFound)
    assert geodesic((found.lat, found.lon), AT).meters < 1


def test_a_place_with_polygons_goes_by_them(tmp_path: Path) -> None:
    def square(code: str, west: float) -> dict[str, object]:
        ring = [[west, 33.0], [west + 0.1, 33.0], [west + 0.1, 33.2], [west, 33.2], [west, 33.0]]
        geometry = {"type": "Polygon", "coordinates": [ring]}
        return {"type": "Feature", "properties": {"code": code}, "geometry": geometry}

    features = [square("340322107000", 117.80), square("340322100000", 117.90)]
    (tmp_path / "wuhe.geojson").write_text(
        json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8"
    )
    text = next(PROFILES.glob("340322-*.toml")).read_text(encoding="utf-8")
    text = text.replace("shifted_maps = true", 'shifted_maps = true\nboundaries = "wuhe.geojson"')
    (tmp_path / "340322-wuhe.toml").write_text(text, encoding="utf-8")
    areas = Areas(load_file(tmp_path / "340322-wuhe.toml"))
    assert areas.at((33.1, 117.85)).area.zh == "头铺镇"
    assert areas.at((33.1, 117.95)).area.zh == "城关镇"
    assert areas.at((33.1, 118.001)).inside
    assert not areas.at((33.1, 118.05)).inside
    assert areas.at((33.1, 118.05)).distance_m == pytest.approx(4660, rel=0.02)


def test_a_village_lies_at_its_towns_centre_when_its_own_is_not_known() -> None:
    areas = areas_of(WUHE)
    village = WUHE.area_by_code["340322101200"]
    assert areas.centre_of(village) == ((33.13, 117.59), True)


def test_a_name_is_looked_up_in_a_few_milliseconds() -> None:
    find_place(WUHE, "热身")
    began = time.perf_counter()
    for _ in range(50):
        find_place(WUHE, "浍南镇李庄村旁边的养鸡场二楼堆满电动车")
    assert (time.perf_counter() - began) / 50 < 0.02


@given(st.text(max_size=60))
def test_any_text_gives_one_of_the_four_answers(text: str) -> None:
    found = find_place(WUHE, text)
    assert isinstance(found, PlaceFound | PlacesLikely | PlaceUnclear | PlaceOutside)


def test_a_pin_is_certain_only_by_a_clearly_nearest_centre_among_those_of_all_towns() -> None:
    areas = areas_of(WUHE)
    assert areas.at((33.1390, 117.8660)).certain
    between = areas.at((33.1310, 117.8640))
    assert (between.area.zh, between.certain) == ("城关镇", False)
    assert not areas.at((33.13, 117.59)).certain  # by hand
    # 9 km from the only two centres that Qidong's file knows, and another town's.
    qidong = areas_of(load_place("430426111"))
    assert not qidong.at((26.865, 111.9461)).certain
    assert not qidong.at((26.7839, 111.9461)).certain


def test_the_exact_distance_is_asked_for_only_near_and_beyond_the_edge(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[object] = []

    def exactly(one: tuple[float, float], other: tuple[float, float]) -> float:
        asked.append(one)
        return metres_between(one, other)

    monkeypatch.setattr("backend.places.areas.metres_between", exactly)
    areas = areas_of(WUHE)
    assert areas.at(AT).inside
    assert asked == []
    far = areas.at((39.9, 116.4))
    assert not far.inside
    assert len(asked) == 1


@given(st.floats(32.85, 33.42), st.floats(117.40, 118.15))
def test_the_rough_distance_is_within_two_percent(lat: float, lon: float) -> None:
    near = areas_of(WUHE).at((lat, lon))
    centre = areas_of(WUHE).centre_of(near.area)
    assert centre is not None
    assert near.distance_m == pytest.approx(metres_between((lat, lon), centre[0]), rel=0.02)
