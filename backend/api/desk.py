"""The desk of a member: who they are, their tasks, lists, cards and pictures."""

from dataclasses import asdict, dataclass
from functools import partial
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path, Query, Request
from starlette.responses import Response

from backend.api.bodies import reading
from backend.api.describing import declined
from backend.api.edge import AnEdge
from backend.api.ledger import Asked, list_reports
from backend.api.permissions import AnyMember, needs
from backend.api.photo_intake import take_photos
from backend.api.problems import Unfit
from backend.api.staff_shapes import (
    CardOut,
    CaseId,
    MemberOut,
    OfficeOut,
    PhotosOut,
    ReportLineOut,
    ReportsOut,
    TasksOut,
)
from backend.errors import Refused
from backend.inspections.lines import Wanted
from backend.inspections.offices import list_offices
from backend.reminders.tasks import list_tasks, open_task
from backend.reports.alarms import see_alarm, sees_alarms
from backend.reports.photos import find_photo, read_photo
from backend.reports.rules import STATES
from backend.staff.member import Member

router = APIRouter(tags=["desk"])

_DECLINED = declined(401, 403, 422, 429)
_GONE = declined(401, 403, 404, 422, 429)
Case = Annotated[CaseId, Path(description="Of a report, a hazard or a reward.")]
Lat = Annotated[float | None, Query(ge=-90, le=90, description="Where you are, WGS-84.")]
Lon = Annotated[float | None, Query(ge=-180, le=180)]
_STATE = "^(" + "|".join(("", *STATES)) + ")$"
Filter = Annotated[
    str,
    Query(
        pattern="^[a-z-]{1,32}$",
        description="all, new, due, overdue, returned, look-on, or the name of a step.",
    ),
]


@router.get("/me", responses=_DECLINED, summary="Who the token acts as")
async def me(member: AnyMember) -> MemberOut:
    """Place, office and duties of the token's member."""
    return MemberOut(
        member_id=member.member_id,
        place=member.place,
        office_id=member.office_id,
        roles=sorted(member.roles),
    )


@dataclass(frozen=True, slots=True)
class Near:
    """Where the member is, if they say so."""

    lat: Lat = None
    lon: Lon = None


@dataclass(frozen=True, slots=True)
class Page:
    """Which part of a list."""

    which: Annotated[Filter, Query(alias="filter")] = "all"
    offset: Annotated[int, Query(ge=0, le=100_000)] = 0
    limit: Annotated[int, Query(ge=1, le=100)] = 20


@router.get("/tasks", responses=_DECLINED, summary="My tasks")
async def tasks(
    edge: AnEdge,
    member: AnyMember,
    page: Annotated[Page, Depends()],
    near: Annotated[Near, Depends()],
) -> TasksOut:
    """What waits for this member, most urgent first; with a point, nearest first."""
    wanted = Wanted(page.which, page.offset, page.limit, near.lat, near.lon)
    return TasksOut.model_validate(await edge.runner.read(list_tasks, member, wanted))


@dataclass(frozen=True, slots=True)
class Listed:
    """Which reports of the list."""

    state: Annotated[str, Query(pattern=_STATE, description="Empty: every state.")] = ""
    sector: Annotated[str, Query(pattern="^[a-z0-9-]{0,32}$")] = ""
    area: Annotated[
        str, Query(pattern="^[0-9]{0,12}$", description="How the area's code begins.")
    ] = ""
    office: Annotated[
        str, Query(pattern="^[a-z0-9-]{0,64}$", description="Owner, by its id: `GET /offices`.")
    ] = ""
    overdue: Annotated[bool, Query(description="Only what the office owes since its day.")] = False
    alarm: Annotated[
        Literal["", "any", "unseen", "danger", "deaths"],
        Query(description="The lane of its own; `unseen`: nobody has opened it yet."),
    ] = ""
    cursor: Annotated[str, Query(pattern="^[0-9-]{0,20}$", description="Of the page before.")] = ""
    limit: Annotated[int, Query(ge=1, le=100)] = 50


@router.get("/reports", responses=_DECLINED, summary="List reports")
async def reports(
    edge: AnEdge,
    member: Annotated[Member, Depends(needs("report-list"))],
    listed: Annotated[Listed, Depends()],
) -> ReportsOut:
    """The place's reports, a page at a time, by their random numbers.

    A page that is shorter than `limit` may still have a cursor: rare things are looked for a
    stretch at a time, so that no page is slow. Go on until the cursor is empty.
    """
    asked = Asked(**asdict(listed))
    lines, cursor = await edge.runner.read(list_reports, member, asked)
    return ReportsOut(lines=[ReportLineOut.model_validate(one) for one in lines], cursor=cursor)


@router.get("/offices", responses=_DECLINED, summary="Whom a case can be handed to")
async def offices(
    edge: AnEdge, member: Annotated[Member, Depends(needs("report-list"))]
) -> list[OfficeOut]:
    """The place's offices with their inspectors, and the authorities outside it."""
    found = await edge.runner.read(list_offices, member)
    return [OfficeOut.model_validate(one) for one in found]


@router.get(
    "/cases/{case_id}",
    responses=_GONE
    | {
        200: {
            "headers": {
                "ETag": {
                    "description": "The card's version, for `If-Match` of a step.",
                    "schema": {"type": "string", "examples": ['"3"']},
                }
            }
        }
    },
    summary="One case",
)
async def case(
    edge: AnEdge,
    member: AnyMember,
    case_id: Case,
    near: Annotated[Near, Depends()],
    response: Response,
) -> CardOut:
    """A report, hazard or reward, with no more of it than the token's duties allow.

    Opening an alarm as the desk or a supervisor notes that it was seen: it sounds no more.
    """
    card = await edge.runner.read(open_task, member, case_id, near.lat, near.lon)
    shown = CardOut.model_validate(card)
    if shown.kind == "report" and shown.alarm and not shown.alarm_seen and sees_alarms(member):
        await edge.runner.write(see_alarm, member, case_id)
    response.headers["ETag"] = f'"{shown.version}"'
    return shown


@router.get(
    "/photos/{photo_id}",
    responses=_GONE | declined(503) | {200: {"content": {"image/jpeg": {}}}},
    response_class=Response,
    summary="A cleaned picture",
)
async def photo(
    edge: AnEdge,
    member: Annotated[Member, Depends(needs("photo-read"))],
    photo_id: Case,
    preview: bool = False,
) -> Response:
    """A JPEG without any metadata; with `preview` a small one."""
    row = await edge.runner.read(lambda conn, _: find_photo(conn, member, photo_id))
    data = await edge.runner.slow(partial(read_photo, edge.office, row, preview=preview))
    return Response(data, media_type="image/jpeg")


@router.post(
    "/photos",
    status_code=201,
    responses=_DECLINED | declined(400, 413, 415, 503),
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                "multipart/form-data": {
                    "schema": {
                        "type": "object",
                        "required": ["photos"],
                        "properties": {
                            "photos": {
                                "type": "array",
                                "items": {"type": "string", "format": "binary"},
                            }
                        },
                    }
                }
            },
        }
    },
    summary="Hand in photos for a step",
)
async def hand_in_photos(
    request: Request, edge: AnEdge, member: Annotated[Member, Depends(needs("hazard-close"))]
) -> PhotosOut:
    """Clean and store photos; their ids go into `verify-true` or `close`.

    One that cannot be made safe refuses the whole request: an inspector can take another.
    """
    async with reading(request, edge, "nothing") as asked:
        if not asked.photos:
            raise Unfit("problem-multipart")
        taken = await take_photos(edge, member.place, asked.photos)
    bad = next((one for one in taken.told if not one.kept), None)
    if bad is not None:
        raise Refused(f"photo-refused-{bad.reason}")
    return PhotosOut(photo_ids=list(taken.photo_ids))
