"""Whether Davy is there, whether it is ready, and its figures."""

import secrets

from fastapi import APIRouter, Request
from sqlalchemy import Connection, text
from starlette.responses import JSONResponse, Response

from backend.api.edge import edge_of
from backend.errors import NotFound
from backend.inbox.service import aside_count
from backend.jobs.service import jobs_aside_count
from backend.office import Office

router = APIRouter(include_in_schema=False)


@router.get("/healthz")
async def healthz() -> Response:
    """For everyone: the process answers."""
    return JSONResponse({"status": "ok"})


@router.get("/readyz")
async def readyz(request: Request) -> Response:
    """On this machine or with the token: database and files answer."""
    _let_in(request)
    edge = edge_of(request)
    found = {"database": await _answers(request), "files": True}
    try:
        await edge.runner.slow(edge.office.files.room_bytes)
    except Exception:  # whatever a store raises, it is not ready
        found["files"] = False
    return JSONResponse(found, 200 if all(found.values()) else 503)


@router.get("/metrics")
async def metrics(request: Request) -> Response:
    """On this machine or with the token: figures in Prometheus' format."""
    _let_in(request)
    edge = edge_of(request)
    edge.figures.in_hand.set(edge.lanes.in_hand_count)
    edge.figures.set_aside.set(await edge.runner.read(lambda conn, _: aside_count(conn)))
    edge.figures.jobs_aside.set(await edge.runner.read(lambda conn, _: jobs_aside_count(conn)))
    return Response(edge.figures.text(), media_type="text/plain; version=0.0.4; charset=utf-8")


def _let_in(request: Request) -> None:
    """Raises: NotFound, as if there were nothing here."""
    edge = edge_of(request)
    peer = request.client.host if request.client else None
    if edge.sources.is_local(peer, request.headers):
        return
    token = edge.terms.figures_token
    given = request.headers.get("authorization", "").removeprefix("Bearer ")
    if not token or not secrets.compare_digest(given.encode(), token.encode()):
        raise NotFound("problem-http-404")


async def _answers(request: Request) -> bool:
    def ask(conn: Connection, _: Office) -> None:
        conn.execute(text("select 1"))

    try:
        await edge_of(request).runner.read(ask)
    except Exception:  # whatever a database raises, it is not ready
        return False
    return True
