"""Figures of photos and stores: each function takes one run and gives one number.

`FIGURES` lists them with unit and bar, for whoever repeats runs and prints the table.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import NamedTuple

from bench.s3_server import find_weed, s3_server
from media.draw import draw
from media.pool import Busy, PhotoPool
from media.scrub import CleanPhoto
from media.stores.disk import DiskStore
from media.stores.s3 import S3Store
from media.stores.store import Store, new_name

_WIDTH_PX, _HEIGHT_PX = 4032, 3024
_STORED_BYTES = 400_000


class Figure(NamedTuple):
    """One row: how it is measured, in what unit, and the bar (None for none)."""

    measure: Callable[[], float]
    unit: str
    bar: float | None


def photo_clean(photos_count: int = 24) -> float:
    """Twelve-megapixel JPEGs cleaned a second, by the pool's two threads."""
    photos = [draw(seed, _WIDTH_PX, height_px=_HEIGHT_PX) for seed in range(4)]
    with PhotoPool() as pool:
        pool.submit(photos[0]).result()
        started_s = time.perf_counter()
        waiting = [pool.submit(photos[index % 4]) for index in range(photos_count)]
        for photo in waiting:
            photo.result()
        return photos_count / (time.perf_counter() - started_s)


def photo_memory(photos_count: int = 500) -> float:
    """Peak over idle, MB, of a process of its own under `photos_count` twelve-megapixel JPEGs.

    They are given as fast as the pool takes them.
    """
    done = subprocess.run(
        [sys.executable, "-m", "bench.photos", str(photos_count)],
        check=True,
        capture_output=True,
        text=True,
        cwd=Path(__file__).resolve().parent.parent,
    )
    return float(done.stdout)


def store_disk(rounds_count: int = 300) -> float:
    """Puts, gets and deletes of 400 kB a second on the local disk, each put forced to it."""
    with tempfile.TemporaryDirectory() as folder:
        return _operations_a_second(DiskStore(Path(folder) / "media"), rounds_count)


def store_s3(rounds_count: int = 300) -> float:
    """The same on a real S3 server on loopback.

    Raises:
        FileNotFoundError: where the server's program is missing.
    """
    weed = find_weed()
    if weed is None:
        raise FileNotFoundError("weed")
    with tempfile.TemporaryDirectory() as folder, s3_server(weed, Path(folder)) as settings:
        store = S3Store(settings)
        _operations_a_second(store, 20)  # the server lays out its volumes on first use
        return _operations_a_second(store, rounds_count)


FIGURES = {
    "photo_clean": Figure(photo_clean, "photos/s", 6.0),
    "photo_memory": Figure(photo_memory, "MB", 400.0),
    "store_disk": Figure(store_disk, "ops/s", None),
    "store_s3": Figure(store_s3, "ops/s", None),
}


def _operations_a_second(store: Store, rounds_count: int) -> float:
    data = os.urandom(_STORED_BYTES)
    names = [new_name() for _ in range(rounds_count)]
    started_s = time.perf_counter()
    for name in names:
        store.put(name, data)
    for name in names:
        assert len(store.get(name)) == _STORED_BYTES
    for name in names:
        store.delete(name)
    return 3 * rounds_count / (time.perf_counter() - started_s)


def _resident_mb(field: str) -> float:
    """VmRSS (now) or VmHWM (peak) of this process. proc(5)."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(field):
            return int(line.split()[1]) / 1024
    raise ValueError(field)


def _flood(photos_count: int) -> float:
    """Give a pool `photos_count` photos, each its own copy; the peak over idle in MB."""
    # Drawn in another process: drawing needs more memory than cleaning, and would set the peak.
    photo = subprocess.run(
        [sys.executable, "-m", "bench.photos", "draw"], check=True, capture_output=True
    ).stdout
    idle_mb = _resident_mb("VmRSS") - len(photo) / 2**20
    with PhotoPool() as pool:
        waiting: deque[Future[CleanPhoto]] = deque()
        for _ in range(photos_count):
            own_copy = bytes(bytearray(photo))
            while True:
                try:
                    waiting.append(pool.submit(own_copy))
                    break
                except Busy:
                    waiting.popleft().result()
        while waiting:
            waiting.popleft().result()
    return _resident_mb("VmHWM") - idle_mb


if __name__ == "__main__":
    if sys.argv[1] == "draw":
        sys.stdout.buffer.write(draw(1, _WIDTH_PX, height_px=_HEIGHT_PX))
    else:
        print(_flood(int(sys.argv[1])))
