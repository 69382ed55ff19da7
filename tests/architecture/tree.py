"""The project's own files and what their source says, read once for all shape tests."""

import ast
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("bot", "handlers", "backend", "locales", "media", "tests")


@dataclass(frozen=True)
class Module:
    """One Python file: its dotted name, where it lies, and its source."""

    name: str
    path: Path
    source: str

    @property
    def tree(self) -> ast.Module:
        """The parsed source."""
        return _parsed(self.source, str(self.path))

    @property
    def where(self) -> str:
        """The path as a person types it, from the project's root."""
        return self.path.relative_to(ROOT).as_posix()

    @property
    def imports(self) -> frozenset[str]:
        """Every dotted name that is imported anywhere in it, also within functions.

        `from a import b` counts as both `a` and `a.b`: b may be a module.
        """
        return frozenset(_imports(self))


@cache
def files() -> tuple[Path, ...]:
    """Every file that is in the repository or would be added to it."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listing = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    paths = (ROOT / name for name in listing.split("\0") if name)
    return tuple(sorted(path for path in paths if path.is_file()))


@cache
def modules(*rooms: str) -> tuple[Module, ...]:
    """The Python modules of these top-level folders; of all of them when none is named."""
    found = []
    for path in files():
        relative = path.relative_to(ROOT)
        if path.suffix == ".py" and (not rooms or relative.parts[0] in rooms):
            parts = relative.with_suffix("").parts
            name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
            found.append(Module(name, path, path.read_text("utf-8")))
    return tuple(found)


def reaches(name: str, target: str) -> bool:
    """Whether a dotted name is the target or lies within it."""
    return name == target or name.startswith(f"{target}.")


@cache
def _parsed(source: str, filename: str) -> ast.Module:
    return ast.parse(source, filename)


def _imports(module: Module) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            origin = _origin(module, node)
            found.add(origin)
            found.update(f"{origin}.{alias.name}" for alias in node.names)
    return found


def _origin(module: Module, node: ast.ImportFrom) -> str:
    """The absolute name behind `from ... import`, relative ones resolved."""
    if not node.level:
        return node.module or ""
    is_package = module.path.name == "__init__.py"
    parts = module.name.split(".")
    kept = parts[: len(parts) - node.level + is_package]
    return ".".join([*kept, *([node.module] if node.module else [])])
