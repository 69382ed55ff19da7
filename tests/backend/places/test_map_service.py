"""Asking an outside map service: its wires, its datum, and everything that can go wrong."""

import logging
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress

import pytest

from backend.places.datum import from_wgs84
from backend.places.distance import metres_between
from backend.places.load import load_place
from backend.places.map_service import Kind, MapService, NotAnswered
from tests.backend.places.map_server import MapServer, baidu, map_server, nominatim

WUHE = load_place("340322")
HERE = (33.1287, 117.8943)
WORDS = "canary 东大街 18 号对面"


class Seconds:
    """Time that is moved by hand."""

    def __init__(self) -> None:
        self.s = 1000.0

    def __call__(self) -> float:
        return self.s


@pytest.fixture
def server() -> Iterator[MapServer]:
    with map_server() as told:
        yield told


def service(server: MapServer, kind: Kind = "nominatim", budget_s: float = 2.0) -> MapService:
    """The service that asks this server."""
    return MapService(kind, server.url, "an-ak", monotonic_s=Seconds(), budget_s=budget_s)


def test_what_was_asked_is_in_no_description_of_the_service(server: MapServer) -> None:
    server.body = nominatim(*map(str, HERE))
    asked = service(server)
    assert asked.point_of(WUHE, WORDS) == HERE
    assert WORDS not in repr(asked)
    assert "an-ak" not in repr(asked)


def test_nominatim_is_asked_within_the_place(server: MapServer) -> None:
    server.body = nominatim(*map(str, HERE))
    assert service(server).point_of(WUHE, WORDS) == HERE
    ((path, query),) = server.asked
    assert path == "/search"
    assert (query["q"], query["bounded"]) == (WORDS, "1")
    assert query["viewbox"].startswith(str(WUHE.geo.west))


def test_baidu_answers_in_its_own_datum_and_it_is_converted(server: MapServer) -> None:
    theirs = from_wgs84(WUHE, HERE, "bd09")
    server.body = baidu(*theirs)
    found = service(server, "baidu").point_of(WUHE, "东大街")
    assert found is not None
    assert metres_between(found, HERE) < 0.5
    assert metres_between(theirs, HERE) > 300
    ((path, query),) = server.asked
    assert (path, query["address"], query["ak"]) == ("/geocoding/v3/", "五河县东大街", "an-ak")


def test_a_point_has_words_in_both_wires(server: MapServer) -> None:
    server.body = {"lat": "33.1", "lon": "117.8", "display_name": "东大街, 五河县"}
    assert service(server).words_of(WUHE, HERE) == "东大街, 五河县"
    where = {"lat": 33.1, "lng": 117.8}
    server.body = {"status": 0, "result": {"formatted_address": "五河县东大街", "location": where}}
    assert service(server, "baidu").words_of(WUHE, HERE) == "五河县东大街"
    lat, lon = map(float, server.asked[-1][1]["location"].split(","))
    assert metres_between((lat, lon), from_wgs84(WUHE, HERE, "bd09")) < 2


def test_what_is_not_known_and_what_lies_elsewhere_is_no_place(server: MapServer) -> None:
    asking = service(server)
    server.body = []
    assert asking.point_of(WUHE, "nowhere") is None
    server.body = nominatim("39.9", "116.4")
    assert asking.point_of(WUHE, "Beijing") is None
    assert asking.point_of(WUHE, "  ") is None
    assert len(server.asked) == 2


@pytest.mark.parametrize("nonsense", [("nan", "1"), ("1e400", "0"), ("91", "181"), ("-", "-")])
def test_a_point_that_is_none_is_no_place(server: MapServer, nonsense: tuple[str, str]) -> None:
    server.body = nominatim(*nonsense)
    with suppress(NotAnswered):
        assert service(server).point_of(WUHE, WORDS) is None


@pytest.mark.parametrize("kind", ["nominatim", "baidu"])
@pytest.mark.parametrize(
    "body",
    [b"", b"<html>", b"\xff\xfe", b"null,", 7, "text", {"error": "no"}, ["text"], [{"lat": {}}],
     {"status": 211, "message": "no"}, {"status": 0, "result": ["x"]}, {"result": {"location": 5}}],
)  # fmt: skip
def test_an_answer_that_cannot_be_read_is_none(
    server: MapServer, kind: Kind, body: object, caplog: pytest.LogCaptureFixture
) -> None:
    server.body = body
    caplog.set_level(logging.DEBUG)
    with suppress(NotAnswered):
        assert service(server, kind).point_of(WUHE, WORDS) is None
    assert "canary" not in caplog.text


@pytest.mark.parametrize("trouble", ["slow", "drips", "500", "429", "down"])
def test_nothing_is_waited_for_longer_than_the_budget(server: MapServer, trouble: str) -> None:
    server.body = nominatim(*map(str, HERE))
    server.waits_s = 1.0 if trouble == "slow" else 0.0
    server.drips = trouble == "drips"
    server.status = int(trouble) if trouble.isdigit() else 200
    asking = service(server, budget_s=0.2)
    if trouble == "down":
        asking.url = "http://127.0.0.1:9"
    asking._geocoder()
    began = time.monotonic()
    with pytest.raises(NotAnswered):
        asking.point_of(WUHE, WORDS)
    assert time.monotonic() - began < 0.6


def test_after_three_failures_nobody_is_asked_for_a_while(server: MapServer) -> None:
    server.status, server.body = 500, []
    asking = service(server)
    for at in range(6):
        with pytest.raises(NotAnswered):
            asking.point_of(WUHE, f"{at}")
    assert len(server.asked) == 3
    assert isinstance(asking.monotonic_s, Seconds)
    asking.monotonic_s.s += 61
    with pytest.raises(NotAnswered):
        asking.point_of(WUHE, "once more")
    asking.monotonic_s.s += 61
    with pytest.raises(NotAnswered):
        asking.point_of(WUHE, "it rests twice as long")
    assert len(server.asked) == 4
    asking.monotonic_s.s += 61
    server.status, server.body = 200, nominatim(*map(str, HERE))
    assert asking.point_of(WUHE, "back") == HERE
    assert asking.point_of(WUHE, "and well") == HERE


def test_an_answer_is_remembered_for_a_day(server: MapServer) -> None:
    server.body = nominatim(*map(str, HERE))
    asking = service(server)
    for _ in range(3):
        assert asking.point_of(WUHE, "东大街") == asking.point_of(WUHE, " 东大街 ") == HERE
    assert len(server.asked) == 1
    assert isinstance(asking.monotonic_s, Seconds)
    asking.monotonic_s.s += 24 * 3600 + 1
    asking.point_of(WUHE, "东大街")
    assert len(server.asked) == 2


def test_geopy_comes_with_the_first_question_only() -> None:
    told = "import sys, backend.places.map_service as m; print('geopy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
