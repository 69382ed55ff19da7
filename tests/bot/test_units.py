"""Posters: what `davy unit` prints leads to its unit, and says nothing of anybody."""

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from typer.testing import CliRunner

from bot.__main__ import build
from bot.posters import Way, poster
from handlers.dialogue.event import Opened
from locales.catalogue import load
from tests.kit.real_house import house

RUN = CliRunner()


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name, value in (("DATA_DIR", "data"), ("KEY_DIR", "keys"), ("PLACE", "340322")):
        monkeypatch.setenv(f"DAVY_{name}", str(tmp_path / value) if "DIR" in name else value)
    return tmp_path


def davy(*args: str) -> str:
    done = RUN.invoke(build(), ["unit", *args])
    assert done.exit_code == 0, done.output
    return done.output


async def test_a_posters_code_fills_in_unit_place_and_likely_sector(place: Path) -> None:
    made = davy("add", "城东面粉厂", "--sector", "工贸", "--at", "33.1402, 117.8801")
    unit_id = made.split()[0]
    assert unit_id in davy("list")
    told = davy("poster", unit_id, "out.svg", "--telegram", "@WuheSafetyBot")
    web, telegram, *_ = told.splitlines()
    token = web.partition("?unit=")[2]
    assert telegram == f"https://t.me/WuheSafetyBot?start={token}"
    async with house(place) as davy_house:
        person = davy_house.somebody()
        said = await person.do(Opened(token))
        assert any("城东面粉厂" in one.text for one in said)
        await person.write("车间里有人在抽烟，也没有灭火器")
        assert person.buttons[0] == "sector:industry"
        assert person.buttons[1] == "sector:fire"
        await person.press("skip-rest")
        assert "城关镇" in person.last
        assert "城东面粉厂" in person.last


async def test_a_removed_units_poster_is_unknown(place: Path) -> None:
    unit_id = davy("add", "城东面粉厂").split()[0]
    token = davy("poster", unit_id, "out.svg").splitlines()[0].partition("?unit=")[2]
    davy("remove", unit_id)
    assert unit_id not in davy("list")
    async with house(place) as davy_house:
        said = await davy_house.somebody().do(Opened(token))
        assert not any("城东面粉厂" in one.text for one in said)


def test_what_cannot_be_is_refused_in_one_line(place: Path) -> None:
    wrong = (
        ("add", ""),
        ("add", "甲厂", "--sector", "占星"),
        ("add", "甲厂", "--at", "31.2304, 121.4737"),
        ("add", "甲厂", "--place", "999999"),
        ("poster", "nobody", "out.svg"),
        ("poster", "nobody", "out.svg", "--language", "tlh"),
        ("remove", "nobody"),
    )
    for args in wrong:
        assert RUN.invoke(build(), ["unit", *args]).exit_code != 0, args
    assert not Path("out.svg").exists()


@pytest.mark.parametrize("language", ["zh-Hans", "en"])
def test_a_poster_is_a_sheet_that_any_browser_prints(language: str) -> None:
    ways = [
        Way("poster-web", "https://a.example/?unit=x"),
        Way("poster-telegram", "https://t.me/a"),
    ]
    sheet = poster(load(), language, place="五河县", unit='<厂> & "Söhne"', ways=ways)
    root = ElementTree.fromstring(sheet)  # noqa: S314 - ours
    assert len(root.findall(".//{http://www.w3.org/2000/svg}path")) == 2
    texts = "".join(one.text or "" for one in root.iter("{http://www.w3.org/2000/svg}text"))
    assert '<厂> & "Söhne"' in texts
    assert "119" in texts
    assert all(float(y) < 297 for y in re.findall(r'<text[^>]* y="([\d.]+)"', sheet))
