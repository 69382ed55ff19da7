"""The floors of the office: a capability depends downwards only, and a new one gets its place."""

from tests.architecture.tree import ROOT, Module, files, modules, reaches

# From the roof to the cellar. Names on one floor know nothing of one another.
LAYERS: tuple[tuple[str, ...], ...] = (
    ("app",),
    ("api", "console"),
    ("demo",),
    ("reminders", "statistics"),
    ("rewards",),
    ("inspections",),
    ("hazards",),
    ("reports",),
    ("outbox",),
    ("inbox", "jobs"),
    ("conversations",),
    ("staff", "enterprises"),
    ("aliases", "audit"),
    ("office",),
    ("places",),
    ("db",),
    ("keys",),
    ("settings",),
    ("bots",),
    ("setting_kinds", "setting_lines"),
    ("errors", "clock"),
)
# The database's own tools: they name every table, and only one another may import them.
MIGRATING = ("backend.migrations", "backend.db.all_tables", "backend.db.migrate")

FLOOR = {name: height for height, names in enumerate(LAYERS) for name in names}


def capability(name: str) -> str | None:
    """The part of `backend` that a dotted name belongs to; None for `backend` itself."""
    parts = name.split(".")
    return parts[1] if parts[0] == "backend" and len(parts) > 1 else None


def upward(module: Module) -> set[str]:
    """The imports of a module that reach its own floor's neighbours or a higher floor."""
    here = capability(module.name)
    if here not in FLOOR or any(reaches(module.name, tool) for tool in MIGRATING):
        return set()
    return {
        name
        for name in module.imports
        if (there := capability(name)) in FLOOR and there != here and FLOOR[there] <= FLOOR[here]
    }


def test_every_part_of_the_office_has_its_floor() -> None:
    parts = {
        path.relative_to(ROOT).parts[1].removesuffix(".py")
        for path in files()
        if path.suffix == ".py" and reaches(path.relative_to(ROOT).parts[0], "backend")
    }
    assert parts - {"__init__"} - set(FLOOR) - {"migrations"} == set()


def test_capabilities_depend_downwards_only() -> None:
    wrong = {module.where: upward(module) for module in modules("backend")}
    assert {where: names for where, names in wrong.items() if names} == {}


def test_nobody_in_the_office_imports_the_migrations() -> None:
    wrong = [
        module.where
        for module in modules("backend")
        if any(reaches(name, tool) for name in module.imports for tool in MIGRATING)
        and not any(reaches(module.name, tool) for tool in MIGRATING)
    ]
    assert wrong == []


def test_the_root_of_the_office_imports_nothing_of_ours() -> None:
    roots = [module for module in modules("backend") if module.name == "backend"]
    assert [sorted(module.imports) for module in roots if module.imports] == []
