"""From one map's coordinates to another's: WGS-84, GCJ-02 and BD-09, and Baidu's plane.

Maps of mainland China draw every point shifted by some 100-700 m: GCJ-02 (AMap, Tencent, WeChat,
Apple there) and BD-09 (Baidu, a second shift). The shift is a published formula without an inverse;
the way back is found by iterating until it moves less than a centimetre. Whether it applies at all
is the place's to say (`Place.geo.shifted_maps`), never a box around "China": such a box shifts
Hanoi and Seoul.
"""

from collections.abc import Callable
from math import atan2, cos, hypot, pi, radians, sin, sqrt
from typing import Literal

from backend.places.profile import Place

Datum = Literal["wgs84", "gcj02", "bd09"]
"""Whose coordinates: GPS and most of the world, most maps of China, Baidu."""

Point = tuple[float, float]
"""Latitude and longitude, degrees."""

# Krasovsky 1940 ellipsoid, as the published GCJ-02 formula uses it.
_AXIS_M = 6378245.0
_ECCENTRICITY_2 = 0.00669342162296594323

# Baidu's own turn of the angle, in radians a degree.
_BD_TURN = pi * 3000.0 / 180.0

# Bands and polynomials of Baidu's plane (BD-09 MC), as its published web maps use them.
_BANDS_M = (12890594.86, 8362377.87, 5591021.0, 3481989.83, 1678043.12, 0.0)
_PLANE = (
    (1.410526172116255e-8, 8.98305509648872e-6, -1.9939833816331, 200.9824383106796,
     -187.2403703815547, 91.6087516669843, -23.38765649603339, 2.57121317296198,
     -0.03801003308653, 17337981.2),
    (-7.435856389565537e-9, 8.983055097726239e-6, -0.78625201886289, 96.32687599759846,
     -1.85204757529826, -59.36935905485877, 47.40033549296737, -16.50741931063887,
     2.28786674699375, 10260144.86),
    (-3.030883460898826e-8, 8.98305509983578e-6, 0.30071316287616, 59.74293618442277,
     7.357984074871, -25.38371002664745, 13.45380521110908, -3.29883767235584,
     0.32710905363475, 6856817.37),
    (-1.981981304930552e-8, 8.983055099779535e-6, 0.03278182852591, 40.31678527705744,
     0.65659298677277, -4.44255534477492, 0.85341911805263, 0.12923347998204,
     -0.04625736007561, 4482777.06),
    (3.09191371068437e-9, 8.983055096812155e-6, 6.995724062e-5, 23.10934304144901,
     -2.3663490511e-4, -0.6321817810242, -0.00663494467273, 0.03430082397953,
     -0.00466043876332, 2555164.4),
    (2.890871144776878e-9, 8.983055095805407e-6, -3.068298e-8, 7.47137025468032,
     -3.53937994e-6, -0.02145144861037, -1.234426596e-5, 1.0322952773e-4,
     -3.23890364e-6, 826088.5),
)  # fmt: skip


def to_wgs84(place: Place, point: Point, datum: Datum) -> Point:
    """``point`` of a map in ``datum`` as WGS-84; unchanged where the place's maps do not shift."""
    if datum == "wgs84" or not place.geo.shifted_maps:
        return point
    return wgs_from_gcj(gcj_from_bd(point) if datum == "bd09" else point)


def from_wgs84(place: Place, point: Point, datum: Datum) -> Point:
    """A WGS-84 ``point`` as a map in ``datum`` draws it; unchanged where maps do not shift."""
    if datum == "wgs84" or not place.geo.shifted_maps:
        return point
    shifted = gcj_from_wgs(point)
    return bd_from_gcj(shifted) if datum == "bd09" else shifted


def gcj_from_wgs(point: Point) -> Point:
    """WGS-84 to GCJ-02, by the published formula."""
    lat, lon = point
    x, y = lon - 105.0, lat - 35.0
    phi = radians(lat)
    root = 1 - _ECCENTRICITY_2 * sin(phi) ** 2
    per_lat = radians(_AXIS_M * (1 - _ECCENTRICITY_2) / (root * sqrt(root)))
    per_lon = radians(_AXIS_M / sqrt(root) * cos(phi))
    return lat + _north_m(x, y) / per_lat, lon + _east_m(x, y) / per_lon


def wgs_from_gcj(point: Point) -> Point:
    """GCJ-02 back to WGS-84, to within a centimetre."""
    return _undo(gcj_from_wgs, point)


def bd_from_gcj(point: Point) -> Point:
    """GCJ-02 to BD-09."""
    lat, lon = point
    far = hypot(lon, lat) + 2e-5 * sin(lat * _BD_TURN)
    angle = atan2(lat, lon) + 3e-6 * cos(lon * _BD_TURN)
    return far * sin(angle) + 0.006, far * cos(angle) + 0.0065


def gcj_from_bd(point: Point) -> Point:
    """BD-09 back to GCJ-02, to within a centimetre."""
    return _undo(bd_from_gcj, point)


def bd_from_plane(x_m: float, y_m: float) -> Point:
    """Baidu's plane coordinates, as they stand after ``@`` in its links, to BD-09."""
    band = next(n for n, floor in enumerate(_BANDS_M) if abs(y_m) >= floor)
    a, b, c0, c1, c2, c3, c4, c5, c6, scale = _PLANE[band]
    step = abs(y_m) / scale
    lat = c0 + step * (c1 + step * (c2 + step * (c3 + step * (c4 + step * (c5 + step * c6)))))
    lon = a + b * abs(x_m)
    return lat if y_m >= 0 else -lat, lon if x_m >= 0 else -lon


def _undo(shift: Callable[[Point], Point], point: Point) -> Point:
    """The point that ``shift`` moves to ``point``."""
    lat, lon = point
    for _ in range(20):
        now_lat, now_lon = shift((lat, lon))
        off_lat, off_lon = now_lat - point[0], now_lon - point[1]
        lat, lon = lat - off_lat, lon - off_lon
        if abs(off_lat) < 1e-9 and abs(off_lon) < 1e-9:  # a tenth of a millimetre
            break
    return lat, lon


def _north_m(x: float, y: float) -> float:
    flat = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x))
    waves = 20.0 * sin(6.0 * x * pi) + 20.0 * sin(2.0 * x * pi)
    waves += 20.0 * sin(y * pi) + 40.0 * sin(y / 3.0 * pi)
    waves += 160.0 * sin(y / 12.0 * pi) + 320.0 * sin(y * pi / 30.0)
    return flat + waves * 2.0 / 3.0


def _east_m(x: float, y: float) -> float:
    flat = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x))
    waves = 20.0 * sin(6.0 * x * pi) + 20.0 * sin(2.0 * x * pi)
    waves += 20.0 * sin(x * pi) + 40.0 * sin(x / 3.0 * pi)
    waves += 150.0 * sin(x / 12.0 * pi) + 300.0 * sin(x / 30.0 * pi)
    return flat + waves * 2.0 / 3.0
