"""What the operator decides about the JSON edge: proxies, sizes, rates, the token for figures."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from backend.api.limits import RATES, Rate

_MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class ApiTerms:
    """Built once in `bot/compose.py`."""

    place: str
    """Code of the place that a request means when it names none."""
    trusted_proxies: tuple[str, ...] = ()
    """Networks (10.0.0.0/8) whose X-Forwarded-For is believed; without any nobody's is."""
    figures_token: str = ""
    """Opens /metrics and /readyz from elsewhere; empty: only this machine may look."""
    json_most_bytes: int = 256 * 1024
    form_most_bytes: int = 100 * _MIB
    photos_count: int = 10
    """Photos in one request."""
    uploads_most_bytes: int = 192 * _MIB
    """Uploads in memory at one time, over all requests."""
    in_hand_count: int = 512
    """Requests in hand at one time."""
    shared_count: int = 256
    """Of them from the shared lane: onion services and proxies nobody told us of."""
    rates: Mapping[str, Rate] = field(default_factory=lambda: RATES)
