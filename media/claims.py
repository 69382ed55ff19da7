"""What a photo's metadata says of time and place: claims, to be shown to the person and dropped."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Final

from media.exif import Exif, Value

# Tag numbers: Exif 2.32 (CIPA DC-008), tables 8 and 15.
_TAKEN: Final = (0x9003, 0x9004)
_TAKEN_OFFSET: Final = {0x9003: 0x9011, 0x9004: 0x9012}
_LAT_REF, _LAT, _LON_REF, _LON = 0x0001, 0x0002, 0x0003, 0x0004
_GPS_TIME, _GPS_STATUS, _GPS_DATUM, _GPS_DATE = 0x0007, 0x0009, 0x0012, 0x001D

# A camera whose clock was never set says 1970 or 1980; none says anything after this century.
_FIRST_YEAR: Final = 1995
_LAST_YEAR: Final = 2100
_WALL_CLOCK: Final = re.compile(r"(\d{4})[:-](\d\d)[:-](\d\d)[ T](\d\d):(\d\d):(\d\d)")
_OFFSET: Final = re.compile(r"([+-])(\d\d):(\d\d)")


@dataclass(frozen=True)
class Claims:
    """Time and place as the file claims them; anything doubtful is None.

    `lat`, `lon` are WGS-84 degrees, both or neither. `taken_at` is aware UTC and known only when
    the file says its offset or carries the satellites' time. `taken_local` is the camera's wall
    clock without a zone.
    """

    lat: float | None = None
    lon: float | None = None
    taken_at: datetime | None = None
    taken_local: datetime | None = None

    def taken_in(self, zone: tzinfo) -> datetime | None:
        """The moment in UTC; without an offset in the file the wall clock is one of `zone`."""
        if self.taken_at is not None or self.taken_local is None:
            return self.taken_at
        return self.taken_local.replace(tzinfo=zone).astimezone(UTC)


def read_claims(exif: Exif) -> Claims:
    """Read time and place from `exif`; nonsense is left out, never an error."""
    lat, lon = _place(exif.gps)
    taken_local, taken_at = _taken(exif.camera)
    return Claims(lat, lon, taken_at or _satellite_time(exif.gps), taken_local)


def _place(gps: Mapping[int, Value]) -> tuple[float | None, float | None]:
    nothing = (None, None)
    if _text(gps, _GPS_STATUS) == "V":  # measurement void: the receiver had no fix
        return nothing
    datum = re.sub(r"[^A-Z0-9]", "", _text(gps, _GPS_DATUM).upper())
    if datum not in ("", "WGS84", "JGD2000", "CGCS2000"):
        return nothing
    lat = _degrees(gps.get(_LAT), _text(gps, _LAT_REF), ("N", "S"), 90.0)
    lon = _degrees(gps.get(_LON), _text(gps, _LON_REF), ("E", "W"), 180.0)
    # Exactly nought, nought is an unfilled field, not a ship in the Gulf of Guinea.
    if lat is None or lon is None or (lat == 0.0 and lon == 0.0):
        return nothing
    return lat, lon


def _degrees(value: Value | None, ref: str, signs: tuple[str, str], bound: float) -> float | None:
    """Degrees, minutes, seconds (any of the later ones may be missing) → signed degrees."""
    parts = value.ratios() if value else ()
    if not parts or ref[:1].upper() not in signs or any(part < 0 for part in parts):
        return None
    degrees, minutes, seconds = (*parts, 0.0, 0.0)[:3]
    total = degrees + minutes / 60 + seconds / 3600
    if not math.isfinite(total) or total > bound or minutes >= 60.001 or seconds >= 60.001:
        return None
    return round(-total if ref[:1].upper() == signs[1] else total, 7)


def _taken(camera: Mapping[int, Value]) -> tuple[datetime | None, datetime | None]:
    """The wall clock, and the moment in UTC when its offset is given too."""
    for tag in _TAKEN:
        match = _WALL_CLOCK.match(_text(camera, tag))
        local = _moment(*map(int, match.groups())) if match else None
        if local is None:
            continue
        offset = _OFFSET.fullmatch(_text(camera, _TAKEN_OFFSET[tag]))
        if offset is None:
            return local, None
        minutes = int(offset[2]) * 60 + int(offset[3])
        if minutes > 14 * 60:  # no zone is further from UTC. IANA time zone database
            return local, None
        delta = timedelta(minutes=-minutes if offset[1] == "-" else minutes)
        return local, local.replace(tzinfo=timezone(delta)).astimezone(UTC)
    return None, None


def _satellite_time(gps: Mapping[int, Value]) -> datetime | None:
    """GPSDateStamp and GPSTimeStamp, which are UTC by definition."""
    date = re.match(r"(\d{4})[:-](\d\d)[:-](\d\d)", _text(gps, _GPS_DATE))
    stamp = gps.get(_GPS_TIME)
    clock = stamp.ratios() if stamp else ()
    if date is None or len(clock) != 3 or not all(0 <= part < 61 for part in clock):
        return None
    moment = _moment(*map(int, date.groups()), *map(int, clock))
    return moment.replace(tzinfo=UTC) if moment else None


def _moment(*fields: int) -> datetime | None:
    try:
        moment = datetime(*fields)  # type: ignore[arg-type]  # noqa: DTZ001
    except ValueError:
        return None
    return moment if _FIRST_YEAR <= moment.year <= _LAST_YEAR else None


def _text(tags: Mapping[int, Value], tag: int) -> str:
    value = tags.get(tag)
    return value.text() if value else ""
