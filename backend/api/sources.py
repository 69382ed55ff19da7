"""Where a request comes from: a keyed hash of its address, or the shared lane.

A forwarded address counts only from a proxy that is configured. Behind an onion service or a proxy
nobody told us of, everyone has one address: such requests share a lane without a limit by address
(`trust.md` 15). The hash is made under a key of the day that all processes share; without one it is
random and lives in memory alone.
"""

import hashlib
import secrets
from collections.abc import Callable, Sequence
from datetime import date
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from starlette.datastructures import Headers

from backend.clock import Clock

SHARED = b""
"""The source of everyone whose own address is not known."""

Network = IPv4Network | IPv6Network


class Sources:
    """Names the source of requests; the same address has another name each day."""

    def __init__(
        self,
        clock: Clock,
        trusted_proxies: Sequence[str] = (),
        key_on: Callable[[date], bytes] = lambda _: secrets.token_bytes(32),
    ) -> None:
        self._clock = clock
        self._key_on = key_on
        self._trusted = tuple(ip_network(one, strict=False) for one in trusted_proxies)
        self._day = date.min
        self._key = b""

    def name(self, peer: str | None, headers: Headers) -> bytes:
        """16 bytes, or `SHARED`. `peer` is the address that opened the connection."""
        address = self._address(peer, headers)
        if address is None:
            return SHARED
        today = self._clock.now().date()
        if today != self._day:
            self._day, self._key = today, self._key_on(today)
        return hashlib.blake2b(address, key=self._key, digest_size=16).digest()

    def is_local(self, peer: str | None, headers: Headers) -> bool:
        """Whether the request was made on this machine, not merely passed on by a proxy on it."""
        if "x-forwarded-for" in headers or "forwarded" in headers:
            return False
        return peer is not None and _is_loopback(peer)

    def _address(self, peer: str | None, headers: Headers) -> bytes | None:
        if peer is None:
            return None
        hops = [peer]
        if self._is_trusted(peer):
            forwarded = headers.get("x-forwarded-for", "")
            hops = [hop.strip() for hop in forwarded.split(",") if hop.strip()]
        # The right-most hop that is not ours: what stands left of it the person may have made up.
        outside = next((hop for hop in reversed(hops) if not self._is_trusted(hop)), None)
        return None if outside is None else _packed(outside)

    def _is_trusted(self, address: str) -> bool:
        if not self._trusted:
            return False
        try:
            parsed = ip_address(address)
        except ValueError:
            return False
        return any(parsed in network for network in self._trusted)


def _packed(address: str) -> bytes | None:
    """The address as bytes, of IPv6 the half that a household has; None where many may share it."""
    if address.startswith("127."):
        return None
    try:
        parsed = ip_address(address)
    except ValueError:
        return None
    if parsed.is_loopback or parsed.is_private or parsed.is_link_local:
        return None
    return parsed.packed if parsed.version == 4 else parsed.packed[:8]


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False
