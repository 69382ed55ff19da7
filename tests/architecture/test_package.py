"""What is installed: each file of the five rooms is in the wheel, and nothing else."""

import subprocess
import sys
import zipfile
from pathlib import Path

from tests.architecture.tree import ROOT, files

INSTALLED = ("bot", "handlers", "backend", "locales", "media")


def copy_project(folder: Path) -> None:
    """Lay the project's own files out anew, without what this machine made beside them."""
    for path in files():
        relative = path.relative_to(ROOT)
        if relative.parts[0] in INSTALLED or relative.name in {"pyproject.toml", "LICENSE"}:
            (folder / relative).parent.mkdir(parents=True, exist_ok=True)
            (folder / relative).write_bytes(path.read_bytes())


def test_every_file_of_the_rooms_is_installed(tmp_path: Path) -> None:
    copy_project(tmp_path)
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-index", "--no-deps"]
    command += ["--no-build-isolation", "--wheel-dir", str(tmp_path / "wheels"), str(tmp_path)]
    subprocess.run(command, check=True, timeout=100, stdin=subprocess.DEVNULL)
    (wheel,) = (tmp_path / "wheels").glob("davy-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if ".dist-info/" not in name}
    wanted = {path.relative_to(ROOT).as_posix() for path in files()}
    assert held == {name for name in wanted if name.partition("/")[0] in INSTALLED}
