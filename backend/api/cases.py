"""Following a report by its code: opening, adding, answering, objecting, the reward.

The code travels in bodies alone. Misses have a budget by source and ring a bell; nothing is locked.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import TypeVar

from fastapi import APIRouter, Request
from sqlalchemy import Connection
from starlette.responses import Response

from backend.api.asked_place import asked_place
from backend.api.bodies import parse, read_json, reading
from backend.api.describing import asked_in, declined
from backend.api.edge import edge_of
from backend.api.idempotency import Answer, Repeat, once, repeat_of
from backend.api.photo_intake import photo_room, take_photos
from backend.api.reports import spot_of
from backend.api.shapes import (
    AddedOut,
    AdditionIn,
    ByCode,
    CaseOut,
    ObjectionIn,
    OpenIn,
    QuestionOut,
    RewardOut,
    SentToOut,
    StepOut,
    UnfixedIn,
)
from backend.errors import NotFound, Refused
from backend.office import Office
from backend.reports.service import (
    Addition,
    CaseFacts,
    add,
    case_view,
    find_by_code,
    fits,
    object_to,
    say_unfixed,
    typed_digits,
    view_by_code,
)
from backend.rewards.claims import Shown, show, standing

router = APIRouter(prefix="/cases", tags=["cases by code"])

_DECLINED = declined(400, 404, 409, 413, 415, 422, 429)

T = TypeVar("T")
Act = Callable[[Connection, Office, str], T]


class CodeUnknown(NotFound):
    """No report of this place has this code."""


@router.post(
    "/open",
    response_model=CaseOut,
    responses=_DECLINED,
    openapi_extra=asked_in("case", OpenIn),
    summary="Where a report stands",
)
async def open_case(request: Request) -> Response:
    """What happened, what comes next and by when, open questions, where the money is."""
    edge = edge_of(request)
    told = parse(OpenIn, await read_json(request, edge))
    place, digits = _admitted(request, told)

    def look(conn: Connection, office: Office) -> CaseOut:
        facts = view_by_code(conn, office, place, digits)
        if facts is None:
            raise CodeUnknown("refused-code-unknown")
        return _shown(conn, facts)

    with _missing(request):
        case = await edge.runner.read(look)
    return Response(case.model_dump_json(), media_type="application/json")


@router.post(
    "/additions",
    response_model=AddedOut,
    responses=_DECLINED | declined(503),
    openapi_extra=asked_in("addition", AdditionIn, photos=True, repeated=True),
    summary="Add words or photos, or answer a question",
)
async def add_to_case(request: Request) -> Response:
    """JSON, or a form with a JSON part `addition` and files `photos`."""
    edge = edge_of(request)
    source = edge.source(request)
    edge.limiter.spend("add", source)
    edge.room.check_words()
    async with reading(request, edge, "addition") as asked:
        told = parse(AdditionIn, asked.text)
        repeat = _repeat(request, told, "add", asked.whole)
        place = asked_place(request, told.place)
        lat, lon, _ = spot_of(place, told.spot)
        room = partial(photo_room, repeat=repeat, count=len(asked.photos))
        await _at(request, told, room, writing=False)  # before any photo is cleaned
        if asked.photos:
            edge.limiter.spend("photo", source, len(asked.photos))
        taken = await take_photos(edge, place.code, asked.photos)
    if not (told.words.strip() or taken.photo_ids or told.spot):
        raise Refused("refused-addition-empty")
    addition = Addition(
        words=told.words,
        lat=lat,
        lon=lon,
        photos=taken.pairs,
        question_id=told.question_id,
        ref="" if repeat is None else f"api/{repeat.key_hash.hex()}",
    )

    def act(conn: Connection, office: Office, report_id: str) -> Answer:
        add(conn, office, report_id, addition)
        return Answer(200, AddedOut(photos=list(taken.told)).model_dump(mode="json"))

    return await _done(request, told, repeat, act)


@router.post(
    "/objections",
    response_model=CaseOut,
    responses=_DECLINED,
    openapi_extra=asked_in("objection", ObjectionIn, repeated=True),
    summary="Object to a refusal or a result",
)
async def object_to_result(request: Request) -> Response:
    """Once a case; somebody else than who decided looks at it again."""
    edge = edge_of(request)
    edge.limiter.spend("add", edge.source(request))
    text = await read_json(request, edge)
    told = parse(ObjectionIn, text)

    def act(conn: Connection, office: Office, report_id: str) -> Answer:
        object_to(conn, office, report_id, told.words)
        return Answer(200, _view(conn, office, report_id).model_dump(mode="json"))

    return await _done(request, told, _repeat(request, told, "object", text), act)


@router.post(
    "/unfixed",
    response_model=CaseOut,
    responses=_DECLINED,
    openapi_extra=asked_in("unfixed", UnfixedIn, repeated=True),
    summary="Say that a closed hazard is still there",
)
async def say_it_is_unfixed(request: Request) -> Response:
    """Somebody looks again who neither closed it nor agreed to its closing."""
    edge = edge_of(request)
    edge.limiter.spend("add", edge.source(request))
    text = await read_json(request, edge)
    told = parse(UnfixedIn, text)

    def act(conn: Connection, office: Office, report_id: str) -> Answer:
        say_unfixed(conn, office, report_id, told.words)
        return Answer(200, _view(conn, office, report_id).model_dump(mode="json"))

    return await _done(request, told, _repeat(request, told, "unfixed", text), act)


@router.post(
    "/reward",
    response_model=RewardOut,
    responses=_DECLINED,
    openapi_extra=asked_in("reward", OpenIn),
    summary="Show the reward",
)
async def show_reward(request: Request) -> Response:
    """The amount, the last day and a claim code for the payer, when a reward waits.

    Each call gives a new claim code; all of them are good until one is paid.
    """
    edge = edge_of(request)
    edge.limiter.spend("add", edge.source(request))
    told = parse(OpenIn, await read_json(request, edge))
    english = request.headers.get("accept-language", "").lower().startswith("en")
    reward = await _at(request, told, partial(_show, english=english), writing=True)
    return Response(reward.model_dump_json(), media_type="application/json")


def _view(conn: Connection, office: Office, report_id: str) -> CaseOut:
    return _shown(conn, case_view(conn, office, report_id))


def _shown(conn: Connection, facts: CaseFacts) -> CaseOut:
    return CaseOut(
        number=facts.number,
        steps=[StepOut(key=key, on=on) for key, on in facts.steps],
        next_key=facts.next_key,
        next_on=facts.next_on,
        provisional=facts.provisional,
        questions=[
            QuestionOut(question_id=which, key=f"question-{name}" if name else "", text=text)
            for which, name, text in facts.questions
        ],
        photo_count=facts.photo_count,
        reason_key=facts.reason_key,
        sent_to=SentToOut.of(facts.sent_to) if facts.sent_to else None,
        was_number=facts.was_number,
        may_add=facts.may_add,
        may_object=facts.may_object,
        may_say_unfixed=facts.may_say_unfixed,
        reward=standing(conn, facts.report_id) if _was_closed(facts) else "",
    )


def _was_closed(facts: CaseFacts) -> bool:
    """Whether there can be a reward: pages are read far oftener than cases are closed."""
    return any(key == "step-closed" for key, _ in facts.steps)


def _show(conn: Connection, office: Office, report_id: str, *, english: bool) -> RewardOut:
    found = show(conn, office, report_id)
    if not isinstance(found, Shown):
        return RewardOut(key=found.key)
    return RewardOut(
        key=found.reason_key,
        amount_yuan=found.amount_yuan,
        claim_code=found.code,
        last_on=found.last_on,
        where=found.where.en if english else found.where.zh,
    )


async def _at(request: Request, told: ByCode, act: "Act[T]", *, writing: bool) -> T:
    """Run `act` on the report that a code opens, in one transaction.

    Raises:
        Refused: a slip of the pen: the check digits do not fit.
        CodeUnknown: nobody has this code.
        TooMany: this source missed too often.
    """
    edge = edge_of(request)
    place, digits = _admitted(request, told)

    def work(conn: Connection, office: Office) -> T:
        report_id = find_by_code(conn, office, place, digits)
        if report_id is None:
            raise CodeUnknown("refused-code-unknown")
        return act(conn, office, report_id)

    with _missing(request):
        return await (edge.runner.write(work) if writing else edge.runner.read(work))


def _admitted(request: Request, told: ByCode) -> tuple[str, str]:
    """The place and the digits to look for. Raises: Refused, TooMany."""
    edge = edge_of(request)
    source = edge.source(request)
    edge.limiter.check("miss", source)
    edge.limiter.spend("open", source)
    digits = typed_digits(told.code)
    if not fits(digits):
        raise Refused("refused-code-mistyped")
    return asked_place(request, told.place).code, digits


@contextmanager
def _missing(request: Request) -> Iterator[None]:
    """A code that nobody has counts against its source and rings the bell."""
    try:
        yield
    except CodeUnknown:
        edge = edge_of(request)
        edge.limiter.spend("miss", edge.source(request))
        edge.figures.misses.inc()
        edge.bell.miss()
        raise


def _repeat(request: Request, told: ByCode, act: str, body: bytes) -> Repeat | None:
    edge = edge_of(request)
    scope = f"case/{act}/{asked_place(request, told.place).code}/{typed_digits(told.code)}"
    return repeat_of(edge.office, request.headers.get("idempotency-key"), scope, body)


async def _done(
    request: Request, told: ByCode, repeat: Repeat | None, act: "Act[Answer]"
) -> Response:
    place = asked_place(request, told.place).code

    def work(conn: Connection, office: Office, report_id: str) -> Answer:
        return once(
            conn, office, place=place, repeat=repeat, act=lambda: act(conn, office, report_id)
        )

    answer = await _at(request, told, work, writing=True)
    return answer.response()
