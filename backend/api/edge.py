"""What every route of the JSON edge works with: built once, hung on the app, closed with it."""

from dataclasses import dataclass
from functools import partial
from typing import Annotated

from fastapi import Depends, Request
from structlog import get_logger

from backend.api.figures import Figures
from backend.api.filing import Piece, file_batch
from backend.api.idempotency import Answer
from backend.api.keeper import Keeper
from backend.api.limits import Bell, Lanes, Limiter
from backend.api.room import Room
from backend.api.running import Runner
from backend.api.sources import Sources
from backend.api.terms import ApiTerms
from backend.api.uploads import Memory
from backend.db.group import GroupCommit
from backend.errors import Conflict
from backend.office import Office
from media.pool import PhotoPool

_log = get_logger("api")

SOURCE = "davy.source"
"""Where the gate leaves a request's source in its ASGI scope."""


@dataclass(frozen=True, slots=True)
class Edge:
    """Office, threads, limits and memory of one app."""

    office: Office
    terms: ApiTerms
    runner: Runner
    sources: Sources
    limiter: Limiter
    lanes: Lanes
    memory: Memory
    photos: PhotoPool
    room: Room
    filing: GroupCommit[Piece, Answer | Conflict]
    figures: Figures
    bell: Bell

    def source(self, request: Request) -> bytes:
        """The source of a request: 16 bytes, or the shared lane."""
        source: bytes = request.scope[SOURCE]
        return source

    def close(self) -> None:
        """Finish what is in hand and stop the threads; the pool of photos is the caller's."""
        self.filing.close()
        self.runner.close()


def build_edge(
    office: Office, terms: ApiTerms, photos: PhotoPool, room: Room, keeper: Keeper | None = None
) -> Edge:
    """Put the parts together; with a `keeper` it counts together with the other doors."""
    figures = Figures()
    limiter = keeper.limiter if keeper else Limiter(terms.rates)
    return Edge(
        office=office,
        terms=terms,
        runner=Runner(office),
        sources=keeper.sources if keeper else Sources(office.clock, terms.trusted_proxies),
        limiter=limiter,
        lanes=Lanes(terms.in_hand_count, terms.shared_count),
        memory=Memory(terms.uploads_most_bytes),
        photos=photos,
        room=room,
        filing=GroupCommit(
            office.database.write, partial(file_batch, office), threads=1, name="api-file"
        ),
        figures=figures,
        bell=Bell(_ring, limiter),
    )


def _ring() -> None:
    _log.error("codes-guessed")


def edge_of(request: Request) -> Edge:
    """The edge of the app that a request came to."""
    edge: Edge = request.app.state.edge
    return edge


AnEdge = Annotated[Edge, Depends(edge_of)]
