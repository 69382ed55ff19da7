"""The bound of the pool, its busy answer, and its close."""

import threading
from collections.abc import Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager, suppress

import pytest

from media.draw import draw
from media.limits import Limits
from media.pool import Busy, OneLargeAtATime, PhotoPool
from media.refusal import PhotoRefused, Reason

_PHOTO = draw(1, 64, height_px=48)


class _Held:
    """A gate that keeps every decoder waiting until they are let go."""

    def __init__(self) -> None:
        self.go = threading.Event()

    @contextmanager
    def __call__(self, pixels_count: int) -> Iterator[None]:
        assert pixels_count > 0
        assert self.go.wait(30)
        yield


def test_a_photo_comes_back_clean() -> None:
    with PhotoPool() as pool:
        assert pool.submit(_PHOTO).result(30).width_px == 64


def test_a_refusal_comes_back_as_itself() -> None:
    with PhotoPool() as pool, pytest.raises(PhotoRefused) as refused:
        pool.submit(b"no photo").result(30)
    assert refused.value.reason is Reason.NOT_A_PHOTO


def test_the_limits_are_the_pools() -> None:
    with PhotoPool(Limits(side_px=32)) as pool:
        assert pool.submit(_PHOTO).result(30).width_px == 32


def test_beyond_its_bound_the_pool_is_busy_and_takes_nothing() -> None:
    held = _Held()
    with PhotoPool(max_waiting_bytes=3 * (len(_PHOTO) + 5000), gate=held) as pool:
        taken = [pool.submit(_PHOTO) for _ in range(3)]
        waiting_bytes = pool.waiting_bytes
        with pytest.raises(Busy):
            pool.submit(_PHOTO)
        assert pool.waiting_bytes == waiting_bytes
        held.go.set()
        assert [photo.result(30).width_px for photo in taken] == [64, 64, 64]
        pool.submit(_PHOTO).result(30)
    assert pool.waiting_bytes == 0


def test_one_photo_is_taken_however_large() -> None:
    with PhotoPool(max_waiting_bytes=10) as pool:
        assert pool.submit(_PHOTO).result(30).width_px == 64


def test_a_flood_of_tiny_files_meets_the_bound_too() -> None:
    held = _Held()
    with PhotoPool(max_waiting_bytes=100_000, gate=held) as pool:
        first = [pool.submit(_PHOTO) for _ in range(2)]
        taken_count = 0
        with suppress(Busy):
            while pool.submit(b"x"):
                taken_count += 1
        assert 0 < taken_count < 30
        held.go.set()
        assert all(photo.result(30) for photo in first)


def test_closing_finishes_what_is_in_work_and_cancels_what_waits() -> None:
    held = _Held()
    pool = PhotoPool(max_waiting_bytes=10_000_000, gate=held)
    futures = [pool.submit(_PHOTO) for _ in range(6)]
    closing = threading.Thread(target=pool.close)
    closing.start()
    held.go.set()
    closing.join(30)
    done = [future for future in futures if not future.cancelled()]
    assert all(future.result(0).width_px == 64 for future in done)
    for future in set(futures) - set(done):
        with pytest.raises(CancelledError):
            future.result(0)
    assert pool.waiting_bytes == 0
    with pytest.raises(RuntimeError):
        pool.submit(_PHOTO)
    assert pool.waiting_bytes == 0


def test_large_photos_go_one_at_a_time_and_small_ones_together() -> None:
    gate = OneLargeAtATime()
    assert gate(30_000_000) is gate(60_000_000)
    assert gate(12_000_000) is not gate(30_000_000)
    with gate(30_000_000), gate(12_000_000), gate(12_000_000):
        waiting = threading.Thread(target=gate(60_000_000).__enter__)
        waiting.start()
        waiting.join(0.05)
        assert waiting.is_alive()
    waiting.join(30)
    assert not waiting.is_alive()
