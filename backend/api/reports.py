"""Filing a report in one call, with its photos if there are any."""

from fastapi import APIRouter, Request
from sqlalchemy import Connection
from starlette.responses import Response

from backend.aliases.ids import fresh_alias
from backend.api.asked_place import asked_place
from backend.api.bodies import parse, reading
from backend.api.describing import asked_in, declined
from backend.api.edge import Edge, edge_of
from backend.api.filing import Piece
from backend.api.idempotency import Answer, Repeat, known_answers, repeat_of
from backend.api.photo_intake import Taken, take_photos
from backend.api.shapes import ReceiptOut, ReportIn, SpotIn
from backend.errors import Conflict, Refused
from backend.keys.noise import noise
from backend.office import Office
from backend.places.find import find_place
from backend.places.found import PlaceFound
from backend.places.profile import Place
from backend.reports.service import Circumstances, Filing, check_filing

router = APIRouter(tags=["reports"])


@router.post(
    "/reports",
    status_code=201,
    response_model=ReceiptOut,
    responses=declined(400, 404, 409, 413, 415, 422, 429, 503),
    openapi_extra=asked_in("report", ReportIn, photos=True, repeated=True),
    summary="File a report",
)
async def file_report(request: Request) -> Response:
    """File a report without any account. The receipt holds a number and a secret code.

    JSON, or a form with a JSON part `report` and files `photos`. Photos are cleaned of all they
    carry besides the picture; one that cannot be is left out and told. With an `Idempotency-Key`
    the same request sent again within a day gives the same receipt and files nothing twice.
    """
    edge = edge_of(request)
    source = edge.source(request)
    edge.limiter.spend("file", source)
    edge.room.check_words()
    async with reading(request, edge, "report") as asked:
        told = parse(ReportIn, asked.text)
        place = asked_place(request, told.place)
        key = request.headers.get("idempotency-key")
        repeat = repeat_of(edge.office, key, f"report/{place.code}", asked.whole)
        taken = Taken()
        if asked.photos:
            if (known := await _known(edge, repeat)) is not None:
                return _response(known)
            edge.limiter.spend("photo", source, len(asked.photos))
            taken = await take_photos(edge, place.code, asked.photos)
        filing = filing_of(place, told, repeat, taken)
        check_filing(edge.office, filing)
        answer = await edge.filing.put(Piece(filing, repeat, taken.told))
    return _response(answer)


def filing_of(place: Place, told: ReportIn, repeat: Repeat | None, taken: Taken) -> Filing:
    """A request's report as the office takes it. Raises: Refused when it lies elsewhere."""
    lat, lon, area_code = spot_of(place, told.spot, told.place_words)
    # The same request draws the same receipt; with another body it is another report.
    key = noise(16).hex() if repeat is None else repeat.key_hash.hex() + repeat.asked
    return Filing(
        place=place.code,
        draft_key=f"api/{key}",
        alias_id=fresh_alias(),
        words=told.words.strip(),
        place_words=told.place_words.strip(),
        lat=lat,
        lon=lon,
        datum=told.spot.datum if told.spot else "wgs84",
        spot_source="pin" if told.spot else "",
        area_code=area_code,
        unit_name=told.unit_name.strip(),
        sector=told.sector,
        ongoing=told.ongoing,
        guessable=told.guessable,
        deaths=told.deaths,
        danger=told.danger,
        told=Circumstances(
            insider=told.insider,
            reward=told.reward,
            naming=told.naming,
            language=told.language,
            door="api",
        ),
        photos=taken.pairs,
    )


def spot_of(
    place: Place, spot: SpotIn | None, words: str = ""
) -> tuple[float | None, float | None, str]:
    """Latitude and longitude (WGS-84) of a point, and the area it, or the words, lie in.

    Raises:
        Refused: the point lies outside the place.
    """
    if spot is None:
        named = find_place(place, words) if words.strip() else None
        return None, None, named.area_code if isinstance(named, PlaceFound) else ""
    found = find_place(place, point=(spot.lat, spot.lon), datum=spot.datum)
    if not isinstance(found, PlaceFound):
        raise Refused("refused-place-outside")
    return found.lat, found.lon, found.area_code


async def _known(edge: Edge, repeat: Repeat | None) -> Answer | Conflict | None:
    """The answer that is kept already, before any photo is cleaned anew."""
    if repeat is None:
        return None

    def look(conn: Connection, _: Office) -> Answer | Conflict | None:
        return known_answers(conn, [repeat]).get(repeat.key_hash)

    return await edge.runner.read(look)


def _response(answer: Answer | Conflict) -> Response:
    if isinstance(answer, Conflict):
        raise answer
    return answer.response()
