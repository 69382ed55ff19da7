"""What is written in the repository: names that say something, docstrings, and what never stands.

The words that are looked for are put together here, so that this file does not find itself.
"""

import ast
import re

from tests.architecture.tree import ROOMS, ROOT, files, modules

EMPTY_NAMES = {"utils", "util", "helpers", "helper", "common", "misc", "base", "manager"}
EMPTY_NAMES |= {"data", "info"}

LEFT_OVER = re.compile(r"\b(" + "|".join(("TO" + "DO", "FIX" + "ME", "XX" + "X")) + r")\b")
MOCKS = "unittest" + ".mock"
# Where packages come from differs from machine to machine, and so do its folders.
HOSTS = (
    *("py" + "pi.org", "pythonhosted" + ".org"),
    *("npm" + "js.org", "npm" + "js.com", "debian" + ".org"),
)
MACHINE_PATH = re.compile(r"(?<![\w.\-/}])/(?:wo" + r"rk|ro" + r"ot|opt/py" + r"pi)(?:/|\b)")

# Files that are pictures, sounds and the like.
TEXT = {".py", ".md", ".toml", ".lock", ".txt", ".po", ".pot", ".html", ".css", ".js", ".svg"}
TEXT |= {".json", ".yml", ".yaml", ".ini", ".cfg", ".sh", ".service", ".conf", ".mako", ".example"}


def texts() -> list[tuple[str, str]]:
    """Path and content of every file that is text, those without an ending included."""
    return [
        (path.relative_to(ROOT).as_posix(), path.read_text("utf-8", "replace"))
        for path in files()
        if path.suffix in TEXT or not path.suffix
    ]


def lines_with(pattern: re.Pattern[str]) -> list[str]:
    """Where in the repository a pattern stands, as `path:line`."""
    return [
        f"{where}:{number}"
        for where, text in texts()
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(line)
    ]


def test_a_module_is_named_after_what_it_holds() -> None:
    wrong = [module.where for module in modules() if EMPTY_NAMES & set(module.name.split("."))]
    assert wrong == []


def test_every_module_says_in_one_sentence_what_lives_there() -> None:
    wrong = []
    for module in modules():
        first = (ast.get_docstring(module.tree) or "").partition("\n\n")[0]
        if not first.endswith((".", "?", "!")) or "\n" in first:
            wrong.append(module.where)
    assert wrong == []


def test_every_room_has_a_page_that_explains_it() -> None:
    pages = {room: ROOT / room / "README.md" for room in ROOMS}
    assert [room for room, page in pages.items() if not page.is_file()] == []


def test_nothing_is_left_for_later() -> None:
    assert lines_with(LEFT_OVER) == []


def test_nothing_is_mocked() -> None:
    wrong = [m.where for m in modules() if any(name.startswith(MOCKS) for name in m.imports)]
    assert wrong == []


def test_no_package_registry_is_named() -> None:
    assert lines_with(re.compile("|".join(re.escape(host) for host in HOSTS))) == []


def test_no_path_of_one_machine_is_named() -> None:
    assert lines_with(MACHINE_PATH) == []
