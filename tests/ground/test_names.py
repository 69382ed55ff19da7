"""Each test has one name, whoever collects it and when: workers of one run compare theirs."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
COLLECT = [
    sys.executable,
    "-m",
    "pytest",
    "--collect-only",
    "-q",
    "--long",
    "-p",
    "no:cacheprovider",
]


def names(hash_seed: int) -> list[str]:
    """What a fresh process collects, in its order."""
    done = subprocess.run(
        COLLECT,
        cwd=ROOT,
        env=os.environ | {"PYTHONHASHSEED": str(hash_seed)},
        capture_output=True,
        text=True,
        check=True,
    )
    return [line for line in done.stdout.splitlines() if "::" in line]


@pytest.mark.long
def test_two_processes_collect_the_same_tests_in_the_same_order() -> None:
    first, second = names(1), names(2)
    assert len(first) > 5_000
    assert first == second
