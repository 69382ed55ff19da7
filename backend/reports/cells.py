"""Coarse squares of the map, so that what lies near is found by equal numbers and not by a scan.

A square is a four-hundredth of a degree each way: 278 m from south to north, 200 to 260 m from west
to east in the places of the plans. It says less than the rounded point that stands beside it.
"""

from math import cos, floor, radians

_SIDE_DEGREES = 0.0025
_ROWS_BELOW = 36_000
_COLUMNS = 144_001
_DEGREE_M = 111_320.0
_NARROWEST = 0.05
"""Towards a pole a degree of longitude shrinks to nothing: squares are not counted beyond this."""

NOWHERE = 0
"""The square of a report without a point."""


def cell_of(lat: float | None, lon: float | None) -> int:
    """The square that a point lies in (WGS-84 degrees), or `NOWHERE`."""
    if lat is None or lon is None:
        return NOWHERE
    return _cell(floor(lat / _SIDE_DEGREES), floor(lon / _SIDE_DEGREES))


def cells_around(lat: float, lon: float, *, reach_m: float) -> list[int]:
    """Every square that holds a point within `reach_m` metres north, south, east or west."""
    high = reach_m / _DEGREE_M
    wide = high / max(cos(radians(lat)), _NARROWEST)
    return [
        _cell(row, column)
        for row in range(floor((lat - high) / _SIDE_DEGREES), _until(lat + high))
        for column in range(floor((lon - wide) / _SIDE_DEGREES), _until(lon + wide))
    ]


def _until(degrees: float) -> int:
    return floor(degrees / _SIDE_DEGREES) + 1


def _cell(row: int, column: int) -> int:
    return (row + _ROWS_BELOW) * _COLUMNS + column + _COLUMNS // 2
