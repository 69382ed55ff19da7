"""Coordinates that a person typed, in the forms people type them.

Decimal degrees, degrees-minutes-seconds and degrees with decimal minutes; full-width digits and
Chinese punctuation; N/S/E/W before or after, 北纬/东经, 纬度/经度, lat/lon; either order. Where
nothing says which number is the latitude, latitude first is believed, unless only the other reading
lies near the place.
"""

import re
import unicodedata
from dataclasses import dataclass
from itertools import pairwise

from backend.places.profile import Place

_SAME = str.maketrans(
    {
        "′": "'", "’": "'", "‘": "'", "＇": "'", "分": "'", "`": "'",
        "″": '"', "”": '"', "“": '"', "＂": '"', "秒": '"',
        "º": "°", "˚": "°", "度": "°", "、": ",", "；": ",", ";": ",", "−": "-",
        "：": ":", "。": ".",
    }
)  # fmt: skip

_BEFORE = {
    "北纬": "N", "南纬": "S", "东经": "E", "西经": "W", "纬度": "lat", "经度": "lon",
    "latitude": "lat", "longitude": "lon", "lat": "lat", "lng": "lon", "lon": "lon",
    "纬": "lat", "经": "lon", "n": "N", "s": "S", "e": "E", "w": "W",
}  # fmt: skip

_ANGLE = re.compile(
    r"(?:(?<![a-z])(?P<before>" + "|".join(sorted(_BEFORE, key=len, reverse=True)) + r")"
    r"\s*°?\s*[:=]?\s*)?"
    r"(?<![\d.])(?P<sign>[+-])?(?P<deg>\d{1,3}(?:\.\d+)?)"
    r"(?:\s*°)?"
    r"(?:(?<=°)\s*(?P<min>\d{1,2}(?:\.\d+)?)(?:\s*')?"
    r"(?:(?<=')\s*(?P<sec>\d{1,2}(?:\.\d+)?)(?:\s*(?:\"|'')))?)?"
    r"(?:(?<![a-z])\s*(?P<after>[nsew])(?![a-z]))?(?![\d])",
    re.IGNORECASE,
)
_SPACED = re.compile(r"(\d{1,3})[ :](\d{1,2})[ :](\d{1,2}(?:\.\d+)?)(?=\s*[nsew](?![a-z]))", re.I)
_BETWEEN = re.compile(r"^[\s,/|()\[\]]*$")

_FINE = 3
"""Decimals from which a bare number is as fine as a place (about 100 m)."""

_NEAR = 5.0
"""Degrees beside the place within which a reading is still believed to mean it."""


@dataclass(frozen=True, slots=True)
class Typed:
    """A typed point, degrees as the person gave them; ``alone`` when the text says nothing else."""

    lat: float
    lon: float
    alone: bool


@dataclass(frozen=True, slots=True)
class _Angle:
    degrees: float
    side: str
    decimals: int
    span: tuple[int, int]


def parse_coordinates(text: str, place: Place) -> Typed | None:
    """The first point typed in ``text``, or None when there is none.

    Inside other words two bare numbers count only where they are written finely enough for a
    place (three decimals or more) and near ``place``, or lie inside it; a price list is no point.
    """
    plain = _plain(text)
    angles = [_angle(found) for found in _ANGLE.finditer(plain)]
    for first, second in pairwise(angles):
        if not _BETWEEN.match(plain[first.span[1] : second.span[0]]):
            continue
        around = plain[: first.span[0]] + plain[second.span[1] :]
        alone = not re.search(r"[^\s,.()\[\]]", around)
        if (point := _paired(first, second, place, alone)) is not None:
            return Typed(*point, alone=alone)
    return None


def _plain(text: str) -> str:
    """Full-width to ASCII, and every mark for degrees, minutes and seconds to one."""
    plain = unicodedata.normalize("NFKC", text.translate(_SAME)).translate(_SAME)
    return _SPACED.sub("\\1°\\2'\\3\"", plain)


def _angle(found: "re.Match[str]") -> _Angle:
    degrees = float(found["deg"])
    degrees += float(found["min"] or 0) / 60 + float(found["sec"] or 0) / 3600
    side = _BEFORE.get((found["before"] or "").lower(), "") or (found["after"] or "").upper()
    if found["sign"] == "-" or side in ("S", "W"):
        degrees = -degrees
    marked = found["min"] is not None or bool(side)
    decimals = _FINE if marked else len(found["deg"].partition(".")[2])
    axis = {"N": "lat", "S": "lat", "E": "lon", "W": "lon"}.get(side, side)
    return _Angle(degrees, axis, decimals, found.span())


def _paired(first: _Angle, second: _Angle, place: Place, alone: bool) -> tuple[float, float] | None:
    """Latitude and longitude of two angles, or None where they are no point."""
    if first.side and first.side == second.side:
        return None
    given = (first.degrees, second.degrees)
    turned = (second.degrees, first.degrees)
    if first.side == "lon" or second.side == "lat":
        best = turned
    elif first.side or second.side:
        best = given
    else:
        best = turned if _off(place, turned) < min(_NEAR, _off(place, given)) else given
        decimals = min(first.decimals, second.decimals)
        if not _meant(decimals, alone=alone, off=_off(place, best)):
            return None
    return best if abs(best[0]) <= 90 and abs(best[1]) <= 180 else None


def _meant(decimals: int, *, alone: bool, off: float) -> bool:
    """Whether two bare numbers are meant as a point."""
    if alone:
        return decimals >= 1
    return off == 0 or (decimals >= _FINE and off < _NEAR)


def _off(place: Place, point: tuple[float, float]) -> float:
    """How many degrees ``point`` lies beside the place's box; 0 inside."""
    geo = place.geo
    lat, lon = point
    beside_lat = max(geo.south - lat, 0, lat - geo.north)
    return beside_lat + max(geo.west - lon, 0, lon - geo.east)
