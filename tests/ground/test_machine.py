"""That what a machine lacks is told loudly, fails on CI, and that long forms stay apart.

Each test runs a small suite of its own in a process of its own, with the real hooks.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SUITE = """
import pytest

def test_a_photo_is_judged(exiftool_path):
    assert exiftool_path

def test_arithmetic():
    assert 1 + 1 == 2

def test_counting(record_property):
    record_property("counted", "seven sheep")

@pytest.mark.long
def test_of_many_hours():
    assert False
"""


def run(folder: Path, *arguments: str, **settings: str) -> tuple[int, str]:
    """Exit code and words of a suite on a machine that has no program at all."""
    suite = folder / "test_small.py"
    suite.write_text(SUITE, "utf-8")
    (folder / "pytest.ini").write_text("[pytest]\nmarkers =\n    long: slow\n", "utf-8")
    environment = {name: text for name, text in os.environ.items() if not name.startswith("PYTEST")}
    environment |= {"PATH": "", "PYTHONPATH": str(ROOT), "CI": "", "DAVY_REQUIRE_ALL": ""}
    command = [sys.executable, "-m", "pytest", "-p", "tests.conftest", "-c", "pytest.ini"]
    done = subprocess.run(
        [*command, "-p", "no:cacheprovider", *arguments, str(suite)],
        cwd=folder,
        env=environment | settings,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def test_a_missing_program_is_told_with_its_remedy(tmp_path: Path) -> None:
    code, words = run(tmp_path)
    assert code == 0
    assert "1 tests: ExifTool is missing (apt-get install libimage-exiftool-perl)" in words
    assert "2 passed, 1 deselected, 1 not run" in words
    assert "seven sheep" in words


@pytest.mark.long
def test_a_missing_program_is_told_by_two_workers_as_well(tmp_path: Path) -> None:
    _, words = run(tmp_path, "-n", "2")
    assert "1 tests: ExifTool is missing" in words
    assert words.count("seven sheep") == 1


def test_on_ci_a_missing_program_fails_the_run(tmp_path: Path) -> None:
    code, words = run(tmp_path, CI="true")
    assert code == 1
    assert "NOT RUN: ExifTool is missing" in words


def test_a_long_form_runs_when_it_is_asked_for(tmp_path: Path) -> None:
    code, words = run(tmp_path, "--long")
    assert code == 1
    assert "test_of_many_hours" in words
