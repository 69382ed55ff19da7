"""Areas by the polygons of a place's own GeoJSON: which one holds a point, and how far the edge is.

A module of its own, imported only where a profile names boundaries: shapely and what it needs cost
a fifth of a second and some 25 MB.
"""

import json

from shapely import STRtree
from shapely.geometry import Point as Dot
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from backend.places.datum import Point
from backend.places.distance import metres_between
from backend.places.profile import Place


class Polygons:
    """The boundaries of one place by area code; features whose code is no area's are left out."""

    def __init__(self, place: Place) -> None:
        if place.geo.boundaries is None or place.folder is None:
            raise ValueError("the place names no boundaries")
        text = (place.folder / place.geo.boundaries).read_text(encoding="utf-8")
        known = place.area_by_code
        self._shapes: dict[str, BaseGeometry] = {
            code: shape(feature["geometry"])
            for feature in json.loads(text)["features"]
            if (code := str(feature["properties"].get("code", ""))) in known
        }
        self._codes = list(self._shapes)
        self._tree = STRtree(list(self._shapes.values()))

    def holding(self, point: Point) -> str | None:
        """The code of the smallest area that holds ``point`` (WGS-84), or None."""
        dot = Dot(point[1], point[0])
        codes = [self._codes[int(n)] for n in self._tree.query(dot, predicate="intersects")]
        depth = {code: (len(code.rstrip("0")), -self._shapes[code].area) for code in codes}
        return max(depth, key=depth.__getitem__, default=None)

    def nearest(self, point: Point) -> tuple[str, float]:
        """The code of the area nearest to ``point`` and the distance (m) to its edge."""
        dot = Dot(point[1], point[0])
        code = min(self._shapes, key=lambda code: self._shapes[code].distance(dot))
        edge = self._shapes[code].boundary
        on_edge = edge.interpolate(edge.project(dot))
        return code, metres_between(point, (on_edge.y, on_edge.x))
