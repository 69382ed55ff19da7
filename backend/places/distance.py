"""How far two points lie apart, exactly."""

from geographiclib.constants import Constants
from geographiclib.geodesic import Geodesic

from backend.places.datum import Point

# The geodesic that geopy's distance is made of; importing geopy for it costs every start and every
# command 0.4 s, because it brings all its geocoders and two HTTP clients along.
_EARTH = Geodesic(Constants.WGS84_a, Constants.WGS84_f)


def metres_between(one: Point, other: Point) -> float:
    """Metres along the WGS-84 ellipsoid between two points, latitude and longitude in degrees."""
    return float(_EARTH.Inverse(*one, *other, Geodesic.DISTANCE)["s12"])
