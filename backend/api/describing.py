"""What OpenAPI says of operations that read their bodies themselves, and of their refusals."""

from typing import Any

from pydantic import BaseModel

from backend.api.examples import EXAMPLES
from backend.api.problems import MEDIA_TYPE, Problem
from backend.api.shapes import PUBLIC_SHAPES

_REPEATED = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "16 to 200 random characters: the same request is done once within a day. "
    "The answer is sealed under this very key, so keep it to yourself.",
    "schema": {"type": "string", "minLength": 16, "maxLength": 200, "pattern": "^[!-~]+$"},
}

_MEANINGS = {
    400: "The request cannot be read.",
    401: "A token is needed.",
    403: "Not this member's duty.",
    404: "Nothing of that name; the answer is the same whether it exists elsewhere.",
    409: "Somebody was quicker, the `version` is an older one, or this key was used for another "
    "request. `args` name the step that changed the case and its day.",
    412: "The case is not as `If-Match` saw it; `args` name the step and the day.",
    413: "Too large.",
    415: "Another kind of body is wanted.",
    422: "Understood and declined, or a body that does not fit.",
    429: "Too many: see `Retry-After`.",
    503: "Cannot be kept or read at the moment.",
}


def declined(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The `responses` of an operation: each of these as a problem."""
    return {
        status: {
            "description": _MEANINGS[status],
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
        for status in statuses
    }


def asked_in(
    part: str, shape: type[BaseModel], *, photos: bool = False, repeated: bool = False
) -> dict[str, Any]:
    """The `openapi_extra` of an operation whose body is `shape`, as JSON or a part of a form."""
    schema = {"$ref": f"#/components/schemas/{shape.__name__}"}
    content: dict[str, Any] = {"application/json": {"schema": schema}}
    if photos:
        files = {"type": "array", "items": {"type": "string", "format": "binary"}}
        content["multipart/form-data"] = {
            "schema": {"type": "object", "properties": {part: schema, "photos": files}},
            "encoding": {part: {"contentType": "application/json"}},
        }
    extra: dict[str, Any] = {"requestBody": {"required": True, "content": content}}
    return extra | ({"parameters": [_REPEATED]} if repeated else {})


def whole(document: dict[str, Any]) -> dict[str, Any]:
    """The OpenAPI document with an example in each shape, and the shapes that no signature names.

    Those are bodies that are read by hand, and problems.
    """
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    unnamed: tuple[type[BaseModel], ...] = (*PUBLIC_SHAPES, Problem)
    for shape in unnamed:
        schema = shape.model_json_schema(ref_template="#/components/schemas/{model}")
        schemas.update(schema.pop("$defs", {}))
        schemas[shape.__name__] = schema
    for name, schema in schemas.items():
        if name in EXAMPLES:
            schema.setdefault("examples", [EXAMPLES[name]])
    return document
