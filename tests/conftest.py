"""What holds for the whole suite: no way out of the machine, long forms apart, needs named."""

import gc
import os
from collections import Counter

import pytest
from hypothesis import settings

from tests.ground.databases import (
    database_url,
    empty_database_url,
    empty_postgres_url,
    postgres_copies,
    postgres_server,
    postgres_template,
    postgres_url,
    sqlite_template,
    sqlite_url,
)
from tests.ground.machine import (
    NOT_RUN,
    chinese_font,
    chromium_path,
    exiftool_path,
    not_run_reason,
)
from tests.ground.network import only_loopback, watch_network

__all__ = [
    "chinese_font",
    "chromium_path",
    "database_url",
    "empty_database_url",
    "empty_postgres_url",
    "exiftool_path",
    "only_loopback",
    "postgres_copies",
    "postgres_server",
    "postgres_template",
    "postgres_url",
    "sqlite_template",
    "sqlite_url",
]

# Two cores are shared with the load that other tests make: a deadline would measure that. What is
# judged before it is taken is tried with the same examples each time; everybody else draws others.
settings.register_profile("davy", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("davy")


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--long`: the slow forms too."""
    parser.addoption("--long", action="store_true", help="run the tests marked long as well")


def pytest_configure(config: pytest.Config) -> None:
    """Close the network before anything of ours is imported; look for garbage seldom."""
    watch_network()
    gc.set_threshold(20_000, 20, 20)


def pytest_collection_finish() -> None:
    """What was imported by now stays: looking through it again and again was a quarter of a run."""
    gc.collect()
    gc.freeze()


def pytest_make_parametrize_id(config: pytest.Config, val: object, argname: str) -> str | None:
    """Name a test by what stays the same: bytes may hold the second in which they were made.

    The workers of one run compare the names that each of them collected, and stop when they differ.
    """
    return f"{len(val)}-bytes" if isinstance(val, bytes) and len(val) > 16 else None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Long groups go first, or one worker would go through them alone at the end.

    Long forms go only when asked for; otherwise it is as if they were not there.
    """
    items.sort(key=_in_turn)
    for item in items:
        if item.get_closest_marker("long") and not item.get_closest_marker("timeout"):
            item.add_marker(pytest.mark.timeout(LONG_S))
    if config.getoption("--long"):
        return
    long = [item for item in items if item.get_closest_marker("long")]
    if long:
        config.hook.pytest_deselected(items=long)
        items[:] = [item for item in items if not item.get_closest_marker("long")]


LONG_S = 1800
"""What a long form may take at most."""
_LONG_GROUPS = ("trust-day", "kill", "browser")


def _in_turn(item: pytest.Item) -> int:
    mark = item.get_closest_marker("xdist_group")
    group = mark.args[0] if mark else ""
    return _LONG_GROUPS.index(group) if group in _LONG_GROUPS else len(_LONG_GROUPS)


def pytest_report_teststatus(report: pytest.TestReport) -> tuple[str, str, str] | None:
    """A test without its need is no skip: it is counted apart as *not run*."""
    if getattr(report, "when", None) and not_run_reason(report):
        return "not run", "N", NOT_RUN
    return None


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what tests counted; what was not run, how many tests, and how to have them run."""
    _say_counted(terminalreporter)
    reports = terminalreporter.stats.get("not run", [])
    if not reports:
        return
    terminalreporter.section(NOT_RUN, sep="!", red=True, bold=True)
    for reason, tests_count in Counter(not_run_reason(report) for report in reports).items():
        terminalreporter.line(f"{tests_count} tests: {reason}", red=True)


def _say_counted(terminalreporter: pytest.TerminalReporter) -> None:
    """What tests recorded as "counted": a worker's own output is heard of nobody."""
    counted = [
        str(value)
        for reports in terminalreporter.stats.values()
        for report in reports
        for name, value in getattr(report, "user_properties", ())
        if name == "counted" and getattr(report, "when", "") == "call"
    ]
    if counted:
        terminalreporter.section("counted")
        for one in counted:
            terminalreporter.line(one)
