"""The closed network: within the suite nothing but loopback can be reached or looked up.

And nothing at all while a transaction of the office is held: whoever waits for a network within
one holds up everybody who writes. (PostgreSQL's own connections are made by libpq, beside Python.)

Python's own sockets are watched, and with them every client in use here. libpq and libuv (uvloop)
connect without Python: the first is given a loopback address, the second runs only in child
processes.
"""

import ipaddress
import sys
from collections.abc import Iterator

import pytest

# What each audited call hands over, and where the host stands in it.
# Python docs, "Audit events table".
_HOST_FIRST = frozenset({"socket.getaddrinfo", "socket.gethostbyname"})
_ADDRESS_SECOND = frozenset({"socket.connect", "socket.sendto", "socket.sendmsg"})

_refused: list[str] = []


class HeldUp(OSError):
    """Something went to the network within a transaction, on loopback too."""


class OutsideRefused(OSError):
    """Something tried to leave this machine; a test may only talk to loopback."""


def watch_network() -> None:
    """Refuse every way out from now on; an audit hook sees C code too and cannot be undone."""
    sys.addaudithook(_refuse_outside)


def forgive() -> None:
    """Forget what was refused so far: for a test that tries to leave on purpose."""
    _refused.clear()


def is_loopback(host: object) -> bool:
    """Whether a host as given to a socket call stays on this machine; None is the wildcard."""
    if host is None:
        return True
    if isinstance(host, bytes | bytearray):
        host = bytes(host).decode("ascii", "replace")
    if not isinstance(host, str):
        return False
    name = host.rstrip(".").lower()
    if name in {"", "localhost"} or name.endswith(".localhost"):
        return True
    try:
        address = ipaddress.ip_address(name.partition("%")[0])
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


@pytest.fixture(autouse=True)
def only_loopback() -> Iterator[None]:
    """Fail the test that went where it may not, even where its code swallowed the refusal."""
    _refused.clear()
    yield
    if _refused:
        tried = ", ".join(sorted(set(_refused)))
        _refused.clear()
        pytest.fail(f"went to the network where it may not: {tried}")


def _transaction_held() -> bool:
    engine = sys.modules.get("backend.db.engine")  # the network is closed before it is imported
    return engine is not None and bool(engine.transaction_held())


def _refuse_outside(event: str, args: tuple[object, ...]) -> None:
    if event in _HOST_FIRST:
        host = args[0]
    elif event in _ADDRESS_SECOND:
        address = args[1]
        if not isinstance(address, tuple):  # a Unix socket's path, or an already connected socket
            return
        host = address[0]
    else:
        return
    if _transaction_held():
        _refused.append(f"{event} {host!r} within a transaction")
        raise HeldUp(f"{event}: a transaction is held; what needs a network is a job of its own")
    if not is_loopback(host):
        _refused.append(f"{event} {host!r}")
        raise OutsideRefused(f"{event}: {host!r} is not on this machine")
