"""Real photos of a folder, or a drawn set in their place: clean by ExifTool, or refused by name.

`DAVY_TEST_PHOTOS` names the folder; nothing of it is kept or told but the files' names.
"""

import os
from pathlib import Path

import pytest

from media.formats.jpeg import check_clean
from media.refusal import PhotoRefused, Reason
from media.scrub import CleanPhoto, clean
from tests.media.photos import DRAWN_KINDS, HEIC, judged_by_exiftool, laden

NAMED = os.environ.get("DAVY_TEST_PHOTOS", "")


def _set() -> list[object]:
    """What is tried, each under its name."""
    if NAMED:
        files = sorted(path for path in Path(NAMED).rglob("*") if path.is_file())
        return [pytest.param(path, id=path.name) for path in files]
    drawn = [pytest.param(laden(kind, seed=11), id=kind) for kind in DRAWN_KINDS]
    return [*drawn, *(pytest.param(path, id=path.name) for path in sorted(HEIC.iterdir()))]


def test_there_are_photos_to_judge() -> None:
    assert _set()


def _became(data: bytes) -> CleanPhoto | Reason:
    try:
        return clean(data)
    except PhotoRefused as refused:
        return refused.reason


@pytest.mark.parametrize("found", _set())
def test_a_photo_comes_out_clean_or_is_refused_by_name(
    found: Path | bytes, exiftool_path: Path
) -> None:
    became = _became(found if isinstance(found, bytes) else found.read_bytes())
    if isinstance(became, Reason):
        assert became is not Reason.NOT_CLEANED
        assert NAMED, "of the set that comes along none is refused"
        return
    for result, side_px in ((became.picture, 1600), (became.preview, 480)):
        check_clean(result, max_side_px=side_px)
        assert judged_by_exiftool(exiftool_path, result) == set()
