"""Which room may know which other, and which outside library: the tables stand at the top."""

import re
import sys

import pytest

from tests.architecture.tree import Module, modules, reaches

# A room and what it must not import, of ours.
CLOSED = {
    "bot": ("tests", "bench"),
    "backend": ("bot", "handlers", "tests", "bench"),
    "handlers": ("bot", "backend", "media", "locales", "tests", "bench"),
    "locales": ("bot", "backend", "handlers", "media", "tests", "bench"),
    "media": ("bot", "backend", "handlers", "locales", "tests", "bench"),
}
# A library and the only modules that may import it. A name stands for the module, for what lies
# within it, and for its sisters that continue the name with an underscore.
HOMES = {
    "aiogram": ("bot.channels.telegram_public",),
    "telegram": ("bot.channels.telegram_staff",),
    "fastapi": ("bot.app", "backend.app", "backend.api", "backend.console"),
    "starlette": (
        *("bot.app", "bot.channels.web", "bot.channels._web"),
        *("backend.app", "backend.api", "backend.console"),
    ),
    "obstore": ("media.stores",),
    # A stranger's picture is opened in `media` alone; `bot.pictures` draws digits and opens none.
    "PIL": ("media", "bot.pictures"),
    "pi_heif": ("media",),
}
# The case store knows nobody; these may handle an alias only as an opaque id.
NAMELESS = (
    "backend.reports",
    "backend.hazards",
    "backend.inspections",
    "backend.statistics",
    "backend.console",
)
OPAQUE = "backend.aliases.ids"
# What would make a conversation depend on more than its state and its event.
IMPURE = (
    *("asyncio", "http", "io", "logging", "os", "pathlib", "random", "secrets", "socket"),
    *("sqlite3", "ssl", "subprocess", "tempfile", "threading", "time", "urllib.request"),
)
# The doors pass a transaction on and hear of its failure; they write no SQL and know no table.
SQL = ("sqlalchemy", "psycopg", "alembic", "sqlite3")
PASSED_ON = ("sqlalchemy.Connection", "sqlalchemy.Row", "sqlalchemy.exc")


def is_at_home(name: str, home: str) -> bool:
    """Whether a module is the home of a library, within it, or a sister of it."""
    return reaches(name, home) or name.startswith(f"{home}_")


def forbidden(module: Module, targets: tuple[str, ...]) -> set[str]:
    """The imports of a module that reach one of the targets."""
    return {name for name in module.imports if any(reaches(name, target) for target in targets)}


@pytest.mark.parametrize("room", CLOSED)
def test_a_room_imports_only_the_rooms_below_it(room: str) -> None:
    wrong = {module.where: forbidden(module, CLOSED[room]) for module in modules(room)}
    assert {where: names for where, names in wrong.items() if names} == {}


def test_conversations_use_only_the_standard_library() -> None:
    allowed = {*sys.stdlib_module_names, "handlers"}
    wrong = {
        module.where: sorted(
            name for name in module.imports if name.partition(".")[0] not in allowed
        )
        for module in modules("handlers")
    }
    assert {where: names for where, names in wrong.items() if names} == {}


def test_conversations_touch_no_file_clock_chance_or_network() -> None:
    wrong = {module.where: sorted(forbidden(module, IMPURE)) for module in modules("handlers")}
    assert {where: names for where, names in wrong.items() if names} == {}


@pytest.mark.parametrize("library", HOMES)
def test_a_library_is_known_only_in_its_own_place(library: str) -> None:
    homes = HOMES[library]
    wrong = [
        module.where
        for module in modules("bot", "handlers", "backend", "locales", "media")
        if forbidden(module, (library,))
        and not any(is_at_home(module.name, home) for home in homes)
    ]
    assert wrong == []


def test_channels_know_nothing_of_one_another() -> None:
    channels = [module for module in modules("bot") if module.name.startswith("bot.channels.")]
    shared = {module.name for module in channels if module.name.split(".")[2].startswith("_")}
    names = {".".join(module.name.split(".")[:3]) for module in channels} - shared
    wrong = [
        f"{module.where} imports {name}"
        for module in channels
        for name in names
        if forbidden(module, (name,))
        and (module.name in shared or not _is_same_channel(module.name, name))
    ]
    assert wrong == []


def _is_same_channel(one: str, other: str) -> bool:
    """`web` and `web_pages` are one channel in two files; `web` and `terminal` are two."""
    one, other = (".".join(name.split(".")[:3]) for name in (one, other))
    return is_at_home(one, other) or is_at_home(other, one)


def test_the_case_store_cannot_name_a_person() -> None:
    wrong = {
        module.where: _taken_from_aliases(module)
        for module in modules("backend")
        if any(reaches(module.name, folder) for folder in NAMELESS)
    }
    assert {where: names for where, names in wrong.items() if names} == {}


def _taken_from_aliases(module: Module) -> list[str]:
    """What a module knows of aliases beyond the opaque ids.

    `from backend.aliases import ids` names the package too; that alone is no harm.
    """
    taken = forbidden(module, ("backend.aliases",))
    opaque = {name for name in taken if reaches(name, OPAQUE)}
    return sorted(taken - opaque - ({"backend.aliases"} if opaque else set()))


def test_the_doors_hold_no_sql() -> None:
    wrong = {module.where: _sql_of(module) for module in modules("bot")}
    assert {where: names for where, names in wrong.items() if names} == {}


def _sql_of(module: Module) -> list[str]:
    """The imports that would let a door write SQL: statements, drivers, our tables."""
    passed = {name for name in module.imports if any(reaches(name, kept) for kept in PASSED_ON)}
    written = forbidden(module, SQL) - passed - ({"sqlalchemy"} if passed else set())
    tables = {name for name in module.imports if re.match(r"backend\.\w+\.tables\b", name)}
    return sorted(written | tables)
