"""A typed place that nobody knows: the report goes on at once, a map service may help later."""

import logging
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.backend.places.map_server import MapServer, map_server, nominatim
from tests.kit.real_house import RealHouse, house

UNKNOWN = "东大街18号后面的院子"
TOLD_NOBODY = (
    *("厂长不让我们说", "我们厂后面", "王老板的院子", "东大街 13812345678", "behind my house"),
    *("新集镇", "33.1287, 117.8943"),
)


@pytest.fixture
async def told(tmp_path: Path) -> AsyncIterator[tuple[RealHouse, MapServer]]:
    """A house whose map service is on, and the service."""
    with map_server() as server:
        server.body = nominatim("33.1287", "117.8943")
        async with house(tmp_path, map_service="nominatim", map_service_url=server.url) as made:
            yield made, server


async def test_what_the_service_sees_stands_beside_the_words(
    told: tuple[RealHouse, MapServer], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    real, server = told
    person = real.somebody()
    await person.open()
    await person.press("report")
    await person.write("三楼过道堆满电动车")
    assert "OpenStreetMap" in person.last
    await person.write(UNKNOWN)
    await real.quiet()
    assert [query["q"] for _, query in server.asked] == [UNKNOWN]
    await person.press("skip-rest")
    assert UNKNOWN in person.last
    assert "城关镇" in person.last
    assert UNKNOWN not in caplog.text


async def test_a_story_a_village_we_know_and_a_pin_are_asked_of_nobody(
    told: tuple[RealHouse, MapServer],
) -> None:
    real, server = told
    for where in TOLD_NOBODY:
        person = real.somebody()
        await person.open()
        await person.press("report")
        await person.write("东大街18号后面的院子里堆满了油桶，没人管")
        await person.write(where)
    await real.quiet()
    assert server.asked == []


async def test_a_service_that_is_slow_or_broken_holds_up_nothing(
    told: tuple[RealHouse, MapServer],
) -> None:
    real, server = told
    server.body = b"<html>"
    person = real.somebody()
    await person.open()
    await person.press("report")
    await person.write("三楼过道堆满电动车")
    await person.write(UNKNOWN)
    await person.press("skip-rest")
    assert UNKNOWN in person.last
    await person.press("send")
    await real.quiet()
    assert await person.news() == []


async def test_an_answer_that_comes_after_the_report_changes_nothing(
    told: tuple[RealHouse, MapServer],
) -> None:
    real, server = told
    server.waits_s = 0.5
    person = real.somebody()
    await person.open()
    await person.press("report")
    await person.write("三楼过道堆满电动车")
    await person.write(UNKNOWN)
    await person.press("skip-rest")
    await person.press("send")
    said = len(person.said)
    await real.quiet()
    assert len(server.asked) == 1
    await person.news()
    assert len(person.said) == said


async def test_switched_off_nothing_typed_leaves_the_house(tmp_path: Path) -> None:
    with map_server() as server:
        async with house(tmp_path, map_service_url=server.url) as real:
            person = real.somebody()
            await person.open()
            await person.press("report")
            await person.write("三楼过道堆满电动车")
            assert "OpenStreetMap" not in person.last
            await person.write(UNKNOWN)
            await real.quiet()
        assert server.asked == []
