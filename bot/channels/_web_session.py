"""The cookie of one web door: whoever has it is the person, for as long as the browser is open."""

import re
import secrets
from dataclasses import dataclass, replace

from bot.channels._web_request import Request

KEPT_S = 30 * 24 * 3600
"""With "keep my draft on this phone": as long as a draft is kept at all."""

_VALUE = re.compile(r"([A-Za-z0-9_-]{32})(\.kept)?")


@dataclass(frozen=True, slots=True)
class Session:
    """A browser's conversation. `secret` is 192 random bits."""

    secret: str
    kept: bool = False
    """It was asked to outlive the browser's closing."""


def fresh_session() -> Session:
    """Somebody new."""
    return Session(secrets.token_urlsafe(24))


@dataclass(frozen=True, slots=True)
class SessionCookie:
    """How one door's cookie is called and for whom it is sent."""

    name: str
    path: str
    secure: bool
    """The outside address is https. An onion address beside it is sealed without TLS."""
    life_s: int | None = None
    """Seconds after which the browser drops it in any case."""

    def read(self, request: Request) -> Session | None:
        """The session of this browser, or None: somebody new."""
        found = _VALUE.fullmatch(request.cookie(self._name(request)) or "")
        return Session(found[1], bool(found[2])) if found else None

    def write(self, request: Request, session: Session) -> tuple[bytes, bytes]:
        """The header that leaves the cookie: no script reads it, no other site sends it."""
        value = session.secret + (".kept" if session.kept else "")
        return self._header(request, value, KEPT_S if session.kept else self.life_s)

    def end(self, request: Request) -> tuple[bytes, bytes]:
        """The header that removes the cookie."""
        return self._header(request, "", 0)

    def _sealed(self, request: Request) -> bool:
        return self.secure and not request.is_onion

    def _name(self, request: Request) -> str:
        # Over TLS a browser takes __Host- from this very host alone (RFC 6265bis, 4.1.3.2): no
        # other site of the same domain can slip a person a session that it knows.
        return f"__Host-{self.name}" if self._sealed(request) else self.name

    def _header(self, request: Request, value: str, max_age_s: int | None) -> tuple[bytes, bytes]:
        sealed = self._sealed(request)
        path = "/" if sealed else self.path
        parts = [f"{self._name(request)}={value}", f"Path={path}", "HttpOnly", "SameSite=Strict"]
        if sealed:
            parts.append("Secure")
        if max_age_s is not None:
            parts.append(f"Max-Age={max_age_s}")
        return (b"set-cookie", "; ".join(parts).encode())


def cookie_name(path: str, place: str, *, staff: bool) -> str:
    """`davy` and `davy-staff` at the front; a further place's doors carry its code."""
    front = path in ("/", "/staff/")
    return "-".join(("davy", *(() if front else (place,)), *(("staff",) if staff else ())))


def kept_as(session: Session, keep: bool) -> Session:
    """The session with what the page's box says."""
    return replace(session, kept=keep)
