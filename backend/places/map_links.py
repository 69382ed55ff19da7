"""Links from map programs: the point they carry and the datum of the map they come from.

Nothing is ever fetched: a shortened link shows its vendor and no more, and the person is asked for
a pin. Each vendor's forms are those of its public URI pages (AMap URI API, Baidu Map URI API,
Tencent Map URI API, Google Maps URLs, Apple Map Links, OpenStreetMap browsing, RFC 5870).
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from backend.places.datum import Datum, Point, bd_from_plane


@dataclass(frozen=True, slots=True)
class LinkPoint:
    """A point from a link, in ``datum``; ``certain`` is False where vendors are known to mix."""

    lat: float
    lon: float
    datum: Datum
    vendor: str
    certain: bool = True


@dataclass(frozen=True, slots=True)
class ShortLink:
    """A shortened link of ``vendor``: where it leads is not to be known without fetching it."""

    vendor: str


@dataclass(frozen=True, slots=True)
class LinkWithoutPoint:
    """A map link that carries no point, e.g. a search by name."""

    vendor: str


Link = LinkPoint | ShortLink | LinkWithoutPoint


@dataclass(frozen=True, slots=True)
class _Asked:
    """A link taken apart: its address, and what it gives by name."""

    url: SplitResult
    given: dict[str, str]


_LINK = re.compile(
    r"(?:https?://|geo:|(?:androidamap|iosamap|amapuri|baidumap|bdapp|qqmap|comgooglemaps)://)"
    r"[^\s<>\"'，。；、）】》]+",
    re.IGNORECASE,
)
_PAIR = re.compile(r"(-?\d{1,3}(?:\.\d+)?)\s*[,;~]\s*(-?\d{1,3}(?:\.\d+)?)")
_SHORT = {
    "surl.amap.com": "amap", "j.map.baidu.com": "baidu", "maps.app.goo.gl": "google",
    "goo.gl": "google", "maps.apple": "apple", "osm.org": "osm", "url.cn": "tencent",
    "w.url.cn": "tencent", "t.cn": "unknown", "dwz.cn": "unknown", "suo.im": "unknown",
}  # fmt: skip


def parse_map_link(text: str) -> Link | None:
    """What the first map link in ``text`` carries, or None when there is none."""
    for found in _LINK.finditer(text):
        try:
            if (link := _read(found.group())) is not None:
                return link
        except ValueError:  # no address at all, e.g. a broken port or bracket
            continue
    return None


def _read(address: str) -> Link | None:
    if address.lower().startswith("geo:"):
        return _geo(address)
    url = urlsplit(address)
    host = (url.hostname or "").removeprefix("www.")
    if (vendor := _SHORT.get(host)) is not None:
        return ShortLink(vendor)
    if url.scheme not in ("http", "https"):
        host = url.scheme
    for ends, read in _VENDORS:
        if any(host == end or host.endswith(f".{end}") for end in ends):
            return read(_Asked(url, _queries(url)))
    return None


def _queries(url: SplitResult) -> dict[str, str]:
    """All that is given by name, in the query and behind ``#`` or ``?`` of the fragment."""
    pairs = parse_qsl(url.query) + parse_qsl(url.fragment.rpartition("?")[2])
    return {name.lower(): value for name, value in reversed(pairs)}


def _pair(text: str | None) -> Point | None:
    found = _PAIR.search(text or "")
    return (float(found[1]), float(found[2])) if found else None


def _named(given: dict[str, str], lat: str, lon: str) -> Point | None:
    try:
        return float(given[lat]), float(given[lon])
    except (KeyError, ValueError):
        return None


def _turned(point: Point | None) -> Point | None:
    return (point[1], point[0]) if point else None


def _made(point: Point | None, datum: Datum, vendor: str, *, certain: bool = True) -> Link:
    if point is None or not (abs(point[0]) <= 90 and abs(point[1]) <= 180) or point == (0, 0):
        return LinkWithoutPoint(vendor)
    return LinkPoint(*point, datum=datum, vendor=vendor, certain=certain)


def _amap(asked: _Asked) -> Link:
    point = _turned(_pair(asked.given.get("position")) or _pair(asked.given.get("to")))
    point = point or _named(asked.given, "lat", "lng") or _named(asked.given, "lat", "lon")
    point = point or _named(asked.given, "dlat", "dlon") or _pair(asked.given.get("q"))
    point = point or _pair(asked.given.get("p", "").partition(",")[2])
    gps = asked.given.get("coordinate") == "wgs84" or asked.given.get("dev") == "1"
    return _made(point, "wgs84" if gps else "gcj02", "amap")


def _baidu(asked: _Asked) -> Link:
    point = _pair(asked.given.get("location")) or _pair(asked.given.get("latlng"))
    point = point or _pair(asked.given.get("destination")) or _pair(asked.given.get("center"))
    kind = asked.given.get("coord_type", "")
    datum: Datum = "gcj02" if "gcj" in kind else "wgs84" if "wgs" in kind else "bd09"
    plane = re.search(r"@(-?\d+(?:\.\d+)?),(-?\d+(?:\.\d+)?)", unquote(asked.url.path))
    if point is None and plane:
        point, datum = bd_from_plane(float(plane[1]), float(plane[2])), "bd09"
    return _made(point, datum, "baidu")


def _tencent(asked: _Asked) -> Link:
    marker = re.search(r"coord:([^;]+)", asked.given.get("marker", ""))
    point = _pair(marker[1]) if marker else None
    point = point or _pair(asked.given.get("coord")) or _pair(asked.given.get("tocoord"))
    point = point or _named(asked.given, "pointy", "pointx") or _named(asked.given, "lat", "lng")
    return _made(point or _pair(asked.given.get("center")), "gcj02", "tencent")


def _google(asked: _Asked) -> Link:
    path = unquote(asked.url.path)
    pin = re.search(r"!3d(-?\d+\.?\d*)!4d(-?\d+\.?\d*)", path)
    point = (float(pin[1]), float(pin[2])) if pin else None
    for name in ("q", "query", "destination", "daddr", "ll", "center"):
        point = point or _pair(asked.given.get(name))
    point = point or _pair(path.partition("@")[2]) or _pair(path)
    at_home = (asked.url.hostname or "").endswith("google.cn")
    # Picked on a road map of China it is GCJ-02, sent by a phone WGS-84: nothing tells them apart.
    return _made(point, "gcj02" if at_home else "wgs84", "google", certain=at_home)


def _apple(asked: _Asked) -> Link:
    point = None
    for name in ("coordinate", "ll", "q", "daddr", "center", "sll"):
        point = point or _pair(asked.given.get(name))
    # Apple shows AutoNavi's map inside China and shares its coordinates; elsewhere WGS-84.
    return _made(point, "gcj02", "apple", certain=False)


def _osm(asked: _Asked) -> Link:
    if asked.url.path.startswith("/go/"):
        return ShortLink("osm")
    view = re.search(r"map=[\d.]+/(-?\d+\.?\d*)/(-?\d+\.?\d*)", asked.url.fragment)
    point = _named(asked.given, "mlat", "mlon") or _named(asked.given, "lat", "lon")
    point = point or _pair(asked.given.get("query"))
    return _made(point or ((float(view[1]), float(view[2])) if view else None), "wgs84", "osm")


def _bing(asked: _Asked) -> Link:
    point = _pair(asked.given.get("cp")) or _pair(asked.given.get("sp", "").replace("_", ","))
    return _made(point, "wgs84", "bing", certain=False)


def _geo(address: str) -> Link:
    where, _, query = unquote(address[4:]).partition("?")
    named = dict(parse_qsl(query)).get("q")
    return _made(_pair(named) or _pair(where), "wgs84", "geo")


_VENDORS: tuple[tuple[tuple[str, ...], Callable[[_Asked], Link]], ...] = (
    (("amap.com", "gaode.com", "androidamap", "iosamap", "amapuri"), _amap),
    (("map.baidu.com", "baidumap", "bdapp"), _baidu),
    (("map.qq.com", "apis.map.qq.com", "qqmap"), _tencent),
    (("maps.apple.com",), _apple),
    (("openstreetmap.org", "openstreetmap.de"), _osm),
    (("bing.com",), _bing),
    (("maps.google.com", "google.com", "google.cn", "google.com.hk", "comgooglemaps"), _google),
)
