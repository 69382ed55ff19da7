"""Keys, catalogues and code agree: nothing is missing, nothing is dead."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest

from backend.places.sector_table import SECTORS
from locales.catalogue import FOLDER, Catalogue, load
from locales.keys import Key

ROOT = FOLDER.parent
SOURCES = ("handlers", "bot", "backend")
ELSEWHERE = (".html", ".js", ".txt")
REFUSED = re.compile(r"refused-[a-z-]+")
AT_THE_DESK = {"refused-key-exists", "refused-passphrase-short", "refused-not-staff"}
"""Said by the `davy` command or never: no conversation speaks them."""

catalogue: Catalogue = load(strict=True)
LANGUAGES = catalogue.languages


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalogue_holds_exactly_the_keys(language: str) -> None:
    assert catalogue.keys(language) == {str(key) for key in Key}


@pytest.mark.parametrize("key", sorted(catalogue.keys("zh-Hans")))
def test_placeholders_are_the_same_in_every_language(key: str) -> None:
    names = {
        language: frozenset().union(*(one.names for one in catalogue.templates(language, key)))
        for language in LANGUAGES
    }
    wanted = names["zh-Hans"] - {"count"}
    assert all(found - {"count"} == wanted for found in names.values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_empty_or_breaks_its_braces(language: str) -> None:
    for key in catalogue.keys(language):
        for form in catalogue.templates(language, key):
            literals = "".join(literal for literal, _ in form.pieces)
            assert literals or form.names, key
            assert not set("{}") & set(literals), key


def test_every_sector_has_a_name_and_examples() -> None:
    for sector in SECTORS:
        for language, name, examples in (
            ("zh-Hans", sector.zh, sector.zh_examples),
            ("en", sector.en, sector.en_examples),
        ):
            assert catalogue.say(language, f"sector-{sector.slug}") == name
            assert catalogue.say(language, f"sector-{sector.slug}-examples") == examples


@pytest.mark.parametrize("path", sorted((ROOT / "handlers").rglob("*.py")), ids=lambda p: p.stem)
def test_what_a_conversation_says_stands_in_the_catalogues(path: Path) -> None:
    for key, names in _said(ast.parse(path.read_text("utf-8"))):
        if isinstance(key, str):
            assert key in catalogue.keys("zh-Hans"), key
            wanted = frozenset().union(*(t.names for t in catalogue.templates("en", key)))
            assert names is None or wanted <= names, key
        else:
            known = {*catalogue.keys("zh-Hans"), *(f"language-{one.lower()}" for one in LANGUAGES)}
            assert any(key.fullmatch(one) for one in known), key.pattern


def test_every_refusal_of_the_office_has_words() -> None:
    found = {
        node.value
        for room in ("backend", "bot")
        for path in (ROOT / room).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and REFUSED.fullmatch(node.value)
    }
    assert found - AT_THE_DESK - catalogue.keys("zh-Hans") == set()


def test_no_text_is_left_that_nobody_says() -> None:
    literals, patterns = set(), []
    for room in SOURCES:
        for path in (ROOT / room).rglob("*"):
            if path.suffix in ELSEWHERE:
                literals.update(
                    re.findall(r"[a-z]+(?:-[a-z0-9]+)+|[a-z]+", path.read_text("utf-8"))
                )
            elif path.suffix == ".py":
                for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                    if isinstance(node, ast.Constant) and isinstance(node.value, str):
                        literals.add(node.value)
                    elif isinstance(node, ast.JoinedStr) and _names_a_family(node):
                        patterns.append(_pattern(node))
    labels = {f"choice-{name}" for name in literals}
    named = {key for key in catalogue.keys("en") if any(one.fullmatch(key) for one in patterns)}
    assert catalogue.keys("en") - literals - labels - named - _read_by_the_reader() == set()


def _read_by_the_reader() -> set[str]:
    return {"format-day", "format-moment", "format-list", "text-missing", "language-name"}


def _said(tree: ast.Module) -> Iterator[tuple[str | re.Pattern[str], frozenset[str] | None]]:
    """Every key that `say`, `Say` and `choice` are called with, and the arguments given to it."""
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args):
            continue
        name, key = node.func.id, node.args[0]
        starred = any(one.arg is None for one in node.keywords)
        given = frozenset(one.arg for one in node.keywords if one.arg) - {"rows"}
        names = None if starred or name == "Say" else given
        if name == "choice":
            key = node.args[1] if len(node.args) > 1 else _label(key)
        elif name not in {"say", "Say"}:
            continue
        if isinstance(key, ast.Constant):
            yield str(key.value), names
        elif isinstance(key, ast.JoinedStr):
            yield _pattern(key), names


def _names_a_family(joined: ast.JoinedStr) -> bool:
    """Is it a key with one part left open, as in `sector-{slug}`?"""
    first = joined.values[0]
    written = str(first.value) if isinstance(first, ast.Constant) else ""
    return re.match(r"[a-z-]{3,}-$", written) is not None


def _label(name: ast.expr) -> ast.expr:
    if isinstance(name, ast.Constant):
        return ast.Constant(f"choice-{name.value!s}")
    if isinstance(name, ast.JoinedStr):
        return ast.JoinedStr([ast.Constant("choice-"), *name.values])
    return name


def _pattern(joined: ast.JoinedStr) -> re.Pattern[str]:
    parts = (
        re.escape(cast(str, part.value)) if isinstance(part, ast.Constant) else "[a-z0-9-]+"
        for part in joined.values
    )
    return re.compile("".join(parts))
