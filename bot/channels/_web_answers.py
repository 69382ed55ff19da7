"""Answers of web chat as bytes: the headers that keep a page to itself, pictures, static files."""

from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

STATIC = Path(__file__).parent / "web_static"
KINDS = {".css": b"text/css; charset=utf-8", ".js": b"text/javascript; charset=utf-8"}

_CLOSED = (
    b"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    b"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
    b"require-trusted-types-for 'script'; trusted-types 'none'"
)
_ALWAYS = (
    (b"cache-control", b"no-store"),
    (b"content-security-policy", _CLOSED),
    # Not no-referrer: with that a browser names no Origin either when our own form is sent.
    (b"referrer-policy", b"same-origin"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"geolocation=(self), camera=(), microphone=()"),
)


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer."""

    status: int
    body: bytes = b""
    content_type: bytes = b"text/html; charset=utf-8"
    headers: tuple[tuple[bytes, bytes], ...] = ()

    def having(self, *headers: tuple[bytes, bytes]) -> "Answer":
        """The answer with more headers."""
        return replace(self, headers=(*self.headers, *headers))


async def deliver(send: Any, answer: Answer, *, bare: bool = False) -> None:
    """Send an answer; `bare` without its body (HEAD)."""
    headers = [
        (b"content-type", answer.content_type),
        (b"content-length", str(len(answer.body)).encode()),
        *_ALWAYS,
        *answer.headers,
    ]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if bare else answer.body})


def redirect(to: str, *headers: tuple[bytes, bytes]) -> Answer:
    """After a form: look at the page."""
    return Answer(303, headers=((b"location", to.encode()), *headers))


def leave(to: str, gone: tuple[bytes, bytes]) -> Answer:
    """Quick exit: the browser forgets what it can, and goes to a page that says nothing."""
    return redirect(to, gone, (b"clear-site-data", b'"cache", "cookies", "storage"'))


def picture(data: bytes) -> Answer:
    """A picture for this person alone."""
    kind = b"image/png" if data.startswith(b"\x89PNG") else b"image/jpeg"
    return Answer(200, data, kind)


def plain(text: str) -> Answer:
    """Something for machines."""
    return Answer(200, text.encode(), b"text/plain; charset=utf-8")


@lru_cache(maxsize=32)
def static(name: str) -> Answer | None:
    """A file of the page, style or script; nothing of anybody's. None when there is no such."""
    path = STATIC / name
    if path.parent != STATIC or path.suffix not in KINDS or not path.is_file():
        return None
    return Answer(200, path.read_bytes(), KINDS[path.suffix])
