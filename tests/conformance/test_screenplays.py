"""Every screenplay at every door that can do it: real libraries, a loopback wire, a real house."""

from pathlib import Path

import pytest

from locales.catalogue import Catalogue, load
from tests.conformance.casting import PLAYS, Cast, casts
from tests.kit.doors.playing import play
from tests.kit.doors.register import all_doors
from tests.kit.doors.stage import staged


def _param(cast: Cast) -> object:
    marks = [pytest.mark.long] if cast.long else []
    marks += [pytest.mark.xdist_group("browser")] if cast.door == "browser" else []
    return pytest.param(cast, id=str(cast), marks=marks)


@pytest.fixture(scope="session")
def words() -> Catalogue:
    return load(strict=True)


@pytest.mark.parametrize("cast", [_param(cast) for cast in casts()])
async def test_a_screenplay_goes_as_it_is_written(
    cast: Cast, tmp_path: Path, words: Catalogue, request: pytest.FixtureRequest
) -> None:
    url = str(request.getfixturevalue(f"{cast.database}_url"))
    door = all_doors()[cast.door]
    async with staged(door, tmp_path, url, at=cast.begins_at) as stage:
        assert await play(PLAYS[cast.play], stage, words, cast.language) == []
