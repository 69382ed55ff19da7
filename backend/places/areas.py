"""From a point to the area it lies in: by the profile's polygons, else by the nearest centre."""

from dataclasses import dataclass
from functools import cached_property
from heapq import nsmallest
from importlib import import_module
from math import cos, hypot, radians
from typing import TYPE_CHECKING

from backend.places.datum import Point
from backend.places.distance import metres_between
from backend.places.profile import Area, Place

if TYPE_CHECKING:
    from backend.places.polygons import Polygons

_EDGE_M = 500.0
"""How far outside every polygon a point still counts: a phone is seldom better at a border."""

_DEGREE_M = 111_320.0

_ROUGH_SHARE = 0.02
"""How far the rough distance may be off, generously, over the width of a place."""

_CLEAR_SHARE = 0.5
"""A centre is clearly the nearest when the next one is at least twice as far."""


@dataclass(frozen=True, slots=True)
class Near:
    """The area of a point; ``distance_m`` to its centre or edge; ``inside`` the place or not.

    ``distance_m`` is exact outside and within 2 % inside, where nobody is told it. ``certain``
    where a polygon holds the point, or where every town of the place has a centre and the nearest
    is no approximate one and clearly the nearest.
    """

    area: Area
    distance_m: float
    inside: bool
    certain: bool


@dataclass(frozen=True)
class Areas:
    """The areas of one place, ready to be asked; built once."""

    place: Place

    def at(self, point: Point) -> Near:
        """The area at ``point`` (WGS-84)."""
        polygons = self._polygons
        return self._by_centre(point) if polygons is None else self._by_polygon(polygons, point)

    def town_of(self, area: Area) -> Area:
        """The town that ``area`` lies in; itself when it is none's."""
        return self.place.area_by_code.get(area.code[:9] + "000", area)

    def centre_of(self, area: Area) -> tuple[Point, bool] | None:
        """The centre of ``area`` or of its town, and whether it is only approximate."""
        for at in (area, self.town_of(area)):
            if at.lat is not None and at.lon is not None:
                return (at.lat, at.lon), at.approximate or at is not area
        return None

    @cached_property
    def _polygons(self) -> "Polygons | None":
        if self.place.geo.boundaries is None:
            return None
        polygons: Polygons = import_module("backend.places.polygons").Polygons(self.place)
        return polygons

    @cached_property
    def _centres(self) -> list[tuple[Area, Point]]:
        return [
            (area, (area.lat, area.lon))
            for area in self.place.areas
            if area.lat is not None and area.lon is not None
        ]

    def _by_polygon(self, polygons: "Polygons", point: Point) -> Near:
        if (code := polygons.holding(point)) is not None:
            return Near(self.place.area_by_code[code], 0.0, inside=True, certain=True)
        code, far_m = polygons.nearest(point)
        return Near(self.place.area_by_code[code], far_m, inside=far_m <= _EDGE_M, certain=False)

    def _by_centre(self, point: Point) -> Near:
        far = [_roughly_m(point, at) for _, at in self._centres]
        far_m, *further = nsmallest(2, far)
        area, centre = self._centres[far.index(far_m)]
        clear = not further or far_m <= further[0] * _CLEAR_SHARE
        geo = self.place.geo
        boxed = geo.south <= point[0] <= geo.north and geo.west <= point[1] <= geo.east
        if not boxed or far_m > geo.outside_m * (1 - _ROUGH_SHARE):
            far_m = metres_between(point, centre)
        inside = boxed and far_m <= geo.outside_m
        certain = clear and self._towns_known and not area.approximate
        return Near(area, far_m, inside=inside, certain=certain)

    @cached_property
    def _towns_known(self) -> bool:
        """Whether every town has a centre: without one, its pins fall to its neighbours."""
        known = {area.code for area, _ in self._centres}
        return all(area.code in known for area in self.place.areas if area.level == "town")


def _roughly_m(one: Point, other: Point) -> float:
    """Near enough to tell which centre is nearest; 300 times faster than the geodesic."""
    north = (one[0] - other[0]) * _DEGREE_M
    return hypot(north, (one[1] - other[1]) * _DEGREE_M * cos(radians(one[0])))
