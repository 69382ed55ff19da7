"""The office as an ASGI app: the JSON API under /api/v1, health and figures beside it."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from backend.api import (
    cases,
    claims,
    desk,
    duplicates,
    handing,
    handovers,
    health,
    problems,
    reports,
    steps,
    totals,
)
from backend.api.describing import whole
from backend.api.edge import Edge, build_edge
from backend.api.gate import Gate
from backend.api.keeper import Keeper
from backend.api.room import Room
from backend.api.speaking import catalogue
from backend.api.terms import ApiTerms
from backend.office import Office
from media.pool import PhotoPool

PREFIX = "/api/v1"

_ABOUT = """\
File a hazard report in one call, follow it by its code, and, with a token of staff, work on cases.

Every refusal is a problem (RFC 9457) whose `key` is stable. Codes travel in bodies and headers,
never in addresses. Times are days in the place's zone.
"""


def build_api(
    office: Office,
    terms: ApiTerms,
    *,
    photos: PhotoPool,
    room: Room | None = None,
    keeper: Keeper | None = None,
) -> FastAPI:
    """The app. `app.state.edge.close()` stops its threads; the pool of photos is the caller's."""
    app = FastAPI(
        title="Davy",
        version="1",
        description=_ABOUT,
        openapi_url=f"{PREFIX}/openapi.json",
        docs_url=None,  # their pages load scripts from elsewhere
        redoc_url=None,
    )
    catalogue()  # read now, so that the first refusal is as quick as any
    edge = build_edge(office, terms, photos, room or Room(), keeper)
    app.state.edge = edge
    for part in (reports, cases, desk, duplicates, steps, handing, handovers, claims, totals):
        app.include_router(part.router, prefix=PREFIX)
    app.include_router(health.router)
    problems.install(app)
    app.add_middleware(Gate, edge=edge)
    _describe(app)
    return app


def edge_of_app(app: FastAPI) -> Edge:
    """The edge of an app that `build_api` made."""
    edge: Edge = app.state.edge
    return edge


def _describe(app: FastAPI) -> None:
    def document() -> dict[str, Any]:
        if app.openapi_schema is None:
            made = get_openapi(
                title=app.title,
                version=app.version,
                description=app.description,
                routes=app.routes,
            )
            app.openapi_schema = whole(made)
        return app.openapi_schema

    app.openapi = document  # type: ignore[method-assign]
