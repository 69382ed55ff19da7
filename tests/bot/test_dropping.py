"""What a person drops is gone at once: their pictures lie nowhere, also when the store was away."""

from pathlib import Path

import pytest

from backend.office import Office
from backend.reports import dropping
from media.draw import draw
from media.stores.store import StoreDown
from tests.bot.loop_kit import until
from tests.kit.real_house import house


def kept(folder: Path) -> int:
    """How many files the store holds."""
    return sum(1 for one in (folder / "data" / "files").rglob("*") if one.is_file())


def marked(office: Office) -> int:
    with office.database.read() as conn:
        count: int = conn.exec_driver_sql("select count(*) from photo").scalar_one()
    return count


def put_off(office: Office) -> bool:
    with office.database.read() as conn:
        return (1,) in conn.exec_driver_sql("select tries from job").all()


async def test_a_dropped_drafts_pictures_are_deleted_at_once(tmp_path: Path) -> None:
    async with house(tmp_path) as davy:
        person = davy.somebody()
        await person.photo(draw(1, 320, height_px=240))
        assert kept(tmp_path) == 2
        await person.write("取消")
        await person.write("丢掉")
        await davy.quiet()
        assert (kept(tmp_path), marked(davy.davy.office)) == (0, 0)


async def test_what_a_store_that_is_away_keeps_is_deleted_when_it_is_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with house(tmp_path) as davy:
        person = davy.somebody()
        await person.photo(draw(1, 320, height_px=240))
        await davy.quiet()
        sweep, troubles = dropping._sweep, [StoreDown("away")]

        def troubled(*asked: object) -> int:
            if troubles:
                raise troubles.pop()
            return sweep(*asked)  # type: ignore[arg-type]

        monkeypatch.setattr(dropping, "_sweep", troubled)
        await person.write("取消")
        await person.write("丢掉")
        await until(lambda: put_off(davy.davy.office))
        assert kept(tmp_path) == 2
        davy.clock.forward(minutes=5)
        await davy.quiet()
        assert (kept(tmp_path), marked(davy.davy.office)) == (0, 0)


async def test_pictures_of_a_report_are_not_touched_by_dropping_another(tmp_path: Path) -> None:
    async with house(tmp_path) as davy:
        person = davy.somebody()
        await person.photo(draw(1, 320, height_px=240), "过道堆满电动车")
        await person.write("城关镇")
        await person.press("skip-rest")
        await person.press("send")
        await person.press("skip")
        await person.photo(draw(2, 320, height_px=240), "厂里有煤气味")
        await person.write("取消")
        await person.write("丢掉")
        await davy.quiet()
        assert kept(tmp_path) == 2
