"""What a process that was killed leaves in the file store goes with the daily purge."""

import os
from pathlib import Path

import pytest

from bot.purge import purge_all
from media.draw import draw
from media.stores import disk
from tests.kit.real_house import house


def _lying(folder: Path) -> set[str]:
    return {path.name for path in (folder / "data" / "files").rglob("*") if path.is_file()}


async def test_what_a_killed_put_left_is_gone_after_a_day_of_the_disks_own_time(
    tmp_path: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with house(tmp_path, sqlite_url) as real:  # whose clock is days away from the disk's
        reporter = real.somebody()
        await reporter.open()
        await reporter.photo(draw(1, 320, height_px=240))
        kept = _lying(tmp_path)
        for name in kept:  # as a put leaves it that is killed before it takes its first name away
            folder = tmp_path / "data" / "files" / name[:2]
            os.link(folder / name, folder / f".{name[:16]}.part")
        purge_all(real.davy.office)
        assert len(_lying(tmp_path)) == 2 * len(kept)

        monkeypatch.setattr(disk, "_PART_AGE_S", -1)  # nobody can make a file's change time older
        purge_all(real.davy.office)
        assert _lying(tmp_path) == kept
