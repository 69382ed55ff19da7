"""The `davy` command as a person calls it: a process with its own folder and environment."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

WITHIN_S = 60


def environment(**settings: str) -> dict[str, str]:
    """This process's environment without settings of Davy, and these instead."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("DAVY_")}
    return env | {"COLUMNS": "80", "DAVY_FILES_MIN_MB": "1"} | settings


def davy(
    folder: Path, *arguments: str, said: str = "", **settings: str
) -> "subprocess.CompletedProcess[str]":
    """Run `davy` in `folder` with `said` on its standard input; whatever its exit code is."""
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        cwd=folder,
        env=environment(**settings),
        input=said,
        capture_output=True,
        text=True,
        timeout=WITHIN_S,
        check=False,
    )


@pytest.fixture(scope="session")
def used_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which Davy was used: tables and keys are there."""
    folder = tmp_path_factory.mktemp("used")
    made = davy(folder, "keys", "show")
    assert made.returncode == 0, made.stderr
    return folder


@pytest.fixture
def used(used_once: Path, tmp_path: Path) -> Path:
    """A copy of that folder for one test."""
    return Path(shutil.copytree(used_once, tmp_path / "davy"))
