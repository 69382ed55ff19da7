"""The bounds of a picture and of a report's pictures: settings, the same at every door."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from backend.settings import Settings
from bot.commands.photo import app
from bot.compose import compose
from bot.ground import photo_limits
from media.draw import draw
from media.limits import Limits
from media.refusal import PhotoRefused, Reason
from tests.kit.real_house import settings_in


def bounded(folder: Path) -> Settings:
    """Settings that differ from the defaults in every bound."""
    return settings_in(folder, upload_max_mb=1, photo_max_megapixels=2, photos_max=3)


def test_without_settings_a_picture_has_the_bounds_of_the_cleaning(tmp_path: Path) -> None:
    assert photo_limits(settings_in(tmp_path)) == Limits()


async def test_settings_reach_the_pool_the_doors_and_the_conversation(tmp_path: Path) -> None:
    settings = bounded(tmp_path)
    davy = compose(settings)
    try:
        with pytest.raises(PhotoRefused) as refused:
            davy.pool.submit(b"\xff\xd8\xff" + bytes(1024 * 1024)).result()
        assert refused.value.reason is Reason.TOO_LARGE
        with pytest.raises(PhotoRefused) as refused:
            davy.pool.submit(draw(1, height_px=2000)).result()
        assert refused.value.reason is Reason.TOO_MANY_PIXELS
        place = davy.office.place(settings.place)
        assert davy.inbox._batch._place_facts(place, "en").photos_max == 3
        assert davy.office.photos_max == 3
    finally:
        await davy.close()


def test_an_operators_own_try_has_the_same_bounds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, target = tmp_path / "in.jpg", tmp_path / "out.jpg"
    source.write_bytes(draw(1, height_px=2000))
    monkeypatch.chdir(tmp_path)
    assert CliRunner().invoke(app, ["clean", str(source), str(target)]).exit_code == 0
    monkeypatch.setenv("DAVY_PHOTO_MAX_MEGAPIXELS", "2")
    tried = CliRunner().invoke(app, ["clean", str(source), str(target)])
    assert (tried.exit_code, "too-many-pixels" in tried.stderr) == (1, True)
