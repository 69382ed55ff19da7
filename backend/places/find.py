"""The one way to ask for a place: words, a link, typed coordinates or a pin in, `Found` out."""

from dataclasses import replace

from backend.places.areas import Areas
from backend.places.coordinates import parse_coordinates
from backend.places.datum import Datum, Point, to_wgs84
from backend.places.found import Found, PlaceFound, PlaceOutside, PlacesLikely, PlaceUnclear, Via
from backend.places.gazetteer import FOUND, Gazetteer, Hit
from backend.places.map_links import LinkPoint, ShortLink, parse_map_link
from backend.places.profile import Area, Place

_MOST_LETTERS = 2000
"""Of a long message only so much is searched for a place."""

_built: dict[str, tuple[Place, Areas, Gazetteer]] = {}


def find_place(
    place: Place, text: str | None = None, point: Point | None = None, datum: Datum = "wgs84"
) -> Found:
    """Where in ``place`` a person means.

    ``point`` is a pin, latitude and longitude in ``datum``; ``text`` may be a map link, typed
    coordinates (taken in ``datum``) or a village, town or address. Nothing is fetched.
    """
    if point is not None:
        return _at(place, point, datum, "pin")
    words = (text or "").strip()[:_MOST_LETTERS]
    if not words:
        return PlaceUnclear("empty")
    link = parse_map_link(words)
    if isinstance(link, LinkPoint):
        found = _at(place, (link.lat, link.lon), link.datum, "link")
        return found if link.certain else _uncertain(found)
    if link is not None:
        return PlaceUnclear("short-link" if isinstance(link, ShortLink) else "link-without-point")
    if (typed := parse_coordinates(words, place)) is not None:
        return _at(place, (typed.lat, typed.lon), datum, "coordinates")
    return _by_name(place, words)


def areas_of(place: Place) -> Areas:
    """The place's areas, built once."""
    return _ready(place)[1]


def label(place: Place, area: Area) -> tuple[str, str]:
    """An area's name with its town's before or behind it, in Chinese and English."""
    town = areas_of(place).town_of(area)
    if town is area:
        return area.zh, area.en
    return f"{town.zh}{area.zh}", f"{area.en}, {town.en}"


def _ready(place: Place) -> tuple[Place, Areas, Gazetteer]:
    known = _built.get(place.code)
    if known is None or known[0] is not place:
        known = (place, Areas(place), Gazetteer(place))
        _built[place.code] = known
    return known


def _at(place: Place, point: Point, datum: Datum, via: Via) -> Found:
    if not (abs(point[0]) <= 90 and abs(point[1]) <= 180):
        return PlaceUnclear("unknown-name")
    lat, lon = to_wgs84(place, point, datum)
    near = areas_of(place).at((lat, lon))
    if not near.inside:
        return PlaceOutside(distance_m=near.distance_m)
    zh, en = label(place, near.area)
    return PlaceFound(near.area.code, zh, en, lat, lon, via, datum, area_certain=near.certain)


def _uncertain(found: Found) -> Found:
    if not isinstance(found, PlaceFound):
        return found
    return replace(found, approximate=True)


def _by_name(place: Place, words: str) -> Found:
    gazetteer = _ready(place)[2]
    hits = gazetteer.look_up(words)
    elsewhere = gazetteer.elsewhere(words)
    if elsewhere is not None and all(elsewhere[1] <= hit.at for hit in hits):
        return PlaceOutside(region=elsewhere[0])
    if not hits:
        return PlaceUnclear("too-wide" if gazetteer.names_place_alone(words) else "unknown-name")
    choices = tuple(_named(place, hit) for hit in hits[:3])
    if len(hits) == 1 and hits[0].score >= FOUND:
        return choices[0]
    return PlacesLikely(choices)


def _named(place: Place, hit: Hit) -> PlaceFound:
    centre = areas_of(place).centre_of(hit.area)
    lat, lon = centre[0] if centre else (None, None)
    zh, en = label(place, hit.area)
    return PlaceFound(hit.area.code, zh, en, lat, lon, "name", approximate=True)
