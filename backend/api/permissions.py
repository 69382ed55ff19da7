"""Who asks: a bearer token becomes a member, and a signature says which capability it takes.

async def tasks(member: Annotated[Member, Depends(needs("report-list"))]) -> ...
"""

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import Depends, Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from backend.api.asked_place import named_in_path
from backend.api.edge import AnEdge, Edge
from backend.api.problems import Unauthorised
from backend.staff.member import Member
from backend.staff.rules import MAY, require
from backend.staff.tokens import member_of_token

_BEARER = HTTPBearer(
    auto_error=False,
    scheme_name="staff token",
    description="Made with `davy staff token`; ends by itself, and with its member's duties.",
)

Credentials = Annotated[HTTPAuthorizationCredentials | None, Security(_BEARER)]


async def member_of_request(request: Request, edge: AnEdge, credentials: Credentials) -> Member:
    """Who the token acts as, whatever their duties.

    Raises:
        Unauthorised: no token, or one that is not good.
        TooMany: this source tried too many wrong ones.
    """
    return await _member(request, edge, credentials)


AnyMember = Annotated[Member, Depends(member_of_request)]


def needs(capability: str) -> Callable[[Member], Awaitable[Member]]:
    """A dependency that lets through members who may.

    Raises:
        ValueError: no duty carries this capability: a slip of ours, found on import.
    """
    if not any(capability in held for held in MAY.values()):
        raise ValueError(f"nobody may {capability}")

    async def member_who_may(member: AnyMember) -> Member:
        require(member, capability)
        return member

    return member_who_may


async def _member(
    request: Request, edge: Edge, credentials: HTTPAuthorizationCredentials | None
) -> Member:
    if credentials is None:
        raise Unauthorised
    source = edge.source(request)
    edge.limiter.check("token", source)
    found = await edge.runner.read(member_of_token, credentials.credentials)
    asked = named_in_path(request.scope)
    if found is None or asked not in ("", found.place):  # elsewhere it is no token at all
        edge.limiter.spend("token", source)
        raise Unauthorised
    return found
