"""An outside map service, where the operator switched one on: words to a point, a point to words.

How it works: the offline gazetteer answers first, always; this is asked later, in a job, and what
it says comes as news. An answer has 2 seconds, is remembered for a day, and after three failures in
a row nobody is asked for a minute, then for twice as long, at most for a quarter of an hour. geopy
speaks the wires of Nominatim and Baidu; it is imported with the first question.
"""

import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any, Literal

from backend.places.areas import Areas
from backend.places.datum import Datum, Point, from_wgs84, to_wgs84
from backend.places.find import areas_of
from backend.places.profile import Place

Kind = Literal["nominatim", "baidu"]
Asked = tuple[str, str]

BUDGET_S = 2.0
_AT_ONCE = 2
_REMEMBERED = 1000
_REMEMBERED_S = 24 * 3600.0
_FAILURES = 3
_REST_S, _REST_MOST_S = 60.0, 900.0
_MOST_LETTERS = 80
_USER_AGENT = "Davy (hazard reporting)"

log = logging.getLogger("davy.maps")
# It writes the address that is asked for into its debug lines.
logging.getLogger("geopy").setLevel(logging.WARNING)


class NotAnswered(Exception):
    """No answer in time, none that can be read, or nobody is asked at the moment."""


@dataclass(slots=True)
class MapService:
    """One service. Safe to share between threads; every call blocks for 2 seconds at most."""

    kind: Kind
    url: str = ""
    """Where it answers; empty: the public service."""
    key: str = field(default="", repr=False)
    monotonic_s: Callable[[], float] = time.monotonic
    budget_s: float = BUDGET_S
    _known: OrderedDict[Asked, tuple[float, Any]] = field(default_factory=OrderedDict, repr=False)
    _free: threading.BoundedSemaphore = field(
        default_factory=lambda: threading.BoundedSemaphore(_AT_ONCE)
    )
    _failures: int = 0
    _rests_until_s: float = 0.0
    _client: Any = field(default=None, repr=False)
    _door: threading.Lock = field(default_factory=threading.Lock)

    @property
    def datum(self) -> Datum:
        """What its coordinates are given in: Baidu draws the world by BD-09."""
        return "bd09" if self.kind == "baidu" else "wgs84"

    def point_of(self, place: Place, words: str) -> Point | None:
        """Where in `place` (WGS-84) the service sees these words; None: it knows no such place.

        Raises:
            NotAnswered: it is as if nobody had been asked.
        """
        asked = " ".join(words.split())[:_MOST_LETTERS]
        if not asked:
            return None
        found = self._remembered(
            (place.code, asked), lambda client: self._forward(client, place, asked)
        )
        return _inside(place, to_wgs84(place, found, self.datum)) if found else None

    def words_of(self, place: Place, point: Point) -> str:
        """What the service calls a point (WGS-84) of `place`; empty: it has no name for it.

        Raises:
            NotAnswered: it is as if nobody had been asked.
        """
        theirs = from_wgs84(place, point, self.datum)
        asked = (place.code, f"{theirs[0]:.5f},{theirs[1]:.5f}")
        return str(self._remembered(asked, lambda client: self._reverse(client, theirs)) or "")

    # ── memory, circuit, budget ─────────────────────────────────────────────────────────────────

    def _remembered(self, asked: Asked, ask: Callable[[Any], Any]) -> Any:
        with self._door:
            known = self._known.get(asked)
            if known is not None and known[0] > self.monotonic_s():
                self._known.move_to_end(asked)
                return known[1]
            if self.monotonic_s() < self._rests_until_s:
                raise NotAnswered
        answer = self._counted(ask)
        with self._door:
            self._known[asked] = (self.monotonic_s() + _REMEMBERED_S, answer)
            if len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)
        return answer

    def _counted(self, ask: Callable[[Any], Any]) -> Any:
        """Ask, and let the circuit know how it went."""
        try:
            answer = self._in_time(ask)
        except NotAnswered:
            with self._door:
                self._failures += 1
                over = self._failures - _FAILURES
                if over >= 0:
                    rest_s = min(_REST_S * 2 ** min(over, 10), _REST_MOST_S)
                    self._rests_until_s = self.monotonic_s() + rest_s
            raise
        with self._door:
            self._failures = 0
        return answer

    def _in_time(self, ask: Callable[[Any], Any]) -> Any:
        """Ask in a thread that may be left behind: a server can drip for as long as it likes."""
        client = self._geocoder()
        if not self._free.acquire(blocking=False):
            raise NotAnswered
        answers: list[Any] = []

        def work() -> None:
            try:
                answers.append(ask(client))
            except Exception as error:
                # Whatever the wire brings; its message may repeat what a person typed.
                log.warning("the map service did not answer: %s", type(error).__name__)
            finally:
                self._free.release()

        asking = threading.Thread(target=work, name="map-service", daemon=True)
        asking.start()
        asking.join(self.budget_s)
        if not answers:
            raise NotAnswered
        return answers[0]

    # ── the wire ────────────────────────────────────────────────────────────────────────────────

    def _forward(self, client: Any, place: Place, words: str) -> Point | None:
        if self.kind == "baidu":
            near = words if place.names.zh in words else place.names.zh + words
            found = client.geocode(near, timeout=self.budget_s)
        else:
            geo = place.geo
            box = ((geo.south, geo.west), (geo.north, geo.east))
            found = client.geocode(words, viewbox=box, bounded=True, timeout=self.budget_s)
        return None if found is None else (float(found.latitude), float(found.longitude))

    def _reverse(self, client: Any, point: Point) -> str:
        found = client.reverse(point, timeout=self.budget_s)
        named = "" if found is None else found.address
        return named.decode() if isinstance(named, bytes) else str(named or "")

    def _geocoder(self) -> Any:
        if self._client is None:
            self._client = _client(self.kind, self.url, self.key)
        return self._client


def _client(kind: Kind, url: str, key: str) -> Any:
    # With the first question: geopy brings two HTTP clients along, which cost every start 0.4 s.
    geocoders, adapters = import_module("geopy.geocoders"), import_module("geopy.adapters")
    plain = {"user_agent": _USER_AGENT, "adapter_factory": adapters.URLLibAdapter}
    scheme, _, rest = url.rstrip("/").partition("://")
    if kind == "nominatim":
        where = {"scheme": scheme, "domain": rest} if url else {}
        return geocoders.Nominatim(**plain, **where)
    made = geocoders.BaiduV3(key, scheme="https", **plain)
    if url:
        made.api = f"{url.rstrip('/')}{made.api_path}"
        made.reverse_api = f"{url.rstrip('/')}{made.reverse_path}"
    return made


def _inside(place: Place, point: Point) -> Point | None:
    areas: Areas = areas_of(place)
    if not (abs(point[0]) <= 90 and abs(point[1]) <= 180):
        return None
    return point if areas.at(point).inside else None
