"""Which place a request means: its path `/p/<code>/api/…` says so, or its body, or a setting."""

import re
from typing import Any

from fastapi import Request
from starlette.types import Scope

from backend.api.edge import edge_of
from backend.errors import NotFound, Refused
from backend.places.profile import Place

_IN_PATH = "davy.place"
_PATH = re.compile(r"(/p/(\d{6,12}))/api/")


def entered(scope: Scope) -> Scope:
    """The scope as it is routed: what names the place stands before the API's own paths."""
    found = _PATH.match(scope["path"])
    if found is None:
        return scope
    return {**scope, "root_path": found[1], _IN_PATH: found[2]}


def named_in_path(scope: Scope) -> str:
    """The code of the place that a request's path names, or empty."""
    found: Any = scope.get(_IN_PATH, "")
    return str(found)


def asked_place(request: Request, named: str = "") -> Place:
    """The place that is meant; `named` is what the body says.

    Raises:
        NotFound: it is not served here, or path and body differ.
        Refused: several are served and none was named.
    """
    edge = edge_of(request)
    in_path = named_in_path(request.scope)
    if in_path and named not in ("", in_path):
        raise NotFound("problem-place-unknown")
    code = in_path or named or edge.terms.place
    if not code:
        raise Refused("problem-place-wanted")
    return edge.office.place(code)
