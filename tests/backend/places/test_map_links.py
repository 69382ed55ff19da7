"""Map links: the point each vendor's forms carry, and short links that are never fetched."""

import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.places.map_links import LinkPoint, LinkWithoutPoint, ShortLink, parse_map_link

AT = (33.1287, 117.8943)


@pytest.mark.parametrize(
    ("link", "datum", "vendor"),
    [
        ("https://uri.amap.com/marker?position=$XY&name=%E8%BF%99", "gcj02", "amap"),
        ("https://uri.amap.com/marker?position=$XY&coordinate=wgs84", "wgs84", "amap"),
        ("https://uri.amap.com/navigation?to=$XY,%E7%BB%88%E7%82%B9", "gcj02", "amap"),
        ("https://www.amap.com/?q=$YX,%E4%BB%93%E5%BA%93", "gcj02", "amap"),
        ("https://wb.amap.com/?p=B0FFG,$YX,%E4%BB%93%E5%BA%93,addr", "gcj02", "amap"),
        ("https://ditu.amap.com/regeo?lng=$X&lat=$Y", "gcj02", "amap"),
        ("androidamap://viewMap?sourceApplication=x&lat=$Y&lon=$X&dev=0", "gcj02", "amap"),
        ("iosamap://viewMap?lat=$Y&lon=$X&dev=1", "wgs84", "amap"),
        ("https://api.map.baidu.com/marker?location=$YX&title=x&output=html", "bd09", "baidu"),
        ("http://api.map.baidu.com/marker?location=$YX&coord_type=gcj02", "gcj02", "baidu"),
        ("https://map.baidu.com/?latlng=$YX&title=x", "bd09", "baidu"),
        ("baidumap://map/marker?location=$YX&coord_type=wgs84", "wgs84", "baidu"),
        ("https://apis.map.qq.com/uri/v1/marker?marker=coord:$YX;title:x", "gcj02", "tencent"),
        ("https://apis.map.qq.com/uri/v1/routeplan?tocoord=$YX", "gcj02", "tencent"),
        ("https://map.qq.com/?type=marker&pointx=$X&pointy=$Y&name=x", "gcj02", "tencent"),
        ("https://maps.google.com/?q=$YX", "wgs84", "google"),
        ("https://www.google.com/maps/search/?api=1&query=$Y%2C$X", "wgs84", "google"),
        ("https://www.google.com/maps/@$YX,17z", "wgs84", "google"),
        (
            "https://www.google.com/maps/place/X/@33.1,117.8,15z/data=!3m1!3d$Y!4d$X",
            "wgs84",
            "google",
        ),
        ("https://www.google.cn/maps/@$YX,17z", "gcj02", "google"),
        ("https://maps.apple.com/?ll=$YX&q=x", "gcj02", "apple"),
        ("https://maps.apple.com/place?coordinate=$Y%2C$X", "gcj02", "apple"),
        ("https://www.openstreetmap.org/?mlat=$Y&mlon=$X#map=12/33/117", "wgs84", "osm"),
        ("https://www.openstreetmap.org/#map=17/$Y/$X", "wgs84", "osm"),
        ("https://www.bing.com/maps?cp=$Y~$X&lvl=17", "wgs84", "bing"),
        ("geo:$YX?z=17", "wgs84", "geo"),
        ("geo:0,0?q=$YX(here)", "wgs84", "geo"),
    ],
)
def test_each_vendors_forms_carry_their_point(link: str, datum: str, vendor: str) -> None:
    y, x = str(AT[0]), str(AT[1])
    for mark, value in (("$YX", f"{y},{x}"), ("$XY", f"{x},{y}"), ("$Y", y), ("$X", x)):
        link = link.replace(mark, value)
    found = parse_map_link(f"我在这里：{link} 快来")
    assert isinstance(found, LinkPoint)
    assert ((found.lat, found.lon), found.datum, found.vendor) == (AT, datum, vendor)


def test_a_link_from_baidus_map_page_carries_its_plane() -> None:
    found = parse_map_link("https://map.baidu.com/@12958175,4825923.77,17z")
    assert isinstance(found, LinkPoint)
    assert (found.lat, found.lon) == pytest.approx((39.915, 116.404), abs=1e-4)
    assert found.datum == "bd09"


@pytest.mark.parametrize(
    ("link", "vendor"),
    [
        ("https://surl.amap.com/3mXyZ1k9a", "amap"),
        ("https://j.map.baidu.com/0e/abc", "baidu"),
        ("https://maps.app.goo.gl/AbCdEf", "google"),
        ("https://goo.gl/maps/AbCdEf", "google"),
        ("https://maps.apple/p/AbCdEf", "apple"),
        ("https://osm.org/go/0EEQjE--", "osm"),
        ("https://t.cn/A6xyz", "unknown"),
    ],
)
def test_a_short_link_is_recognised_and_never_fetched(
    link: str, vendor: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise AssertionError("a link was followed")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert parse_map_link(link) == ShortLink(vendor)


@pytest.mark.parametrize(
    "link",
    [
        "https://www.google.com/maps/search/warehouse",
        "https://map.baidu.com/search/x",
        "https://uri.amap.com/search?keyword=x",
        "https://maps.google.com/?q=0,0",
        "geo:91,200",
    ],
)
def test_a_map_link_without_a_point_says_so(link: str) -> None:
    assert isinstance(parse_map_link(link), LinkWithoutPoint)


@pytest.mark.parametrize(
    "text", ["", "没有链接", "https://example.org/33.1,117.8", "http://[::1", "https://evilamap.com/?q=33.1,117.8"]
)  # fmt: skip
def test_what_is_no_map_link_is_left_alone(text: str) -> None:
    assert parse_map_link(text) is None


def test_vendors_that_mix_datums_are_not_certain() -> None:
    google = parse_map_link("https://maps.google.com/?q=33.1287,117.8943")
    amap = parse_map_link("https://uri.amap.com/marker?position=117.8943,33.1287")
    assert isinstance(google, LinkPoint)
    assert isinstance(amap, LinkPoint)
    assert (google.certain, amap.certain) == (False, True)


@given(st.text(max_size=60))
def test_any_link_is_read_without_harm(tail: str) -> None:
    for head in (
        "https://www.amap.com/",
        "https://map.baidu.com/?",
        "geo:",
        "https://maps.apple.com/?ll=",
    ):
        parse_map_link(head + tail)
