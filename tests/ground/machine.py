"""What a machine must have for some tests, and the ledger of what was not run without it."""

import os
import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pytest

NOT_RUN = "NOT RUN"
POSTGRES_URL = os.environ.get(
    "DAVY_TEST_POSTGRES_URL", "postgresql+psycopg://postgres@127.0.0.1:5432/postgres"
)


@dataclass(frozen=True)
class Need:
    """Something that only some machines have: how it is called and how one gets it."""

    name: str
    remedy: str


CHROMIUM = Need("Chromium", "apt-get install chromium, or set DAVY_TEST_CHROMIUM")
EXIFTOOL = Need("ExifTool", "apt-get install libimage-exiftool-perl")
CJK_FONT = Need("a Chinese font", "apt-get install fonts-noto-cjk")
POSTGRES = Need(
    "PostgreSQL", "start one on 127.0.0.1:5432, or set DAVY_TEST_POSTGRES_URL to an admin's URL"
)


def all_required() -> bool:
    """Whether a missing need fails the run (CI) and is not just reported."""
    return os.environ.get("CI", "") == "true" or os.environ.get("DAVY_REQUIRE_ALL", "") == "1"


def miss(need: Need) -> None:
    """Leave the running test out, loudly; on CI fail it."""
    reason = f"{NOT_RUN}: {need.name} is missing ({need.remedy})"
    if all_required():
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


def find_program(names: Iterable[str], *, setting: str) -> Path | None:
    """The first of these programs that is here; an environment variable goes before them all."""
    for name in (os.environ.get(setting, ""), *names):
        found = shutil.which(name) if name else None
        if found:
            return Path(found)
    return None


@pytest.fixture(scope="session")
def chromium_path() -> Path:
    """The system's Chromium, for Playwright's `executable_path`."""
    found = find_program(("chromium", "chromium-browser"), setting="DAVY_TEST_CHROMIUM")
    if found is None:
        miss(CHROMIUM)
        raise AssertionError
    return found


@pytest.fixture(scope="session")
def exiftool_path() -> Path:
    """The system's ExifTool: an independent judge of what a cleaned photo still says."""
    found = find_program(("exiftool",), setting="DAVY_TEST_EXIFTOOL")
    if found is None:
        miss(EXIFTOOL)
        raise AssertionError
    return found


@pytest.fixture(scope="session")
def chinese_font() -> str:
    """The name of an installed font that draws Chinese; screenshots show boxes without one."""
    listing = shutil.which("fc-list")
    names = ""
    if listing:
        command = [listing, ":lang=zh-cn", "family"]
        names = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if not names.strip():
        miss(CJK_FONT)
    return names.splitlines()[0].partition(",")[0]


def not_run_reason(report: pytest.TestReport) -> str | None:
    """Why a skipped test was not run, where a need was missing; None for any other report."""
    if not report.skipped or not isinstance(report.longrepr, tuple):
        return None
    text = report.longrepr[2].removeprefix("Skipped: ")
    return text.removeprefix(f"{NOT_RUN}: ") if text.startswith(NOT_RUN) else None
