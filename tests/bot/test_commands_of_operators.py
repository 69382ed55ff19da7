"""`davy keys`, `db`, `place` and `photo`, tried as a process."""

import re
import shutil
import tomllib
from pathlib import Path

import pytest
from typer.testing import CliRunner

from backend.places.load import PROFILES
from bot.__main__ import build
from media.draw import draw
from tests.kit.davy_command import davy


def test_keys_show_fingerprints_and_never_a_key(used: Path) -> None:
    told = davy(used, "keys", "show")
    assert len(re.findall(r"^  \w+ +[0-9a-f]{16}$", told.stdout, re.MULTILINE)) == 5
    for path in (used / "var" / "keys").glob("*.key"):
        assert path.read_text().strip() not in told.stdout


def test_the_private_half_of_a_pair_is_written_elsewhere_and_encrypted(
    used: Path, tmp_path: Path
) -> None:
    private = tmp_path / "apart.pem"
    short = davy(used, "keys", "payer", str(private), said="short\n" * 2)
    assert (short.returncode, "12 characters or more" in short.stderr) == (2, True)
    said = "correct horse battery\n" * 2
    told = davy(used, "keys", "payer", str(private), said=said)
    assert told.returncode == 0, told.stderr
    assert "ENCRYPTED" in private.read_text()
    assert private.stat().st_mode & 0o777 == 0o600
    assert (used / "var" / "keys" / "payer.pub").read_text().startswith("-----BEGIN PUBLIC")
    again = davy(used, "keys", "payer", str(tmp_path / "second.pem"), said=said)
    assert (again.returncode, "ever overwritten" in again.stderr) == (2, True)
    assert not (tmp_path / "second.pem").exists()


def test_migrate_makes_the_tables_and_purge_destroys_keys_of_days_long_gone(used: Path) -> None:
    shutil.rmtree(used / "var")
    for _ in range(2):
        told = davy(used, "db", "migrate")
        assert (told.returncode, "newest migration" in told.stdout) == (0, True)
    assert davy(used, "keys", "show").returncode == 0
    old = used / "var" / "keys" / "days" / "2026-01-01.key"
    old.write_text("ab" * 32)
    assert davy(used, "db", "purge").returncode == 0
    assert not old.exists()


def test_a_place_is_checked_begun_routed_and_a_sector_named(tmp_path: Path) -> None:
    good = davy(tmp_path, "place", "check", str(next(PROFILES.glob("340322-*.toml"))))
    assert (good.returncode, "五河县 (340322)" in good.stdout) == (0, True)
    new = ("place", "new", "340321", "huaiyuan", "--zh", "怀远县", "--en", "Huaiyuan County")
    assert davy(tmp_path, *new).returncode == 0
    file = tmp_path / "340321-huaiyuan.toml"
    assert tomllib.loads(file.read_text("utf-8"))["identity"]["code"] == "340321"
    assert davy(tmp_path, *new).returncode == 1
    file.write_text(file.read_text("utf-8").replace("claim_days = 60", "claim_days = 0"), "utf-8")
    bad = davy(tmp_path, "place", "check", file.name)
    assert bad.returncode == 1
    assert re.search(r"340321-huaiyuan\.toml:\d+: limits\.claim_days", bad.stderr)
    routed = davy(tmp_path, "place", "route", "--place", "340322", "--sector", "消防")
    assert (routed.returncode, "消防救援大队" in routed.stdout) == (0, True)
    named = davy(tmp_path, "place", "sector", said="楼道里堆满电动车,还在充电\n")
    assert named.stdout.split("\t")[0].strip() == "消防"


@pytest.mark.parametrize(
    ("asked", "screen", "said"),
    [
        ((), {"LANG": "zh_CN.UTF-8"}, "按子方案清单，由县应急局牵头。"),
        (
            (),
            {"LANG": "C.UTF-8"},
            "Emergency Management Bureau leads this sector on the sub-plan list.",
        ),
        (
            (),
            {"LANG": "zh_CN.UTF-8", "LC_ALL": "en_GB.UTF-8"},
            "Emergency Management Bureau leads this sector",
        ),
        (
            ("--language", "en"),
            {"LANG": "zh_CN.UTF-8"},
            "Emergency Management Bureau leads this sector",
        ),
        (("--language", "zh-Hans"), {"LANG": "C.UTF-8"}, "按子方案清单，由县应急局牵头"),
    ],
)
def test_why_a_case_is_an_offices_is_said_as_the_desk_reads_it(
    asked: tuple[str, ...], screen: dict[str, str], said: str
) -> None:
    way = ("place", "route", "--place", "340322", "--sector", "chemicals")
    quiet = {"LC_ALL": "", "LC_MESSAGES": ""}
    told = CliRunner(env=quiet | screen).invoke(build(), [*way, *asked])
    assert told.exit_code == 0, told.output
    assert f"because    {said}" in told.stdout


def test_a_language_that_nobody_wrote_is_refused_with_those_that_are() -> None:
    told = CliRunner().invoke(build(), ["place", "route", "--place", "340322", "--language", "tlh"])
    assert (told.exit_code, "zh-Hans, en" in told.output) == (2, True)


def test_a_picture_is_cleaned_or_refused_with_a_reason(tmp_path: Path) -> None:
    (tmp_path / "in.jpg").write_bytes(draw(1, gps=(33.1287, 117.8943), camera="Some Phone"))
    (tmp_path / "in.txt").write_text("no picture")
    told = davy(tmp_path, "photo", "clean", "in.jpg", "out.jpg")
    assert told.returncode == 0
    assert told.stdout.startswith("removed: ")
    assert b"Some Phone" not in (tmp_path / "out.jpg").read_bytes()
    refused = davy(tmp_path, "photo", "clean", "in.txt", "none.jpg")
    assert (refused.returncode, refused.stderr) == (
        1,
        "refused: not-a-photo: by its bytes this is no photo, whatever its name says\n",
    )
    assert not (tmp_path / "none.jpg").exists()
