"""The threat model names tests that exist and every promise that the conversation makes."""

import ast
import re
from pathlib import Path

from locales.catalogue import load

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "threat-model.md").read_text("utf-8")
PROMISES = re.compile(
    r"^(greeting-unknown|privacy-|stop-done|stop-remains|receipt-code($|-mess)|receipt-(pushes|looks)"
    r"|news-waiting|identity-|report-originals|report-(video|voice|document)-|objection-in|duty-next-)"
)
OF_ITSELF = {"tests/trust/test_seeker.py", "tests/trust/test_threat_model.py"}
"""They hold the search and this page to account, and no adversary."""


def test_every_test_that_is_named_exists() -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", PAGE)
    assert len(named) > 15
    for path, name in named:
        tree = ast.parse((ROOT / path).read_text("utf-8"))
        functions = {
            node.name
            for node in ast.walk(tree)
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        }
        assert not name or name in functions, f"{path}::{name}"


def test_every_trust_test_is_on_the_page() -> None:
    files = {path.relative_to(ROOT).as_posix() for path in (ROOT / "tests/trust").glob("test_*.py")}
    named = set(re.findall(r"`(tests/trust/\w+\.py)", PAGE))
    assert files - named - OF_ITSELF == set()


def test_every_promise_of_the_conversation_is_on_the_page() -> None:
    promised = {key for key in load().keys("zh-Hans") if PROMISES.match(key)}
    assert promised
    assert {key for key in promised if f"`{key}`" not in PAGE} == set()
