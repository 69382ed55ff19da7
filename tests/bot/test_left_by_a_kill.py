"""What a process that was killed leaves in the file store goes with the daily purge."""

import os
from datetime import UTC, datetime
from pathlib import Path

from backend.clock import StoppedClock
from bot.purge import purge_all
from media.draw import draw
from tests.kit.real_house import house


def _lying(folder: Path) -> set[str]:
    return {path.name for path in (folder / "data" / "files").rglob("*") if path.is_file()}


async def test_what_a_killed_put_left_is_gone_after_a_day(tmp_path: Path, sqlite_url: str) -> None:
    clock = StoppedClock(datetime.now(UTC))  # the age of such a file is told by the disk's own time
    async with house(tmp_path, sqlite_url, clock=clock) as real:
        reporter = real.somebody()
        await reporter.open()
        await reporter.photo(draw(1, 320, height_px=240))
        kept = _lying(tmp_path)
        for name in kept:  # as a put leaves it that is killed before it takes its first name away
            folder = tmp_path / "data" / "files" / name[:2]
            os.link(folder / name, folder / f".{name[:16]}.part")
        purge_all(real.davy.office)
        assert len(_lying(tmp_path)) == 2 * len(kept)

        clock.forward(hours=25)
        purge_all(real.davy.office)
        assert _lying(tmp_path) == kept
