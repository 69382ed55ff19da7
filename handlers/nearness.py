"""Distances: between two points, and as a person would say them."""

from math import asin, cos, radians, sin, sqrt

from handlers.dialogue.reply import Say, say

EARTH_RADIUS_M = 6_371_008.8  # mean radius R1 of IUGG

CLOSE_M = 10
"""Nearer than a phone can tell."""


def distance_m(one: tuple[float, float], other: tuple[float, float]) -> int:
    """Metres between two points (lat, lon in WGS-84 degrees), on a sphere; within 0.6 %."""
    lat_a, lon_a, lat_b, lon_b = map(radians, (*one, *other))
    half = sin((lat_b - lat_a) / 2) ** 2 + cos(lat_a) * cos(lat_b) * sin((lon_b - lon_a) / 2) ** 2
    return round(2 * EARTH_RADIUS_M * asin(min(1.0, sqrt(half))))


def distance(metres: int) -> Say:
    """A distance in the unit a person would say: metres up to a kilometre, then kilometres."""
    if metres < CLOSE_M:
        return say("duty-metres-few", metres=CLOSE_M)
    if metres < 1000:
        return say("duty-metres", metres=metres)
    return say("duty-kilometres", km=round(metres / 1000, 1))
