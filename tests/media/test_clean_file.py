"""The operator's trial of any file: the same code, and nothing written unless clean."""

import errno
import os
import threading
from pathlib import Path

import pytest

from media.clean_file import clean_file, why
from media.draw import draw
from media.limits import Limits
from media.refusal import PhotoRefused, Reason
from tests.media.photos import decoded, hidden_in, laden


def test_a_file_is_cleaned_and_what_was_removed_is_told(tmp_path: Path) -> None:
    source, target = tmp_path / "in.jpg", tmp_path / "out.jpg"
    source.write_bytes(laden("jpeg"))
    assert {"gps", "camera", "trailing"} <= set(clean_file(source, target))
    assert hidden_in(target.read_bytes()) == []


@pytest.mark.parametrize("name", ["out.png", "out.exe", "out"])
def test_the_name_of_the_result_decides_nothing(tmp_path: Path, name: str) -> None:
    source = tmp_path / "in.txt"
    source.write_bytes(draw(1, 64, height_px=48, kind="webp"))
    clean_file(source, tmp_path / name)
    assert (tmp_path / name).read_bytes().startswith(b"\xff\xd8\xff")


def test_a_refused_file_writes_nothing_and_replaces_nothing(tmp_path: Path) -> None:
    source, kept = tmp_path / "in.jpg", tmp_path / "kept.jpg"
    source.write_bytes(b"%PDF-1.7 called a photo")
    kept.write_bytes(b"was here before")
    for target in (tmp_path / "new.jpg", kept):
        with pytest.raises(PhotoRefused) as refused:
            clean_file(source, target)
        assert refused.value.reason is Reason.NOT_A_PHOTO
    assert not (tmp_path / "new.jpg").exists()
    assert kept.read_bytes() == b"was here before"


def test_a_file_can_be_cleaned_in_place(tmp_path: Path) -> None:
    path = tmp_path / "photo.jpg"
    path.write_bytes(laden("jpeg"))
    clean_file(path, path)
    assert decoded(path.read_bytes()).size == (360, 240)


def test_a_result_that_cannot_be_written_whole_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, target = tmp_path / "in.jpg", tmp_path / "out.jpg"
    source.write_bytes(laden("jpeg"))
    target.write_bytes(b"was here before")

    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        clean_file(source, target)
    assert target.read_bytes() == b"was here before"
    assert sorted(one.name for one in tmp_path.iterdir()) == ["in.jpg", "out.jpg"]


def test_a_device_is_written_into_and_never_replaced(tmp_path: Path) -> None:
    source, pipe, kept = tmp_path / "in.jpg", tmp_path / "pipe", []
    source.write_bytes(laden("jpeg"))
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: kept.append(pipe.read_bytes()))
    reader.start()
    clean_file(source, pipe)
    reader.join(10)
    assert pipe.is_fifo()
    assert kept[0].startswith(b"\xff\xd8\xff")


def test_a_file_beyond_the_limit_is_refused_without_being_read_whole(tmp_path: Path) -> None:
    source = tmp_path / "large.jpg"
    source.write_bytes(draw(1, 64, height_px=48) + bytes(5000))
    with pytest.raises(PhotoRefused) as refused:
        clean_file(source, tmp_path / "out.jpg", Limits(max_bytes=3000))
    assert refused.value.reason is Reason.TOO_LARGE


def test_every_reason_is_said_in_one_line() -> None:
    for reason in Reason:
        line = why(PhotoRefused(reason))
        assert line.startswith(f"{reason.value}: ")
        assert "\n" not in line
