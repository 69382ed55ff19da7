"""Effects about places, sectors and units: `backend.places` looks them up, nothing is fetched."""

import re
from typing import Any

from backend.enterprises.service import Unit, unit_by_id, unit_of_token
from backend.errors import NotFound
from backend.jobs.service import fresh_job, queue_jobs
from backend.places import found
from backend.places.find import find_place, label
from backend.places.sectors import propose, sector_by_text
from bot.envelope import enclose
from bot.scene import Scene
from handlers.alarms import sounds_like_a_place
from handlers.dialogue.effect import AskMapService, Effect
from handlers.dialogue.event import Event
from handlers.dialogue.public_effect import (
    FindPlace,
    FindUnit,
    LinkTooShort,
    PlaceFound,
    PlaceOutside,
    PlacesLikely,
    PlaceUnclear,
    ProposeSectors,
    SectorsProposed,
    Spot,
    UnitFound,
    UnitUnknown,
)

_SOURCES = {"name": "gazetteer", "coordinates": "typed", "link": "link"}
_AREA_M = 2000.0
"""How far the centre of a village or town may lie from the spot that is meant."""
_SAYS_MORE = re.compile(
    r"[我你您他她咱谁不没别说讲让叫要找吗呢吧]|举报|老板|厂长|经理|主任|书记|先生|女士|师傅|\d{7}|[@/]"
    r"|(?i:\b(?:i|me|my|we|our|us|you|your|he|his|she|her|they|boss|mr|mrs|ms|not|don|said)\b)"
)
"""Words that speak of people: such a text never leaves this house, whatever else it names."""
_DATUMS = ("wgs84", "gcj02", "bd09")
_SECTORS_MAX = 5


def find(scene: Scene, effect: FindPlace) -> Event:
    """Where the person means: coordinates, a link, a name, or a point."""
    asked = effect.text
    point = (effect.lat, effect.lon) if effect.lat is not None and effect.lon is not None else None
    datum: Any = effect.datum if effect.datum in _DATUMS else "wgs84"
    result = find_place(scene.place, asked or None, point, datum)
    match result:
        case found.PlaceFound():
            spot = _spot(scene, result, effect)
            if spot is None:
                return PlaceUnclear(asked)
            likely = effect.hopeful and result.via == "name"
            return PlacesLikely((spot,), asked) if likely else PlaceFound(spot, asked)
        case found.PlacesLikely():
            spots = [_spot(scene, one, effect) for one in result.choices]
            known = tuple(spot for spot in spots if spot is not None)
            return PlacesLikely(known, asked) if known else PlaceUnclear(asked)
        case found.PlaceOutside():
            if effect.hopeful and point is None:
                return PlaceUnclear(asked)
            lat, lon = point or (0.0, 0.0)
            return PlaceOutside(Spot(lat, lon, source=effect.source), asked)
        case found.PlaceUnclear():
            short = result.why == "short-link" and not effect.hopeful
            if scene.asks_maps and result.why == "unknown-name" and not effect.hopeful:
                _ask_outside(scene, asked)
            return LinkTooShort(asked) if short else PlaceUnclear(asked)


def _ask_outside(scene: Scene, asked: str) -> None:
    """Have a map service asked, in a job: only what reads as a place and as nothing more."""
    if not sounds_like_a_place(asked) or _SAYS_MORE.search(asked):
        return
    payload = enclose(scene.address, AskMapService(asked, scene.language))
    wanted = fresh_job(scene.place.code, AskMapService.__name__, scene.tag, payload)
    queue_jobs(scene.conn, scene.office, [wanted])


def _spot(scene: Scene, one: found.PlaceFound, effect: FindPlace) -> Spot | None:
    if one.lat is None or one.lon is None:
        return None
    name = one.zh if scene.language.startswith("zh") else one.en
    return Spot(
        lat=one.lat,
        lon=one.lon,
        label=effect.label or name,
        area_code=one.area_code,
        datum=one.datum,
        source=_SOURCES.get(one.via, effect.source),
        accuracy_m=_AREA_M if one.approximate else effect.accuracy_m,
    )


def propose_sectors(scene: Scene, effect: ProposeSectors) -> Event:
    """The five likeliest sectors, or the one that the words name."""
    exact = sector_by_text(effect.words) if effect.named else None
    likely = [one.slug for one in propose(effect.words, scene.place, limit=_SECTORS_MAX)]
    if known := _sector_of(scene, effect.unit_id):
        likely = [known, *(slug for slug in likely if slug != known)][:_SECTORS_MAX]
    return SectorsProposed(tuple(likely), exact or "", effect.words)


def _sector_of(scene: Scene, unit_id: str) -> str:
    """What a unit of the register is known for; it may have been struck since."""
    if not unit_id:
        return ""
    try:
        return unit_by_id(scene.conn, scene.office, scene.place.code, unit_id).sector
    except NotFound:
        return ""


def find_unit(scene: Scene, effect: FindUnit) -> Event:
    """The unit whose poster was scanned; its place comes along where the register has one."""
    one = unit_of_token(scene.conn, scene.office, scene.place.code, effect.token)
    if one is None:
        return UnitUnknown()
    return UnitFound(one.unit_id, one.name, _spot_of(scene, one))


def _spot_of(scene: Scene, one: Unit) -> Spot | None:
    if one.lat is None or one.lon is None:
        return None
    area = scene.place.area_by_code.get(one.area_code)
    zh, en = label(scene.place, area) if area else ("", "")
    name = zh if scene.language.startswith("zh") else en
    return Spot(one.lat, one.lon, label=name, area_code=one.area_code, source="poster")


PERFORMERS: dict[type[Effect], Any] = {
    FindPlace: find,
    ProposeSectors: propose_sectors,
    FindUnit: find_unit,
}
