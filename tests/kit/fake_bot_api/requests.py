"""A call's parameters, however a client writes them: query, form, multipart or JSON."""

import json
from typing import Any

from aiohttp import BodyPartReader, web

Json = dict[str, Any]
Uploads = dict[str, bytes]


async def read_request(request: web.Request) -> tuple[Json, Uploads]:
    """Parameters as strings (nested ones as JSON text), and uploaded files by their part's name."""
    params: Json = dict(request.query)
    uploads: Uploads = {}
    if request.content_type == "application/json":
        for name, value in (await request.json()).items():
            params[name] = value if isinstance(value, str) else json.dumps(value)
    elif request.content_type.startswith("multipart/"):
        async for part in await request.multipart():
            if not isinstance(part, BodyPartReader):
                continue
            if part.filename is not None:
                uploads[part.name or ""] = bytes(await part.read())
            else:
                params[part.name or ""] = await part.text()
    elif request.can_read_body:
        params |= {name: str(value) for name, value in (await request.post()).items()}
    return params, uploads
