"""A link that opens a point on an inspector's map, in the datum of that map."""

from typing import Literal
from urllib.parse import quote

from backend.places.datum import Point, from_wgs84
from backend.places.profile import Place

Vendor = Literal["amap", "baidu", "tencent", "apple", "google", "osm", "geo"]

_DATUM: dict[Vendor, Literal["wgs84", "gcj02", "bd09"]] = {
    "amap": "gcj02",
    "baidu": "bd09",
    "tencent": "gcj02",
    "apple": "gcj02",
    "google": "gcj02",
    "osm": "wgs84",
    "geo": "wgs84",
}


def map_url(place: Place, point: Point, title: str = "", vendor: Vendor | None = None) -> str:
    """A link to ``point`` (WGS-84); AMap where maps are shifted, OpenStreetMap elsewhere.

    ``title`` is shown at the pin; it must be words that anyone holding the link may read. The
    forms are those of each vendor's public URI pages.
    """
    vendor = vendor or ("amap" if place.geo.shifted_maps else "osm")
    lat, lon = (f"{degrees:.6f}" for degrees in from_wgs84(place, point, _DATUM[vendor]))
    name = quote(title or place.names.zh)
    links: dict[Vendor, str] = {
        "amap": f"https://uri.amap.com/marker?position={lon},{lat}&name={name}&coordinate=gaode",
        "baidu": f"https://api.map.baidu.com/marker?location={lat},{lon}&title={name}"
        f"&content={name}&output=html&coord_type=bd09ll",
        "tencent": f"https://apis.map.qq.com/uri/v1/marker?marker=coord:{lat},{lon};title:{name}"
        "&referer=davy",
        "apple": f"https://maps.apple.com/?ll={lat},{lon}&q={name}",
        "google": f"https://www.google.com/maps/search/?api=1&query={lat},{lon}",
        "osm": f"https://www.openstreetmap.org/?mlat={lat}&mlon={lon}#map=17/{lat}/{lon}",
        "geo": f"geo:{lat},{lon}?q={lat},{lon}",
    }
    return links[vendor]
