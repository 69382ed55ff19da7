"""What the pages say is so: links, settings, commands and buttons that they name are there."""

import re
from pathlib import Path

import pytest
from typer.main import get_command

from backend.settings import OURS_TOO, TESTS, all_names
from bot.__main__ import build
from locales.catalogue import Catalogue, load
from tests.architecture.tree import ROOT, files

PAGES = tuple(path for path in files() if path.suffix == ".md")
ENGLISH, CHINESE = ROOT / "README.md", ROOT / "README.zh.md"
SETTING = re.compile(r"\bDAVY_[A-Z][A-Z0-9_]*[A-Z0-9]\b(?!…|_)")
LINK = re.compile(r"\]\((?!https?:|#)([^)#\s]+)(?:#[^)]*)?\)")
COMMAND = re.compile(r"(?:bin/davy|`davy|^ +davy) ([a-z]+)(?: ([a-z]+))?", re.MULTILINE)
TRIAL = {"en": (ENGLISH, r"(?<!\*)\*([^*]+)\*(?!\*)"), "zh-Hans": (CHINESE, r"“([^”]+)”")}
"""How a page sets what a person presses."""
FIRST_MINUTES = {"en": "## The first ten minutes", "zh-Hans": "## 头十分钟"}
NO_BUTTONS = {"private", "有新消息", "城关镇"}


def page_name(path: Path) -> str:
    """The page as one types it."""
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("page", PAGES, ids=page_name)
def test_links_lead_somewhere(page: Path) -> None:
    linked = LINK.findall(page.read_text("utf-8"))
    assert [name for name in linked if not (page.parent / name).exists()] == []


def test_settings_that_are_named_exist() -> None:
    known = {*all_names(), *OURS_TOO}
    wrong = {
        f"{page_name(path)}: {name}"
        for path in files()
        if path.suffix in {".md", ".service", ".conf", ".example"} or path.name == "Caddyfile"
        for name in SETTING.findall(path.read_text("utf-8"))
        if name not in known and not name.startswith((TESTS, "DAVY_PLACE_"))
    }
    assert wrong == set()


@pytest.mark.parametrize("page", [ENGLISH, CHINESE, ROOT / "deploy" / "README.md"], ids=page_name)
def test_commands_that_are_named_exist(page: Path) -> None:
    top = get_command(build()).commands  # type: ignore[attr-defined]
    named = COMMAND.findall(page.read_text("utf-8"))
    assert len(named) > 3
    for name, part in named:
        assert name in top
        assert part in getattr(top[name], "commands", {part: None})


@pytest.mark.parametrize("language", TRIAL)
def test_what_a_page_tells_to_press_is_what_stands_there(language: str) -> None:
    page, pattern = TRIAL[language]
    text = page.read_text("utf-8").partition(FIRST_MINUTES[language])[2].partition("\n## ")[0]
    named = {" ".join(one.split()) for one in re.findall(pattern, text)} - NO_BUTTONS
    assert len(named) > 12
    assert named - said(load(), language) == set()


def said(catalogue: Catalogue, language: str) -> set[str]:
    """Every text without arguments."""
    return {
        text
        for key in catalogue.keys(language)
        if (text := catalogue.say(language, key, {})) and "{" not in text
    }


def test_both_readmes_say_the_same_things() -> None:
    def shape(path: Path) -> dict[str, object]:
        text = path.read_text("utf-8")
        return {
            "headings": len(re.findall(r"^## ", text, re.MULTILINE)),
            "rows": len(re.findall(r"^\|", text, re.MULTILINE)),
            "code": [
                line.partition("#")[0].rstrip().replace("密码", "PASSWORD")
                for line in text.splitlines()
                if line.startswith("    ")
            ],
            "links": sorted(set(LINK.findall(text)) - {"README.md", "README.zh.md"}),
            "numbered": len(re.findall(r"^\*\*\d\.", text, re.MULTILINE)),
        }

    english, chinese = shape(ENGLISH), shape(CHINESE)
    pictures = {"docs/pictures/conversation.png", "docs/pictures/conversation.zh.png"}
    for one in (english, chinese):
        one["links"] = sorted(set(one["links"]) - pictures)  # type: ignore[call-overload]
    assert english == chinese
