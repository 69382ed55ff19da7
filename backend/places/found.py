"""What looking for a place can give: found, a few likely ones, unclear, or outside."""

from dataclasses import dataclass
from typing import Literal

from backend.places.datum import Datum

Via = Literal["pin", "link", "coordinates", "name"]
"""How the person showed the place."""


@dataclass(frozen=True, slots=True)
class PlaceFound:
    """A place inside the jurisdiction.

    ``lat`` and ``lon`` are WGS-84 degrees, None where the area's centre is not known; ``datum`` is
    that of the map it came from. ``approximate`` when it is not the very spot; ``area_certain`` is
    False when a pin was given to a centre that is approximate or not clearly the nearest.
    """

    area_code: str
    zh: str
    en: str
    lat: float | None
    lon: float | None
    via: Via
    datum: Datum = "wgs84"
    approximate: bool = False
    area_certain: bool = True


@dataclass(frozen=True, slots=True)
class PlacesLikely:
    """One to three places that could be meant, likeliest first, for the person to choose."""

    choices: tuple[PlaceFound, ...]


@dataclass(frozen=True, slots=True)
class PlaceUnclear:
    """No place: nothing given, no name known, too wide, or a link that cannot be read unfetched."""

    why: Literal["empty", "unknown-name", "too-wide", "short-link", "link-without-point"]


@dataclass(frozen=True, slots=True)
class PlaceOutside:
    """A place elsewhere: how far (m) from the nearest area, or the name that shows it."""

    distance_m: float | None = None
    region: str | None = None


Found = PlaceFound | PlacesLikely | PlaceUnclear | PlaceOutside
