"""What Davy stands on is declared once, locked, explained and used."""

import re
import tomllib

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.architecture.tree import ROOT

PINNED = re.compile(r"^([a-z0-9][a-z0-9._-]*)==([^ \\;]+)(?: ; ([^\\]+))?", re.MULTILINE)


def declared() -> tuple[list[Requirement], list[Requirement]]:
    """The requirements of what runs, and of what builds and tests."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    groups = project["dependency-groups"]
    running = [Requirement(line) for line in project["project"]["dependencies"]]
    return running, [Requirement(line) for line in (*groups["build"], *groups["dev"])]


def locked(name: str) -> dict[str, set[str]]:
    """The versions of each package in a lock; two where they differ by Python version."""
    versions: dict[str, set[str]] = {}
    for match in PINNED.finditer((ROOT / name).read_text("utf-8")):
        versions.setdefault(canonicalize_name(match[1]), set()).add(match[2])
    return versions


def test_the_lock_holds_everything_that_is_declared() -> None:
    running, testing = declared()
    for lock, requirements in (
        ("requirements.lock", running),
        ("requirements-dev.lock", [*running, *testing]),
    ):
        versions = locked(lock)
        wrong = [
            str(requirement)
            for requirement in requirements
            if not any(
                requirement.specifier.contains(version, prereleases=True)
                for version in versions.get(canonicalize_name(requirement.name), set())
            )
        ]
        assert wrong == [], f"{lock} is behind pyproject.toml: make lock"


def test_what_runs_is_what_was_tested() -> None:
    tested = locked("requirements-dev.lock")
    assert {n: v for n, v in locked("requirements.lock").items() if tested.get(n) != v} == {}


def test_every_locked_package_has_its_hashes() -> None:
    for lock in ("requirements.lock", "requirements-dev.lock"):
        blocks = re.split(r"\n(?=[a-z0-9])", (ROOT / lock).read_text("utf-8").strip())
        assert [block.partition(" ")[0] for block in blocks if "--hash=sha256:" not in block] == []


def test_every_dependency_is_explained_and_nothing_else_is() -> None:
    page = (ROOT / "docs" / "dependencies.md").read_text("utf-8")
    cells = re.findall(r"^\| ([a-z0-9][^|]*?) \|", page, re.MULTILINE)
    explained = {name.strip() for cell in cells for name in cell.split(",")} - {"package"}
    running, testing = declared()
    assert explained == {requirement.name for requirement in (*running, *testing)}
