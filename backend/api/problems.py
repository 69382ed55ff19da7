"""Errors as problem details (RFC 9457): the one place where our tree of errors meets HTTP."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException
from starlette.responses import Response
from structlog import get_logger

from backend.api.room import NoRoom
from backend.api.speaking import Speak, speaker
from backend.errors import (
    Broken,
    Conflict,
    DavyError,
    NotAllowed,
    NotFound,
    Outdated,
    Refused,
    StoreDown,
    TooMany,
)

MEDIA_TYPE = "application/problem+json"

STATUS: tuple[tuple[type[DavyError], int, str], ...] = (
    (TooMany, 429, "Too many requests"),
    (NoRoom, 503, "No room"),
    (Outdated, 412, "The case has changed"),
    (Conflict, 409, "Somebody was quicker"),
    (NotAllowed, 403, "Not your duty"),
    (NotFound, 404, "Not found"),
    (Refused, 422, "Understood and declined"),
    (StoreDown, 503, "Files cannot be kept now"),
    (Broken, 500, "Our mistake"),
)
"""The first class that fits gives the status and the title."""

_log = get_logger("api")


class Unauthorised(DavyError):
    """No token, or one that is not good. The answer does not say which."""


class Unfit(DavyError):
    """The request itself is wrong: `status` 400-415 and a catalogue key."""

    def __init__(self, key: str, status: int = 400) -> None:
        super().__init__(key)
        self.key = key
        self.status = status


class Misfit(DavyError):
    """A body does not fit its model; `errors` are pydantic's, without the values."""

    def __init__(self, errors: Sequence[Any]) -> None:
        super().__init__("problem-body")
        self.errors = errors


class Fault(BaseModel):
    """One thing that is wrong with a request's body. The value itself is never repeated."""

    where: str = Field(description="Path into the body, for example `spot.lat`.")
    what: str = Field(description="What is wrong with it.")


class Problem(BaseModel):
    """What went wrong (RFC 9457). `key` is stable; `detail` is for people."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "type": "urn:davy:problem:refused-step-not-now",
                    "title": "Somebody was quicker",
                    "status": 409,
                    "key": "refused-step-not-now",
                    "detail": "This step is not possible now; somebody may have been quicker.",
                }
            ]
        }
    )

    type: str = Field(description="`urn:davy:problem:` and the key.")
    title: str
    status: int
    key: str = Field(description="A key of the catalogues in `locales`.")
    detail: str | None = None
    args: dict[str, str | int] | None = None
    faults: list[Fault] | None = None


def problem(status: int, title: str, key: str, **more: Any) -> Response:
    """A problem as a response; `more` are further members, and `headers`."""
    headers: Mapping[str, str] = more.pop("headers", {})
    body = {"type": f"urn:davy:problem:{key}", "title": title, "status": status, "key": key}
    body |= {name: value for name, value in more.items() if value}
    # A name that nobody knows may stand in it as it came: half a character leaves as a mark.
    text = json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")
    return Response(text, status, dict(headers), MEDIA_TYPE)


def of_error(error: DavyError, speak: Speak) -> Response:
    """The problem that one of our errors becomes."""
    if isinstance(error, Unauthorised):
        challenge = {"WWW-Authenticate": 'Bearer realm="davy"'}
        detail = speak("problem-token", {})
        return problem(401, "A token is needed", "problem-token", detail=detail, headers=challenge)
    if isinstance(error, Misfit):
        return of_faults(error.errors, speak)
    if isinstance(error, Unfit):
        detail = speak(error.key, {})
        return problem(error.status, "The request cannot be read", error.key, detail=detail)
    status, title = next(found[1:] for found in STATUS if isinstance(error, found[0]))
    if not isinstance(error, Refused):
        return problem(status, title, "problem-ours", detail=speak("problem-ours", {}))
    args = dict(error.args_by_name)
    wait = {"Retry-After": str(error.wait_s)} if isinstance(error, TooMany) else {}
    detail = speak(error.key, _spoken(args, speak))
    return problem(status, title, error.key, detail=detail, args=args, headers=wait)


def _spoken(args: dict[str, str | int], speak: Speak) -> dict[str, str | int]:
    """Arguments as they are said: a step by its words, not by its name."""
    step = str(args.get("step", ""))
    key = f"state-{step}" if step.startswith("hazard-") else f"did-{step}"
    return args | {"step": speak(key, {}) or step} if step else args


def of_faults(errors: Sequence[Any], speak: Speak) -> Response:
    """The problem of a body that does not fit its model; names fields, repeats no value."""
    faults = [
        {"where": ".".join(str(part) for part in one["loc"] if part != "body"), "what": one["msg"]}
        for one in errors
    ]
    detail = speak("problem-body", {})
    return problem(422, "The body does not fit", "problem-body", detail=detail, faults=faults)


def install(app: FastAPI) -> None:
    """Let every error of the app leave as a problem."""
    app.add_exception_handler(DavyError, _ours)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)


async def _ours(request: Request, error: Exception) -> Response:
    assert isinstance(error, DavyError)  # noqa: S101 - registered for this class alone
    if isinstance(error, Broken):
        _log.error("api-broken", error=type(error).__name__)
    return of_error(error, speaker(request.headers))


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for this class alone
    return of_faults(error.errors(), speaker(request.headers))


async def _http(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for this class alone
    return problem(
        error.status_code,
        str(error.detail),
        f"problem-http-{error.status_code}",
        headers=dict(error.headers or {}),
    )
