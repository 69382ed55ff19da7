"""What `davy place …` prints: checks with lines and keys, skeletons that load, routes in words."""

from pathlib import Path

import pytest

from backend.places.load import PROFILES, load_place
from backend.places.map_service import MapService
from backend.places.sector_table import SECTORS
from backend.places.tools import (
    UNSURE,
    check_file,
    find_text,
    new_file,
    route_text,
    sector_lines,
)
from backend.places.why import Why
from tests.backend.places.map_server import map_server, nominatim


def bare(why: Why) -> str:
    """A reason without a sentence: its key, and what it names in both languages."""
    return " ".join((why.key, *((why.about.zh, why.about.en) if why.about else ())))


def test_a_good_file_is_in_order_and_lists_its_examples() -> None:
    code, text = check_file(next(PROFILES.glob("340322-*.toml")))
    assert code == 0
    assert "五河县 (340322), 232 areas" in text
    assert "  limits.accept_working_days" in text


def test_a_bad_file_names_line_and_key(tmp_path: Path) -> None:
    text = next(PROFILES.glob("340322-*.toml")).read_text("utf-8")
    path = tmp_path / "340322-bad.toml"
    path.write_text(text.replace("claim_days = 60", "claim_days = 0"), encoding="utf-8")
    code, said = check_file(path)
    assert code == 1
    assert "limits.claim_days" in said
    line = next(n for n, row in enumerate(text.splitlines(), 1) if row == "claim_days = 60")
    assert said.startswith(f"340322-bad.toml:{line}: ")


def test_a_missing_file_is_said_plainly(tmp_path: Path) -> None:
    code, said = check_file(tmp_path / "none.toml")
    assert (code, "cannot be read" in said) == (1, True)


@pytest.mark.parametrize(
    ("number", "level"),
    [
        ("340321", "county"),
        ("340321100", "township"),
        ("340300", "city"),
        ("340000", "province"),
    ],
)
def test_a_fifth_place_is_one_more_file(tmp_path: Path, number: str, level: str) -> None:
    code, said = new_file(tmp_path, number, "huaiyuan", zh="怀远县", en="Huaiyuan County")
    assert code == 0, said
    place = load_place(number, tmp_path)
    assert (place.names.zh, place.identity.level) == ("怀远县", level)
    assert place.trial
    assert check_file(tmp_path / f"{number}-huaiyuan.toml")[0] == 0
    routed, text = route_text(number, "消防", say=bare, folder=tmp_path)
    assert routed == 0
    assert "owner      消防救援大队" in text


def test_an_older_file_is_never_overwritten(tmp_path: Path) -> None:
    new_file(tmp_path, "340321", "huaiyuan", zh="怀远县", en="Huaiyuan County")
    path = tmp_path / "340321-huaiyuan.toml"
    path.write_text("mine", encoding="utf-8")
    assert new_file(tmp_path, "340321", "huaiyuan", zh="怀远县", en="Huaiyuan")[0] == 1
    assert path.read_text("utf-8") == "mine"


@pytest.mark.parametrize(
    ("number", "name", "zh"),
    [("34", "x", "县"), ("340321", "../x", "县"), ("340321", "x", '"'), ("340321", "x", " ")],
)
def test_a_place_cannot_begin_with_strange_names(
    tmp_path: Path, number: str, name: str, zh: str
) -> None:
    assert new_file(tmp_path, number, name, zh=zh, en="X")[0] == 1
    assert list(tmp_path.iterdir()) == []


def test_a_route_is_told_in_words() -> None:
    code, text = route_text("430426111", "消防", area="白地市镇", unit="某宾馆", say=bare)
    assert code == 0
    for line in (
        "sector     消防",
        "owner      镇消防站 (Fire Station)",
        "lead       镇应急办 [campaign, 消防安全（3.1.1）]",
        "lead       镇消防站 [sub-plans, 消防]",
        "co-leads   镇应急办",
        "territory  白地市镇",
        "limits     accept 5 working days, verify 60 days, feedback 10 days",
        "because    routed-lead-of-sub-plans 镇消防站 Fire Station",
        "because    routed-several-leads 镇应急办、镇消防站 Emergency Office, Fire Station",
        "because    routed-two-lists campaign campaign",
    ):
        assert line in text.splitlines()


def test_a_route_without_lead_tells_the_limit_and_why() -> None:
    code, text = route_text("340322", "军工", say=bare)
    assert code == 0
    assert "find an owner in 3 working days" in text
    assert "because    routed-no-lead-named 军工 Defence industry" in text
    assert "(not in the plan)" in route_text("340322", "coal-mines", say=bare)[1]


@pytest.mark.parametrize(
    ("place", "sector", "area", "said"),
    [
        ("999999", "消防", None, "no place with this code"),
        ("340322", "天文", None, "none of the 34 sectors"),
        ("340322", "消防", "凤阳县", "no single area"),
        ("340322", "消防", "李庄村", "no single area"),
    ],
)
def test_what_cannot_be_routed_is_said(
    place: str, sector: str, area: str | None, said: str
) -> None:
    code, text = route_text(place, sector, area=area, say=bare)
    assert code == 1
    assert said in text


def test_each_sentence_gives_five_sectors_by_their_names_or_not_known() -> None:
    lines = list(sector_lines(["三楼过道堆满电动车\n", "你好", ""]))
    names = {sector.listed for sector in SECTORS}
    first = lines[0].split("\t")
    assert first[0] == "消防"
    assert len(first) == 5
    assert set(first) <= names
    assert lines[1:] == [UNSURE, UNSURE]


def test_a_place_is_found_here_and_by_the_map_service() -> None:
    assert find_text("340322", "北京市") == (0, "here: elsewhere")
    assert find_text("340322", "新集镇")[1].startswith("here: 新集镇 (3403221")
    with map_server() as server:
        service = MapService("nominatim", server.url)
        server.body = nominatim("33.1287", "117.8943", "东大街")
        said = find_text("340322", "东大街18号", service)
        assert said == (0, "here: not known (unknown-name)\nnominatim: 33.128700, 117.894300")
        named = find_text("340322", "33.1287, 117.8943", service)[1]
        assert named.endswith("nominatim: 东大街")
        server.status = 500
        code, trouble = find_text("340322", "西大街18号", service)
    assert (code, "did not answer" in trouble) == (1, True)
