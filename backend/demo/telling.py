"""What made reporters tell: lifelike words, a point and a sector, the same for the same chance."""

from dataclasses import dataclass
from random import Random

from backend.places.profile import Area, Place
from backend.places.sector_model import sentences
from backend.places.sector_table import SECTOR_BY_SLUG

_USUAL = ("fire", "gas", "construction", "housing", "municipal", "road-traffic", "power")
"""What is reported oftener than the rest."""

_USUAL_SHARE = 0.6
_ONGOING = ("yes", "yes", "no", "unknown")

_AGAIN = 0.15
"""The share of reports that tell of a hazard of which one of the last ones told."""
_WITHOUT_POINT = 0.05
_ROUGH = 0.1
_KNOWN = 0.9
_NUMBERED = 0.3
_REMEMBERED = 400
_TOWN_DEGREES = 0.012
_STEP_DEGREES = 0.0008
"""Two phones before one hazard."""


@dataclass(slots=True)
class Told:
    """One made telling."""

    words: str
    place_words: str
    sector: str
    lat: float | None
    lon: float | None
    spot_source: str
    """pin, gazetteer (the middle of a town), or empty without a point."""
    area_code: str
    ongoing: str


@dataclass(slots=True)
class _Site:
    area: Area
    sector: str
    lat: float | None
    lon: float | None
    house: int


class Teller:
    """Tells one report after the other; the same seed tells the same ones."""

    def __init__(self, place: Place, chance: Random) -> None:
        self._place = place
        self._chance = chance
        self._sites: list[_Site] = []
        self._last: _Site | None = None
        self._sentences = _sentences()
        self._sectors = tuple(self._sentences)
        # Of a place whose towns have no known centre none is left: then all tell without a point.
        centred = [area for area in place.areas if area.lat is not None and area.lon is not None]
        self._areas = centred or list(place.areas)

    def tell(self, *, again: bool = False) -> Told:
        """The next one, or of the same hazard as the last one `again`."""
        dice = self._chance.random
        site = self._last if again and self._last is not None else self._site()
        self._last = site
        sentences = self._sentences[site.sector]
        words = sentences[int(dice() * len(sentences))]
        if dice() < _NUMBERED:
            words = f"{site.house}号楼这边，{words}"
        told = dice()
        lat: float | None = None
        lon: float | None = None
        source = ""
        if told >= _WITHOUT_POINT + _ROUGH and site.lat is not None and site.lon is not None:
            lat = round(site.lat + (dice() - 0.5) * _STEP_DEGREES, 4)
            lon = round(site.lon + (dice() - 0.5) * _STEP_DEGREES, 4)
            source = "pin"
        elif told >= _WITHOUT_POINT and site.area.lat is not None:
            lat, lon, source = site.area.lat, site.area.lon, "gazetteer"
        return Told(
            words=words,
            place_words=f"{site.area.zh}{site.house}号",
            sector=site.sector if dice() < _KNOWN else "unknown",
            lat=lat,
            lon=lon,
            spot_source=source,
            area_code=site.area.code,
            ongoing=_ONGOING[int(dice() * len(_ONGOING))],
        )

    def _site(self) -> _Site:
        dice = self._chance.random
        if self._sites and dice() < _AGAIN:
            return self._sites[int(dice() * len(self._sites))]
        area = self._areas[int(dice() * len(self._areas))]
        sectors = _USUAL if dice() < _USUAL_SHARE else self._sectors
        site = _Site(
            area,
            sectors[int(dice() * len(sectors))],
            None if area.lat is None else area.lat + self._chance.gauss(0, _TOWN_DEGREES),
            None if area.lon is None else area.lon + self._chance.gauss(0, _TOWN_DEGREES),
            int(dice() * 60) + 1,
        )
        self._sites.append(site)
        if len(self._sites) > _REMEMBERED:
            del self._sites[: _REMEMBERED // 2]
        return site


def _sentences() -> dict[str, list[str]]:
    """Sentences by sector, as neighbours and workers say them."""
    found: dict[str, list[str]] = {slug: [] for slug in SECTOR_BY_SLUG}
    for slug, words in sentences():
        if slug in found:
            found[slug].append(words)
    return {slug: told for slug, told in found.items() if told}
